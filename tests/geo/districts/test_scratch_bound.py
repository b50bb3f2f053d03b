"""A bound on the grids that new beats move, against all beats there are."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from lattice import fewest_anew_by_trying_all, lattice, shortest_by_trying_all

from geo.districts.scratch_bound import fewest_anew, least_ways


@pytest.mark.parametrize("workers", [1, 2, 3, 4])
def test_no_beats_there_are_move_fewer(workers):
    """Towns of eight grids in three beats, loads by chance: true for each, and for some there is no closer bound."""
    met, told = 0, 0
    for seed, tolerance in product(range(12), (0.1, 0.3)):
        beats, _ = lattice(4, 2, 3, seed)
        fewest = fewest_anew_by_trying_all(beats, workers, tolerance)
        bound = fewest_anew(beats, workers, tolerance)
        assert bound <= fewest
        met, told = met + (bound == fewest), told + (bound > 0)
    assert met and told


def test_by_hand():
    """Six grids of an hour, two each: two beats have three, so the third worker's two grids go at least; four beats
    of an hour and a half, give or take half of it, are two grids at most, so nobody has to give one, but somebody
    new gets one. Six beats are a grid each, and three of them stay."""
    beats, _ = lattice(6, 1, 3, 1)
    beats = replace(beats, loads=np.ones(6), shares=np.full(3, 2.0))
    assert fewest_anew(beats, 2, 0.01) == 2
    assert fewest_anew(beats, 4, 0.5) == 1
    assert fewest_anew(beats, 6, 0.5) == 3
    assert fewest_anew(beats, 3, 0.01) == 0


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_no_beats_there_are_have_less_way_inside(workers):
    """Towns of eight grids, loads by chance: true for each, and close for most."""
    x, y = np.arange(8) % 4, np.arange(8) // 4
    near = []
    for seed, tolerance in product(range(8), (0.2, 0.4)):
        beats, _ = lattice(4, 2, 2, seed)
        ways = ((x[:, None] - x) ** 2 + (y[:, None] - y) ** 2) * beats.loads
        least = shortest_by_trying_all(ways, beats, workers, tolerance)
        if np.isfinite(least):
            bound = least_ways(ways, beats.loads, workers, tolerance, least * 1.05)
            assert bound <= least * (1 + 1e-9)
            near.append(bound / least)
    assert np.median(near) > 0.8


def test_alone_at_home_there_is_no_way():
    """As many beats as grids; and two far towns of three in a row, two steps each to its middle: no way is less."""
    ways = (np.subtract.outer(np.arange(6), np.arange(6)) ** 2).astype(float)
    assert least_ways(ways, np.ones(6), 6, 0.1, 1.0) == 0
    at = np.array([0, 1, 2, 100, 101, 102])
    ways = (np.subtract.outer(at, at) ** 2).astype(float)
    assert least_ways(ways, np.ones(6), 2, 0.1, 4.5) == pytest.approx(4, rel=1e-3)
    assert least_ways(ways, np.ones(6), 2, 0.1, 4.5, lambda: False) <= 4

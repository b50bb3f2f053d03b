"""A bound on the grids that new beats move, against all beats there are."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from lattice import fewest_anew_by_trying_all, lattice

from geo.districts.scratch_bound import fewest_anew


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

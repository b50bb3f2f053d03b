"""Bins of a cube against an explicit list of all of them with all their neighbours."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from town import squares

from geo.hotspots import hotspots
from geo.hotspots.cube import BLOCK, blocks, by_grids, by_households, with_step_before
from geo.hotspots.local import windows
from geo.hotspots.neighbours import shared_border
from geo.hotspots.permutation import permutation_tails

# a street of three grids: 1 - 2 - 3
STREET = sparse.csr_array(np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0.0]]))
BOARD = shared_border(squares(7, 6))
STEPS = 5


def all_bins(neighbours, steps):
    """Bins in the order grid by grid, step by step: neighbours in space and time, written as one matrix."""
    n = neighbours.shape[0]
    around = (neighbours + sparse.eye_array(n)).toarray()
    matrix = np.zeros((n * steps, n * steps))
    for t in range(steps):
        for before in {t, max(t - 1, 0)}:
            matrix[t::steps, before::steps] = around
    np.fill_diagonal(matrix, 0)
    return sparse.csr_array(matrix)


def test_a_window_by_hand():
    """Grid 2 in step 2 sees all six bins, grid 1 in step 1 itself and grid 2."""
    counts = np.array([[1, 0], [2, 0], [4, 8]])
    assert with_step_before(windows(STREET) @ counts).tolist() == [[3, 3], [7, 15], [6, 14]]


def test_chances_order_by_order():
    """All 720 ways of dealing six counts to six bins."""
    counts = np.array([[1, 0], [2, 0], [4, 8]])
    seen = with_step_before(windows(STREET) @ counts)
    dealt = np.array(list(permutations(counts.ravel()))).reshape(-1, 3, 2)
    sums = np.array([with_step_before(windows(STREET) @ each) for each in dealt])
    more, fewer = (sums >= seen).mean(axis=0), (sums <= seen).mean(axis=0)
    found = by_grids(counts, windows(STREET))
    assert found.p == pytest.approx(np.minimum(1, 2 * np.minimum(more, fewer)))
    assert found.more.tolist() == [[False, False], [False, False], [True, True]]
    assert found.exact


def test_as_one_map_of_all_bins():
    counts = np.random.default_rng(1).poisson(0.7, (42, STEPS))
    found = by_grids(counts, windows(BOARD))
    assert found.p.ravel() == pytest.approx(
        permutation_tails(counts.ravel(), all_bins(BOARD, STEPS)).two_sided
    )


def test_against_households_as_one_map_of_all_bins():
    lived_in = np.random.default_rng(2).integers(0, 300, 42).astype(float)
    counts = np.random.default_rng(3).negative_binomial(2, 0.6, (42, STEPS)) * (lived_in > 0)[:, None]
    found = by_households(counts, windows(BOARD), lived_in)
    one_map, _ = hotspots(
        pd.Series(counts.ravel()), all_bins(BOARD, STEPS), pd.Series(np.repeat(lived_in, STEPS))
    )
    assert found.p.ravel() == pytest.approx(one_map["p"].to_numpy(), nan_ok=True)
    assert (found.more.ravel() == (one_map["window_n"] > one_map["window_expected"])).all()


def test_where_nobody_lives_in_the_window_there_is_no_chance():
    found = by_households(np.ones((3, 2), dtype=int), windows(STREET), np.array([0.0, 0.0, 50.0]))
    assert np.isnan(found.p).tolist() == [[True, True], [False, False], [False, False]]


def test_large_counts_are_marked():
    counts = np.random.default_rng(1).poisson(9000, (42, STEPS))
    assert not by_grids(counts, windows(BOARD)).exact


def test_progress_ends_with_all_done():
    told = []
    slices = list(blocks(2 * BLOCK + 1, told.append))
    assert [part.start for part in slices] == [0, BLOCK, 2 * BLOCK]
    assert told == sorted(told)
    assert told[-1] == 1.0

"""Colours of beats: counted on stripes and squares, and on a chessboard of beats."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from geo.districts.colouring import beat_colours


def board(rows: int, columns: int) -> sparse.csr_array:
    """Squares of a board, each touching those beside, above and below it."""
    line = {n: sparse.diags_array([np.ones(n - 1)] * 2, offsets=[-1, 1]) for n in (rows, columns)}
    return sparse.csr_array(sparse.kronsum(line[columns], line[rows]))


def clashes(workers: pd.Series, neighbours: sparse.csr_array, colours: pd.Series) -> int:
    pairs = sparse.coo_array(neighbours)
    one, other = workers.to_numpy()[pairs.row], workers.to_numpy()[pairs.col]
    real = (one != other) & (one > 0) & (other > 0)
    return int((colours[one[real]].to_numpy() == colours[other[real]].to_numpy()).sum())


def test_everybody_has_a_colour_of_their_own_while_there_are_enough():
    colours = beat_colours(pd.Series([5, 0, 9]), board(1, 3), pd.Index([5, 7, 9]), 3)
    assert colours.to_dict() == {5: 0, 7: 1, 9: 2}


def test_the_six_clearest_colours_are_enough_and_used_evenly():
    row = pd.Series(range(1, 31))
    colours = beat_colours(row, board(1, 30), pd.Index(row), 12)
    assert clashes(row, board(1, 30), colours) == 0
    assert colours.value_counts().to_dict() == dict.fromkeys(range(6), 5)
    squares = pd.Series(range(1, 401))
    colours = beat_colours(squares, board(20, 20), pd.Index(squares), 12)
    assert clashes(squares, board(20, 20), colours) == 0
    assert colours.max() <= 5  # smallest-last: at most two neighbours are left, four of the six stay free


@pytest.mark.parametrize("seed", range(5))
def test_beats_in_many_pieces_differ_too(seed):
    """68 workers strewn over 800 squares, some squares without anybody."""
    workers = pd.Series(np.random.default_rng(seed).integers(0, 400, 800))
    everybody = pd.Index(range(1, 400))
    colours = beat_colours(workers, board(20, 40), everybody, 12)
    assert clashes(workers, board(20, 40), colours) == 0
    assert colours.between(0, 11).all()


def test_too_few_hues_are_shared_evenly():
    """Four beats that all touch, three hues: every hue is used."""
    everywhere = sparse.csr_array(np.ones((4, 4)) - np.eye(4))
    colours = beat_colours(pd.Series([1, 2, 3, 4]), everywhere, pd.Index([1, 2, 3, 4]), 3)
    assert set(colours) == {0, 1, 2}


def test_after_a_handover_only_those_that_clash_change():
    row = pd.Series(range(1, 31))
    before = pd.Series([0, 1] * 15, index=row)
    after = row.replace({11: 10})  # worker 10 now touches worker 12, who has the same colour
    colours = beat_colours(after, board(1, 30), pd.Index(row), 12, before)
    assert clashes(after, board(1, 30), colours) == 0
    assert (colours != before).sum() == 1


def test_the_same_colours_every_time():
    workers = pd.Series(np.random.default_rng(1).integers(0, 60, 300))
    asked = (workers, board(15, 20), pd.Index(range(1, 61)), 8)
    assert beat_colours(*asked).equals(beat_colours(*asked))

import numpy as np
import pandas as pd
import pytest
from town import town, town_beat

from geo.districts.graph import after_moves, pieces
from geo.errors import InputError
from geo.hotspots.neighbours import shared_border

ROOK = shared_border(town().geometry, rule="rook")
QUEEN = shared_border(town().geometry)


def test_every_beat_of_the_town_is_in_one_piece():
    assert pieces(town_beat(), ROOK).to_dict() == {1: 1, 2: 1, 3: 1}


def test_without_grid_8_worker_3s_beat_falls_in_two():
    """Grids 5 and 7 touch in a corner: in two by borders, in one by corners."""
    moved = after_moves(town_beat(), {8: 2})
    assert pieces(moved, ROOK).to_dict() == {1: 1, 2: 2, 3: 2}
    assert pieces(moved, QUEEN).to_dict() == {1: 1, 2: 1, 3: 1}


def test_moves_leave_the_callers_beat_alone():
    beat = town_beat()
    after = after_moves(beat, {8: 2, 1: None})
    assert (after[8], after[1]) == (2, 0)
    assert beat.equals(town_beat())


def test_nobody_is_not_a_worker():
    beat = pd.Series([np.nan] * 9, index=town_beat().index)
    assert pieces(beat, ROOK).empty


def test_a_move_of_an_unknown_grid_is_refused():
    with pytest.raises(InputError) as refused:
        after_moves(town_beat(), {99: 1})
    assert refused.value.code == "grids_unknown"

import numpy as np
import pandas as pd
import pytest
from town import town_beat, town_m

from geo.districts.measures import PREVIEW, beat_border_m, compactness, preview
from geo.hotspots.neighbours import border_lengths, shared_border

GRIDS = town_m().set_index("grid_id").geometry
ROOK = shared_border(GRIDS, rule="rook")
BORDERS = border_lengths(GRIDS)
HOURS = pd.Series(range(1, 10), index=GRIDS.index, dtype=float)  # grid k takes k hours a week


def test_a_hand_over_before_and_after():
    """Grid 8, eight hours, goes from worker 3 (5, 7, 8) to worker 2 (3, 6)."""
    shown = preview(town_beat(), {8: 2}, HOURS, ROOK)
    assert list(shown) == list(PREVIEW)
    assert shown.loc[2].to_dict() == {
        "grids_before": 2, "grids_after": 3, "hours_before": 9, "hours_after": 17,
        "pieces_before": 1, "pieces_after": 2, "cut": True,
    }  # fmt: skip
    assert shown.loc[3, ["hours_before", "hours_after", "pieces_after", "cut"]].tolist() == [20, 12, 2, True]
    assert shown.index.tolist() == [2, 3]


def test_giving_to_nobody_and_from_nobody():
    given = preview(town_beat(), {1: 0}, HOURS, ROOK)
    assert given.index.tolist() == [1]
    assert given.loc[1, ["grids_after", "hours_after"]].tolist() == [2, 6]
    assert given.loc[1, "cut"]  # 2 and 4 touch in a corner only
    taken = preview(town_beat(), {9: 2}, HOURS, ROOK)
    assert taken.index.tolist() == [2]
    assert not taken.loc[2, "cut"]


def test_a_worker_who_loses_everything_stays_in_view():
    shown = preview(town_beat(), {3: 1, 6: 1}, HOURS, ROOK)
    assert shown.loc[2, ["grids_after", "hours_after", "pieces_after", "cut"]].tolist() == [0, 0, 0, False]


def test_no_moves_touch_nobody():
    assert preview(town_beat(), {}, HOURS, ROOK).empty


def test_outlines_counted_in_sides_of_300_m():
    """Worker 1 has the corner 1-2-4, 8 sides; 2 a bar of two, 6; 3 the L of 5-7-8, 8."""
    assert beat_border_m(GRIDS, town_beat(), BORDERS).to_dict() == pytest.approx({1: 2400, 2: 1800, 3: 2400})


def test_the_compactness_of_bars_and_squares():
    beat = pd.Series([1, 1, 2, 1, 1, 2, 0, 0, 3], index=GRIDS.index)
    found = compactness(GRIDS, beat, BORDERS)
    assert found.to_dict() == pytest.approx({1: np.pi / 4, 2: 4 * np.pi * 2 / 36, 3: np.pi / 4})

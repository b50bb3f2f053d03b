import pytest
from shapely import box
from town import ORIGIN_M, SIDE_M, town_m

from geo.editing.assemble import assembled
from geo.editing.edit import Request
from geo.errors import InputError

WEST, SOUTH = ORIGIN_M
ROW, ASKED = 4, Request("split", (5,))


def piece(x0, x1):
    return box(WEST + SIDE_M * x0, SOUTH + SIDE_M, WEST + SIDE_M * x1, SOUTH + 2 * SIDE_M)


def test_new_grids_are_numbered_in_reading_order_whatever_order_they_come_in():
    edit = assembled(town_m(), ASKED, [ROW], [piece(1.5, 2), piece(1, 1.5)])
    assert edit.after["grid_id"].tolist() == [-1, -2]
    assert edit.after.geometry.bounds["minx"].is_monotonic_increasing
    assert edit.after["community_code"].tolist() == ["990101001001"] * 2


def test_ground_that_would_be_lost_is_noticed():
    with pytest.raises(InputError, match="edit_unclean"):
        assembled(town_m(), ASKED, [ROW], [piece(1, 1.4), piece(1.5, 2)])


def test_ground_claimed_twice_is_noticed():
    with pytest.raises(InputError, match="edit_unclean"):
        assembled(town_m(), ASKED, [ROW], [piece(1, 1.6), piece(1.6, 2.2)])

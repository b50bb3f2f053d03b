"""The steps of an edit inside a write, on the 3 × 3 town."""

import pytest

from data.boundaries import check_stamp, codes, ground, stamp
from geo.editing.edit import Request
from geo.errors import Conflict, InputError


def test_the_ground_of_a_corner_grid_is_its_neighbours_and_its_community(town_record):
    with town_record.cursor() as cursor:
        assert set(ground(cursor, Request("split", (3,)))["grid_id"]) == {2, 3, 5, 6, 9}
        with pytest.raises(InputError, match="edit_grids_unknown"):
            ground(cursor, Request("split", (3, 99)))


def test_codes_of_grids_that_are_no_more_stay_taken(town_record):
    town_record.rows("UPDATE grid SET valid_to = DATE '2026-02-01' WHERE grid_id = 9")
    with town_record.cursor() as cursor:
        assert len(codes(cursor)) == 9


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE grid SET grid_code = 'x' WHERE grid_id = 5",
        "UPDATE grid SET households = 7 WHERE grid_id = 5",
        "UPDATE grid SET geometry = ST_MakeEnvelope(1, 1, 2, 2) WHERE grid_id = 5",
        "UPDATE assignment SET worker_id = 1 WHERE grid_id = 5",
    ],
)
def test_the_stamp_notices_what_somebody_changed(town_record, change):
    with town_record.cursor() as cursor:
        seen, other = stamp(cursor, [5]), stamp(cursor, [4])
        cursor.execute(change)
        check_stamp(cursor, [4], other)
        with pytest.raises(Conflict, match="edit_conflict"):
            check_stamp(cursor, [5], seen)

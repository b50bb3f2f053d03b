"""The doctor over the 3 × 3 town, whose households are 100, 200 and 300 a row and none in the park."""

from datetime import datetime

from data.doctor import diagnosis, limits, repair
from data.editing import edit_grids, preview
from data.permits import OPERATOR, Actor
from geo.editing.edit import Request

MANAGER = Actor("Wang", "manager", "all")


def test_the_limits_are_the_citys(town_record):
    assert limits(town_record) == (300, 500)


def test_small_grids_of_the_town_are_found_and_one_is_merged(town_record):
    found = diagnosis(town_record, OPERATOR)
    assert {one.kind for one in found} == {"few_households"}
    assert [one.grid_ids[0] for one in found] == [2, 5, 8, 1, 4, 7]
    request = repair(town_record, MANAGER, found[0])
    assert request == Request("merge", (2, 1)) or request == Request("merge", (2, 5))
    seen = preview(town_record, MANAGER, request)
    now = datetime(2026, 6, 1)
    edit_grids(town_record, MANAGER, request, stamp=seen.stamp, reason="Too small", effective_on=now.date(), now=now,
               write_id="w")  # fmt: skip
    assert len(diagnosis(town_record, OPERATOR)) < len(found)


def test_who_sees_a_part_is_told_of_that_part(town_record):
    west = Actor("Wu", "manager", "division:990101001002")
    assert diagnosis(town_record, west) == []

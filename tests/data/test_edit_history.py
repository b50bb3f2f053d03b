"""The 3 × 3 town's boundaries on every day, and who was responsible on each."""

from datetime import date, datetime, timedelta

import pytest
from pyproj import Transformer
from town import METRIC, ORIGIN_M, SIDE_M

from data.edit_history import EDITS, edits, on_day
from data.editing import edit_grids, preview
from data.permits import OPERATOR, Actor
from geo.editing.edit import Request
from geo.errors import NotAllowed

MANAGER = Actor("Wang", "manager", "all")
DAY = date(2026, 6, 1)
TO_DEGREES = Transformer.from_crs(METRIC, "EPSG:4326", always_xy=True)


def at(x: float, y: float) -> tuple[float, float]:
    """A place in sides of a grid from the town's south-west corner, in degrees."""
    return TO_DEGREES.transform(ORIGIN_M[0] + SIDE_M * x, ORIGIN_M[1] + SIDE_M * y)


SPLIT = Request("split", (5,), (at(1.25, 0.9), at(1.25, 2.1)))


def make(record, request, day) -> int:
    seen = preview(record, MANAGER, request)
    return edit_grids(
        record, MANAGER, request, stamp=seen.stamp, reason="x", effective_on=day, now=datetime(2026, 6, 10),
        write_id=f"{request.kind} {day}",
    )  # fmt: skip


def seen(record, grid_id: int, day: date) -> set:
    frame = on_day(record, OPERATOR, grid_id, day)
    return {(row.grid_id, row.worker_id, round(row.area_km2, 4)) for row in frame.itertuples()}


def test_history_answers_who_and_which_boundary_for_every_day(town_record):
    """Split on 1 June, a piece merged with grid 4 on 5 June: every day from May to July is asked."""
    make(town_record, SPLIT, DAY)
    make(town_record, Request("merge", (4, 10)), date(2026, 6, 5))
    for k in range(92):
        day = date(2026, 5, 1) + timedelta(days=k)
        east, west = seen(town_record, 11, day), seen(town_record, 12, day)
        if day < DAY:
            assert east == {(5, 3, 0.09)} and west == {(4, 1, 0.09), (5, 3, 0.09)}
        elif day < date(2026, 6, 5):
            assert east == {(11, 3, 0.0675)} and west == {(4, 1, 0.09), (10, 3, 0.0225)}
        else:
            assert east == {(11, 3, 0.0675)} and west == {(12, 1, 0.1125)}


def test_before_the_record_began_nothing_is_known(town_record):
    assert on_day(town_record, OPERATOR, 5, date(2025, 1, 1)).empty


def test_edits_are_read_newest_first_by_whoever_may(town_record):
    make(town_record, SPLIT, DAY)
    make(town_record, Request("merge", (3, 6)), DAY)
    assert tuple(edits(town_record, OPERATOR).columns) == EDITS
    assert edits(town_record, OPERATOR)["kind"].tolist() == ["merge", "split"]
    west = Actor("Wang", "manager", "division:990101001001")
    assert edits(town_record, west)["kind"].tolist() == ["split"]
    with pytest.raises(NotAllowed):
        edits(town_record, Actor("Li", "worker", "worker:1"))

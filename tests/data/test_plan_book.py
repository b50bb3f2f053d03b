"""A plan on the 3 × 3 town: grid 5 from worker 3 to 1, the park 9 to worker 2, grid 3 from 2 to nobody."""

from datetime import date, datetime, timedelta
from math import pi

import pytest
import stock

from data import commands, editing
from data.permits import Actor
from data.plan_book import plan_book
from geo.editing.edit import Request
from geo.errors import NotAllowed, NotFound

MANAGER = Actor("Wang", "manager", "all")
NOW, UNTIL = datetime(2026, 6, 1, 9), date(2026, 6, 1)
MOVES = {5: 1, 9: 2, 3: None}


@pytest.fixture
def town_plan(town_record):
    stock.put_incidents(
        town_record,
        [{"grid_id": 5, "state": "dispatched"}, {"grid_id": 5, "state": "closed"}, {"grid_id": 1}],
    )
    return town_record, commands.propose_plan(
        town_record, MANAGER, title="Even out", reason="=1+1", moves=MOVES, effective_on=UNTIL, now=NOW,
        base_version=town_record.version("assignments")[0], write_id="p",
    )  # fmt: skip


def told(book) -> tuple:
    return (
        book.before["households"].to_dict(),
        book.after["households"].to_dict(),
        book.moves["from_worker_id"].to_dict(),
        book.moves["to_worker_id"].to_dict(),
    )


def test_beats_before_and_after_are_those_one_counts(town_plan):
    record, plan_id = town_plan
    book = plan_book(record, MANAGER, plan_id, UNTIL)
    assert told(book) == (
        {1: 400, 2: 600, 3: 500}, {1: 600, 2: 300, 3: 300}, {3: 2, 5: 3, 9: 0}, {3: 0, 5: 1, 9: 2},
    )  # fmt: skip
    assert book.workers() == [1, 2, 3]
    square = book.after.loc[1]
    assert square["border_m"] == pytest.approx(8 * 300, rel=1e-3)
    assert square["compactness"] == pytest.approx(pi / 4, abs=2e-3)
    assert book.before["pieces"].to_dict() == {1: 1, 2: 1, 3: 2 - 1} and book.after.loc[2, "pieces"] == 1
    area = book.after.geometry.to_crs(32650).area
    assert area.to_numpy() == pytest.approx([0.36e6, 0.18e6, 0.18e6], rel=1e-3)


def test_moves_say_who_why_and_how_much(town_plan):
    record, plan_id = town_plan
    moves = plan_book(record, MANAGER, plan_id, UNTIL).moves
    rows = moves[["from_name", "to_name", "reason", "households", "open_cases"]]
    assert rows.to_numpy().tolist() == [
        ["Worker 2", "", "=1+1", 300, 0], ["Worker 3", "Worker 1", "=1+1", 200, 1], ["", "Worker 2", "=1+1", 0, 0],
    ]  # fmt: skip
    assert moves["to_change"].isna().tolist() == [True, False, False]
    assert (moves["from_change"].dropna() <= 0).all()


def test_open_cases_go_along_until_a_plan_is_turned_down(town_plan):
    record, plan_id = town_plan
    cases = plan_book(record, MANAGER, plan_id, UNTIL).cases
    assert cases[["from_name", "to_name", "grid_code"]].to_numpy().tolist() == [
        ["Worker 3", "Worker 1", "990101001001004"]
    ]
    commands.reject_plan(record, MANAGER, plan_id, note="no", now=NOW, write_id="r")
    assert plan_book(record, MANAGER, plan_id, UNTIL).cases.empty


def test_once_in_force_the_cases_are_those_of_the_plan_s_day_with_both_states(town_plan):
    """The case of grid 5 is closed the day after; another is reported then."""
    record, plan_id = town_plan
    assert "state_then" not in plan_book(record, MANAGER, plan_id, UNTIL).cases
    commands.accept_plan(record, MANAGER, plan_id, note="", now=NOW, write_id="a")
    later = NOW + timedelta(days=1)
    record.rows("UPDATE incident SET state = 'closed', closed_at = ? WHERE incident_id = 1", [later])
    record.rows("UPDATE incident SET closed_at = ? WHERE incident_id = 2", [NOW - timedelta(days=1)])
    stock.put_incidents(record, [{"grid_id": 5, "reported_at": later}])
    book = plan_book(record, MANAGER, plan_id, UNTIL)
    assert book.cases[["incident_code", "state_then", "state_today", "to_name"]].to_numpy().tolist() == [
        ["C000001", "reported", "closed", "Worker 1"]
    ]
    assert book.moves["open_cases"].to_dict() == {3: 0, 5: 1, 9: 0}


def test_the_story_of_a_plan_in_force_does_not_change_with_later_plans(town_plan):
    record, plan_id = town_plan
    waiting = told(plan_book(record, MANAGER, plan_id, UNTIL))
    commands.accept_plan(record, MANAGER, plan_id, note="", now=NOW, write_id="a")
    later = NOW + timedelta(days=1)
    other = commands.propose_plan(
        record, MANAGER, title="t", reason="r", moves={5: 2, 8: 1}, effective_on=later.date(), now=later,
        base_version=record.version("assignments")[0], write_id="q",
    )  # fmt: skip
    commands.accept_plan(record, MANAGER, other, note="", now=later, write_id="b")
    assert told(plan_book(record, MANAGER, plan_id, UNTIL)) == waiting


def test_who_may(town_plan):
    record, plan_id = town_plan
    with pytest.raises(NotAllowed):
        plan_book(record, Actor("Li", "worker", "worker:3"), plan_id, UNTIL)
    with pytest.raises(NotFound, match="plan_unknown"):
        plan_book(record, MANAGER, 99, UNTIL)
    east = plan_book(record, Actor("Zhao", "manager", "division:990101001002"), plan_id, UNTIL)
    assert east.moves.index.tolist() == [3, 9]


def merged(record, *grid_ids: int, day: datetime) -> None:
    """Two grids become one, from a day on."""
    request = Request("merge", grid_ids)
    seen = editing.preview(record, MANAGER, request)
    editing.edit_grids(
        record, MANAGER, request, stamp=seen.stamp, reason="r", effective_on=day.date(), now=day,
        write_id=f"merge {grid_ids}",
    )  # fmt: skip


def hours(book) -> list[dict]:
    """Hours a week of the moved grids, and of the beats before and after."""
    return [frame["workload_hours"].round(9).to_dict() for frame in (book.moves, book.before, book.after)]


def test_a_grid_that_is_no_more_stays_in_the_plan_with_its_shape(town_plan):
    """5 and 8 become one grid ten days after the plan moved 5: the plan's files show what it was about."""
    record, plan_id = town_plan
    waiting = plan_book(record, MANAGER, plan_id, UNTIL)
    commands.accept_plan(record, MANAGER, plan_id, note="", now=NOW, write_id="a")
    before = plan_book(record, MANAGER, plan_id, UNTIL)
    merged(record, 5, 8, day=NOW + timedelta(days=10))
    book = plan_book(record, MANAGER, plan_id, UNTIL)
    assert told(book) == told(before)
    assert book.moves.geometry.geom_equals(before.moves.geometry).all()
    assert hours(book) == hours(before) == hours(waiting), "the load it had"
    assert book.moves.loc[5, "workload_hours"] > book.moves.loc[3, "workload_hours"] > 0, "a case, and visits"
    assert book.moves.loc[5, "grid_code"] == "990101001001004"
    assert book.after.geometry.geom_equals(before.after.geometry).all()


def test_a_plan_that_waits_keeps_the_shape_of_a_grid_merged_meanwhile(town_plan):
    record, plan_id = town_plan
    waiting = plan_book(record, MANAGER, plan_id, UNTIL)
    shape = waiting.moves.geometry[5]
    merged(record, 5, 8, day=NOW + timedelta(days=1))
    book = plan_book(record, MANAGER, plan_id, UNTIL)
    assert book.moves.geometry[5].equals(shape) and book.moves.loc[5, "households"] == 200
    assert hours(book)[0] == hours(waiting)[0]
    assert commands.plans(record, MANAGER)["moves"].tolist() == [3]

"""Edits of the 3 × 3 town's boundaries in the record; see ``town.py`` for who looks after what."""

from datetime import date, datetime

import pytest
import shapely
import stock
from pyproj import Transformer
from town import METRIC, ORIGIN_M, SIDE_M

from data import integrity
from data.actions import mark_action
from data.commands import accept_plan, propose_plan
from data.due import enforce_due
from data.edit_history import edits, on_day
from data.editing import edit_grids, hindrance, preview, undo_edit, withdraw_edit
from data.grids import grids, presence
from data.people import assignments
from data.permits import OPERATOR, Actor
from geo.editing.edit import Request
from geo.errors import Conflict, InputError, NotAllowed, NotFound

MANAGER = Actor("Wang", "manager", "all")
NOW = datetime(2026, 6, 10, 9)
DAY = date(2026, 6, 1)
TO_DEGREES = Transformer.from_crs(METRIC, "EPSG:4326", always_xy=True)


def at(x: float, y: float) -> tuple[float, float]:
    """A place in sides of a grid from the town's south-west corner, in degrees."""
    return TO_DEGREES.transform(ORIGIN_M[0] + SIDE_M * x, ORIGIN_M[1] + SIDE_M * y)


#: grid 5 in a western quarter and the rest
SPLIT = Request("split", (5,), (at(1.25, 0.9), at(1.25, 2.1)))
MERGE = Request("merge", (4, 5))
#: a quarter of grid 5 goes to grid 6
REDRAW = Request("redraw", (5, 6), (at(1.75, 0.9), at(1.75, 2.1)))


def make(record, request, *, day=DAY, now=NOW, actor=MANAGER, write_id="w1") -> int:
    seen = preview(record, actor, request)
    return edit_grids(
        record,
        actor,
        request,
        stamp=seen.stamp,
        reason="Two blocks",
        effective_on=day,
        now=now,
        write_id=write_id,
    )


def beats(record, day=None) -> dict:
    frame = assignments(record, OPERATOR, day)
    return dict(zip(frame["grid_id"], frame["worker_id"], strict=True))


def sound(record) -> None:
    found = integrity.check(record, OPERATOR)
    assert found[found["severity"] == "error"].empty, found.to_string()
    assert not found["check"].isin(["gap", "overlap"]).any()


def test_a_preview_writes_nothing_and_says_what_would_be(town_record):
    east = at(1.6, 1.5)
    stock.put_incidents(town_record, [{"grid_id": 5}, {"grid_id": 5, "lon": at(1.1, 1.5)[0], "lat": at(1.1, 1.5)[1]},
                                      {"grid_id": 5, "lon": east[0], "lat": east[1]}])  # fmt: skip
    before = town_record.rows("FROM grid ORDER BY grid_id"), town_record.rows("FROM assignment ORDER BY ALL")
    seen = preview(town_record, MANAGER, SPLIT)
    assert seen.edit.after["grid_code"].tolist() == ["990101001001007", "990101001001008"]
    assert seen.edit.after["households"].tolist() == [50, 150]
    assert seen.edit.after["area_km2"].tolist() == pytest.approx([0.0225, 0.0675], rel=1e-5)
    assert seen.cases.to_dict() == {-1: 1, -2: 2}
    assert seen.workers.to_dict() == {-1: 3, -2: 3}
    assert (
        town_record.rows("FROM grid ORDER BY grid_id"),
        town_record.rows("FROM assignment ORDER BY ALL"),
    ) == before
    assert town_record.rows("SELECT count(*) FROM audit") == [(0,)]


def test_a_split_gives_new_grids_with_their_parents_worker_and_cases(town_record):
    stock.put_incidents(town_record, [{"grid_id": 5, "worker_id": 3}, {"grid_id": 5, "lon": at(1.1, 1.5)[0],
                                      "lat": at(1.1, 1.5)[1]}, {"grid_id": 1}])  # fmt: skip
    edit_id = make(town_record, SPLIT)
    now = grids(town_record, OPERATOR).set_index("grid_id")
    assert set(now.index) == {1, 2, 3, 4, 6, 7, 8, 9, 10, 11}
    assert now.loc[[10, 11], "name"].tolist() == ["Grid 5-1", "Grid 5-2"]
    assert {k: v for k, v in beats(town_record).items() if k >= 10} == {10: 3, 11: 3}
    assert town_record.rows("SELECT grid_id, worker_id FROM incident ORDER BY incident_id") == [
        (11, 3), (10, None), (1, None)
    ]  # fmt: skip
    assert edits(town_record, OPERATOR)[["edit_id", "kind", "state"]].to_numpy().tolist() == [
        [edit_id, "split", "in_force"]
    ]
    sound(town_record)


def test_whose_ground_is_the_larger_part_keeps_a_merged_grid(town_record):
    """Grid 4 is worker 1's and as large as grid 5, worker 3's: in a tie the smaller number."""
    make(town_record, MERGE)
    assert beats(town_record)[10] == 1
    row = grids(town_record, OPERATOR).set_index("grid_id").loc[10]
    assert (row["households"], row["population"], row["name"]) == (300, 750, "Grid 4")


def test_a_redrawn_border_keeps_ids_and_workers_and_moves_cases(town_record):
    lon, lat = at(1.9, 1.5)
    stock.put_incidents(town_record, [{"grid_id": 5, "lon": lon, "lat": lat}, {"grid_id": 5}])
    make(town_record, REDRAW)
    assert town_record.rows("SELECT grid_id FROM incident ORDER BY incident_id") == [(6,), (5,)]
    assert (beats(town_record)[5], beats(town_record)[6]) == (3, 2)
    spans = town_record.rows("SELECT valid_from, valid_to FROM grid WHERE grid_id = 5 ORDER BY valid_from")
    assert spans == [(stock.SINCE, DAY), (DAY, None)]
    sound(town_record)


def test_an_edit_for_a_day_to_come_waits_for_it(town_record):
    edit_id = make(town_record, SPLIT, day=date(2026, 6, 20))
    assert len(grids(town_record, OPERATOR)) == 9
    assert enforce_due(town_record, OPERATOR, datetime(2026, 6, 19)) == {}
    assert enforce_due(town_record, OPERATOR, datetime(2026, 6, 23)) == {("edit", edit_id): None}
    assert len(grids(town_record, OPERATOR)) == 10
    assert set(on_day(town_record, OPERATOR, 10, date(2026, 6, 20))["grid_id"]) == {10}, (
        "in force from its own day"
    )
    sound(town_record)


def test_a_waiting_edit_whose_ground_moved_goes_on_waiting(town_record):
    edit_id = make(town_record, SPLIT, day=date(2026, 6, 20))
    assert hindrance(town_record, MANAGER, edit_id) is None
    make(town_record, REDRAW, write_id="w2")
    assert hindrance(town_record, MANAGER, edit_id).code == "edit_conflict"
    (error,) = enforce_due(town_record, OPERATOR, datetime(2026, 6, 23)).values()
    assert error.code == "edit_conflict"
    assert withdraw_edit(town_record, MANAGER, edit_id, now=NOW, write_id="w3") == edit_id
    assert enforce_due(town_record, OPERATOR, datetime(2026, 6, 23)) == {}
    with pytest.raises(NotFound, match="edit_not_found"):
        withdraw_edit(town_record, MANAGER, edit_id, now=NOW, write_id="w4")


@pytest.mark.parametrize("request_", [SPLIT, MERGE, REDRAW], ids=lambda one: one.kind)
def test_an_edit_is_undone_by_a_reverse_one(town_record, request_):
    stock.put_incidents(town_record, [{"grid_id": 4}, {"grid_id": 5}, {"grid_id": 6}])
    before = grids(town_record, OPERATOR).set_index("grid_id")
    edit_id = make(town_record, request_)
    undo_edit(town_record, MANAGER, edit_id, reason="A mistake", now=datetime(2026, 7, 1), write_id="w2")
    after = grids(town_record, OPERATOR).set_index("grid_id")
    assert after.index.tolist() == before.index.tolist()
    assert shapely.area(shapely.symmetric_difference(after.geometry, before.geometry)).max() < 1e-15
    assert after["grid_code"].tolist() == before["grid_code"].tolist()
    assert beats(town_record) == beats(town_record, date(2026, 5, 1))
    assert town_record.rows("SELECT grid_id FROM incident ORDER BY incident_id") == [(4,), (5,), (6,)]
    assert edits(town_record, OPERATOR)["state"].tolist() == ["in_force", "undone"]
    sound(town_record)


@pytest.mark.parametrize("to", [1, None])
def test_a_hand_over_of_the_day_of_an_edit_is_not_lost_when_the_edit_is_undone(town_record, to):
    """Grid 5 goes from worker 3 to 1, or to nobody; then it is split, and made whole again, all on one day."""
    told = {"now": NOW, "write_id": "p"}
    plan = propose_plan(
        town_record, MANAGER, title="t", reason="r", moves={5: to}, effective_on=NOW.date(),
        base_version=town_record.version("assignments")[0], **told,
    )  # fmt: skip
    accept_plan(town_record, MANAGER, plan, note="", now=NOW, write_id="a")
    edit_id = make(town_record, SPLIT, day=NOW.date())
    undo_edit(town_record, MANAGER, edit_id, reason="x", now=NOW, write_id="w2")
    assert beats(town_record).get(5) == to


def test_what_was_changed_since_is_not_undone(town_record):
    edit_id = make(town_record, SPLIT)
    make(town_record, Request("merge", (4, 10)), write_id="w2")
    with pytest.raises(Conflict, match="edit_built_upon"):
        undo_edit(town_record, MANAGER, edit_id, reason="x", now=NOW, write_id="w3")


def test_an_edit_of_one_day_undone_on_that_day_leaves_one_boundary(town_record):
    edit_id = make(town_record, REDRAW, day=NOW.date())
    undo_edit(town_record, MANAGER, edit_id, reason="x", now=NOW, write_id="w2")
    assert grids(town_record, OPERATOR).set_index("grid_id").loc[5, "area_km2"] == pytest.approx(
        0.09, rel=1e-5
    )
    sound(town_record)


def test_whoever_comes_second_gets_a_conflict_and_nothing_is_written(town_record):
    seen = preview(town_record, MANAGER, SPLIT)
    make(town_record, REDRAW)
    count = town_record.rows("SELECT count(*) FROM grid")
    with pytest.raises(Conflict, match="edit_conflict"):
        edit_grids(
            town_record,
            MANAGER,
            SPLIT,
            stamp=seen.stamp,
            reason="x",
            effective_on=DAY,
            now=NOW,
            write_id="w9",
        )
    assert town_record.rows("SELECT count(*) FROM grid") == count


def test_a_repeated_click_writes_once(town_record):
    seen = preview(town_record, MANAGER, SPLIT)
    told = {"stamp": seen.stamp, "reason": "x", "effective_on": DAY, "now": NOW, "write_id": "w1"}
    assert edit_grids(town_record, MANAGER, SPLIT, **told) == edit_grids(town_record, MANAGER, SPLIT, **told)


def test_who_may_edit(town_record):
    worker = Actor("Li", "worker", "worker:3")
    with pytest.raises(NotAllowed):
        preview(town_record, worker, SPLIT)
    with pytest.raises(NotAllowed):
        edit_grids(town_record, worker, SPLIT, stamp="", reason="x", effective_on=DAY, now=NOW, write_id="w")
    west = Actor("Wang", "manager", "division:990101001001")
    with pytest.raises(InputError, match="plan_grids_unknown"):
        preview(town_record, west, REDRAW)
    assert preview(town_record, west, SPLIT).edit.ended == (5,)


def test_an_edit_needs_a_reason_and_boundaries_in_force_on_its_day(town_record):
    seen = preview(town_record, MANAGER, SPLIT)
    with pytest.raises(InputError, match="edit_unexplained"):
        edit_grids(
            town_record, MANAGER, SPLIT, stamp=seen.stamp, reason=" ", effective_on=DAY, now=NOW, write_id="w"
        )
    with pytest.raises(InputError, match="edit_too_early"):
        make(town_record, SPLIT, day=date(2025, 12, 31))
    with pytest.raises(InputError, match="edit_grids_unknown"):
        preview(town_record, MANAGER, Request("merge", (5, 99)))


def test_actions_and_visits_follow_the_ground(town_record):
    mark_action(town_record, MANAGER, kind="patrol", title="Lamps", grid_ids=[5], since=date(2026, 5, 1), now=NOW,
                write_id="a")  # fmt: skip
    town_record.rows("""INSERT INTO visit (visit_id, source_id, grid_id, worker_id, visited_at)
      VALUES (1, 'v', 5, 3, TIMESTAMP '2026-06-05 09:00')""")
    make(town_record, SPLIT)
    days = presence(town_record, OPERATOR, NOW.date())["days_since_visit"]
    assert (days[10], days[11]) == (5, 5)
    assert town_record.rows("SELECT list(grid_id ORDER BY grid_id) FROM field_action_grid") == [
        ([5, 10, 11],)
    ]


def test_plans_about_a_grid_that_ends_are_told_and_no_longer_accepted(town_record):
    plan_id = propose_plan(
        town_record, MANAGER, title="t", reason="r", moves={5: 1}, base_version=0, effective_on=NOW.date(), now=NOW,
        write_id="p",
    )  # fmt: skip
    assert preview(town_record, MANAGER, SPLIT).plans == (plan_id,)


def test_a_draft_about_other_grids_survives_an_edit(town_record):
    make(town_record, SPLIT)
    told = {"title": "t", "reason": "r", "effective_on": NOW.date(), "now": NOW, "base_version": 0}
    assert propose_plan(town_record, MANAGER, moves={1: 2}, write_id="p", **told)
    with pytest.raises((Conflict, InputError)):
        propose_plan(town_record, MANAGER, moves={5: 2}, write_id="q", **told)


def test_the_audit_keeps_what_was_drawn(town_record):
    make(town_record, SPLIT)
    ((before, after),) = town_record.rows("SELECT before, after FROM audit")
    assert "POLYGON" in before and after.count("POLYGON") == 2

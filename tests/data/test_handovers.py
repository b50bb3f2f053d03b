"""Hand-overs on the 3 × 3 town: grid 5 goes from worker 3 to 1 on 1 June; worker 2 has nothing to do with it."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
import stock

from data import commands, editing, handovers
from data import grids as areas
from data.permits import PERMITS, Actor
from geo.editing.edit import Request
from geo.errors import NotAllowed, NotFound
from geo.workflow import LEADS

MANAGER = Actor("Wang", "manager", "all")
NOW, DAY = datetime(2026, 6, 1, 9), date(2026, 6, 1)
#: of grid 5: closed that noon; turned down the day after; open still; closed the day before; reported that noon
STORIES = [
    [("report", 1), ("file", 2), ("dispatch", 3), ("handle", 31.2), ("close", 31.5)],
    [("report", 1), ("reject", 32)],
    [("report", 1), ("file", 2)],
    [("report", 1), ("file", 2), ("dispatch", 3), ("handle", 4), ("close", 30)],
    [("report", 31.5)],
]


def worker(k: int) -> Actor:
    return Actor(f"Worker {k}", "worker", f"worker:{k}")


@pytest.fixture
def handed(town_record):
    """The plan in force, and the cases of ``STORIES``, by days after 1 May."""
    at = lambda day: datetime(2026, 5, 1) + timedelta(days=day)  # noqa: E731
    rows = [
        {"grid_id": 5, "reported_at": at(story[0][1]), "state": LEADS[story[-1][0]], "address": "Lane 1, Mrs Wang",
         "description": "ring 555", "closed_at": next((at(day) for step, day in story if step == "close"), None)}
        for story in STORIES
    ]  # fmt: skip
    stock.put_incidents(town_record, [*rows, {"grid_id": 4, "state": "reported"}])
    log = [
        {"incident_id": number, "seq": seq, "action": action, "logged_at": at(day), "who": "x"}
        for number, story in enumerate(STORIES, 1)
        for seq, (action, day) in enumerate(story, 1)
        if seq > 1
    ]
    stock.insert(town_record, "incident_log", pd.DataFrame(log))
    plan_id = commands.propose_plan(
        town_record, MANAGER, title="Even out", reason="r", moves={5: 1}, effective_on=DAY, now=NOW,
        base_version=town_record.version("assignments")[0], write_id="p",
    )  # fmt: skip
    commands.accept_plan(town_record, MANAGER, plan_id, note="", now=NOW, write_id="a")
    return town_record


def went_along(record) -> dict[str, str]:
    """State that day by code, as whoever reviews the plan sees it."""
    plan = commands.plans(record, MANAGER).iloc[-1]
    grids = areas.last_known(record, MANAGER, [5], handovers.day_of(plan)).set_index("grid_id")
    return (
        handovers.open_cases(record, MANAGER, plan, grids).set_index("incident_code")["state_then"].to_dict()
    )


OPEN = {"C000001": "dispatched", "C000002": "reported", "C000003": "filed"}


def test_the_list_is_that_of_the_plan_s_day(handed):
    assert went_along(handed) == OPEN


def test_it_stays_the_same_when_the_grid_is_merged_later(handed):
    request = Request("merge", (4, 5))
    seen = editing.preview(handed, MANAGER, request)
    later = NOW + timedelta(days=9)
    editing.edit_grids(handed, MANAGER, request, stamp=seen.stamp, reason="r", effective_on=later.date(), now=later,
                       write_id="m")  # fmt: skip
    assert went_along(handed) == OPEN
    assert len(handovers.handed_cases(handed, worker(3), 1, DAY)) == 3


@pytest.mark.parametrize(("state", "codes"), [("proposed", ["C000003", "C000005"]), ("rejected", []),
                                              ("reverted", [])])  # fmt: skip
def test_a_plan_that_waits_takes_what_is_open_today_and_one_undone_nothing(handed, state, codes):
    handed.rows("UPDATE plan SET state = ?", [state])
    plan = commands.plans(handed, MANAGER).iloc[0]
    grids = areas.last_known(handed, MANAGER, [5]).set_index("grid_id")
    rows = handovers.open_cases(handed, MANAGER, plan, grids)
    assert sorted(rows["incident_code"]) == codes and "state_then" not in rows


@pytest.mark.parametrize(("k", "told"), [(1, 1), (3, 1), (2, 0)])
def test_giver_and_taker_are_told_and_nobody_else(handed, k, told):
    rows = handovers.recent(handed, worker(k), DAY)
    assert (
        rows[["plan_id", "grid", "giver", "taker"]].to_numpy().tolist()
        == [[1, "Grid 5", "Worker 3", "Worker 1"]] * told
    )
    if not told:
        with pytest.raises(NotFound, match="plan_unknown"):
            handovers.handed_cases(handed, worker(k), 1, DAY)


def test_both_get_the_list_and_only_the_taker_what_became_of_it(handed):
    """No address, no description, no place: a grid given away is no longer the giver's to look into."""
    giver, taker = (handovers.handed_cases(handed, worker(k), 1, DAY) for k in (3, 1))
    known = ["incident_code", "category", "state_then", "grid", "giver", "taker"]
    assert giver[known].equals(taker[known])
    assert giver.set_index("incident_code")["state_then"].to_dict() == OPEN
    assert set(giver) == {*known, "state"}
    assert giver["state"].isna().all()
    assert taker["state"].tolist() == ["closed", "rejected", "filed"]


def test_after_thirty_days_nobody_is_told_any_more(handed):
    last = DAY + timedelta(days=handovers.TOLD_DAYS)
    assert len(handovers.recent(handed, worker(3), last)) == 1
    assert handovers.recent(handed, worker(3), last + timedelta(days=1)).empty
    with pytest.raises(NotFound):
        handovers.handed_cases(handed, worker(3), 1, last + timedelta(days=1))


def test_a_plan_undone_is_told_by_the_plan_that_undid_it(handed):
    commands.revert_plan(handed, MANAGER, 1, note="no", now=NOW + timedelta(days=1), write_id="u")
    rows = handovers.recent(handed, worker(3), DAY + timedelta(days=1))
    assert rows[["plan_id", "giver", "taker"]].to_numpy().tolist() == [[2, "Worker 1", "Worker 3"]]


@pytest.mark.parametrize("role", ["leader", "manager", "planner", "operator", "resident"])
def test_no_other_role_reads_a_worker_s_hand_overs(handed, role):
    """A resident is no role here, so nothing is permitted; whoever may read plans reads those."""
    assert role != "resident" or not any(Actor("x", role, "worker:1").may(action) for action in PERMITS)
    for read in (handovers.recent, lambda *asked: handovers.handed_cases(*asked[:2], 1, asked[2])):
        with pytest.raises(NotAllowed):
            read(handed, Actor("x", role, "worker:1"), DAY)


@pytest.mark.parametrize("scope", ["all", "worker:", "worker:x", "worker:77", "division:990101", ""])
def test_a_scope_that_is_no_worker_s_sees_nothing(handed, scope):
    assert handovers.recent(handed, Actor("x", "worker", scope), DAY).empty
    with pytest.raises(NotFound):
        handovers.handed_cases(handed, Actor("x", "worker", scope), 1, DAY)

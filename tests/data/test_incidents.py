"""Cases of the 3 × 3 town: counted by eye, filtered, and seen only by whom they concern."""

from datetime import date, datetime

import pandas as pd
import pytest
import stock

from data import commands, grids, incidents
from data.audit import new_write_id
from data.incidents import Filter
from data.permits import Actor
from geo.errors import NotAllowed, NotFound
from geo.model import Period
from geo.names import INCIDENTS
from geo.workflow import LEADS

LEADER = Actor("Ma", "leader", "all")
WORKER_1 = Actor("Worker 1", "worker", "worker:1")
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
WORKDAY = datetime(2026, 3, 2, 9)
#: grid, category, reported, state, due, closed: two in grid 1, one each in 2 and 3, one outside all
ROWS = [
    (1, "0201", WORKDAY, "closed", datetime(2026, 3, 9), datetime(2026, 3, 5)),
    (1, "1101", datetime(2026, 3, 30, 8), "dispatched", datetime(2026, 3, 31), None),
    (2, "1102", datetime(2026, 2, 10, 8), "closed", datetime(2026, 2, 12), datetime(2026, 4, 3)),
    (3, "1101", datetime(2026, 3, 31, 23, 59), "suspended", datetime(2026, 3, 31, 23, 59, 30), None),
    (3, "1101", datetime(2026, 3, 15), "voided", datetime(2026, 3, 16), None),
    (None, "1101", datetime(2026, 3, 15), "reported", None, None),
]


@pytest.fixture
def busy(town_record):
    """The town with the cases of ``ROWS``."""
    names = ("grid_id", "category", "reported_at", "state", "due_at", "closed_at")
    rows = [dict(zip(names, row, strict=True)) | {"lon": 117.5, "lat": 39.0} for row in ROWS]
    rows[1]["description"] = "井盖旁的垃圾 <b>"
    stock.put_incidents(town_record, rows)
    return town_record


def test_new_by_time_reported_open_and_overdue_at_the_end(busy):
    counts = incidents.cases_by_grid(busy, LEADER, MARCH)
    assert counts.loc[[1, 2, 3, 4]].to_numpy().tolist() == [
        [2, 1, 1],  # one closed in March, one open past due
        [0, 1, 1],  # reported in February, closed only in April
        [2, 1, 0],  # one suspended: open, its clock stands; one voided: neither
        [0, 0, 0],
    ]
    assert len(counts) == 9


def test_a_major_category_holds_its_minors(busy):
    assert incidents.cases_by_grid(busy, LEADER, MARCH, "11")["new_cases"].sum() == 3
    assert incidents.cases_by_grid(busy, LEADER, MARCH, "0201")["new_cases"].to_dict()[1] == 1


def test_a_plan_in_mid_period_splits_who_missed_what(town_record):
    """Grid 1 goes from worker 1 to worker 2 on 16 March: two cases before, three from that day on, one of each found
    by a patrol."""
    manager, version = Actor("Wang Min", "manager", "all"), town_record.version("assignments")[0]
    plan = commands.propose_plan(
        town_record, manager, title="t", reason="r", moves={1: 2}, base_version=version,
        effective_on=date(2026, 3, 16), now=datetime(2026, 3, 10), write_id=new_write_id(),
    )  # fmt: skip
    commands.accept_plan(
        town_record, manager, plan, note="", now=datetime(2026, 3, 16, 8), write_id=new_write_id()
    )
    rows = [
        (datetime(2026, 3, 2, 9), "resident"), (datetime(2026, 3, 15, 23, 59), "patrol"),
        (datetime(2026, 3, 16, 0, 0), "hotline"), (datetime(2026, 3, 20, 9), "resident"),
        (datetime(2026, 3, 31, 9), "patrol"),
    ]  # fmt: skip
    stock.put_incidents(town_record, [
        {"grid_id": 1, "reported_at": at, "source": source, "state": "dispatched"} for at, source in rows
    ])  # fmt: skip
    found = incidents.found_first(town_record, LEADER, MARCH)
    assert found.to_numpy().tolist() == [[1, 1, 2, 1], [1, 2, 3, 2]]


def test_the_list_narrows(busy):
    def ids(**wanted):
        return sorted(incidents.incidents(busy, LEADER, Filter(**wanted))["incident_id"])

    assert ids() == [1, 2, 3, 4, 5, 6]
    assert ids(period=MARCH) == [1, 2, 4, 5, 6]
    assert ids(states=("closed", "voided")) == [1, 3, 5]
    assert ids(grid_ids=(1, 2)) == [1, 2, 3]
    assert ids(overdue_at=datetime(2026, 4, 1)) == [2, 3]
    assert ids(search="井盖") == [2]
    assert ids(outside=True) == [6]
    assert incidents.count(busy, LEADER, Filter(outside=True)) == 1
    assert ids(search="c000004") == [4]
    assert incidents.count(busy, LEADER, Filter(category="1101")) == 4


def test_what_waits_for_its_check_is_open_but_not_overdue(town_record):
    """Both were due on the 3rd; one is handled, so its clock stands still."""
    due = {"grid_id": 1, "reported_at": WORKDAY, "due_at": datetime(2026, 3, 3)}
    stock.put_incidents(town_record, [due | {"state": "handled"}, due | {"state": "dispatched"}])
    assert incidents.cases_by_grid(town_record, LEADER, MARCH).loc[1].tolist() == [2, 2, 1]
    late = incidents.incidents(town_record, LEADER, Filter(overdue_at=datetime(2026, 4, 1)))
    assert late["state"].tolist() == ["dispatched"]


def test_what_was_handled_late_was_overdue_until_then(town_record):
    """Due on the 3rd, handled on the 10th, closed on the 20th: overdue on the mornings of the 4th to the 10th."""
    row = {"grid_id": 1, "reported_at": WORKDAY, "due_at": datetime(2026, 3, 3, 9), "state": "closed"}
    times = {"handled_at": datetime(2026, 3, 10, 9), "closed_at": datetime(2026, 3, 20)}
    stock.put_incidents(town_record, [row | times, row | times | {"state": "handled", "handled_at": None}])
    days = [date(2026, 3, day) for day in range(2, 31)]
    ends = {day: Period(date(2026, 3, 1), day) for day in days}
    late = [
        day for day in days if incidents.cases_by_grid(town_record, LEADER, ends[day]).loc[1, "overdue_cases"]
    ]
    assert late == [date(2026, 3, day) for day in range(4, 11)]
    listed = [
        day
        for day in days
        if incidents.count(town_record, LEADER, Filter(overdue_at=datetime(*day.timetuple()[:3])))
    ]
    assert listed == late


def test_overdue_in_the_past_agrees_with_the_demo_s_log(demo_record):
    """Counted from the log by pandas: due, and no handling that held had been logged by then."""
    cases = demo_record.frame("SELECT incident_id, grid_id, due_at FROM incident").set_index("incident_id")
    log = demo_record.frame(
        "SELECT incident_id, seq, action::VARCHAR AS action, logged_at FROM incident_log ORDER BY 1, 2"
    )
    handled: dict[int, pd.Timestamp] = {}
    for step in log.itertuples():
        if step.action == "handle":
            handled[step.incident_id] = step.logged_at
        elif step.action == "rework":
            del handled[step.incident_id]
    cases["handled_at"] = pd.Series(handled)
    last = log.groupby("incident_id")["action"].last()
    cases = cases[~last.reindex(cases.index).isin(["reject", "void", "suspend"])]
    until = incidents.span(demo_record, LEADER)[1]
    for days in (0, 30, 100, 200, 300):
        end = pd.Timestamp(until) - pd.Timedelta(days=days)
        late = (cases["due_at"] < end) & ~(cases["handled_at"] < end)
        expected = late.groupby(cases["grid_id"]).sum()
        period = Period((end - pd.Timedelta(days=30)).date(), end.date())
        found = incidents.cases_by_grid(demo_record, LEADER, period)["overdue_cases"]
        assert expected.sum() > 20
        assert (found == expected.reindex(found.index).fillna(0)).all()
        listed = incidents.count(demo_record, LEADER, Filter(overdue_at=end.to_pydatetime()))
        assert listed == expected.sum()


def test_the_newest_come_first_in_pages(busy):
    first, second = (incidents.incidents(busy, LEADER, Filter(), limit=4, offset=o) for o in (0, 4))
    assert first["incident_id"].tolist() == [4, 2, 6, 5]
    assert second["incident_id"].tolist() == [1, 3]
    assert tuple(first.columns) == INCIDENTS


def test_cases_outside_every_grid_are_counted_and_seen_by_all_only(busy):
    assert incidents.outside(busy, LEADER, Period(date(2026, 1, 1), date(2027, 1, 1))) == 1
    assert incidents.outside(busy, WORKER_1, Period(date(2026, 1, 1), date(2027, 1, 1))) == 0
    assert sorted(incidents.incidents(busy, WORKER_1, Filter())["incident_id"]) == [1, 2, 3]


def test_one_case_and_its_log(busy):
    assert incidents.incident(busy, WORKER_1, 1)["state"] == "closed"
    assert incidents.log(busy, WORKER_1, 1)["action"].tolist() == ["report"]
    for call in (incidents.incident, incidents.log):
        with pytest.raises(NotFound, match="incident_unknown"):
            call(busy, WORKER_1, 4)


def test_every_day_of_the_period_has_a_row(busy):
    """Of five cases of March one lies outside every grid and counts in no sum over grids."""
    daily = incidents.daily(busy, LEADER, MARCH).set_index("day")
    assert len(daily) == 31 and daily["new_cases"].sum() == 4 and daily["closed_cases"].sum() == 1
    assert daily.loc[pd.Timestamp("2026-03-31"), "new_cases"] == 1
    assert incidents.daily(busy, LEADER, MARCH, "", (1,))["new_cases"].sum() == 2


@pytest.mark.parametrize(
    ("step", "expected"),
    [("week", [[1, 0, 1], [1, 4, 1], [3, 2, 1], [3, 4, 1]]), ("month", [[1, 0, 2], [3, 0, 2]]),
     ("day", [[1, 1, 1], [1, 29, 1], [3, 14, 1], [3, 30, 1]])],
)  # fmt: skip
def test_steps_with_cases(busy, step, expected):
    steps = incidents.steps_by_grid(busy, LEADER, MARCH, "", step)
    assert steps.to_numpy().tolist() == expected


def test_what_new_cases_ask_of_a_worker(busy):
    """Grid 1: a broken road (4 h) and rubbish (1 h); in grid 3 the voided case asks for none."""
    work = incidents.work_by_grid(busy, LEADER, MARCH, 31).set_index("grid_id")
    assert work["handling_hours"].to_dict() == {1: 5, 3: 1}
    assert work["handling_squares"].to_dict() == {1: 17, 3: 1}
    assert work["cases"].to_dict() == {1: 2, 3: 1}
    assert (work["walks"] <= work["cases"]).all()
    assert incidents.work_by_grid(busy, LEADER, MARCH, 10)["step"].max() <= 3


def test_span_categories_and_places(busy, record):
    assert incidents.span(busy, LEADER) == (date(2026, 2, 10), date(2026, 3, 31))
    assert incidents.span(busy, Actor("Worker 3", "worker", "worker:3")) is None
    counted = incidents.categories(busy, LEADER).set_index("category")["n"]
    assert counted["1101"] == 4 and counted.sum() == 6 and len(counted) == 16
    assert (
        len(incidents.places(busy, LEADER, MARCH)) == 4
    )  # the fifth lies in no grid, as in the daily numbers


def test_who_may_not_read_reads_nothing(busy):
    with pytest.raises(NotAllowed):
        incidents.incidents(busy, Actor("x", "stranger", "all"), Filter())


#: steps of one case in grid 1: what happened, on which day of March
STORIES = [
    [("report", 2), ("file", 3), ("dispatch", 4), ("handle", 12), ("close", 14)],
    [("report", 2), ("file", 3), ("dispatch", 4), ("return_", 9)],
    [("report", 2), ("reject", 12)],
    [("report", 2), ("reject", 9)],
    [("report", 2), ("file", 3), ("void", 12)],
    [("report", 2), ("file", 3), ("dispatch", 4), ("suspend", 5)],
    [("report", 2), ("file", 3), ("dispatch", 4), ("handle", 5), ("close", 9)],
    [("report", 12)],
]


def put_stories(record, stories, grid_id=1) -> None:
    """Cases with their whole logs, each step at nine; numbers from 1."""
    rows = []
    for story in stories:
        at = {action: datetime(2026, 3, day, 9) for action, day in story}
        rows.append({
            "grid_id": grid_id, "reported_at": at["report"], "state": LEADS[story[-1][0]],
            "handled_at": at.get("handle"), "closed_at": at.get("close"),
        })  # fmt: skip
    stock.put_incidents(record, rows)
    log = [
        {
            "incident_id": number,
            "seq": seq,
            "action": action,
            "logged_at": datetime(2026, 3, day, 9),
            "who": "x",
        }
        for number, story in enumerate(stories, 1)
        for seq, (action, day) in enumerate(story, 1)
        if seq > 1
    ]
    stock.insert(record, "incident_log", pd.DataFrame(log))


def shapes(record, *grid_ids: int):
    known = grids.last_known(record, LEADER, grid_ids).set_index("grid_id")
    return known.geometry


def test_what_was_open_when_a_day_began_is_told_from_the_log(town_record):
    """Turned down or voided on the 12th, it was open on the 10th; the fourth and the seventh were at an end."""
    put_stories(town_record, STORIES)
    found = incidents.open_inside(town_record, LEADER, shapes(town_record, 1), date(2026, 3, 10))
    assert found.set_index("incident_id")["state_then"].sort_index().to_dict() == {
        1: "dispatched", 2: "filed", 3: "reported", 5: "filed", 6: "suspended",
    }  # fmt: skip
    assert found.set_index("incident_id")["state"].sort_index().tolist() == [
        "closed", "filed", "rejected", "voided", "suspended",
    ]  # fmt: skip
    assert set(INCIDENTS) <= set(found) and set(found["grid_id"]) == {1}


def test_open_cases_lie_inside_the_grids_asked_for_and_in_scope(town_record):
    put_stories(town_record, STORIES)
    day, both = date(2026, 3, 10), shapes(town_record, 1, 2)
    assert incidents.open_inside(town_record, LEADER, shapes(town_record, 2), day).empty
    assert len(incidents.open_inside(town_record, WORKER_1, both, day)) == 5
    assert incidents.open_inside(town_record, Actor("W", "worker", "worker:3"), both, day).empty


def test_a_deadline_is_kept_by_who_was_responsible_when_it_fell_due(town_record):
    """Grid 1 goes from worker 1 to 2 on the 10th: of the cases due before, one is in time; of those after, both."""
    town_record.rows("UPDATE assignment SET valid_to = DATE '2026-03-10' WHERE grid_id = 1")
    town_record.rows("INSERT INTO assignment VALUES (1, 2, DATE '2026-03-10', NULL, NULL)")
    due = [(5, 4, "closed"), (6, 8, "closed"), (7, None, "dispatched"), (12, 12, "closed"), (13, None, "handled"),
           (12, None, "voided")]  # fmt: skip
    stock.put_incidents(town_record, [
        {"grid_id": 1, "state": state, "due_at": datetime(2026, 3, day, 9), "closed_at": None,
         "handled_at": handled and datetime(2026, 3, handled, 9)}
        for day, handled, state in due
    ])  # fmt: skip
    found = incidents.due(town_record, LEADER, MARCH)
    assert found.to_numpy().tolist() == [[1, 1, 3, 1], [1, 2, 2, 2]]
    assert incidents.due(town_record, Actor("W", "worker", "worker:3"), MARCH).empty

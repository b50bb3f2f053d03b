"""What a plan did on the 3 × 3 town: grid 5 from worker 3 to 1 on 1 June; worker 2 keeps grids 3 and 6."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
import stock

from data import commands
from data import plan_effect as effects
from data.permits import Actor
from data.plan_book import plan_book
from data.plan_effect import CONCERNED, OTHERS
from geo.errors import Cancelled, NotAllowed, NotFound
from geo.model import Period

MANAGER = Actor("Wang", "manager", "all")
NOW, DAY, UNTIL = datetime(2026, 6, 1, 9), date(2026, 6, 1), date(2026, 6, 21)


def case(grid_id: int, day: date, source="resident", *, late=False) -> dict:
    """Reported that day at eight, due the same day at noon, handled an hour before or after."""
    at = datetime(day.year, day.month, day.day)
    done = at + timedelta(hours=13 if late else 11)
    return {"grid_id": grid_id, "source": source, "reported_at": at + timedelta(hours=8), "state": "closed",
            "due_at": at + timedelta(hours=12), "closed_at": done}  # fmt: skip


def accepted(record, moves=None, day=NOW) -> int:
    plan_id = commands.propose_plan(
        record, MANAGER, title="Even out", reason="r", moves=moves or {5: 1}, effective_on=day.date(), now=day,
        base_version=record.version("assignments")[0], write_id=f"p {day}",
    )  # fmt: skip
    commands.accept_plan(record, MANAGER, plan_id, note="", now=day, write_id=f"a {day}")
    return plan_id


@pytest.fixture
def helped(town_record):
    """Of grid 5, 20 days before: ten cases, four of them late, five found by residents; since: five, all in time,
    one found by a resident. Of grid 3 two on either side, and one in February that is too long ago."""
    before, since = DAY - timedelta(days=10), DAY + timedelta(days=3)
    rows = [case(5, before, "resident" if k < 5 else "patrol", late=k < 4) for k in range(10)]
    rows += [case(5, since, "resident" if k < 1 else "patrol") for k in range(5)]
    rows += [case(3, day) for day in (before, before, since, since)] + [case(5, date(2026, 2, 1))]
    stock.put_incidents(town_record, rows)
    accepted(town_record)
    return town_record


def plan_effect(*asked, progress=lambda share: None):
    return effects.plan_effect(*asked, progress=progress)


def counted(found, worker_id: int, *names: str) -> list[list[float]]:
    return [[found.rates.loc[worker_id, f"{name}_{side}"] for name in names] for side in ("before", "after")]


def test_cases_count_for_who_was_responsible_at_the_time(helped):
    found = plan_effect(helped, MANAGER, 1, UNTIL)
    assert found.since == Period(DAY, UNTIL) and found.since.before() == Period(date(2026, 5, 12), DAY)
    names = ("filed", "missed", "due", "on_time")
    assert counted(found, 3, *names) == [[10, 5, 10, 6], [0, 0, 0, 0]]
    assert counted(found, 1, *names) == [[0, 0, 0, 0], [5, 1, 5, 5]]
    assert counted(found, CONCERNED, *names) == [[10, 5, 10, 6], [5, 1, 5, 5]]
    assert counted(found, OTHERS, *names) == [[2, 2, 2, 2], [2, 2, 2, 2]]
    assert counted(found, CONCERNED, "miss_rate", "on_time_rate") == [[0.5, 0.6], [0.2, 1.0]]
    assert found.rates.loc[[3, OTHERS], ["miss_rate_after", "on_time_rate_after"]].isna().all(axis=None)


def test_load_is_that_of_the_day_before_and_of_its_day(helped):
    found = plan_effect(helped, MANAGER, 1, UNTIL)
    load = found.load
    assert load[["grids_before", "grids_after"]].loc[[1, 3, CONCERNED]].to_numpy().tolist() == [
        [3, 4], [3, 2], [6, 6],
    ]  # fmt: skip
    hours = load[["workload_hours_before", "workload_hours_after"]]
    given = hours.loc[3].iloc[0] - hours.loc[3].iloc[1]
    assert given > 0 and hours.loc[1].iloc[1] - hours.loc[1].iloc[0] == pytest.approx(given)
    assert hours.loc[CONCERNED].iloc[0] == pytest.approx(hours.loc[CONCERNED].iloc[1])
    book = plan_book(helped, MANAGER, 1, UNTIL)
    for side, beats in (("before", book.before), ("after", book.after)):
        assert load.loc[[1, 3], f"load_ratio_{side}"].tolist() == pytest.approx(
            beats.loc[[1, 3], "load_ratio"]
        )
    assert found.farthest == pytest.approx(
        [(one["load_ratio"] - 1).abs().max() for one in (book.before, book.after)]
    )


@pytest.mark.parametrize(("days", "compared"), [(6, None), (7, 7), (90, 90), (91, 90)])
def test_seven_days_at_least_and_ninety_at_most_on_either_side(helped, days, compared):
    found = plan_effect(helped, MANAGER, 1, DAY + timedelta(days=days))
    assert (found.since.days if found.since else None) == compared
    assert found.rates.empty == (compared is None) and found.known_days == (compared or days)


def test_no_more_days_than_the_record_reaches_back(town_record):
    stock.put_incidents(town_record, [case(5, DAY - timedelta(days=8)), case(5, DAY)])
    accepted(town_record)
    assert plan_effect(town_record, MANAGER, 1, UNTIL).since.days == 8
    assert plan_effect(town_record, MANAGER, 1, None).since is None


def test_days_are_counted_until_a_plan_was_undone(helped):
    back = NOW + timedelta(days=8)
    commands.revert_plan(helped, MANAGER, 1, note="no", now=back, write_id="u")
    found = plan_effect(helped, MANAGER, 1, UNTIL)
    assert found.undone == back.date() and found.since == Period(DAY, back.date()) and found.others == ()
    assert plan_effect(helped, MANAGER, 2, UNTIL).others == (1,), "the plan undone lies in the days before"


def test_other_plans_of_the_same_workers_are_named(helped):
    accepted(helped, {6: None}, NOW + timedelta(days=2))  # worker 2 is not concerned
    accepted(helped, {4: 2}, NOW + timedelta(days=3))
    assert plan_effect(helped, MANAGER, 1, UNTIL).others == (3,)


def test_overdue_visits_are_those_of_who_had_the_grid_on_the_last_day(helped):
    """Grid 5 was visited on 30 May, within its seven days before, and never again; the other grids never."""
    visits = [{"visit_id": 1, "source_id": "v", "grid_id": 5, "visited_at": datetime(2026, 5, 30)}]
    stock.insert(helped, "visit", pd.DataFrame(visits))
    found = plan_effect(helped, MANAGER, 1, UNTIL)
    assert counted(found, 3, "late") == [[2], [2]] and counted(found, 1, "late") == [[3], [4]]
    assert counted(found, OTHERS, "late") == [[2], [2]]


def test_without_a_visit_on_record_nothing_is_said_of_them(helped):
    assert plan_effect(helped, MANAGER, 1, UNTIL).rates[["late_before", "late_after"]].isna().all(axis=None)


def test_who_may_and_what_waits(town_record):
    commands.propose_plan(
        town_record, MANAGER, title="t", reason="r", moves={5: 1, 3: 1}, effective_on=DAY, now=NOW,
        base_version=town_record.version("assignments")[0], write_id="w",
    )  # fmt: skip
    assert plan_effect(town_record, MANAGER, 1, UNTIL) is None
    with pytest.raises(NotFound, match="plan_unknown"):
        plan_effect(town_record, MANAGER, 9, UNTIL)
    with pytest.raises(NotAllowed):
        plan_effect(town_record, Actor("Li", "worker", "worker:3"), 1, UNTIL)
    commands.accept_plan(town_record, MANAGER, 1, note="", now=NOW, write_id="a")
    east = plan_effect(town_record, Actor("Zhao", "manager", "division:990101001002"), 1, UNTIL)
    assert east.load.loc[CONCERNED, ["grids_before", "grids_after"]].tolist() == [2, 2]


def test_it_says_how_far_it_is_and_can_be_stopped(helped):
    told = []
    plan_effect(helped, MANAGER, 1, UNTIL, progress=told.append)
    assert told == sorted(told) and told[-1] == 1

    def stop(share: float) -> None:
        raise Cancelled("cancelled")

    with pytest.raises(Cancelled):
        plan_effect(helped, MANAGER, 1, UNTIL, progress=stop)

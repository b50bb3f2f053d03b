"""Hours of work on the town: everybody visited weekly for half an hour, two hours of meetings for each worker."""

from datetime import date, datetime

import pandas as pd
import pytest
import stock

from data import grids as areas
from data import workloads
from data.permits import Actor
from geo.model import Period

LEADER = Actor("Li Na", "leader", "all")
UNTIL = date(2026, 4, 1)
ROAD, RUBBISH = {"category": "0201"}, {"category": "1101"}


@pytest.fixture
def worked(town_record):
    """Grid 5: a broken road (4 h) a resident reported, and rubbish (1 h) found on patrol."""
    at = {"grid_id": 5, "reported_at": datetime(2026, 3, 2)}
    stock.put_incidents(
        town_record, [at | ROAD | {"source": "resident"}, at | RUBBISH | {"source": "patrol"}]
    )
    return town_record


def test_the_parts_of_a_grids_load(worked):
    load = workloads.load(worked, LEADER, Period(date(2026, 3, 1), date(2026, 3, 29)))
    assert load.loc[5, "handling_hours"] == 5 / 4
    assert load.loc[[1, 5], "visit_hours"].tolist() == [0.5, 0.5]
    assert load.loc[[5, 9], "fixed_hours"].tolist() == pytest.approx([0.1 + 0.2 * 0.25, 0.1])
    more = load.loc[5, "walking_hours"] / load.loc[1, "walking_hours"]
    assert more == pytest.approx((1 + 1 / 4) ** 0.5)  # a stop more in four weeks, beside one a week
    assert load["workload_hours"].sum() == pytest.approx(load.drop(columns="workload_hours").sum(axis=None))


def test_smoothed_over_half_a_year_with_its_error(worked):
    load = workloads.smoothed(worked, LEADER, UNTIL)
    assert load.loc[5, "handling_hours"] == pytest.approx(5 * 7 / 180)
    assert load.loc[5, "workload_se"] > load.loc[1, "workload_se"] > 0
    assert len(load) == 9


def test_what_lay_inside_the_grids_of_a_day_past_is_their_load(worked):
    """On today's boundaries that is today's load; two grids in one shape have the cases of both."""
    ground = areas.grids(worked, LEADER).set_index("grid_id")
    then, now = (
        workloads.smoothed_then(worked, LEADER, ground, UNTIL),
        workloads.smoothed(worked, LEADER, UNTIL),
    )
    pd.testing.assert_frame_equal(then.sort_index(), now.sort_index(), check_dtype=False)
    ground.loc[5, "geometry"] = ground.geometry[4].union(ground.geometry[5])
    east = workloads.smoothed_then(worked, LEADER, ground.loc[[5, 6]], UNTIL)
    assert east["handling_hours"].tolist() == pytest.approx([5 * 7 / 180, 0])


def test_hours_for_a_beat(town_record):
    with town_record.cursor() as cursor:
        cursor.execute("UPDATE worker SET hours_per_week = 20 WHERE worker_id = 2")
        cursor.execute("UPDATE worker SET active = false WHERE worker_id = 3")
    assert workloads.available(town_record, LEADER).to_dict() == {1: 38, 2: 18}


def test_who_is_away_in_the_half_year_ahead_has_fewer_hours(town_record):
    """Worker 2 is away for 45 of 180 days, worker 3 until further notice."""
    _away(town_record, (2, date(2026, 4, 1), date(2026, 5, 16)), (3, date(2026, 3, 1), None))
    assert workloads.available(town_record, LEADER, date(2026, 4, 1)).to_dict() == {1: 38, 2: 0.75 * 38, 3: 0}
    assert workloads.available(town_record, LEADER, date(2025, 4, 1)).to_dict() == {1: 38, 2: 38, 3: 38}


def _away(record, *absences):
    rows = [
        {"absence_id": k, "worker_id": worker_id, "since": since, "until": until, "who": "x",
         "noted_at": datetime(2026, 3, 1)}
        for k, (worker_id, since, until) in enumerate(absences, 1)
    ]  # fmt: skip
    stock.insert(record, "absence", pd.DataFrame(rows))


def test_scope(worked):
    worker = Actor("Worker 2", "worker", "worker:2")
    assert sorted(workloads.smoothed(worked, worker, UNTIL).index) == [3, 6]


def test_hours_needed_and_hours_there_were(worked):
    """Worker 3 looks after grid 5; away for the last week of four, a quarter of 38 hours is lacking."""
    march = Period(date(2026, 3, 1), date(2026, 3, 29))
    _away(worked, (3, date(2026, 3, 22), None))
    staff = workloads.by_worker(worked, LEADER, march)
    needed = workloads.load(worked, LEADER, march)["workload_hours"]
    assert staff["workload_hours"].sum() == pytest.approx(needed.drop(9).sum())  # nobody looks after grid 9
    assert staff.loc[3, "workload_hours"] == pytest.approx(needed[[5, 7, 8]].sum())
    assert staff["available_hours"].tolist() == [38, 38, 38 * 0.75]
    assert staff["absent"].tolist() == [False, False, True] and staff.loc[3, "away_share"] == 0.25
    assert staff.loc[3, "load_share"] == pytest.approx(needed[[5, 7, 8]].sum() / 28.5)


def test_a_worker_is_told_of_the_own_load_the_same_as_everybody(worked):
    march = Period(date(2026, 3, 1), date(2026, 3, 29))
    own = workloads.by_worker(worked, Actor("W", "worker", "worker:3"), march)
    assert own.index.tolist() == [3]
    assert own.loc[3].equals(workloads.by_worker(worked, LEADER, march).loc[3])


def test_two_halves_are_visited_twice_as_often(worked):
    march = Period(date(2026, 3, 1), date(2026, 3, 29))
    whole, split = workloads.load(worked, LEADER, march), workloads.load(worked, LEADER, march, (5,))
    halves = split.loc[[5, -5]].sum()
    assert halves["handling_hours"] == whole.loc[5, "handling_hours"]
    assert halves["visit_hours"] == 2 * whole.loc[5, "visit_hours"]
    assert split.drop([5, -5]).equals(whole.drop(5))
    more = workloads.by_worker(worked, LEADER, march, split=(5,)).loc[3]
    assert more["grids"] == 4
    assert more["workload_hours"] == pytest.approx(split.loc[[5, -5, 7, 8], "workload_hours"].sum())

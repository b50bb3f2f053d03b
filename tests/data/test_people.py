"""Workers of the 3 × 3 town, and who is or was responsible for what."""

from datetime import date, datetime

import pandas as pd
import stock

from data import people
from data.permits import Actor

LEADER = Actor("Ma", "leader", "all")
WORKER_3 = Actor("Worker 3", "worker", "worker:3")


def test_workers_and_how_many_grids_they_have(town_record):
    assert people.workers(town_record, LEADER).set_index("name")["grids"].to_dict() == {
        "Worker 1": 3,
        "Worker 2": 2,
        "Worker 3": 3,
    }


def test_a_worker_sees_only_who_shares_the_beat(town_record):
    assert people.workers(town_record, WORKER_3)["name"].tolist() == ["Worker 3"]


def test_a_worker_without_a_grid_is_seen_by_who_sees_all(town_record):
    with town_record.cursor() as cursor:
        cursor.execute("INSERT INTO worker VALUES (4, 'S4', 'W004', 'Worker 4', 1, 40, true, NULL)")
    assert people.workers(town_record, LEADER).set_index("name")["grids"]["Worker 4"] == 0
    assert "Worker 4" not in people.workers(town_record, WORKER_3)["name"].tolist()


def test_names_are_known_of_whoever_a_case_or_a_plan_in_scope_names(town_record):
    """Workers 1 and 3 have no grid in the east, but a case and a plan there: not to be chosen, but to be named."""
    east = Actor("Zhao", "manager", "division:990101001002")
    assert people.names(town_record, east).to_dict() == {2: "Worker 2"}
    stock.put_incidents(town_record, [{"grid_id": 3, "worker_id": 1}, {"grid_id": 1, "worker_id": 3}])
    assert people.names(town_record, east).to_dict() == {1: "Worker 1", 2: "Worker 2"}
    stock.insert(town_record, "plan", pd.DataFrame([{
        "plan_id": 1, "title": "a", "reason": "b", "state": "proposed", "author": "x", "base_version": 0,
        "created_at": datetime(2026, 3, 1),
    }]))  # fmt: skip
    town_record.rows("INSERT INTO plan_move VALUES (1, 6, 2, 3)")
    assert people.names(town_record, east).to_dict() == {k: f"Worker {k}" for k in (1, 2, 3)}
    assert people.workers(town_record, east)["worker_id"].tolist() == [2]
    assert people.names(town_record, Actor("x", "manager", "division:99")).empty


def test_responsible_today_and_on_a_day(town_record):
    with town_record.cursor() as cursor:
        cursor.execute("UPDATE assignment SET valid_to = DATE '2026-06-01' WHERE grid_id = 5")
        cursor.execute("INSERT INTO assignment VALUES (5, 1, DATE '2026-06-01', NULL, NULL)")
    today = people.assignments(town_record, LEADER).set_index("grid_id")["worker_name"]
    assert today[5] == "Worker 1" and 9 not in today.index

    def on(day):
        return people.assignments(town_record, LEADER, day).set_index("grid_id")["worker_name"].get(5)

    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 5, 31), date(2026, 6, 1))
    assert [on(day) for day in days] == [None, "Worker 3", "Worker 3", "Worker 1"]


def test_who_was_first_on_todays_grids(town_record):
    """Grid 5 went from 3 to 1; grid 4 was given to 3 and taken back on the same day."""
    before = people.firstly(town_record, LEADER)
    with town_record.cursor() as cursor:
        cursor.execute("UPDATE assignment SET valid_to = DATE '2026-06-01' WHERE grid_id = 5")
        cursor.execute("INSERT INTO assignment VALUES (5, 1, DATE '2026-06-01', NULL, NULL)")
        cursor.execute("INSERT INTO assignment VALUES (4, 3, DATE '1999-06-01', DATE '1999-06-01', NULL)")
    today = people.assignments(town_record, LEADER).set_index("grid_id")["worker_id"]
    first = people.firstly(town_record, LEADER)
    assert today[5] == 1 and first[5] == 3
    assert first.equals(before)
    assert people.firstly(town_record, WORKER_3).index.tolist() == today.index[today == 3].tolist()


def test_history_is_newest_first_without_what_was_undone_the_same_day(town_record):
    with town_record.cursor() as cursor:
        cursor.execute("UPDATE assignment SET valid_to = DATE '2026-06-01' WHERE grid_id = 5")
        cursor.execute("INSERT INTO assignment VALUES (5, 2, DATE '2026-06-01', DATE '2026-06-01', NULL)")
        cursor.execute("INSERT INTO assignment VALUES (5, 1, DATE '2026-06-01', NULL, NULL)")
    assert people.history(town_record, LEADER, 5)["worker_name"].tolist() == ["Worker 1", "Worker 3"]
    assert people.history(town_record, WORKER_3, 5).empty


def test_organisations(town_record):
    assert people.organisations(town_record, LEADER)["actor_kind"].tolist() == ["government"]

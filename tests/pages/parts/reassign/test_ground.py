"""The ground of a hand-over on the town: who has what today, and what touches."""

from datetime import date, datetime

import numpy as np
import stock
from town import WORKERS

from data.permits import Actor
from pages.parts.reassign import ground

LEADER = Actor("Li Na", "leader", "all")


def test_beats_and_nobody(town_record):
    found = ground.ground(town_record, LEADER, None)
    assert found.grids["worker_id"].sort_index().tolist() == list(WORKERS)
    assert found.grids["workload_hours"].tolist() == [0.0] * 9
    assert found.workers["name"].tolist() == ["Worker 1", "Worker 2", "Worker 3"]


def test_a_shared_corner_is_no_border(town_record):
    found = ground.ground(town_record, LEADER, None)
    touching, grid_ids = found.touching.toarray(), found.grids.index
    around = grid_ids[np.flatnonzero(touching[grid_ids.get_loc(5)])]
    assert sorted(around) == [2, 4, 6, 8]
    assert touching.sum() == 24  # twelve borders, seen from both sides


def test_beats_that_touch_differ_in_colour_whoever_else_there_is(town_record, monkeypatch):
    monkeypatch.setattr(ground, "HUES", ("red", "blue"))
    found = ground.ground(town_record, LEADER, None)
    assert found.colours[2] not in (found.colours[1], found.colours[3])  # in the middle of the town


def test_a_plan_in_force_leaves_colours_where_they_were(town_record, monkeypatch):
    """Nine workers with a grid each; the ninth gives theirs to the eighth, who then touches the sixth."""
    monkeypatch.setattr(ground, "HUES", ("red", "blue", "green", "grey"))
    with town_record.cursor() as cursor:
        for k in range(4, 10):
            cursor.execute(
                f"INSERT INTO worker VALUES ({k}, 'S{k}', 'W00{k}', 'Worker {k}', 1, 40, true, NULL)"
            )
        cursor.execute("DELETE FROM assignment")
        cursor.execute(
            "INSERT INTO assignment SELECT k, k, DATE '2026-01-01', NULL, NULL FROM range(1, 10) t(k)"
        )
        before = ground.ground(town_record, LEADER, None).colours
        cursor.execute("UPDATE assignment SET valid_to = DATE '2026-06-01' WHERE grid_id = 9")
        cursor.execute("INSERT INTO assignment VALUES (9, 8, DATE '2026-06-01', NULL, NULL)")
    after = ground.ground(town_record, LEADER, None).colours
    assert after[8] != after[6]
    assert set(after.index[after != before]) <= {6, 8}


def test_cases_weigh_where_they_are(town_record):
    stock.put_incidents(town_record, [{"grid_id": 5, "reported_at": datetime(2026, 3, 2)}] * 4)
    hours = ground.ground(town_record, LEADER, date(2026, 4, 1)).grids["handling_hours"]
    assert hours[5] > 0
    assert not hours.drop(5).any()


def test_every_worker_has_hours_for_a_beat(town_record):
    found = ground.ground(town_record, LEADER, None).workers
    assert (found["available_hours"] == found["hours_per_week"] - 2).all()  # two hours of meetings


def test_scope(town_record):
    found = ground.ground(town_record, Actor("Worker 2", "worker", "worker:2"), None)
    assert found.grids.index.tolist() == [3, 6]
    assert found.touching.toarray().tolist() == [[0, 1], [1, 0]]


def test_who_left_gets_nothing(town_record):
    with town_record.cursor() as cursor:
        cursor.execute("UPDATE worker SET active = false WHERE worker_id = 2")
    assert ground.ground(town_record, LEADER, None).workers.index.tolist() == [1, 3]

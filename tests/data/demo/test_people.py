"""Households, classes, workers and visits."""

import numpy as np

from data.demo import beats, people

DAY = 86_400
NOW = 20_000 * DAY


def test_a_fifth_of_the_grids_is_class_one_and_a_fifth_class_three():
    classes = people.grid_classes(np.linspace(0, 1, 1000), np.random.default_rng(0))
    assert np.bincount(classes).tolist() == [0, 200, 600, 200]
    assert classes[:50].max() <= 2
    assert classes[-50:].min() >= 2


def test_households_as_the_standard_asks_and_few_in_special_grids():
    special = np.arange(1000) < 100
    homes = people.households(special, np.random.default_rng(0))
    assert homes[special].max() < 40
    assert (homes[~special].min(), homes[~special].max()) == (300, 500)


def test_workers_have_names_and_hours():
    frame = people.workers(30, np.random.default_rng(0))
    assert frame["name"].is_unique
    assert set(frame["hours_per_week"]) <= {30.0, 40.0}


def test_a_visited_grid_is_never_older_than_its_interval_unless_late(monkeypatch):
    monkeypatch.setattr(people, "LATE", 0.0)
    n = 400
    holding = beats.Holding(np.ones(n, dtype=int), np.ones(n, dtype=int), np.zeros(n, dtype=int))
    interval = np.repeat([3.0, 7.0, 14.0, 3.0], n // 4)
    frame = people.visits(interval, np.zeros(n, dtype=bool), holding, NOW, np.random.default_rng(0))
    age = NOW // DAY - frame.groupby("grid_id")["second"].max().to_numpy() // DAY
    assert (age <= interval).all()
    assert age.min() >= 1


def test_late_grids_are_late(monkeypatch):
    monkeypatch.setattr(people, "LATE", 1.0)
    holding = beats.Holding(*(np.ones(100, dtype=int),) * 2, np.zeros(100, dtype=int))
    frame = people.visits(
        np.full(100, 7.0), np.zeros(100, dtype=bool), holding, NOW, np.random.default_rng(0)
    )
    age = NOW // DAY - frame.groupby("grid_id")["second"].max().to_numpy() // DAY
    assert (age > 7).all()


def test_visits_are_made_in_the_day_by_whoever_was_responsible(built):
    hours = dict(built.rows("SELECT hour(visited_at), count(*) FROM visit GROUP BY 1"))
    assert min(hours) >= 8
    assert max(hours) < 18
    assert (
        built.rows("""
        SELECT visit_id FROM visit v WHERE worker_id IS DISTINCT FROM (
          SELECT worker_id FROM assignment a WHERE a.grid_id = v.grid_id AND a.valid_from <= v.visited_at
            AND (a.valid_to IS NULL OR a.valid_to > v.visited_at))""")
        == []
    )


def test_most_grids_are_on_their_interval_and_some_overdue(built):
    ((n, overdue, never),) = built.rows("""
        SELECT count(*), count(*) FILTER (days_since_visit > visit_interval_days),
          count(*) FILTER (last_visit_at IS NULL)
        FROM grid_presence('all', TIMESTAMP '2026-11-25')""")
    assert 0.05 * n < overdue < 0.25 * n
    assert never == 0


def test_bare_grids_are_long_unvisited(built, truth):
    ages = built.rows(
        "SELECT days_since_visit FROM grid_presence('all', TIMESTAMP '2026-11-25') WHERE grid_id IN"
        " (SELECT unnest($ids))", {"ids": truth["unassigned"]},
    )  # fmt: skip
    assert min(age for (age,) in ages) >= 40

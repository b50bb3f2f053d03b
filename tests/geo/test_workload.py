from datetime import date

import numpy as np
import pandas as pd
import pytest
from town import town_beat

from geo import workload
from geo.workload import (
    PARTS,
    ROUND,
    Habits,
    available_hours,
    grid_load,
    habits_of,
    imbalance,
    visit_hours,
    walking_hours,
    worker_load,
)

IDS = pd.RangeIndex(1, 10, name="grid_id")


SQUARE = pd.DataFrame({"visit_interval_days": 7, "area_km2": 1.0, "households": 400}, index=IDS)


def work(**columns):
    return pd.DataFrame({"handling_hours": 0.0, "walks": 0, **columns}, index=pd.Index([5], name="grid_id"))


def test_visits_fall_due_once_every_interval():
    assert visit_hours(pd.Series([3, 7, 14, None]), minutes=20).tolist() == pytest.approx(
        [7 / 9, 1 / 3, 1 / 6, 0]
    )


def test_the_parts_of_a_grids_load_add_up():
    """Four weeks: 12 hours of cases are 3 a week; a visit of an hour every 7 days is 1; duties 0.1 and 0.4.

    One visit a week in a square kilometre: on each of five days a fifth of a stop, so √0.2 × 900 m × 1.3.
    """
    habits = Habits(visit_minutes=60, metres_a_minute=50, grid_hours=0.1, household_hours=0.001)
    load = grid_load(work(handling_hours=12.0), SQUARE, 28, habits)
    walked = 5 * 900 * 1.3 * np.sqrt(0.2) / 50 / 60
    assert load.loc[5].tolist() == pytest.approx([3, 1, walked, 0.5, 4.5 + walked])
    assert load.loc[1].tolist() == pytest.approx([0, 1, walked, 0.5, 1.5 + walked])
    assert tuple(load) == (*PARTS, "workload_hours")
    assert load.index.equals(IDS)


def test_a_case_gone_to_on_its_own_is_a_stop():
    load = grid_load(work(walks=4), SQUARE, 28)
    assert load.loc[5, "walking_hours"] == pytest.approx(np.sqrt(2) * load.loc[1, "walking_hours"])
    assert load.loc[5, "handling_hours"] == 0


def test_where_nobody_goes_nobody_walks():
    load = grid_load(work(), SQUARE.assign(visit_interval_days=None), 28)
    assert not load[["visit_hours", "walking_hours"]].any(axis=None)


def test_parts_of_rounds_make_up_the_round():
    """Even ground cut into any pieces: √(n A) is what its pieces' √(n A) add up to."""
    whole = walking_hours(pd.Series([60.0]), pd.Series([3.0]))
    parts = walking_hours(pd.Series([10.0, 20, 30]), pd.Series([0.5, 1, 1.5]))
    assert parts.sum() == pytest.approx(whole.sum())


@pytest.mark.parametrize("stops", [5, 8, 11])
def test_a_round_is_about_as_long_as_the_shortest_through_random_places(stops):
    """Against the shortest round through random places of a square, found by going through all subsets."""
    rng = np.random.default_rng(stops)
    lengths = [shortest_round(rng.random((stops, 2))) for _ in range(60)]
    assert ROUND * np.sqrt(stops) == pytest.approx(np.mean(lengths), rel=0.1)


def shortest_round(xy):
    """Held and Karp's recursion."""
    metres = np.hypot(*(xy[:, None] - xy).transpose(2, 0, 1))
    rest = len(xy) - 1
    best = np.full((1 << rest, rest), np.inf)
    best[1 << np.arange(rest), np.arange(rest)] = metres[0, 1:]
    for seen in range(1, 1 << rest):
        for last in range(rest):
            if seen >> last & 1 and seen != 1 << last:
                before = seen ^ (1 << last)
                best[seen, last] = (best[before] + metres[1:, last + 1]).min()
    return (best[-1] + metres[1:, 0]).min()


def test_habits_are_the_citys():
    duties = {"a": {"hours": 2, "per": "worker"}, "b": {"hours": 1, "per": "worker"},
              "c": {"hours": 0.5, "per": "grid"}}  # fmt: skip
    habits = habits_of({"load": {"work_days": 6}, "walking": {"detour": 1.4}, "fixed_duties": duties})
    assert habits == Habits(work_days=6, detour=1.4, worker_hours=3, grid_hours=0.5)
    assert habits_of({}) == Habits()


def test_hours_available_are_the_contract_without_duties_and_absence():
    hours = available_hours(pd.Series({1: 40.0, 2: 20.0, 3: 40.0}), 2, pd.Series({3: 0.25}))
    assert hours.to_dict() == {1: 38, 2: 18, 3: 28.5}


def test_a_worker_with_half_the_hours_has_half_the_share():
    """Ten hours a grid: worker 1 and 3 have three grids, worker 2 has two; nobody's grid is left out."""
    load = worker_load(pd.Series(10.0, index=IDS), town_beat(), pd.Series({1: 40, 2: 40, 3: 20}))
    assert load["grids"].to_dict() == {1: 3, 2: 2, 3: 3}
    assert load["workload_hours"].to_dict() == {1: 30, 2: 20, 3: 30}
    assert load["fair_share"].to_dict() == {1: 32, 2: 32, 3: 16}
    assert load["load_ratio"].tolist() == [30 / 32, 20 / 32, 30 / 16]
    assert imbalance(load) == 30 / 16 - 1


def test_a_worker_without_a_grid_still_has_a_share():
    load = worker_load(pd.Series(10.0, index=IDS), town_beat(), pd.Series({1: 40, 2: 40, 3: 40, 4: 40}))
    assert load.loc[4].to_dict() == {
        "grids": 0, "workload_hours": 0, "available_hours": 40, "fair_share": 20, "load_ratio": 0
    }  # fmt: skip


def test_even_loads_have_no_imbalance():
    load = worker_load(pd.Series(1.0, index=[1, 2]), pd.Series({1: 1, 2: 2}), pd.Series({1: 40, 2: 40}))
    assert imbalance(load) == 0


def test_without_hours_there_is_no_fair_share():
    load = worker_load(pd.Series(1.0, index=[1]), pd.Series({1: 1}), pd.Series({1: 0.0}))
    assert np.isnan(load.loc[1, "load_ratio"])
    assert np.isnan(imbalance(load))
    assert np.isnan(
        imbalance(worker_load(pd.Series(dtype=float), pd.Series(dtype=int), pd.Series(dtype=float)))
    )


def test_days_away_count_once_and_within_the_period_only():
    rows = [(1, date(2026, 2, 1), date(2026, 3, 4)), (1, date(2026, 3, 3), date(2026, 3, 5)),
            (2, date(2026, 3, 9), None), (3, date(2026, 4, 1), date(2026, 5, 1))]  # fmt: skip
    absences = pd.DataFrame(rows, columns=["worker_id", "since", "until"])
    share = workload.away_share(absences, date(2026, 3, 1), date(2026, 3, 11))
    assert share.to_dict() == {1: 0.4, 2: 0.2}
    assert workload.away_share(absences.iloc[:0], date(2026, 3, 1), date(2026, 3, 11)).empty

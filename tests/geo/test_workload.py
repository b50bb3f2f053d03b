import numpy as np
import pandas as pd
import pytest
from town import town_beat

from geo.workload import grid_load, handling_hours, imbalance, visit_hours, worker_load

IDS = pd.RangeIndex(1, 10, name="grid_id")


def test_cases_take_the_hours_of_their_category():
    counts = pd.DataFrame({"0201": [2, 0, 1], "1101": [0, 3, 1]}, index=[4, 5, 6])
    hours = handling_hours(counts, {"1101": 1, "0201": 4, "9999": 100})
    assert hours.to_dict() == {4: 8, 5: 3, 6: 5}


def test_visits_fall_due_once_every_interval():
    assert visit_hours(pd.Series([3, 7, 14, None]), 42, minutes=20).tolist() == pytest.approx(
        [14 / 3, 2, 1, 0]
    )


def test_the_load_of_a_grid_is_cases_and_visits_a_week():
    """Four weeks: 12 hours of cases are 3 a week; a visit of an hour every 7 days is 1 a week."""
    load = grid_load(pd.Series({5: 12}), pd.Series(7, index=IDS), 28, visit_minutes=60)
    assert load[5] == 4
    assert load[1] == 1
    assert load.name == "workload_hours"
    assert load.index.equals(IDS)


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
        "grids": 0, "workload_hours": 0, "hours_per_week": 40, "fair_share": 20, "load_ratio": 0
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

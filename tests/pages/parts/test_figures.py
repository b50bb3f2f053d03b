"""Figures of every grid: counted on the town."""

from datetime import date

import pandas as pd
import pytest
from stock import insert
from town import town

from data import workloads
from data.gaps import beyond_reach
from data.permits import Actor
from geo.model import Period
from pages.parts import figures

LEADER = Actor("a", "leader", "all")
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def test_counts_and_those_before(busy_town):
    found = figures.by_grid(busy_town, LEADER, MARCH, "")
    assert found["new_cases"].to_dict() == {1: 3, 2: 1, 3: 0, 4: 0, 5: 1, 6: 0, 7: 0, 8: 0, 9: 0}
    assert found["new_cases_before"].to_dict() == {1: 0, 2: 0, 3: 1, 4: 0, 5: 0, 6: 0, 7: 0, 8: 0, 9: 1}


def test_cases_against_the_people_there(busy_town):
    """Grid 1 has 100 households, grid 9 is a park; grid 4 reported nothing."""
    found = figures.of_people(busy_town, LEADER, MARCH, "")
    assert found.loc[[1, 4], "rate"].tolist() == [30.0, 0.0] and pd.isna(found.loc[9, "rate"])
    assert found["small_number"].all()


def test_who_is_responsible(busy_town):
    found = figures.by_grid(busy_town, LEADER, MARCH, "")
    assert found["worker_name"].dropna().to_dict() == {
        1: "Worker 1", 2: "Worker 1", 3: "Worker 2", 4: "Worker 1", 5: "Worker 3", 6: "Worker 2",
        7: "Worker 3", 8: "Worker 3",
    }  # fmt: skip
    assert found.index[found["no_worker"]].tolist() == [9]


def test_load_is_that_of_the_period(busy_town):
    """A broken road surface takes 4 h; grid 2's one case is not filed and asks nothing."""
    found = figures.by_grid(busy_town, LEADER, MARCH, "")
    expected = workloads.load(busy_town, LEADER, MARCH)
    assert found["workload_hours"].to_dict() == expected["workload_hours"].to_dict()
    assert expected.loc[[2, 5], "handling_hours"].tolist() == pytest.approx([0, 4 * 7 / 30])


@pytest.fixture
def served_town(town_record):
    """A clinic in the middle of grid 5, whose reach of 300 m is as long as a grid's side."""
    place = town().set_index("grid_id").geometry[5].representative_point()
    insert(town_record, "facility", pd.DataFrame([{
        "facility_id": 1, "source_id": "F1", "name": "Clinic", "facility_kind": "clinic", "lon": place.x,
        "lat": place.y, "raw_x": place.x, "raw_y": place.y, "raw_crs": "EPSG:4326", "grid_id": 5,
    }]))  # fmt: skip
    return town_record


def test_beyond_reach(served_town):
    beyond = beyond_reach(served_town, LEADER)
    assert list(beyond.columns) == ["clinic", "all_kinds"]
    assert beyond.loc[5, "clinic"] == 0
    assert 0 < beyond.loc[2, "clinic"] < 500
    assert (beyond_reach(served_town, LEADER, 2000) == 0).all(axis=None)


def test_nearby(served_town):
    (row,) = figures.nearby(served_town, LEADER, 4).to_dict("records")
    assert row["distance_m"] == pytest.approx(300, abs=1)
    assert row["reach_m"] == 300


def test_without_facilities_nothing_is_claimed(busy_town):
    assert beyond_reach(busy_town, LEADER)["all_kinds"].isna().all()
    assert figures.nearby(busy_town, LEADER, 4).empty


def test_what_is_watched(busy_town):
    found = figures.watched(busy_town, LEADER, MARCH)
    assert found["late"].all()
    assert found["late_days"].dropna().to_dict() == {1: 89 - 7}  # nobody came to the others
    assert not found["silent"].any()

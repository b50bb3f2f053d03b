"""Facilities, their kinds, and visits."""

from datetime import date, datetime

import pandas as pd
import pytest
import stock

from data import facilities
from data.permits import Actor
from geo.model import Period
from geo.names import STREET_EDGES

LEADER = Actor("Ma", "leader", "all")
WORKER_1 = Actor("Worker 1", "worker", "worker:1")


@pytest.fixture
def served(town_record):
    """A clinic and two markets; three visits to grids 1 and 3."""
    places = pd.DataFrame(
        {"facility_id": [1, 2, 3], "source_id": ["a", "b", "c"], "name": ["Clinic", "Market 1", "Market 2"],
         "facility_kind": ["clinic", "market", "market"], "lon": 117.0, "lat": 39.7, "raw_x": 117.0, "raw_y": 39.7,
         "raw_crs": "EPSG:4326", "grid_id": [1, 3, 3]}
    )  # fmt: skip
    stock.insert(town_record, "facility", places)
    visits = pd.DataFrame(
        {"visit_id": [1, 2, 3], "source_id": ["a", "b", "c"], "grid_id": [1, 1, 3], "worker_id": [1, 1, 2],
         "visited_at": [datetime(2026, 3, 1), datetime(2026, 3, 8), datetime(2026, 3, 9)],
         "minutes": [30.0, 60.0, 45.0]}
    )  # fmt: skip
    stock.insert(town_record, "visit", visits)
    return town_record


def test_facilities_of_some_kinds_or_all(served):
    assert facilities.facilities(served, LEADER)["name"].tolist() == ["Clinic", "Market 1", "Market 2"]
    assert facilities.facilities(served, LEADER, ("market",))["facility_id"].tolist() == [2, 3]


def test_neighbours_facilities_serve_too(served):
    assert len(facilities.facilities(served, WORKER_1)) == 3


def test_kinds_carry_reach_and_how_many_there_are(served):
    kinds = facilities.facility_kinds(served, LEADER).set_index("facility_kind")
    assert kinds["n"].to_dict()["market"] == 2 and kinds["n"].sum() == 3
    assert kinds.loc["market", "reach_m"] == 500


def test_visits_are_newest_first_and_only_of_grids_in_scope(served):
    assert facilities.visits(served, WORKER_1, 1)["visit_id"].tolist() == [2, 1]
    assert facilities.visits(served, WORKER_1, 3).empty
    assert facilities.visits(served, LEADER, 1, limit=1)["minutes"].tolist() == [60.0]


def test_hours_of_visits_in_a_period(served):
    hours = facilities.visit_hours(served, LEADER, Period(date(2026, 3, 2), date(2026, 3, 10)))
    assert hours[1] == 1.0 and hours[3] == 0.75 and hours[2] == 0.0


def test_the_walking_network_is_public(demo_record):
    streets = facilities.streets(demo_record, WORKER_1)
    assert tuple(streets) == STREET_EDGES
    assert streets.crs == "EPSG:4326" and set(streets.geom_type) == {"LineString"}
    assert len(streets) == demo_record.rows("SELECT count(*) FROM street_edge")[0][0]

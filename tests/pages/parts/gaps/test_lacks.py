"""The four gaps on the town: counted by eye."""

from datetime import date, datetime

import pandas as pd
import pytest
import stock
from town import town

from data.permits import Actor
from geo.model import Period
from pages.parts.gaps import lacks

LEADER = Actor("Li Na", "leader", "all")
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


def put_station(record, grid_id: int = 5) -> None:
    """A service station in the middle of a grid."""
    place = town().set_index("grid_id").geometry.representative_point()[grid_id]
    row = {
        "facility_id": 1, "source_id": "F1", "name": "Station", "facility_kind": "service_station",
        "lon": place.x, "lat": place.y, "raw_x": place.x, "raw_y": place.y, "raw_crs": "EPSG:4326",
        "grid_id": grid_id,
    }  # fmt: skip
    stock.insert(record, "facility", pd.DataFrame([row]))


def put_visit(record, grid_id: int, day: int) -> None:
    row = {
        "visit_id": grid_id,
        "source_id": f"V{grid_id}",
        "grid_id": grid_id,
        "visited_at": datetime(2026, 3, day),
    }
    stock.insert(record, "visit", pd.DataFrame([row]))


def found(record, kind: str = "service_station", metres: float = 0.0) -> pd.DataFrame:
    return lacks.by_grid(record, LEADER, MARCH, kind, metres)[0].sort_index()


def test_beyond_200_metres_of_the_middle(town_record):
    """From the middle of the town to the nearest corner of grids 1, 3 and 7 it is 212 m; nobody lives in 9."""
    put_station(town_record)
    gaps = found(town_record, metres=200)
    assert gaps.loc[[1, 3, 7], "residents_beyond"].tolist() == [250, 750, 250]
    assert gaps.loc[[1, 3, 7], "share_beyond"].tolist() == [1, 1, 1]
    assert gaps.loc[9, "residents_beyond"] == 0
    assert pd.isna(gaps.loc[9, "share_beyond"]) and not gaps.loc[9, "service"]


def test_within_a_kilometre_of_it_lives_everybody(town_record):
    put_station(town_record)
    assert not found(town_record, metres=1000)["service"].any()


@pytest.mark.parametrize("kind", ["all", "nonsense"])
def test_without_facilities_nothing_is_said_of_all_kinds(town_record, kind):
    gaps = found(town_record, kind)
    assert gaps["residents_beyond"].isna().all() and not gaps["service"].any()


@pytest.mark.parametrize("kind", ["service_station", "clinic"])
def test_of_a_kind_that_is_nowhere_everybody_is_beyond(town_record, kind):
    gaps = found(town_record, kind)
    assert gaps["residents_beyond"].sum() == 3750 and gaps["service"].sum() == 8  # nobody lives in 9


def test_visits_within_the_interval_of_the_class(town_record):
    """Class 2 is visited every seven days: on 26 March it was six days ago, on 20 March twelve."""
    put_visit(town_record, 1, 26)
    put_visit(town_record, 2, 20)
    gaps = found(town_record)
    assert not gaps.loc[1, "presence"]
    assert gaps.loc[2, "presence"] and gaps.loc[2, "late_days"] == 5
    assert gaps.loc[3, "presence"] and pd.isna(gaps.loc[3, "late_days"])


def test_nobody_is_responsible_for_the_park(town_record):
    gaps = found(town_record)
    assert gaps.index[gaps["responsibility"]].tolist() == [9]


def test_few_households_are_never_silent(town_record):
    frame, note = lacks.by_grid(town_record, LEADER, MARCH, "all", 0.0)
    assert not frame["voice"].any()
    assert not note.valid and note.caveats == ("too_few_incidents", "straight_line", "reported_only")


def test_one_silent_grid_among_loud_ones(town_record):
    """Sixty cases for every hundred households, and none in grid 5."""
    households = {1: 100, 2: 200, 3: 300, 4: 100, 6: 300, 7: 100, 8: 200}
    cases = [
        {"grid_id": g, "reported_at": datetime(2026, 3, 9)}
        for g, n in households.items()
        for _ in range(n * 6 // 10)
    ]
    stock.put_incidents(town_record, cases)
    gaps = found(town_record)
    assert gaps.index[gaps["voice"]].tolist() == [5]


def test_faces_add_up(town_record):
    put_visit(town_record, 5, 30)
    put_station(town_record)
    gaps = found(town_record, metres=1000)
    assert gaps.loc[5, "faces"] == 0
    assert gaps.loc[9, "faces"] == 2  # never visited, nobody responsible
    assert gaps.loc[1, "faces"] == 1


def test_what_the_record_does_not_know_is_no_gap(town_record):
    """Not one visit on record: nobody is late. Once there is one, the other grids are."""
    gaps = found(town_record)
    assert not gaps["presence"].any() and not gaps["presence_known"].any()
    put_visit(town_record, 1, 26)
    assert found(town_record)["presence"].sum() == 8


def test_without_a_worker_on_record_nobody_is_missing(record):
    stock.put_profile(record)
    stock.put_town(record)
    with record.cursor() as cursor:
        cursor.execute("DELETE FROM assignment")
        cursor.execute("DELETE FROM worker")
    gaps = found(record)
    assert not gaps["responsibility"].any() and not gaps["responsibility_known"].any()


def test_scope(town_record):
    own = lacks.by_grid(town_record, Actor("Worker 2", "worker", "worker:2"), MARCH, "all", 0.0)[0]
    assert sorted(own.index) == [3, 6]

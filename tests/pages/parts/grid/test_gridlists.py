"""The lists under one grid."""

from datetime import date, datetime

from streets import MIDDLE, put_clinics


def test_responsibility_with_its_dates(open_page, busy_town):
    rows = open_page(busy_town, "grid.py", grid=1, show="history").dataframe[0].value
    assert rows["worker_name"].tolist() == ["Worker 1"]
    assert rows["valid_from"].dt.date.tolist() == [date(2026, 1, 1)]


def test_boundary_versions(open_page, busy_town):
    rows = open_page(busy_town, "grid.py", grid=1, show="boundary").dataframe[0].value
    assert rows["area_km2"].tolist() == [0.09]


def test_no_case_ever(open_page, busy_town, words):
    assert "No case has ever been reported here" in words(open_page(busy_town, "grid.py", grid=8))


def test_visits_with_when_and_how_they_are_known(open_page, busy_town):
    rows = open_page(busy_town, "grid.py", grid=1, show="visits").dataframe[0].value
    assert rows["visited_at"].tolist() == [datetime(2026, 1, 1, 9)]
    assert rows["source"].tolist() == ["a statement"]


def test_facilities_nearby_with_their_distance(open_page, town_record):
    """The clinic stands in the middle of grid 5, 300 m from that of grid 4."""
    put_clinics(town_record, MIDDLE)
    rows = open_page(town_record, "grid.py", grid=4, show="facilities").dataframe[0].value
    assert rows[["name", "distance_m", "within"]].to_numpy().tolist() == [["Clinic", 300, "within reach"]]

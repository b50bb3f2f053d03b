"""The lists under one grid."""

from datetime import date


def test_responsibility_with_its_dates(open_page, busy_town):
    rows = open_page(busy_town, "grid.py", grid=1, show="history").dataframe[0].value
    assert rows["worker_name"].tolist() == ["Worker 1"]
    assert rows["valid_from"].dt.date.tolist() == [date(2026, 1, 1)]


def test_boundary_versions(open_page, busy_town):
    rows = open_page(busy_town, "grid.py", grid=1, show="boundary").dataframe[0].value
    assert rows["area_km2"].tolist() == [0.09]


def test_no_case_ever(open_page, busy_town, words):
    assert "No case has ever been reported here" in words(open_page(busy_town, "grid.py", grid=8))

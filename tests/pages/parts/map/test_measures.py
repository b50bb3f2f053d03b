"""Measures as map layers: values of the figures, those outside the area without one."""

from datetime import date

import pytest

from data.permits import Actor
from geo.model import Period
from pages.parts import session, standing
from pages.parts.map import measures


@pytest.fixture
def counted(busy_town, monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")
    return standing.by_grid(
        busy_town, Actor("a", "leader", "all"), Period(date(2026, 3, 1), date(2026, 3, 31)), ""
    )


@pytest.mark.parametrize("name", measures.MEASURES)
def test_every_measure_is_a_column(counted, name):
    layer = measures.layer(counted, "households", name, counted.index > 0)
    assert sorted(layer.values.index) == list(range(1, 10))
    assert layer.title


def test_a_rate_says_what_it_was_made_of_and_when_that_was_little(counted):
    layer = measures.layer(counted, "households", "rate", counted.index > 0)
    assert layer.behind.cases.equals(counted["new_cases"])
    assert layer.behind.people.loc[[1, 9]].tolist() == [100, 0]
    assert layer.words.loc[[1, 9]].tolist() == ["30.0 (few cases)", "–"]
    assert measures.layer(counted, "households", "count", counted.index > 0).behind is None


def test_a_table_sorts_only_rates_that_may_be_ranked():
    columns = {column.name: column for column in measures.rate_columns("residents")}
    assert list(columns) == ["ranked_rate", "smoothed", "smoothed_near"]
    assert "fewer than 5 cases" in columns["ranked_rate"].help
    assert columns["ranked_rate"].label == "Per 1,000 residents"


def test_outside_the_area_there_is_no_value(counted):
    layer = measures.layer(counted, "households", "count", counted["community_code"].str.endswith("002"))
    assert layer.values.dropna().index.tolist() == [3, 6, 9]


def test_other_areas_are_called_so_unless_something_is_missing_here(counted):
    east = counted["community_code"].str.endswith("002")
    assert measures.layer(counted, "households", "count", east).lacking == "Other areas"
    assert measures.layer(counted, "households", "count", counted.index > 0).lacking == ""
    counted.loc[3, "new_cases"] = float("nan")
    assert measures.layer(counted, "households", "count", east).lacking == ""


def test_what_is_read_on_hover(counted):
    hover = measures.layer(counted, "households", "count", counted.index > 0).hover
    assert hover.loc[9].tolist() == ["nobody", 0, 0, 0]
    assert hover.loc[1].tolist() == ["Worker 1", 3, 1, 100]

"""Legends in words."""

import numpy as np
import pandas as pd
import pytest

from pages.parts import text
from pages.parts.map import maplegend, ramps
from pages.parts.maps import (
    FEW,
    Beats,
    Behind,
    Choropleth,
    Facilities,
    Outline,
    Surface,
)


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(text, "locale", lambda: "en")


def test_whole_numbers_do_not_overlap():
    values = pd.Series([0.0, 0, 1, 4, 5, 9])
    assert maplegend.ranges(values, (0.0, 4.0)) == ["0", "1 – 4", "5 – 9"]


def test_shares_meet_at_their_limits():
    assert maplegend.ranges(pd.Series([0.05, 0.5, 1.25]), (0.5,)) == ["0.05 – 0.50", "0.50 – 1.25"]


def test_limits_beyond_the_data_still_read():
    assert maplegend.ranges(pd.Series([1.0, 3.0]), (2.0, 10.0)) == ["1 – 2", "3 – 10", "> 10"]
    assert maplegend.ranges(pd.Series([], dtype=float), (1.0,)) == []


def test_classes_are_counted_and_no_data_said():
    values = pd.Series([1.0, 2, 3, np.nan])
    layer = Choropleth(values, "Cases", unit="per km²", scheme="breaks", breaks=(1.0,))
    numbers = ramps.class_numbers(values, (1.0,))
    part = maplegend.choropleth(layer, numbers, (1.0,), ["#fff", "#000"], parents=False)
    assert (part["title"], part["unit"], part["method"]) == ("Cases", "per km²", "Fixed class limits")
    assert [(row["label"], row["count"]) for row in part["rows"]] == [
        ("1", "1"), ("2 – 3", "2"), ("No data", "1"),
    ]  # fmt: skip


def test_rates_on_few_cases_have_a_line_of_their_own():
    """Cases 2, 5, 9 and none of nobody: the 500 of the first is not among the limits of the classes."""
    values = pd.Series([500.0, 1, 3, np.nan])
    behind = Behind(pd.Series([2, 5, 9, 0]), pd.Series([4, 5000, 3000, 0]))
    layer = Choropleth(values, "Rate", behind=behind)
    part = maplegend.choropleth(layer, np.array([2, 0, 1, -1]), (1.0,), ["#fff", "#000", FEW], parents=True)
    assert [(row["label"], row["count"]) for row in part["rows"]] == [
        ("1", "1"), ("2 – 3", "1"), ("Fewer than 5 cases: not compared", "1"), ("No data", "1"),
    ]  # fmt: skip
    assert part["rows"][2]["colour"] == FEW
    assert "their own rate" in part["method"]


def test_from_afar_the_legend_says_what_communities_show():
    layer = Choropleth(pd.Series([1.0, 2]), "Cases")
    part = maplegend.choropleth(layer, np.array([0, 1]), (1.0,), ["#fff", "#000"], parents=True)
    assert "mean of their grids" in part["method"]
    ground = Choropleth(pd.Series(["grid"] * 2), "", scheme="classes", classes={"grid": ("#fff", "Grids")})
    part = maplegend.choropleth(ground, np.array([0, 0]), (), ["#fff"], parents=True)
    assert part["method"] == ""  # one class is the same from anywhere


def test_few_workers_are_named_many_are_not():
    few = Beats(pd.Series([1, 1, 2, np.nan]), {1: "Li", 2: "Wang"}, "Beats")
    assert [(row["label"], row["count"]) for row in maplegend.beats(few)["rows"]] == [
        ("Li", "2"), ("Wang", "1"), ("Nobody is responsible", "1"),
    ]  # fmt: skip
    many = Beats(pd.Series(range(1, 40)), {}, "Beats")
    assert maplegend.beats(many)["rows"] == []
    assert "colours repeat" in maplegend.beats(many)["method"]


def test_single_rows():
    assert maplegend.outline(Outline((1, 2), "Hot", "hot"))["rows"][0]["count"] == "2"
    assert maplegend.outline(Outline((1,), "New", "changed"))["rows"][0]["shape"] == "hatch"
    assert maplegend.facilities(Facilities(), [])["rows"] == []


@pytest.mark.parametrize(
    ("most", "labels"),
    [
        (400.0, ["100", "200", "300", "400"]),
        (8.0, ["2.0", "4.0", "6.0", "8.0"]),
        (0.4, ["0.100", "0.200", "0.300", "0.400"]),
    ],
)
def test_the_colours_of_a_surface_stand_for_numbers(most, labels):
    layer = Surface(np.array([[0.0, most]]), (0, 0, 1, 1), "Density")
    rows = maplegend.surface(layer)["rows"]
    assert [row["label"] for row in rows] == labels
    assert rows[-1]["colour"] == ramps.RAMPS["oranges"][-1]

"""A layer that a page keeps is coloured once; what its colours depend on colours it anew."""

import numpy as np
import pandas as pd
import pytest

from data.permits import Actor
from pages.parts import text
from pages.parts.map import mapcolours
from pages.parts.maps import FEW, NO_DATA, Beats, Behind, Choropleth

ALL = Actor("x", "manager", "all")


@pytest.fixture
def spoken(monkeypatch):
    """Which language is spoken; it can be changed."""
    language = ["en"]
    monkeypatch.setattr(text, "locale", lambda: language[0])
    monkeypatch.setattr(text.session, "language", lambda: language[0])
    return language


@pytest.fixture
def layer():
    values = pd.Series(np.arange(9.0), index=pd.RangeIndex(1, 10, name="grid_id"))
    return Choropleth(values, "Cases", hover=values.to_frame("Again"))


def colours(record, layer, actor=ALL, versions=("1",), from_afar=False):
    return mapcolours.colours(record, actor, layer, versions, from_afar)


def test_a_kept_layer_is_coloured_once(town_record, layer, spoken, monkeypatch):
    first = colours(town_record, layer)
    monkeypatch.setattr(mapcolours, "_MAKE", {})  # whoever counts again fails
    assert colours(town_record, layer) is first
    with pytest.raises(KeyError):
        colours(town_record, Choropleth(layer.values, "Cases"))


@pytest.mark.parametrize(
    "other",
    [{"actor": Actor("x", "worker", "worker:1")}, {"versions": ("2",)}, {"from_afar": True}],
    ids=["scope", "version", "communities"],
)
def test_other_circumstances_colour_it_anew(town_record, layer, spoken, other):
    first = colours(town_record, layer)
    assert colours(town_record, layer, **other) is not first
    assert colours(town_record, layer, **other).values.scope == other.get("actor", ALL).scope


def test_a_legend_speaks_the_readers_language(town_record, layer, spoken):
    english = colours(town_record, layer).legend["method"]
    spoken[0] = "zh"
    assert colours(town_record, layer).legend["method"] != english


def test_what_nobody_keeps_is_forgotten(town_record, spoken):
    workers = pd.Series([1.0, np.nan], index=[1, 2])
    before = len(mapcolours._KNOWN)
    beats = Beats(workers, {1: "A"}, "Beats")
    assert colours(town_record, beats).hover is None
    assert len(mapcolours._KNOWN) == before + 1
    del beats
    assert len(mapcolours._KNOWN) == before


def test_names_are_hashed_once(town_record, layer, spoken, monkeypatch):
    known = colours(town_record, layer)
    name = known.hover.name
    monkeypatch.setattr(type(known.hover.columns[0]), "digest", lambda self: 1 / 0)
    assert known.hover.name == name


def told(found, part):
    """Classes by id, of ``grids`` or ``parents``."""
    first, n, parents = np.frombuffer(found.values.body[:12], "<u4")
    cells = np.frombuffer(found.values.body[12:], np.uint8)
    return cells[:n].tolist() if part == "grids" else cells[n:].tolist()


def test_rates_on_few_cases_are_greyed_and_make_no_classes(town_record, spoken):
    """Grid 1: 4 cases of 1 household, far above all others, yet neither coloured nor a limit of the classes.

    West holds grids 1, 2, 4, 5, 7 and 8, East 3, 6 and 9, of which 9 has nobody: West is 24 cases of 500, East 1.
    """
    ids = pd.RangeIndex(1, 10, name="grid_id")
    cases = pd.Series([4, 5, 1, 5, 5, 0, 5, 0, 7], index=ids)
    people = pd.Series([1, 100, 50, 100, 100, 50, 100, 99, 0], index=ids)
    rate = (1000 * cases / people.where(people > 0)).rename("rate")
    layer = Choropleth(rate, "Rate", "per 1,000", behind=Behind(cases, people), words=rate.astype(str))
    found = colours(town_record, layer, from_afar=True)
    assert found.palette[-1] == FEW and found.palette[:2] == ["", NO_DATA]
    few, plain = len(found.palette) - 1, 2  # the 50 of the others is the only class
    assert told(found, "grids") == [few, plain, few, plain, plain, few, plain, few, 1]
    assert told(found, "parents") == [plain, few]
    assert [row["label"] for row in found.legend["rows"]] == [
        "50", "Fewer than 5 cases: not compared", "No data"
    ]  # fmt: skip
    assert found.hover.lines(1, 1)[1] == [["Rate", "4000.0"]]


def test_from_afar_a_quiet_class_gives_way_to_whatever_stands_out(town_record, spoken, monkeypatch):
    """West has one hot grid of three, the middle none, in the east one is cold."""
    parent = pd.Series([1, 1, 1, 2, 2, 2, 3, 3, 3], index=pd.RangeIndex(1, 10, name="grid_id"))
    monkeypatch.setattr(mapcolours.tiles, "parents", lambda record, actor: parent)
    kinds = pd.Series(
        ["none", "hot", "none", "none", "none", "none", "none", "cold", "none"], index=parent.index
    )
    classes = {"hot": ("#b00", "Hot"), "none": ("#fff", "Nothing"), "cold": ("#00b", "Cold")}

    def afar(**how):
        told = colours(
            town_record, Choropleth(kinds, "x", scheme="classes", classes=classes, **how), from_afar=True
        )
        return list(told.values.body[-3:]), told.legend["method"]

    assert afar() == ([3, 3, 3], "From afar, communities are coloured by their commonest class.")
    shown, said = afar(quiet="none")
    assert shown == [2, 3, 4]
    assert said == "From afar, a community with grids that stand out has their commonest class."

"""A layer that a page keeps is coloured once; what its colours depend on colours it anew."""

import numpy as np
import pandas as pd
import pytest

from data.permits import Actor
from pages.parts import mapcolours, text
from pages.parts.maps import Beats, Choropleth

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

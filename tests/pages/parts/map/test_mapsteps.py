"""Classes step by step, as the script reads them."""

import gzip
import json

import numpy as np
import pandas as pd
import pytest

from data import tiles
from data.payloads import PAYLOADS
from data.permits import Actor
from pages.parts import text
from pages.parts.map import mapstate
from pages.parts.maps import NO_DATA, Choropleth, Circles, Frames, Lines

ALL = Actor("x", "manager", "all")
CLASSES = (("#f7f5f0", "Calm"), ("#b2182b", "Hot"))


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(text, "locale", lambda: "en")


def steps_of(columns, index=None) -> pd.DataFrame:
    frame = pd.DataFrame(columns, dtype=np.int8)
    frame.index = pd.Index(index or range(1, len(frame) + 1), name="grid_id")
    return frame


def told(record, *layers) -> dict:
    return mapstate.state(
        record, ALL, list(layers), selected=(), focus=None, many=False, answered="", now=1_800_000_000.0
    )


def read(state) -> tuple[int, np.ndarray, np.ndarray]:
    body = PAYLOADS.get(state["frames"]["payload"], "all").body
    first, count, parents, steps = np.frombuffer(body, "<u4", 4)
    cells = np.frombuffer(body, np.uint8, offset=16)
    assert len(cells) == steps * (count + parents)
    return int(first), cells[: steps * count].reshape(steps, count), cells[steps * count :].reshape(steps, -1)


def test_each_step_holds_every_grid(town_record):
    steps = steps_of({"a": [0, 1, -1], "b": [1, 1, 0]}, [4, 5, 8])
    first, grids, parents = read(told(town_record, Frames(steps, ("Mon", "Tue"), "x", CLASSES)))
    assert first == 4
    # grids 6 and 7 are not on this map, grid 8 has no data on Monday
    assert grids.tolist() == [[2, 3, 0, 0, 1], [3, 3, 0, 0, 2]]
    assert parents.size == 0


def test_the_legend_takes_the_place_of_the_whole_periods(town_record):
    steps = steps_of({"a": [0] * 9})
    kinds = Choropleth(steps["a"], "Whole", scheme="classes", classes={0: ("#fff", "a")})
    state = told(town_record, kinds, Frames(steps, ("Mon",), "Steps", CLASSES, whole="All", method="how"))
    frames = state["frames"]
    assert state["legend"][frames["at"]]["title"] == "Whole"
    assert frames["legend"]["title"] == "Steps" and frames["legend"]["method"] == "how"
    assert [row["label"] for row in frames["legend"]["rows"]] == ["Calm", "Hot"]
    assert frames["palette"] == ["", NO_DATA, "#f7f5f0", "#b2182b"]
    alone = told(town_record, Frames(steps, ("Mon",), "Steps", CLASSES))["frames"]
    assert alone["at"] == 0 and alone["whole"] == ""


def test_from_afar_a_community_has_its_commonest_class(town_record, monkeypatch):
    monkeypatch.setattr(tiles, "parents_below", lambda record, actor: 9)
    parent = pd.Series([1, 1, 1, 2, 2, 2, 3, 3, 3], index=pd.RangeIndex(1, 10, name="grid_id"))
    monkeypatch.setattr(tiles, "parents", lambda record, actor: parent)
    steps = steps_of({"a": [1, 1, 0, 0, 0, 1, -1, -1, 0], "b": [0, 0, 0, 1, 1, 1, 0, 1, 1]})
    _first, _grids, parents = read(told(town_record, Frames(steps, ("Mon", "Tue"), "x", CLASSES)))
    assert parents.tolist() == [[3, 2, 1], [2, 3, 3]]
    calm_gives_way = Frames(steps, ("Mon", "Tue"), "x", CLASSES, quiet=0)
    assert read(told(town_record, calm_gives_way))[2].tolist() == [[3, 3, 1], [2, 3, 3]]


def test_no_grid_at_all_is_a_map(town_record):
    empty = pd.DataFrame({"a": []}, index=pd.Index([], dtype="int64", name="grid_id"), dtype=np.int8)
    assert read(told(town_record, Frames(empty, ("Mon",), "x", CLASSES)))[1].shape == (1, 0)


def test_half_a_year_of_twenty_thousand_grids_is_small(town_record):
    # one grid in twenty is hot, and stays so for weeks: what a record looks like
    chance = np.random.default_rng(1)
    hot = (chance.random((20_000, 7)) < 0.05).repeat(4, axis=1)[:, :26]
    steps = pd.DataFrame(hot.astype(np.int8), index=pd.RangeIndex(1, 20_001, name="grid_id"))
    state = told(town_record, Frames(steps, tuple(map(str, range(26))), "x", CLASSES))
    body = PAYLOADS.get(state["frames"]["payload"], "all").body
    assert len(body) == 16 + 26 * 20_000
    assert len(gzip.compress(body, 6)) < 100_000


def test_lines_travel_class_by_class(town_record):
    lines = (((1.0, 2.0), (3.0, 4.0)), ((5.12345678, 6.0), (7.0, 8.0)), ((0.0, 0.0), (1.0, 1.0)))
    kinds = (("#feedde", "few"), ("#a63603", "many"))
    state = told(town_record, Lines(lines, np.array([1, 0, 1]), kinds, "Streets"))
    body = PAYLOADS.get(state["lines"]["payload"], "all").body
    assert json.loads(body) == [[[5.123457, 6.0, 7.0, 8.0]], [[1.0, 2.0, 3.0, 4.0], [0.0, 0.0, 1.0, 1.0]]]
    assert state["lines"]["colours"] == ["#feedde", "#a63603"]
    assert [row["count"] for row in state["legend"][0]["rows"]] == ["1", "2"]


@pytest.mark.parametrize(("chosen", "step"), [("b", 1), ("a", 0), ("", -1), ("zz", -1)])
def test_the_step_of_the_address_is_shown_at_first(town_record, chosen, step):
    layer = Frames(
        steps_of({"a": [0] * 9, "b": [1] * 9}), ("Mon", "Tue"), "x", CLASSES, "All", "", ("a", "b"), chosen
    )
    assert told(town_record, layer)["frames"]["step"] == step


def test_a_chosen_step_changes_no_payload(town_record):
    steps = steps_of({"a": [0] * 9, "b": [1] * 9})
    layers = [Frames(steps, ("Mon", "Tue"), "x", CLASSES, "All", "", ("a", "b"), at) for at in ("", "a", "b")]
    assert len({told(town_record, layer)["frames"]["payload"] for layer in layers}) == 1


def test_circles_travel_with_their_row_of_the_legend(town_record):
    state = told(town_record, Circles(((121.5, 31.25, 420.04, "hot"), (121.6, 31.3, 0.0, "hot")), "Circle"))
    assert state["circles"][0] == {"lon": 121.5, "lat": 31.25, "radius_m": 420.0, "style": "hot"}
    row = state["legend"][0]["rows"][0]
    assert (row["label"], row["shape"], row["count"]) == ("Circle", "ring", "2")
    assert "circles" not in told(town_record, Circles((), "Circle"))

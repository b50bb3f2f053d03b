"""What the script is told, on the 3 × 3 town."""

import io
import json
import re
from datetime import date
from urllib.parse import parse_qs

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from data import tiles
from data.payloads import PAYLOADS
from data.permits import PERMITS, Actor
from data.profile import city_names, read_profile, write_profile
from data.tokens import actor_of
from geo.errors import NotAllowed
from geo.model import Period
from pages.parts import mapview, text
from pages.parts.map import mapstate
from pages.parts.maps import (
    HUES,
    NO_DATA,
    Awaited,
    Beats,
    Choropleth,
    Facilities,
    Incidents,
    Outline,
    Place,
    Surface,
)

ALL = Actor("x", "manager", "all")
NOW = 1_800_000_000.0


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(text, "locale", lambda: "en")


def told(record, *layers, actor=ALL, **more):
    given = {"selected": (), "focus": None, "many": False, "answered": "", "now": NOW} | more
    return mapstate.state(record, actor, list(layers), **given)


def classes(state, scope="all"):
    """Class numbers by grid and by community, read as the script reads them."""
    body = PAYLOADS.get(state["values"], scope).body
    first, count, parents = np.frombuffer(body, "<u4", 3)
    cells = np.frombuffer(body, np.uint8, offset=12)
    grids = {int(first) + n: int(cell) for n, cell in enumerate(cells[:count])}
    return grids, cells[count : count + parents].tolist()


def by_grid(values) -> pd.Series:
    return pd.Series(values, index=pd.RangeIndex(1, 10, name="grid_id"))


def test_households_fall_in_their_classes(town_record):
    # columns of the town hold 100, 200, 300 households; grid 9 has none
    households = by_grid([100.0, 200, 300, 100, 200, 300, 100, 200, 0])
    state = told(town_record, Choropleth(households, "Households", scheme="breaks", breaks=(50, 150, 250)))
    grids, parents = classes(state)
    assert grids == {1: 3, 2: 4, 3: 5, 4: 3, 5: 4, 6: 5, 7: 3, 8: 4, 9: 2}
    assert parents == []
    assert state["palette"][:2] == ["", NO_DATA]
    assert len(state["palette"]) == 2 + 4


def test_no_data_and_not_on_the_map_differ(town_record):
    values = pd.Series([1.0, np.nan], index=pd.Index([2, 5], name="grid_id"))
    grids, _ = classes(told(town_record, Choropleth(values, "x")))
    assert grids == {2: 2, 3: 0, 4: 0, 5: 1}


def test_a_map_that_waits_says_for_what(town_record):
    state = told(town_record, Awaited("Counting …"))
    assert state["awaits"] and state["values"] == "" and state["hover"] == "0"
    assert [part["title"] for part in state["legend"]] == ["Counting …"]
    assert "awaits" not in told(town_record, Outline((), "none"))


def test_an_empty_map_is_a_map(town_record):
    empty = pd.Series([], index=pd.Index([], dtype="int64", name="grid_id"), dtype=float)
    state = told(town_record, Choropleth(empty, "x"), Outline((), "none"))
    assert classes(state) == ({}, [])
    assert state["outlines"] == []


def test_class_keys_keep_the_legends_order(town_record):
    keys = by_grid(["hot", "none", "none", "cold", "none", "none", "odd", "none", "none"])
    legend = {"hot": ("#b2182b", "Hot"), "cold": ("#2166ac", "Cold"), "none": ("#eeeeee", "Neither")}
    state = told(town_record, Choropleth(keys, "Spots", scheme="classes", classes=legend))
    grids, _ = classes(state)
    assert [grids[k] for k in range(1, 10)] == [2, 4, 4, 3, 4, 4, 1, 4, 4]
    assert state["palette"][2:] == ["#b2182b", "#2166ac", "#eeeeee"]


def test_communities_show_the_mean_of_their_grids(town_record, monkeypatch):
    monkeypatch.setattr(tiles, "PARENT_GRIDS", 9)
    households = by_grid([100.0, 200, 300, 100, 200, 300, 100, 200, 0])
    # west: three of 100 and three of 200, mean 150; east: 300, 300, 0, mean 200
    state = told(town_record, Choropleth(households, "x", scheme="breaks", breaks=(150, 250)))
    assert classes(state)[1] == [2, 3]
    kinds = by_grid(list("aabaabaab"))
    colours = {"a": ("#111111", "A"), "b": ("#222222", "B")}
    state = told(town_record, Choropleth(kinds, "x", scheme="classes", classes=colours))
    assert classes(state)[1] == [2, 3]


def test_workers_have_their_colours(town_record):
    workers = by_grid([1.0, 1, 2, 1, 3, 2, 3, 3, np.nan])
    state = told(town_record, Beats(workers, {1: "A", 2: "B", 3: "C"}, "Beats"))
    grids, _ = classes(state)
    assert [state["palette"][grids[k]] for k in (1, 3, 5, 9)] == [HUES[0], HUES[1], HUES[2], NO_DATA]
    assert state["beats"] is True


def test_the_same_values_are_the_same_payload(town_record):
    layer = Choropleth(by_grid(np.arange(9.0)), "x")
    assert told(town_record, layer)["values"] == told(town_record, layer, selected=(3,))["values"]
    other = Choropleth(by_grid(np.arange(9.0)[::-1]), "x")
    assert told(town_record, other)["values"] != told(town_record, layer)["values"]


def test_values_are_for_the_scope_that_made_them(town_record):
    worker = Actor("x", "worker", "worker:1")
    layer = Choropleth(pd.Series([1.0, 2, 3], index=[1, 2, 4]), "x")
    state = told(town_record, layer, actor=worker)
    assert PAYLOADS.get(state["values"], "all") is None
    assert PAYLOADS.get(state["values"], "worker:1") is not None
    assert actor_of(state["token"], NOW).scope == "worker:1"
    assert state["stamps"]["grids"] != told(town_record, layer)["stamps"]["grids"]


def test_the_view_is_the_scope_unless_a_focus_is_given(town_record):
    west, south, east, north = told(town_record)["focus"]
    w1, _s1, e1, _n1 = told(town_record, actor=Actor("x", "leader", "division:990101001002"))["focus"]
    assert west < w1 < e1 == east
    assert told(town_record, focus=(1, 2, 3, 4))["focus"] == (1, 2, 3, 4)


def test_hover_reads_numbers_and_texts(town_record):
    extra = pd.DataFrame({"Reason": ["overdue"] * 9}, index=pd.RangeIndex(1, 10, name="grid_id"))
    state = told(town_record, Choropleth(by_grid(np.arange(9.0)), "Cases", "cases", hover=extra))
    lines = PAYLOADS.get(state["hover"], "all").lines(0, 255)
    assert lines[3] == [["Cases", "2 cases"], ["Reason", "overdue"]]


def test_incidents_are_named_by_their_query(town_record):
    period = Period(date(2026, 1, 1), date(2026, 2, 1))
    state = told(town_record, Incidents(period, "11", names={"1101": "Rubbish"}))
    asked = parse_qs(state["incidents"]["query"])
    assert asked == {"since": ["2026-01-01"], "until": ["2026-02-01"], "category": ["11"]}


def test_facilities_travel_as_data(town_record):
    town_record.rows(
        "INSERT INTO facility VALUES (1, 'f1', '<b>Clinic</b>', 'clinic', 1, 117, 39.7, 117, 39.7, 'x', 1, NULL, NULL)"
    )
    state = told(town_record, Facilities(title="Places", names={"clinic": "Clinic"}))
    rows = json.loads(PAYLOADS.get(state["facilities"]["payload"], "all").body)
    assert [(lon, lat, name, ident) for lon, lat, _kind, name, ident in rows] == [
        (117, 39.7, "<b>Clinic</b>", 1)
    ]
    assert state["facilities"]["chosen"] is None
    assert state["facilities"]["kinds"][rows[0][2]]["label"] == "Clinic"
    assert [row["label"] for row in state["legend"][0]["rows"]] == ["Clinic"]
    assert told(town_record, Facilities(("school",), "Places"))["legend"] == []  # no heading over nothing


def test_whoever_may_not_read_facilities_gets_none_that_others_read(town_record, monkeypatch):
    monkeypatch.setitem(PERMITS, "read_facilities", frozenset({ALL.role}))
    told(town_record, Facilities(title="Places"))
    with pytest.raises(NotAllowed):
        told(town_record, Facilities(title="Places"), actor=Actor("Li Na", "leader", ALL.scope))


@pytest.mark.parametrize("city", city_names())
def test_every_kind_of_facility_of_a_city_looks_like_no_other(record, city):
    """By its picture, else its letter; and where there are no more kinds than colours, by its colour."""
    profile = read_profile(city)
    with record.cursor() as cursor:
        write_profile(cursor, profile)
    pictures = re.findall(r"^    (\w+): \"M", (mapview.ASSETS / "map/marks.js").read_text("utf-8"), re.M)
    kinds = told(record, Facilities(title="Places"))["facilities"]["kinds"]
    assert {kind["kind"] for kind in kinds} == set(profile["facility_kinds"])
    looks = [kind["kind"] if kind["kind"] in pictures else kind["letter"] for kind in kinds]
    assert all(looks) and len(set(looks)) == len(kinds) >= 5
    assert len({kind["colour"] for kind in kinds}) == min(len(kinds), 8)


def test_places_lie_on_top_of_facilities_and_some_of_these_are_left_out(town_record):
    town_record.rows(
        "INSERT INTO facility VALUES (1, 'f1', 'Clinic', 'clinic', 1, 117, 39.7, 117, 39.7, 'x', 1, NULL, NULL)"
    )
    places = (Place(117.1, 39.8, "1", "Site 1", "Proposed", facility_id=-1),
              Place(117.2, 39.9, "2", "Site 2", "Proposed"))  # fmt: skip
    state = told(town_record, Facilities(places=places, without=frozenset({1}), chosen=-1))
    rows = json.loads(PAYLOADS.get(state["facilities"]["payload"], "all").body)
    assert [(name, ident) for _lon, _lat, _kind, name, ident in rows] == [("Site 1", -1), ("Site 2", 0)]
    assert state["facilities"]["chosen"] == -1
    drawn = [state["facilities"]["kinds"][row[2]] for row in rows]
    assert [(kind["letter"], kind["large"]) for kind in drawn] == [("1", True), ("2", True)]
    assert [row["label"] for row in state["legend"][0]["rows"]] == ["Proposed"]


def test_a_surface_is_clear_where_nothing_is():
    array = np.array([[0.0, 1.0], [0.5, np.nan]])
    image = np.asarray(Image.open(io.BytesIO(mapstate.picture(Surface(array, (0, 0, 1, 1), "d")))))
    assert image.shape == (2, 2, 4)
    assert image[0, 0, 3] == image[1, 1, 3] == 0
    assert image[0, 1].tolist() == [0xA6, 0x36, 0x03, 255]  # the dark end of the ramp


def test_outlines_name_their_grids(town_record):
    state = told(town_record, Outline((2, 3), "Hotspots", "hot"))
    assert state["outlines"] == [{"ids": [2, 3], "style": "hot"}]
    assert json.dumps(state)


def test_an_outline_says_from_when_on_it_shows(town_record):
    """In the picture and in the legend: a week before, nothing had been done yet."""
    state = told(town_record, Outline((2, 3), "Patrol", "action", "2026-03-20"))
    assert state["outlines"][0]["begun"] == state["legend"][-1]["begun"] == "2026-03-20"

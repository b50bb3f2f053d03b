"""What all views share: the picture's words, the files with their note, actions on the map."""

import io
import json
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest

from data import actions, current
from data.permits import Actor
from geo.model import Note, Period
from pages.parts import load, maps, session, text, viewing

LEADER = Actor("x", "leader", "all")
PERIOD = Period(date(2026, 3, 1), date(2026, 4, 1))


@pytest.fixture
def asked(busy_town, monkeypatch):
    load.KEPT.forget()
    monkeypatch.setattr(current, "_held", [busy_town])
    monkeypatch.setattr(text, "locale", lambda: "en")
    monkeypatch.setattr(session, "access", lambda: "demo")
    return viewing.Viewing(LEADER, "now", PERIOD, "")


def test_the_picture_says_how_it_came_to_be(asked):
    note = Note("gi_star_exact", 12, PERIOD, caveats=("reported_only",), facts={"grids": 9})
    picture = viewing.picture(asked, note, "Hot and cold spots")
    assert picture.title.endswith("Hot and cold spots")
    assert picture.lead == "1 Mar 2026 – 31 Mar 2026 · All categories"
    assert picture.file == "hotspots-now-2026-04-01.png"
    whole = "\n".join(picture.lines)
    for part in ("Method: Gi*", "Number: 12", "many reports", "Fictional district"):
        assert part in whole


def test_the_files_hold_shapes_and_the_note(asked, tmp_path):
    grids = load.grids(LEADER).set_index("grid_id")[["grid_code", "name", "geometry"]]
    frame = grids.join(pd.DataFrame({"n": range(9)}, index=grids.index)).reset_index()
    note = {"method": "gi_star_exact"}
    table = pd.read_csv(io.BytesIO(viewing._written(frame, note, "csv")), dtype={"grid_code": str})
    assert table["n"].tolist() == list(range(9)) and "geometry" not in table
    plain = json.loads(viewing._written(frame, note, "geojson"))
    assert len(plain["features"]) == 9 and plain["features"][3]["properties"]["n"] == 3
    (tmp_path / "a.parquet").write_bytes(viewing._written(frame, note, "parquet"))
    assert gpd.read_parquet(tmp_path / "a.parquet").geometry.iloc[0].equals(grids.geometry.iloc[0])


def test_what_was_done_is_outlined_once_it_had_begun(asked, monkeypatch):
    seen = []

    def known(record, actor, period=None):
        seen.append(period)
        return pd.DataFrame({"grid_ids": [(4, 5), (5, 6)]})

    monkeypatch.setitem(load._TOPICS, known, ("actions",))
    monkeypatch.setattr(actions, "actions", known)
    assert viewing.done_in_the_field(asked) == [maps.Outline((4, 5, 6), "Something was done here", "action")]
    assert seen == [PERIOD]


def test_a_category_is_named_in_the_readers_language(asked):
    assert viewing.category_name(asked) == "All categories"
    assert viewing.category_name(viewing.Viewing(LEADER, "now", PERIOD, "zz")) == "zz"

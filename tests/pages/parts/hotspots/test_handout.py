"""Results as files: they come back as what they were, with shapes and with their note."""

import io
import json
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from data import current
from data.permits import Actor
from geo.model import Note, Period
from pages.parts import load, text
from pages.parts.hotspots import handout, viewing

LEADER = Actor("x", "leader", "all")
PERIOD = Period(date(2026, 3, 1), date(2026, 4, 1))
NOTE = Note("counts", 3, PERIOD)


@pytest.fixture
def asked(busy_town, monkeypatch):
    load.KEPT.forget()
    monkeypatch.setattr(current, "_held", [busy_town])
    monkeypatch.setattr(text, "locale", lambda: "en")
    return viewing.Viewing(LEADER, "now", PERIOD, "0201")


def test_a_result_by_grid_has_names_and_shapes(asked, offered, tmp_path):
    handout.by_grid(
        asked, pd.DataFrame({"n": range(9)}, index=pd.RangeIndex(1, 10, name="grid_id")), NOTE, "a"
    )
    assert list(offered) == ["a.csv", "a.geojson", "a.parquet", "a.note.json"]
    table = pd.read_csv(io.BytesIO(offered["a.csv"]()), dtype={"grid_code": str})
    assert table["n"].tolist() == list(range(9)) and "geometry" not in table
    plain = json.loads(offered["a.geojson"]())
    assert len(plain["features"]) == 9 and plain["features"][3]["properties"]["n"] == 3
    (tmp_path / "a.parquet").write_bytes(offered["a.parquet"]())
    shapes = load.grids(LEADER).set_index("grid_id").geometry
    assert gpd.read_parquet(tmp_path / "a.parquet").geometry.iloc[0].equals(shapes.iloc[0])
    note = json.loads(offered["a.note.json"]())
    assert (note["method"], note["category"], note["until"]) == ("counts", "0201", "2026-04-01")


def test_a_result_without_places_is_a_table(asked, offered, tmp_path):
    handout.table(asked, pd.DataFrame({"ratio": [1.5, np.inf]}), NOTE, "b")
    assert list(offered) == ["b.csv", "b.parquet", "b.note.json"]
    (tmp_path / "b.parquet").write_bytes(offered["b.parquet"]())
    assert pd.read_parquet(tmp_path / "b.parquet")["ratio"].tolist() == [1.5, np.inf]


def test_a_surface_is_a_square_a_cell_with_something_in_it():
    found = handout.cells(np.array([[0.0, 2.0], [1.0, 0.0]]), (10, 0, 12, 4))
    assert found["per_km2"].tolist() == [2.0, 1.0]
    assert found.bounds.to_numpy().tolist() == [[11, 2, 12, 4], [10, 0, 11, 2]]


def test_actions_have_the_area_of_their_grids_as_far_as_they_are_seen(asked):
    rows = pd.DataFrame({"title": ["Patrol"], "grid_ids": [(1, 2, 99)]})
    found = handout.together(asked, rows)
    grids = load.grids(LEADER).set_index("grid_id")
    assert found.geometry.iloc[0].equals(grids.geometry.loc[1].union(grids.geometry.loc[2]))
    assert found["grid_codes"].iloc[0] == grids.loc[[1, 2], "grid_code"].tolist()


def test_nothing_is_offered_to_who_may_not_export(asked, offered, monkeypatch):
    monkeypatch.setattr(Actor, "may", lambda actor, deed: deed != "export")
    handout.table(asked, pd.DataFrame({"a": [1]}), NOTE, "c")
    assert not offered

"""Pieces of street in classes, the fullest on top."""

import geopandas as gpd
import pytest
from shapely import LineString

from geo.model import Note
from pages.parts import text
from pages.parts.hotspots import densities


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(text, "locale", lambda: "en")


def test_streets_fall_in_classes_and_empty_ones_are_left_out():
    lines = [LineString([(n, 0), (n, 1)]) for n in range(6)]
    pieces = gpd.GeoDataFrame({"per_km": [0.0, 1, 2, 3, 4, 5]}, geometry=lines, crs="EPSG:4326")
    layer = densities._lines(pieces, Note("network_density", 9, facts={"bandwidth_m": 300.0}))
    by_place = dict(zip([line[0][0] for line in layer.lines], layer.classes.tolist(), strict=True))
    assert by_place == {1.0: 0, 2.0: 1, 3.0: 2, 4.0: 3, 5.0: 4}
    assert [label for _colour, label in layer.kinds] == ["0.0 – 1.0", "1.0 – 2.0", "2.0 – 3.0", "3.0 – 4.0",
                                                         "4.0 – 5.0"]  # fmt: skip
    assert "300 m" in layer.title


def test_where_the_emptiest_are_left_out_the_first_class_begins_with_what_is_drawn(monkeypatch):
    monkeypatch.setattr(densities, "MOST_PIECES", 3)
    lines = [LineString([(n, 0), (n, 1)]) for n in range(5)]
    pieces = gpd.GeoDataFrame({"per_km": [1.0, 2, 3, 4, 5]}, geometry=lines, crs="EPSG:4326")
    layer = densities._lines(pieces, Note("network_density", 9, facts={"bandwidth_m": 300.0}))
    assert sorted(line[0][0] for line in layer.lines) == [2, 3, 4]
    assert layer.kinds[0][1].startswith("3.0 – ")


def test_one_busy_piece_is_one_class():
    piece = gpd.GeoDataFrame({"per_km": [2.0]}, geometry=[LineString([(0, 0), (0, 1)])], crs="EPSG:4326")
    layer = densities._lines(piece, Note("network_density", 1, facts={"bandwidth_m": 300.0}))
    assert layer.classes.tolist() == [0] and len(layer.kinds) == 1

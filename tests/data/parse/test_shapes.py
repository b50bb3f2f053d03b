"""Layers, encodings of .dbf files, systems, and geometry that cannot be built."""

import json

import pytest
import shapely

from data.parse import shapes
from geo.errors import InputError, Unreadable


def test_choosing_a_layer():
    assert shapes.choose("", ["a"]) == "a" and shapes.choose("b", ["a", "b"]) == "b"
    for asked, layers, code in (("", ["a", "b"], "layer_needed"), ("c", ["a"], "layer_unknown")):
        with pytest.raises(InputError) as caught:
            shapes.choose(asked, layers)
        assert caught.value.code == code
    with pytest.raises(Unreadable):
        shapes.choose("", [])


@pytest.mark.parametrize(
    ("cpg", "language", "text", "found"),
    [("UTF-8", 0, "网格".encode(), "utf-8"), ("936", 0, b"", "gbk"), ("CP950", 0, b"", "big5"),
     (None, 0x4D, b"", "gbk"),
     (None, 0, "臺南市東區裕農里，安南區青草里".encode("big5"), "big5"),
     (None, 0, "网格".encode("gbk"), "gb18030"), (None, 0, "网格".encode(), "utf-8"), ("nonsense", 0x4F, b"", "big5")],
)  # fmt: skip
def test_the_encoding_of_a_shapefile(tmp_path, cpg, language, text, found):
    (tmp_path / "s.dbf").write_bytes(b"\x00" * 29 + bytes([language]) + b"\x00\x00" + text)
    if cpg:
        (tmp_path / "s.cpg").write_text(cpg)
    assert shapes.dbf_encoding(tmp_path / "s.shp", "") == found
    assert shapes.dbf_encoding(tmp_path / "s.shp", "big5") == "big5"


@pytest.mark.parametrize(
    ("crs", "text"), [(None, ""), ("OGC:CRS84", "EPSG:4326"), ("EPSG:3826", "EPSG:3826"), ("nonsense", "")]
)
def test_systems_have_short_names(crs, text):
    assert shapes.crs_text(crs) == text


def test_one_bad_shape_is_one_fault():
    good, deep = (
        shapely.to_wkb(shapely.Point(1, 2)),
        shapely.to_wkb(shapely.Point(1, 2, 3), output_dimension=3),
    )
    wkb, fault = shapes.flat_wkb([good, b"\x01\x02\x00\x00\x00\x01\x00\x00\x00" + b"\x00" * 16, None, deep])
    assert fault.to_pylist() == [None, "geometry_unreadable", None, None]
    assert wkb.to_pylist() == [good, None, None, good]


def test_geojson_feature_by_feature(tmp_path):
    listed = [
        {
            "type": "Feature",
            "properties": {"a": "001", "b": {"c": 1}},
            "geometry": {"type": "Point", "coordinates": [1, 2]},
        },
        {"type": "Feature", "properties": None, "geometry": {"type": "Polygon", "coordinates": [[[1, 2]]]}},
        {"type": "Feature", "properties": {"a": None}, "geometry": None},
    ]
    (tmp_path / "f.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": listed}))
    table, _ = shapes.read_features(tmp_path / "f.geojson")
    assert table["a"].to_pylist() == ["001", None, None] and table["b"].to_pylist()[0] == '{"c": 1}'
    assert table["__fault"].to_pylist() == [None, "geometry_unreadable", None]

"""What a file is, by its content."""

import pytest

from data.parse.sniff import sniff
from geo.errors import Unreadable


@pytest.mark.parametrize(
    ("content", "format_"),
    [
        (b"PK\x03\x04rest", "zip"), (b"PAR1", "parquet"), (b"fgb\x03fgb", "fgb"), (b"a,b\n1,2\n", "csv"),
        (b"SQLite format 3\x00" + b"\x00" * 52 + b"GPKG", "gpkg"),
        (b'\xef\xbb\xbf {"type": "FeatureCollection"', "geojson"),
        (b"<?xml version='1.0'?><kml xmlns='x'>", "kml"), ("编码,名称".encode("gbk"), "csv"),
        ("编码,名称".encode("utf-16"), "csv"), (b"\x00\x00\x27\x0a", "shp"),
        (b"\x00\x00\x00\r\n\tOSMHeader\x18;", "osm"),
    ],
)  # fmt: skip
def test_formats(tmp_path, content, format_):
    (tmp_path / "f").write_bytes(content)
    assert sniff(tmp_path / "f") == format_


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"), (b" \n", "file_empty"), (b"\xd0\xcf\x11\xe0", "excel_old"),
        (b"\x1f\x8b\x08", "file_compressed"),
        (b"<html>", "format_unknown"), (b'{"type": "Topology"}', "format_unknown"), (b"a\x00b", "format_unknown"),
        (b"SQLite format 3\x00" + b"\x00" * 60, "format_unknown"),
    ],
)  # fmt: skip
def test_refusals(tmp_path, content, code):
    (tmp_path / "f").write_bytes(content)
    with pytest.raises(Unreadable) as caught:
        sniff(tmp_path / "f")
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("name", "content", "format_"),
    [
        ("a.gpkg", b"SQLite format 3\x00" + b"\x00" * 60, "GeoPackage"), ("a.gpkg", b"\x00\x01\x02", "GeoPackage"),
        ("b.GeoJSON", b"<html>", "GeoJSON"), ("c.xlsx", b"\x01\x00", "Excel (xlsx)"), ("d.csv", b"a\x00b", "CSV"),
        ("e.osm.pbf", b"\x00\x01", "OpenStreetMap (osm.pbf)"), ("f.gpkg", b"404: not found\n", "GeoPackage"),
    ],
)  # fmt: skip
def test_a_name_that_promises_another_content_is_held_against_it(tmp_path, name, content, format_):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Unreadable) as caught:
        sniff(tmp_path / name)
    assert (caught.value.code, caught.value.facts) == ("format_false", {"format": format_})

"""Barriers as maps and city files bring them: lines and areas, in any words, repeated, with points among them."""

import pytest
import shapely
from strangers import NOW, features, table_file

from data.intake import Options, load
from data.permits import OPERATOR

RIVER = shapely.LineString([(117, 39), (117.01, 39)])
LAKE = shapely.box(117, 39, 117.01, 39.01)


def put(record, file, **more):
    return load(record, OPERATOR, file, "barriers", Options(**more), now=NOW)


def test_lines_and_areas_load_and_points_are_kept_back(record, tmp_path):
    report = put(record, features(tmp_path / "b.geojson", [RIVER, LAKE, shapely.Point(117, 39)]))
    assert (report.loaded, report.reasons) == (2, {"geometry_is_point": 1})
    assert record.rows("SELECT ST_AsText(geometry) FROM barrier WHERE barrier_id = 1") == [
        ("LINESTRING (117 39, 117.01 39)",)
    ]


@pytest.mark.parametrize(
    ("word", "kind"),
    [("河流", "river"), ("Canal", "river"), (" motorway_link ", "motorway"), ("高速公路", "motorway"),
     ("rail", "railway"), ("铁路", "railway"), ("围墙", "other"), ("", "other")],
)  # fmt: skip
def test_words_of_maps_lead_to_kinds(record, tmp_path, word, kind):
    rows = [{"编号": "1", "类型": word, "名称": "清河", "几何": RIVER.wkt}]
    assert put(record, table_file(tmp_path / "b.csv", rows)).loaded == 1
    assert record.rows("SELECT source_id, barrier_kind, name FROM barrier") == [("1", kind, "清河")]


def test_the_same_file_twice_changes_nothing_and_a_new_course_is_a_change(record, tmp_path):
    rows = [{"编号": "1", "类型": "河流", "几何": RIVER.wkt}, {"编号": "2", "类型": "河流", "几何": LAKE.wkt}]
    file = table_file(tmp_path / "b.csv", rows)
    assert put(record, file).loaded == 2
    again = put(record, file)
    assert (again.loaded, again.unchanged) == (0, 2)
    rows[0]["几何"] = shapely.reverse(shapely.buffer(RIVER, 0.001)).wkt
    changed = put(record, table_file(tmp_path / "c.csv", rows))
    assert (changed.loaded, changed.unchanged) == (1, 1)
    assert record.rows("SELECT ST_GeometryType(geometry)::TEXT FROM barrier ORDER BY barrier_id")[0] == (
        "POLYGON",
    )


def test_a_file_without_ids_is_known_again(record, tmp_path):
    file = features(tmp_path / "b.geojson", [RIVER, LAKE])
    assert put(record, file).loaded == 2
    assert put(record, file).loaded == 0


def test_a_new_course_as_long_with_as_many_corners_in_the_same_bounds_is_a_change(record, tmp_path):
    """Three sides of a square, open to the east; then the same four corners, open to the south."""
    corners = [(117, 39), (117, 39.01), (117.01, 39.01), (117.01, 39)]
    row = {"编号": "1", "类型": "河流"}

    def course(name: str, line, digits: int = 15) -> int:
        row["几何"] = shapely.to_wkt(shapely.LineString(line), rounding_precision=digits)
        return put(record, table_file(tmp_path / f"{name}.csv", [row])).loaded

    assert course("first", corners) == 1
    assert course("turned", [*corners[1:], corners[0]]) == 1
    assert course("backwards", [corners[0], *corners[:0:-1]]) == 0, "the same line from its other end"
    east = shapely.Point(record.rows("SELECT ST_X(ST_EndPoint(geometry)), 39 FROM barrier")[0])
    assert east.x == 117
    moved = [(x + 4e-9, y - 4e-9) for x, y in [*corners[1:], corners[0]]]
    assert course("rounded", moved) == 0, "formats round"

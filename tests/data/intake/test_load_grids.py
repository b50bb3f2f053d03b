"""Boundaries: versions, gaps and overlaps told, special kinds."""

import shapely
from strangers import NOW, features, table_file
from town import town

from data.intake import load
from data.permits import OPERATOR


def test_gaps_and_overlaps_are_counted(record, tmp_path):
    """The town without its middle has one gap; a grid laid over the east column overlaps three."""
    shapes = [shape for number, shape in enumerate(town().geometry, 1) if number != 5]
    east = shapely.union_all(shapes[4:5])
    report = load(record, OPERATOR, features(tmp_path / "g.geojson", [*shapes, east]), "grids", now=NOW)
    assert report.loaded == 9
    assert [note.facts for note in report.notes if note.code == "coverage_faulty"] == [
        {"gaps": 1, "overlaps": 1}
    ]


def test_a_grid_redrawn_on_its_first_day_is_replaced(record, tmp_path):
    west, east = town().geometry[0], town().geometry[1]
    load(record, OPERATOR, features(tmp_path / "a.geojson", [west]), "grids", now=NOW)
    report = load(record, OPERATOR, features(tmp_path / "b.geojson", [east]), "grids", now=NOW)
    assert report.loaded == 1
    ((bounds, count),) = record.rows("SELECT any_value(min_lon), count(*) FROM grid")
    assert (round(bounds, 9), count) == (round(east.bounds[0], 9), 1)


def test_kinds_classes_and_bad_numbers(record, tmp_path):
    shapes = [shape.wkt for shape in town().geometry[:4]]
    rows = [
        {"code": "a", "网格类型": "专属网格", "管理等级": "1", "户数": "5", "wkt": shapes[0]},
        {"code": "b", "网格类型": "", "管理等级": "", "户数": "-5", "wkt": shapes[1]},
        {"code": "c", "网格类型": "moon", "管理等级": "", "户数": "", "wkt": shapes[2]},
        {"code": "", "网格类型": "", "管理等级": "", "户数": "", "wkt": shapes[3]},
    ]
    report = load(record, OPERATOR, table_file(tmp_path / "g.csv", rows), "grids", now=NOW)
    assert report.reasons == {"number_negative": 1, "grid_kind_unknown": 1, "code_missing": 1}
    assert record.rows("SELECT grid_code, grid_kind, grid_class, households FROM grid") == [
        ("a", "special", 1, 5)
    ]

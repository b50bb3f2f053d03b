"""The walking network as lines, and as edges beside nodes."""

import pytest
import shapely
from strangers import NOW, features, table_file

from data.intake import Options, load
from data.permits import OPERATOR

A, B, C = (117.0, 0.0), (117.001, 0.0), (117.001, 0.001)  # on the equator, 111.3 m to 0.001 degrees


def test_lines_are_measured_and_their_ends_numbered(record, tmp_path):
    lines = [shapely.LineString([A, B]), shapely.LineString([B, C]), shapely.Point(A)]
    report = load(record, OPERATOR, features(tmp_path / "s.geojson", lines), "streets", now=NOW)
    assert (report.loaded, report.reasons) == (2, {"geometry_not_line": 1})
    (one, two) = record.rows("SELECT from_node, to_node, length_m FROM street_edge ORDER BY edge_id")
    assert one[1] == two[0] and len({one[0], one[1], two[1]}) == 3
    assert one[2] == pytest.approx(111.3, abs=0.2) and two[2] == pytest.approx(110.6, abs=0.2)


def test_one_way_on_foot_is_asked_for_by_name_and_kept(record, tmp_path):
    """A column that says so of vehicles is left alone."""
    lines = [
        {"id": k, "wkt": shapely.LineString([A, B]).wkt, "oneway": said}
        for k, said in enumerate(["yes", "", "no", "?"])
    ]
    file = table_file(tmp_path / "s.csv", lines)
    assert load(record, OPERATOR, file, "streets", now=NOW).loaded == 4
    assert record.rows("SELECT DISTINCT one_way FROM street_edge") == [(False,)]
    report = load(record, OPERATOR, file, "streets", Options({"foot_one_way": "oneway"}), now=NOW)
    assert (report.loaded, report.reasons) == (1, {"one_way_unknown": 1})
    found = record.rows("SELECT source_id, one_way FROM street_edge ORDER BY source_id")
    assert found == [("0", True), ("1", False), ("2", False), ("3", False)]


def test_edges_beside_nodes(record, tmp_path):
    nodes = table_file(tmp_path / "n.csv", [{"id": 7, "x": A[0], "y": A[1]}, {"id": 8, "x": B[0], "y": B[1]}])
    edges = [
        {"from": 7, "to": 8, "distance": 120, "highway": "footway"},
        {"from": 7, "to": 9, "distance": 1, "highway": "path"},
        {"from": 8, "to": 7, "distance": -1, "highway": "path"},
    ]
    file = table_file(tmp_path / "e.csv", edges)
    report = load(record, OPERATOR, file, "streets", Options(nodes=nodes), now=NOW)
    assert (report.loaded, report.reasons) == (1, {"node_unknown": 1, "number_negative": 1})
    found = record.rows(
        "SELECT from_node, to_node, length_m, street_class, ST_AsText(geometry) FROM street_edge"
    )
    assert found == [(7, 8, 120, "footway", "LINESTRING (117 0, 117.001 0)")]
    assert load(record, OPERATOR, file, "streets", Options(nodes=nodes), now=NOW).loaded == 0

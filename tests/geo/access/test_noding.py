"""Streets cut where they meet."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from scipy.sparse.csgraph import dijkstra

from geo.access.network import network, survey
from geo.access.noding import noded

CAMBRIDGE = Path(__file__).parents[4] / "shared/data/cambridge_ma"


def _drawn(*lines, nodes=None) -> gpd.GeoDataFrame:
    """Lines as a file holds them, every end a node of its own unless told otherwise."""
    shapes = [shapely.LineString(line) for line in lines]
    ends = nodes or [(2 * k, 2 * k + 1) for k in range(len(shapes))]
    frame = {"from_node": [a for a, _ in ends], "to_node": [b for _, b in ends]}
    return gpd.GeoDataFrame(
        frame | {"length_m": [shape.length for shape in shapes]}, geometry=shapes, crs="EPSG:32650"
    )


def test_a_street_is_cut_where_another_ends_at_it():
    pieces = noded(_drawn([(0, 0), (100, 0)], [(40, 0), (40, 30)]))
    assert pieces["length_m"].tolist() == [40, 60, 30]
    assert [line.wkt for line in pieces.geometry[:2]] == [
        "LINESTRING (0 0, 40 0)",
        "LINESTRING (40 0, 100 0)",
    ]
    assert len(set(pieces["to_node"].iloc[[0]]) & set(pieces["from_node"].iloc[[1, 2]])) == 1
    assert network(pieces).whole == 1


def test_a_vertex_of_both_is_a_crossing_and_a_mere_crossing_is_a_bridge():
    shared = noded(_drawn([(0, 0), (50, 0), (100, 0)], [(50, -50), (50, 0), (50, 50)]))
    assert len(shared) == 4 and network(shared).whole == 1
    bridge = noded(_drawn([(0, 0), (100, 0)], [(50, -50), (50, 50)]))
    assert len(bridge) == 2 and network(bridge).whole == 0.5


def test_ends_in_one_place_are_one_node_and_named_nodes_stay_joined():
    """The first two ends lie 5 cm apart; the third line meets them by name alone."""
    drawn = _drawn(
        [(0, 0), (50, 0)], [(50, 0.05), (90, 0)], [(53, 4), (53, 40)], nodes=[(1, 2), (3, 4), (2, 5)]
    )
    assert network(noded(drawn)).whole == 1


def test_what_needs_no_cut_stays_as_it_is(streets):
    whole = noded(streets)
    assert whole.geometry.tolist() == streets.geometry.tolist()
    assert whole["length_m"].tolist() == streets["length_m"].tolist()
    assert survey(network(whole)) == survey(network(streets))


def test_a_length_of_its_own_is_shared_out():
    drawn = _drawn([(0, 0), (100, 0)], [(25, 0), (25, 30)]).assign(length_m=[200.0, 30.0], name=["A", "B"])
    assert noded(drawn)["length_m"].tolist() == [50, 150, 30]
    assert noded(drawn)["name"].tolist() == ["A", "A", "B"]


def test_rings_and_empty_rows():
    ring = _drawn([(0, 0), (10, 0), (10, 10), (0, 0)], [(10, 10), (20, 20)])
    pieces = noded(ring)
    assert pieces["length_m"].sum() == pytest.approx(ring["length_m"].sum())
    assert network(pieces).whole == 1
    assert noded(ring.iloc[:0]).empty
    assert noded(ring.assign(geometry=[None, None]).set_geometry("geometry")).empty


def test_distances_do_not_change_by_cutting_twice():
    once = noded(_drawn([(0, 0), (100, 0)], [(40, 0), (40, 30)], [(70, 0), (70, -30)]))
    twice = noded(once)
    assert len(once) == len(twice) == 5
    assert dijkstra(network(once).ways).max() == dijkstra(network(twice).ways).max() == 100


def test_the_streets_of_a_city_hang_together():
    """Only the shapes are used, no node of the file: more than 99 % of Cambridge's streets come out joined."""
    file = CAMBRIDGE / "D_street_centerlines.geojson"
    if not file.exists():
        pytest.skip("the streets of Cambridge are not here")
    lines = gpd.read_file(file).explode().reset_index(drop=True).to_crs("EPSG:32619")
    drawn = gpd.GeoDataFrame(
        {"from_node": range(len(lines)), "to_node": range(-1, -1 - len(lines), -1), "length_m": lines.length},
        geometry=lines.geometry,
    )
    found = survey(network(noded(drawn)))
    assert found["whole"] > 0.99
    assert found["km"] == pytest.approx(251.6, abs=0.5)

from pathlib import Path

import geopandas as gpd
import libpysal
import numpy as np
import pytest
import shapely
from town import squares, town, town_m

from geo.errors import InputError
from geo.hotspots.neighbours import border_lengths, distance_band, k_nearest, shared_border

TRACTS = Path(__file__).parents[3] / "../shared/data/chicago/census_tracts_2010.geojson"


def around(matrix, grid_id):
    """Grid ids beside one grid of the town."""
    return (matrix[[grid_id - 1]].nonzero()[1] + 1).tolist()


def test_the_middle_of_the_town_touches_everybody_and_borders_on_four():
    assert around(shared_border(town().geometry), 5) == [1, 2, 3, 4, 6, 7, 8, 9]
    assert around(shared_border(town().geometry, rule="rook"), 5) == [2, 4, 6, 8]


def test_a_corner_of_the_town():
    assert around(shared_border(town().geometry), 1) == [2, 4, 5]
    assert around(shared_border(town().geometry, rule="rook"), 1) == [2, 4]


def test_neighbours_are_mutual_and_nobody_is_their_own():
    matrix = shared_border(town().geometry)
    assert (matrix != matrix.T).nnz == 0
    assert not matrix.diagonal().any()
    assert set(matrix.data) == {1.0}


def test_every_side_in_town_is_300_m():
    lengths = border_lengths(town_m().geometry)
    assert lengths.nnz == 2 * 12  # twelve inner sides, seen from both
    assert lengths.data == pytest.approx(300.0)


def test_a_border_of_several_edges_is_added_up():
    left = shapely.Polygon([(0, 0), (1, 0), (1, 1), (1, 3), (0, 3)])
    right = shapely.Polygon([(1, 0), (2, 0), (2, 3), (1, 3), (1, 1)])
    assert border_lengths([left, right]).toarray().tolist() == [[0, 3], [3, 0]]


def test_a_grid_inside_another_borders_on_it_all_around():
    inner = shapely.box(1, 1, 2, 2)
    outer = shapely.box(0, 0, 3, 3).difference(inner)
    assert border_lengths([outer, inner])[0, 1] == 4.0
    assert shared_border([outer, inner])[0, 1] == 1.0


def test_a_grid_of_two_parts_is_one_grid():
    parts = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 0, 6, 1)])
    shapes = [parts, shapely.box(1, 0, 2, 1), shapely.box(4, 0, 5, 1)]
    for matrix in (shared_border(shapes), shared_border(shapes, rule="rook"), border_lengths(shapes)):
        assert matrix.toarray().tolist() == [[0, 1, 1], [1, 0, 0], [1, 0, 0]]


def test_islands_and_missing_shapes_have_no_neighbour():
    matrix = shared_border([shapely.box(0, 0, 1, 1), None, shapely.box(9, 9, 10, 10)])
    assert matrix.shape == (3, 3)
    assert matrix.nnz == 0
    assert shared_border([]).shape == (0, 0)


def test_slivers_and_overlaps_are_bridged_by_a_tolerance():
    rng = np.random.default_rng(5)
    shaken = [shapely.affinity.translate(s, *rng.uniform(-0.5, 0.5, 2)) for s in town_m().geometry]
    assert shared_border(shaken).nnz == 0
    clean = town_m().geometry
    for rule in ("queen", "rook"):
        assert (shared_border(shaken, rule=rule, tolerance=2.0) != shared_border(clean, rule=rule)).nnz == 0


def test_an_irregular_coverage_agrees_with_the_geometric_definition():
    xy = np.random.default_rng(3).uniform(0, 100, (80, 2))
    cells = list(shapely.voronoi_polygons(shapely.MultiPoint(xy)).geoms)
    pairs = gpd.GeoSeries(cells).sindex.query(cells, predicate="touches")
    expected = {(int(a), int(b)) for a, b in pairs.T}
    assert set(zip(*(part.tolist() for part in shared_border(cells).nonzero()), strict=True)) == expected
    lengths = border_lengths(cells).tocoo()
    for i, j, metres in zip(lengths.row, lengths.col, lengths.data, strict=True):
        assert metres == pytest.approx(cells[i].intersection(cells[j]).length)


@pytest.mark.skipif(not TRACTS.exists(), reason="Chicago's tracts are not on this machine")
def test_a_real_city_agrees_with_the_geometric_definition():
    tracts = gpd.read_file(TRACTS).geometry
    pairs = tracts.sindex.query(tracts, predicate="intersects")
    touching = {(int(a), int(b)) for a, b in pairs.T if a != b}
    assert set(zip(*(part.tolist() for part in shared_border(tracts).nonzero()), strict=True)) == touching
    lengths = border_lengths(tracts).tocoo()
    known = dict(zip(zip(lengths.row.tolist(), lengths.col.tolist(), strict=True), lengths.data, strict=True))
    for i, j in touching:
        assert known.get((i, j), 0.0) == pytest.approx(tracts[i].intersection(tracts[j]).length, abs=1e-9)


def test_an_unknown_rule_is_refused():
    with pytest.raises(InputError) as refused:
        shared_border(squares(2, 2), rule="bishop")
    assert refused.value.code == "rule_unknown"


LINE_M = np.array([0.0, 3, 6, 10])


def beside(matrix):
    """Who is whose neighbour, a list of positions a row."""
    return [row.nonzero()[0].tolist() for row in matrix.toarray()]


def test_a_band_holds_all_within_it_and_its_end():
    assert beside(distance_band(LINE_M, LINE_M * 0, 3.0)) == [[1], [0, 2], [1], []]
    assert beside(distance_band(LINE_M, LINE_M * 0, 4.0)) == [[1], [0, 2], [1, 3], [2]]


@pytest.mark.parametrize("k", [1, 6])
def test_the_nearest_are_those_of_the_peer_library(k):
    x, y = np.random.default_rng(k).uniform(0, 1000, (2, 200))
    peer = libpysal.weights.KNN(np.column_stack([x, y]), k=k, silence_warnings=True)
    assert beside(k_nearest(x, y, k)) == [sorted(peer.neighbors[each]) for each in range(200)]


def test_of_equally_near_ones_the_first_are_taken_and_places_unknown_are_nobodys():
    x, y = np.array([0.0, 1, -1, 0, 0, np.nan]), np.array([0.0, 0, 0, 1, -1, 0])
    found = beside(k_nearest(x, y, 2))
    assert found[0] == [1, 2]
    assert found[5] == [] and all(5 not in row for row in found)


def test_with_fewer_places_than_asked_for_all_are_neighbours():
    assert beside(k_nearest(LINE_M, LINE_M * 0, 99)) == [[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2]]

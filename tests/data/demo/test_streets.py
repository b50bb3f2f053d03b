"""The walking network."""

import numpy as np
import pyproj
import shapely

from data.demo import streets
from geo import tiling


def network(town):
    """Both ends of each edge, nodes numbered from 0."""
    return np.unique(town.streets[["from_node", "to_node"]], return_inverse=True)[1].reshape(-1, 2)


def test_the_network_is_in_one_piece(town, count_pieces):
    ends = network(town)
    count = ends.max() + 1
    assert count_pieces(count, ends, np.zeros(count, dtype=int)) == {0: 1}


def test_bridges_are_what_joins_the_banks(town, count_pieces):
    ends = network(town)
    count = ends.max() + 1
    dry = ends[town.streets["rank"] != streets.CLASSES.index("bridge")]
    assert count_pieces(count, dry, np.zeros(count, dtype=int)) == {0: 2}


def test_only_bridges_cross_the_water(town):
    wet = shapely.crosses(town.streets["geometry"].to_numpy(), town.river)
    bridge = (town.streets["rank"] == streets.CLASSES.index("bridge")).to_numpy()
    assert not wet[~bridge].any()


def test_lengths_are_those_on_the_ellipsoid(town):
    geod = pyproj.Geod(ellps="WGS84")
    sample = town.streets.iloc[::7]
    expected = [geod.geometry_length(line) for line in sample["geometry"]]
    # the projection stretches by up to 0.04 % in the zone, and lengths are rounded to a centimetre
    np.testing.assert_allclose(sample["length_m"], expected, rtol=1e-3, atol=0.03)


def test_a_node_is_one_place(town):
    lines = town.streets["geometry"].to_numpy()
    ends = np.r_[shapely.get_point(lines, 0), shapely.get_point(lines, -1)]
    nodes = np.r_[town.streets["from_node"], town.streets["to_node"]]
    places = {(node, end.x, end.y) for node, end in zip(nodes.tolist(), ends, strict=True)}
    assert len(places) == len(set(nodes.tolist()))


def test_each_street_once_and_none_inside_a_grid(town):
    ends = np.sort(town.streets[["from_node", "to_node"]].to_numpy(), axis=1)
    assert len(np.unique(ends, axis=0)) == len(ends)
    borders = shapely.union_all(shapely.boundary(town.polygons))
    dry = town.streets["rank"] != streets.CLASSES.index("bridge")
    total = shapely.length(town.streets["geometry"].to_numpy()[dry]).sum()
    assert abs(total / borders.length - 1) < 1e-9


def test_the_wider_the_road_the_earlier_its_cut():
    blocks = tiling.Blocks(np.zeros((64, 4)), np.zeros((64, 4)), np.array([0, 1, 3, 6]), np.zeros((64, 1)))
    # 64 blocks are 2**6: a cut at depth 0 divided all, at 1 half of them, at 3 eight, at 6 one
    assert streets.street_rank(np.array([0, 1, 2, 3, -1]), blocks).tolist() == [1, 1, 2, 2, 2]


def test_a_grid_lies_on_its_widest_road():
    blocks = tiling.Blocks(np.zeros((2, 4)), np.zeros((2, 4)), np.array([3, 1, 2]), np.zeros((2, 1)))
    sides = np.array([[0, 1, 2, -1], [-1, -1, -1, -1]])
    assert streets.main_road(sides, blocks).tolist() == [1, -1]

"""The graph of streets, counted on a small picture."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from scipy.sparse.csgraph import dijkstra

from geo.access import network as networks
from geo.errors import InputError


def _picture(edges, lengths=None, **columns):
    lines = [shapely.LineString(edge) for edge in edges]
    nodes = {}
    number = [[nodes.setdefault(end, len(nodes)) for end in edge] for edge in edges]
    frame = {
        "from_node": [a for a, _ in number], "to_node": [b for _, b in number],
        "length_m": lengths or [line.length for line in lines],
    }  # fmt: skip
    return gpd.GeoDataFrame(frame | columns, geometry=lines, crs="EPSG:32650")


def test_distances_are_those_of_the_picture(net):
    """From 0 to 5 it is 300 m whichever way round, from 6 to 3 it is 360 m; nothing leads to 8."""
    metres = dijkstra(net.ways, indices=[0, 6])
    assert metres[0][:7].tolist() == [0, 100, 200, 100, 200, 300, 260]
    assert metres[1][3] == 360
    assert np.isinf(metres[:, 7:]).all()


def test_the_survey_counts_what_hangs_apart(net):
    found = networks.survey(net)
    assert (found["streets"], found["crossings"], found["pieces"], found["nearly"]) == (9, 9, 2, 0)
    assert found["km"] == pytest.approx(0.81)
    assert found["outside"] == pytest.approx(1 / 9)
    assert found["whole"] == net.whole == pytest.approx(760 / 810)
    assert net.usable


def test_a_network_in_halves_is_not_trusted():
    halves = networks.network(_picture([((0, 0), (100, 0)), ((0, 9), (100, 9))]))
    assert halves.whole == 0.5 and not halves.usable


def test_a_dead_end_just_short_of_a_street_is_noticed():
    """The stub ends 1 m below the middle of the long street; a second one ends 5 m below it."""
    for gap, nearly in ((1, 1), (5, 0)):
        edges = [((0, 0), (100, 0)), ((100, 0), (100, -50)), ((50, -50), (50, -gap)), ((50, -50), (100, -50))]
        assert networks.survey(networks.network(_picture(edges)))["nearly"] == nearly


def test_places_stand_on_the_nearest_street(net):
    """30 m along the street from 0 to 1 and 20 m north of it; far away; at no place; on a crossing."""
    stands = net.snap(np.array([30, 5000, np.nan, 200]), np.array([20, 0, 0, 0]))
    assert (stands.street[0], stands.along[0], stands.off[0]) == (0, 30, 20)
    assert stands.known.tolist() == [True, False, False, True]
    assert stands.off[3] == 0
    assert np.isinf(stands.off[1:3]).all()
    assert stands.of(np.array([3])).known.tolist() == [True]


def test_the_limit_of_snapping_is_within_it(net):
    for limit, known in ((20.0, True), (19.999, False)):
        assert net.snap(np.array([30.0]), np.array([20.0]), limit).known[0] == known


def test_a_length_of_its_own_is_shared_out_along_a_street():
    net = networks.network(_picture([((0, 0), (100, 0))], [300.0]))
    assert net.snap(np.array([25.0]), np.array([0.0])).along[0] == pytest.approx(75)


def test_nobody_is_led_onto_debris():
    """A stub of 5 m beside a street of 1 km is passed over; one of 50 m is not."""
    for length, street in ((5, 0), (50, 1)):
        net = networks.network(_picture([((0, 0), (1000, 0)), ((500, 20), (500 + length, 20))]))
        assert net.snap(np.array([502.0]), np.array([21.0])).street[0] == street


def test_one_way_is_walked_one_way():
    square = [((0, 0), (100, 0)), ((100, 0), (100, 100)), ((100, 100), (0, 100)), ((0, 100), (0, 0))]
    net = networks.network(_picture(square, one_way=[True, False, False, False]))
    metres = dijkstra(net.ways)
    assert (metres[0, 1], metres[1, 0]) == (100, 300)
    assert net.whole == 1


def test_parallel_streets_loops_and_streets_without_length():
    edges = [((0, 0), (100, 0)), ((0, 0), (100, 0)), ((100, 0), (100, 0.0))]
    net = networks.network(_picture(edges, [100.0, 70.0, 0.0]))
    assert dijkstra(net.ways, indices=0)[1] == 70
    zero = networks.network(_picture([((0, 0), (100, 0)), ((100, 0), (200, 0))], [0.0, 5.0]))
    assert dijkstra(zero.ways, indices=0).tolist() == [0, 0, 5]


def test_unusable_rows_are_left_out():
    rows = _picture([((0, 0), (1, 0))] * 4, [np.nan, -1.0, np.inf, 1.0])
    assert len(networks.network(rows).tail) == 1
    with pytest.raises(InputError, match="streets_missing"):
        networks.network(rows.iloc[:3])
    with pytest.raises(InputError, match="streets_missing"):
        networks.network(rows.iloc[:0])


def test_a_street_of_two_parts_is_one_walk():
    two = shapely.MultiLineString([[(0, 0), (10, 0)], [(10, 0), (30, 0)]])
    frame = gpd.GeoDataFrame(
        {"from_node": [1], "to_node": [2], "length_m": [30.0]}, geometry=[two], crs=32650
    )
    net = networks.network(frame)
    assert net.snap(np.array([20.0]), np.array([0.0])).along[0] == pytest.approx(20)
    assert net.xy.tolist() == [[0, 0], [30, 0]]

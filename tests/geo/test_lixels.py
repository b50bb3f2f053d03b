import numpy as np
import pytest
import shapely
from shapely import LineString, MultiLineString

from geo.lixels import SHORTEST_M, conductance, cut, drawn


def test_streets_are_cut_into_equal_pieces_none_too_long():
    lixels = cut(np.array([120.0, 50.0, 0.0]), 50)
    assert lixels.length_m.tolist() == [40, 40, 40, 50, SHORTEST_M]
    assert lixels.street.tolist() == [0, 0, 0, 1, 2]
    assert lixels.number.tolist() == [0, 1, 2, 0, 0]


def test_places_fall_into_the_piece_they_lie_on():
    lixels = cut(np.array([120.0, 50.0]), 50)
    found = lixels.at(np.array([0, 0, 0, 1, 1]), np.array([0.0, 0.5, 1.0, 0.0, 1.0]))
    assert found.tolist() == [0, 1, 2, 3, 3]


def test_flow_is_eased_by_short_ways_and_crossings_join_streets():
    """Two streets of 100 and 50 m that meet: 0 -a-b- 1 -c- 2, pieces a, b, c, crossings 0, 1, 2."""
    lixels = cut(np.array([100.0, 50.0]), 50)
    ease = conductance(lixels, np.array([0, 1]), np.array([1, 2])).toarray()
    a, b, c, begin, middle, end = range(6)
    expected = np.zeros((6, 6))
    expected[a, b] = 1 / 50
    expected[a, begin] = expected[b, middle] = expected[c, middle] = expected[c, end] = 1 / 25
    assert ease == pytest.approx(expected + expected.T)


def test_a_street_that_returns_to_where_it_began_is_joined_there_twice():
    ease = conductance(cut(np.array([50.0]), 50), np.array([0]), np.array([0])).toarray()
    assert ease.tolist() == [[0, 2 / 25], [2 / 25, 0]]


def test_pieces_follow_the_corners_of_the_street():
    bent = LineString([(0, 0), (60, 0), (60, 60)])
    lines = drawn(np.array([bent], dtype=object), cut(np.array([120.0]), 40))
    assert [shapely.get_coordinates(line).tolist() for line in lines] == [
        [[0, 0], [40, 0]], [[40, 0], [60, 0], [60, 20]], [[60, 20], [60, 60]],
    ]  # fmt: skip


def test_pieces_of_crooked_streets_are_those_of_shapely():
    from shapely.ops import substring

    rng = np.random.default_rng(1)
    streets = np.array([LineString(rng.uniform(0, 500, (k, 2))) for k in (2, 3, 9, 30)], dtype=object)
    lixels = cut(shapely.length(streets), 70)
    for line, street, number, pieces in zip(
        drawn(streets, lixels), lixels.street, lixels.number, lixels.pieces, strict=True
    ):
        peer = substring(streets[street], number / pieces, (number + 1) / pieces, normalized=True)
        assert shapely.hausdorff_distance(line, peer) < 1e-6
        assert line.length == pytest.approx(peer.length)


def test_streets_of_one_place_and_of_two_parts_are_drawn_too():
    odd = [LineString([(1, 1), (1, 1)]), MultiLineString([[(0, 0), (10, 0)], [(10, 0), (20, 0)]])]
    lines = drawn(np.array(odd, dtype=object), cut(np.array([0.0, 20.0]), 10))
    assert [line.length for line in lines] == [0, 10, 10]

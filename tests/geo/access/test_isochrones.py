"""The area around the streets within reach."""

import numpy as np
import pytest
import shapely

from geo.access.isochrones import isochrones
from geo.access.network import of_arrays
from geo.errors import InputError


def reach(net, xy, *limits, **more):
    return isochrones(net, net.snap(*np.array([xy], dtype=float).T), limits, **more)


def test_streets_within_150_metres_of_a_crossing(net):
    """From 1: 100 m west, 100 m east, 100 m north, and 50 m on from each of the three ends.

    From 0 north; from 2 north and east; from 4 west and east.
    """
    found = reach(net, (100, 0), 150)
    assert found["street_km"].tolist() == [pytest.approx(0.3 + 5 * 0.05)]


def test_the_smaller_lies_within_the_larger_and_all_of_a_piece_ends_it(net):
    found = reach(net, (30, 0), 5000, 20, 100)
    assert found["metres"].tolist() == [20, 100, 5000]
    assert found["street_km"].tolist() == [pytest.approx(0.04), pytest.approx(0.1 + 0.07 + 2 * 0.03), 0.76]
    small, middle, large = found.geometry
    assert middle.contains(small) and large.contains(middle)
    assert not large.intersects(net.lines[8])


def test_the_area_is_that_of_a_street_and_its_sides(net):
    found = reach(net, (50, 0), 25, beside_m=10)
    assert found.area[0] == pytest.approx(50 * 20 + np.pi * 100, rel=0.02)


@pytest.mark.parametrize(("side", "inside"), [(150, True), (390, True), (410, False)])
def test_a_block_between_streets_is_inside_unless_its_middle_is_far_from_all(side, inside):
    """Four streets around a square: its middle is half a side away, against 200 m between a door and the street."""
    ends = np.array([(0, 0), (side, 0), (side, side), (0, side)], dtype=float)
    lines = shapely.linestrings([[ends[k], ends[(k + 1) % 4]] for k in range(4)])
    tail = np.arange(4)
    square = of_arrays(tail, (tail + 1) % 4, np.full(4, float(side)), np.zeros(4, bool), lines)
    area = reach(square, (0, 0), 3 * side).geometry[0]
    assert area.contains(shapely.Point(side / 2, side / 2)) is inside
    assert len(area.interiors) == (not inside)


def test_the_way_from_the_door_counts(net):
    assert reach(net, (30, -20), 20)["street_km"].tolist() == [0]
    assert reach(net, (30, -20), 30)["street_km"].tolist() == [pytest.approx(0.02)]
    assert reach(net, (30, -20), 20).geometry[0].is_empty


def test_a_place_on_no_street_has_no_area(net):
    with pytest.raises(InputError, match="place_off_streets"):
        reach(net, (9000, 9000), 100)


@pytest.mark.parametrize("limits", [(), (0,), (100, -1), (float("nan"),)])
def test_a_limit_that_is_none(net, limits):
    with pytest.raises(InputError, match="site_radius"):
        reach(net, (100, 0), *limits)

"""Polygons and lines of rows."""

import pyarrow as pa
import pytest
import shapely

from data.intake import shapes
from geo.errors import InputError


def rows(*given):
    return pa.table(
        {"geometry": pa.array([None if g is None else shapely.to_wkb(g) for g in given], pa.binary())}
    )


def test_only_areas_are_areas():
    found = shapes.areas(
        rows(shapely.box(1, 1, 2, 2), shapely.Point(1, 1), None, shapely.Polygon()), "EPSG:4326"
    )
    assert list(found.fault) == [None, "geometry_not_area", "geometry_missing", "geometry_missing"]


def test_a_repair_may_not_change_the_area():
    spike = shapely.Polygon([(0, 0), (1, 0), (1, 1), (1, 2), (1, 1), (0, 1)])
    bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    found = shapes.areas(rows(spike, bow_tie), "EPSG:4326")
    assert list(found.fault) == [None, "geometry_broken"] and found.repaired == 1
    assert found.geometry[0].area == 1 and found.geometry[1] is None


@pytest.mark.parametrize(("side", "fault"), [(3, None), (7, "geometry_broken")])
def test_a_repair_may_change_a_thousandth_of_the_area(side, fault):
    """A block of 100 by 100 and something; its rim crosses itself and runs round a triangle of side² / 2 twice.

    4.5 of 10,300 are 0.4 thousandths, 24.5 of 10,700 are 2.3.
    """
    corners = [(100, 100 - side), (100 - side, 100 + side), (100 - side, 100 - side), (100, 100 + side)]
    looped = shapely.Polygon([(0, 0), (100, 0), *corners, (0, 100 + side)])
    found = shapes.areas(rows(shapely.transform(looped, lambda xy: xy / 1000)), "EPSG:4326")
    assert list(found.fault) == [fault]


def test_metres_are_converted_or_refused():
    square = shapely.box(500_000, 0, 500_100, 100)
    with pytest.raises(InputError):
        shapes.areas(rows(square), "")
    found = shapes.areas(rows(square), "EPSG:32650")
    assert found.geometry[0].bounds[0] == pytest.approx(117.0, abs=1e-9)
    assert shapely.area(shapes.metric(found.geometry, {}))[0] == pytest.approx(10_000, rel=1e-6)


def test_lines_and_places_off_the_earth():
    found = shapes.lines(
        rows(shapely.LineString([(0, 0), (1, 1)]), shapely.LineString([(0, 0), (0, 95)])), ""
    )
    assert list(found.fault) == [None, "place_off_earth"]

"""Coordinates: systems, exchanged axes, and a shift found by stated grids."""

import numpy as np
import pyarrow as pa
import pytest
import shapely

from data.intake import places
from geo.crs import gcj02_to_bd09, wgs84_to_gcj02
from geo.errors import InputError
from geo.locate import Locator

BEIJING = (116.0, 39.5, 117.0, 40.5)


def rows(x, y, shapes=None):
    wkb = [None] * len(x) if shapes is None else list(shapely.to_wkb(shapes))
    return pa.table({"lon": pa.array(x, pa.float64()), "lat": pa.array(y, pa.float64()),
                     "geometry": pa.array(wkb, pa.binary())})  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "stated", "settled"),
    [
        ("", "", ""),
        ("GCJ02", "EPSG:4326", "gcj02"),
        ("epsg:32650", "", "EPSG:32650"),
        ("", "EPSG:3826", "EPSG:3826"),
    ],
)
def test_what_is_asked_for_wins(asked, stated, settled):
    assert places.settle_crs(asked, stated) == settled


def test_a_system_nobody_knows():
    with pytest.raises(InputError) as caught:
        places.settle_crs("EPSG:0", "")
    assert caught.value.code == "crs_unknown"


def test_faults_row_by_row():
    table = rows([116.4, 40.0, None, float("inf"), 0.0, 200.0], [40.0, 116.4, 40.0, 40.0, 0.0, 40.0])
    found = places.placed(table, "", BEIJING)
    assert list(found.fault) == [
        None, "axes_swapped", "place_missing", "place_not_finite", "place_missing", "place_off_earth",
    ]  # fmt: skip


def test_exchanged_axes_without_grids_show_by_latitudes_beyond_the_pole():
    found = places.placed(rows([40.0, 116.4], [116.4, 40.0]), "", None)
    assert list(found.fault) == ["axes_swapped", None]
    of_another_city = places.placed(rows([23.0, 120.2], [120.2, 23.0]), "", BEIJING)
    assert list(of_another_city.fault) == ["axes_swapped", None]


def test_metres_are_recognised_by_their_size():
    with pytest.raises(InputError) as caught:
        places.placed(rows([500_000.0, 500_100.0], [4_400_000.0, 4_400_100.0]), "", None)
    assert caught.value.code == "crs_missing"
    found = places.placed(
        rows([500_000.0], [0.0]), "EPSG:32650", None
    )  # central meridian of zone 50, equator
    assert (found.lon[0], found.lat[0]) == pytest.approx((117.0, 0.0), abs=1e-9)
    assert (found.raw_x[0], found.crs) == (500_000.0, "EPSG:32650")


def test_shapes_become_a_point_inside():
    ring = shapely.box(116, 40, 116.2, 40.2).difference(shapely.box(116.05, 40.05, 116.15, 40.15))
    several = shapely.MultiPoint([(116.3, 40.3)])
    found = places.placed(rows([None] * 3, [None] * 3, [ring, several, shapely.Point(116.4, 40.4)]), "", None)
    assert ring.covers(shapely.Point(found.lon[0], found.lat[0]))
    assert list(found.lon[1:]) == [116.3, 116.4] and list(found.lat[1:]) == [40.3, 40.4]


def wgs84_to_bd09(lon, lat):
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


@pytest.mark.parametrize(("system", "shift"), [("gcj02", wgs84_to_gcj02), ("bd09", wgs84_to_bd09)])
def test_a_shift_is_found_and_its_absence_too(system, shift):
    cells = [shapely.box(116 + k * 0.001, 40, 116.001 + k * 0.001, 40.001) for k in range(30)]
    locator = Locator(cells, np.arange(30))
    x, y = np.array([c.centroid.x for c in cells]), np.array([c.centroid.y for c in cells])
    moved = places.placed(rows(*shift(x, y)), "", BEIJING)
    assert (
        places.shifted_system(locator, moved, locator.locate(moved.lon, moved.lat), np.arange(30)) == system
    )
    still = places.placed(rows(x, y), "", BEIJING)
    assert places.shifted_system(locator, still, locator.locate(still.lon, still.lat), np.arange(30)) == ""
    assert places.shifted_system(locator, moved, np.full(30, -1), np.arange(30)[::-1]) == ""  # neither fits

"""Metric systems against geopandas' choice; shifted systems against published pairs and their own inverse."""

import csv
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import town
from shapely import Point

from geo.crs import (
    CHINA,
    bd09_to_gcj02,
    bd09_to_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    metric_crs,
    to_metric,
    wgs84_to_gcj02,
)
from geo.errors import InputError

PAIRS_FILE = (
    Path(__file__).resolve().parents[2] / "../shared/data/verification/coordinates/eviltransform_pairs.csv"
)
#: WGS 84 lat, lon and GCJ-02 lat, lon, as the test table of googollee/eviltransform prints them
PAIRS = [
    (31.1774276, 121.5272106, 31.17530398364597, 121.531541859215),
    (22.543847, 113.912316, 22.540796131694766, 113.9171764808363),
    (39.911954, 116.377817, 39.91334545536069, 116.38404722455657),
]
#: half a metre in degrees, on the safe side at any latitude of China
HALF_METRE = 0.5 / 111_320


def wgs84_to_bd09(lon, lat):
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


INVERSES = [(wgs84_to_gcj02, gcj02_to_wgs84), (gcj02_to_bd09, bd09_to_gcj02), (wgs84_to_bd09, bd09_to_wgs84)]


def anywhere(margin: float, count: int = 100_000) -> tuple[np.ndarray, np.ndarray]:
    west, south, east, north = CHINA
    rng = np.random.default_rng(1)
    return rng.uniform(west + margin, east - margin, count), rng.uniform(
        south + margin, north - margin, count
    )


@pytest.mark.parametrize("place", [(116.4, 39.9), (121.5, 31.2), (-87.6, 41.9), (-46.6, -23.5), (179.9, -17)])
def test_the_zone_is_the_one_geopandas_estimates(place):
    bounds = (place[0] - 0.05, place[1] - 0.05, place[0] + 0.05, place[1] + 0.05)
    expected = gpd.GeoSeries([Point(place)], crs="EPSG:4326").estimate_utm_crs()
    assert metric_crs(bounds) == f"EPSG:{expected.to_epsg()}"


def test_a_city_may_have_its_own_system():
    assert metric_crs((np.nan,) * 4, "EPSG:4549") == "EPSG:4549"


@pytest.mark.parametrize("bounds", [(np.nan,) * 4, (500_000, 4_400_000, 500_900, 4_400_900)])
def test_bounds_must_be_degrees(bounds):
    with pytest.raises(InputError, match="extent_missing"):
        metric_crs(bounds)


def test_the_last_zone_ends_at_the_date_line():
    assert metric_crs((180, 10, 180, 10)) == "EPSG:32660"


@pytest.mark.parametrize(
    "places", [town.town(), town.town().geometry, town.town().set_crs(None, allow_override=True)]
)
def test_the_town_is_measured_in_metres(places):
    measured = to_metric(places)
    assert measured.crs == town.METRIC
    assert measured.area.to_numpy() == pytest.approx(np.full(9, town.SIDE_M**2), rel=1e-6)


@pytest.mark.parametrize("pair", PAIRS)
def test_published_pairs(pair):
    lat, lon, gcj_lat, gcj_lon = pair
    assert np.allclose(wgs84_to_gcj02(lon, lat), (gcj_lon, gcj_lat), rtol=0, atol=1e-12)
    assert np.allclose(gcj02_to_wgs84(gcj_lon, gcj_lat), (lon, lat), rtol=0, atol=1e-9)


def test_the_file_of_published_pairs():
    if not PAIRS_FILE.exists():
        pytest.skip("the published pairs are not beside the repository")
    with PAIRS_FILE.open(encoding="utf-8") as file:
        rows = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]
    lon, lat = np.array([(row["wgs_lng"], row["wgs_lat"]) for row in rows]).T
    expected = np.array([(row["gcj_lng"], row["gcj_lat"]) for row in rows]).T
    assert np.allclose(wgs84_to_gcj02(lon, lat), expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("there", "back"), INVERSES, ids=["gcj02", "bd09", "both"])
def test_there_and_back_everywhere_in_china(there, back):
    lon, lat = anywhere(margin=0.05)
    again = np.array(back(*there(lon, lat)))
    assert np.abs(again - [lon, lat]).max() < 1e-9 < HALF_METRE


@pytest.mark.parametrize(("there", "back"), INVERSES, ids=["gcj02", "bd09", "both"])
def test_back_and_there_everywhere_in_china(there, back):
    lon, lat = anywhere(margin=0.05)
    again = np.array(there(*back(lon, lat)))
    assert np.abs(again - [lon, lat]).max() < 1e-9


@pytest.mark.parametrize(("there", "back"), INVERSES[:2], ids=["gcj02", "bd09"])
def test_there_and_back_on_the_rim_of_the_box(there, back):
    west, south, east, north = CHINA
    along = np.linspace(0, 1, 1001)
    lon = np.concatenate([west + along * (east - west)] * 2 + [np.full(1001, west), np.full(1001, east)])
    lat = np.concatenate([np.full(1001, south), np.full(1001, north)] + [south + along * (north - south)] * 2)
    again = np.array(back(*there(lon, lat)))
    assert np.abs(again - [lon, lat]).max() < 1e-9


def test_the_steepest_place_of_the_formula():
    """The root of the distance from 105° E has no slope there; iteration must not stumble on it."""
    lon = 105 + np.array([0, 1e-15, -1e-12, 1e-9, -1e-6])
    lat = np.full(5, 35.0)
    assert np.abs(np.array(gcj02_to_wgs84(*wgs84_to_gcj02(lon, lat))) - [lon, lat]).max() < 1e-9


@pytest.mark.parametrize("convert", [function for pair in INVERSES for function in pair])
@pytest.mark.parametrize("place", [(-87.6, 41.9), (2.35, 48.86), (71.9, 30.0), (138.0, 36.0), (110.0, 0.7)])
def test_outside_china_nothing_moves(convert, place):
    assert tuple(map(float, convert(*place))) == place


@pytest.mark.parametrize("convert", [function for pair in INVERSES for function in pair])
def test_what_is_not_a_place_stays_what_it_is(convert):
    lon, lat = convert([np.nan, np.inf, 116.4], [39.9, 39.9, np.nan])
    assert np.array_equal(lon, [np.nan, np.inf, 116.4], equal_nan=True)
    assert np.array_equal(lat, [39.9, 39.9, np.nan], equal_nan=True)


def test_the_shift_is_some_hundred_metres_and_baidu_adds_its_own():
    lon, lat = wgs84_to_gcj02(116.4, 39.9)
    assert 300 < np.hypot((lon - 116.4) * 85_400, (lat - 39.9) * 111_000) < 800
    assert np.allclose(np.subtract(gcj02_to_bd09(lon, lat), (lon, lat)), (0.0065, 0.006), atol=0.0008)

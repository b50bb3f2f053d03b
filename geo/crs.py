"""Coordinate systems: metres for measuring, and the two shifted systems of Chinese maps.

Lengths and areas are computed in a metric system chosen from where the data lie. GCJ-02 (Amap, Tencent)
and BD-09 (Baidu) move places inside China by some hundred metres along smooth waves; the forward formulas
are public knowledge, the inverse is found by iteration, to far below a millimetre.
"""

from collections.abc import Callable

import numpy as np

from geo.errors import InputError

#: west, south, east, north in degrees: where the shifts apply; everywhere else they are the identity
CHINA = (72.004, 0.8293, 137.8347, 55.8271)
#: Krasovsky 1940, on which GCJ-02 is built: half axis in metres, squared eccentricity
_AXIS_M, _ECCENTRICITY2 = 6_378_245.0, 0.006_693_421_622_965_943
#: BD-09 turns and stretches about an origin of its own
_BD_WAVE, _BD_LON, _BD_LAT = np.pi * 3000 / 180, 0.0065, 0.006
#: every round brings the inverse about 100 times nearer
_ROUNDS = 8
#: degrees by which an inverse may miss the rim of the box through rounding
_RIM = 1e-10

Shift = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


def metric_crs(bounds_lonlat, configured: str = "") -> str:
    """The coordinate system in which to measure.

    Args:
        bounds_lonlat: west, south, east, north in degrees.
        configured: the city's own system, such as ``"EPSG:4549"``; it wins.

    Returns:
        ``configured``, else the UTM zone (WGS 84) of the middle of the bounds.

    Raises:
        InputError: ``extent_missing`` if nothing is configured and the bounds are no places on Earth.

    >>> metric_crs((116.2, 39.8, 116.6, 40.0)), metric_crs((-46.7, -23.6, -46.6, -23.5))
    ('EPSG:32650', 'EPSG:32723')
    """
    if configured:
        return configured
    west, south, east, north = (float(value) for value in bounds_lonlat)
    lon, lat = (west + east) / 2, (south + north) / 2
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise InputError("extent_missing", bounds=(west, south, east, north))
    zone = min(int((lon + 180) // 6) + 1, 60)
    return f"EPSG:{32600 + zone if lat >= 0 else 32700 + zone}"


def to_metric(places, configured: str = ""):
    """A GeoSeries or GeoDataFrame in metres, in the system ``metric_crs`` chooses for its extent.

    A frame without a coordinate system is taken to be in WGS 84.
    """
    known = places if places.crs is not None else places.set_crs("EPSG:4326")
    return known.to_crs(metric_crs(known.to_crs("EPSG:4326").total_bounds, configured))


def wgs84_to_gcj02(lon, lat) -> tuple[np.ndarray, np.ndarray]:
    """WGS 84 degrees to GCJ-02.

    >>> [round(float(value), 6) for value in wgs84_to_gcj02(121.5272106, 31.1774276)]
    [121.531542, 31.175304]
    """
    return _shifted(lon, lat, _gcj02_shift)


def gcj02_to_wgs84(lon, lat) -> tuple[np.ndarray, np.ndarray]:
    """GCJ-02 degrees to WGS 84, the exact inverse."""
    return _unshifted(lon, lat, _gcj02_shift)


def gcj02_to_bd09(lon, lat) -> tuple[np.ndarray, np.ndarray]:
    """GCJ-02 degrees to BD-09."""
    return _shifted(lon, lat, _bd09_shift)


def bd09_to_gcj02(lon, lat) -> tuple[np.ndarray, np.ndarray]:
    """BD-09 degrees to GCJ-02, the exact inverse."""
    return _unshifted(lon, lat, _bd09_shift)


def bd09_to_wgs84(lon, lat) -> tuple[np.ndarray, np.ndarray]:
    """BD-09 degrees to WGS 84."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def _shifted(lon, lat, shift: Shift) -> tuple[np.ndarray, np.ndarray]:
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    east, north = shift(*_kept_near(lon, lat))
    inside = _in_china(lon, lat)
    return np.where(inside, lon + east, lon), np.where(inside, lat + north, lat)


def _unshifted(lon, lat, shift: Shift) -> tuple[np.ndarray, np.ndarray]:
    """The place in China that is shifted onto the one given; where there is none, the one given."""
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    true_lon, true_lat = lon, lat
    for _ in range(_ROUNDS):
        east, north = shift(*_kept_near(true_lon, true_lat))
        true_lon, true_lat = lon - east, lat - north
    # a place just inside the box may be shifted out of it: what counts is where it came from
    inside = _in_china(true_lon, true_lat, _RIM)
    return np.where(inside, true_lon, lon), np.where(inside, true_lat, lat)


def _in_china(lon: np.ndarray, lat: np.ndarray, rim: float = 0.0) -> np.ndarray:
    west, south, east, north = CHINA
    return (lon >= west - rim) & (lon <= east + rim) & (lat >= south - rim) & (lat <= north + rim)


def _kept_near(lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Far or infinite places drawn in, so that the waves are only asked where they mean something."""
    west, south, east, north = CHINA
    return np.clip(lon, west - 1, east + 1), np.clip(lat, south - 1, north + 1)


def _waves(value: np.ndarray, *terms: tuple[float, float]) -> np.ndarray:
    return sum(height * np.sin(value * turns * np.pi) for height, turns in terms) * 2 / 3


def _gcj02_shift(lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How far GCJ-02 lies from WGS 84, in degrees: waves in metres, over the ellipsoid's radii."""
    x, y = lon - 105, lat - 35
    ripple = _waves(x, (20, 6), (20, 2))
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + ripple
    east_m += _waves(x, (20, 1), (40, 1 / 3)) + _waves(x, (150, 1 / 12), (300, 1 / 30))
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + ripple
    north_m += _waves(y, (20, 1), (40, 1 / 3)) + _waves(y, (160, 1 / 12), (320, 1 / 30))
    flat = 1 - _ECCENTRICITY2 * np.sin(np.radians(lat)) ** 2
    meridian_m = _AXIS_M * (1 - _ECCENTRICITY2) / (flat * np.sqrt(flat))
    parallel_m = _AXIS_M / np.sqrt(flat) * np.cos(np.radians(lat))
    return np.degrees(east_m / parallel_m), np.degrees(north_m / meridian_m)


def _bd09_shift(lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How far BD-09 lies from GCJ-02, in degrees."""
    radius = np.hypot(lon, lat) + 2e-5 * np.sin(lat * _BD_WAVE)
    angle = np.arctan2(lat, lon) + 3e-6 * np.cos(lon * _BD_WAVE)
    return radius * np.cos(angle) + _BD_LON - lon, radius * np.sin(angle) + _BD_LAT - lat

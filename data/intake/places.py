"""Coordinates of rows: raw as given, converted to WGS 84, with a reason where that cannot be.

A file that is wrong as a whole (metres without a coordinate system, GCJ-02 taken for WGS 84) is refused
in one sentence; single bad rows become rejects.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyproj
import shapely

from geo.crs import bd09_to_wgs84, gcj02_to_wgs84
from geo.errors import InputError

WGS84 = "EPSG:4326"
#: degrees around the grids within which a place may lie before exchanged axes are considered
NEAR = 0.5
#: stated codes needed before their agreement says something about the coordinate system
STATED_ENOUGH = 20


@dataclass(frozen=True)
class Places:
    """Arrays of one length: as given, in WGS 84, and a reason code or None."""

    raw_x: np.ndarray
    raw_y: np.ndarray
    lon: np.ndarray
    lat: np.ndarray
    fault: np.ndarray
    crs: str


def settle_crs(asked: str, stated: str) -> str:
    """The coordinate system to use: asked, else stated by the file, else empty (to be assumed).

    Raises:
        InputError: ``crs_unknown``.
    """
    chosen = asked or stated
    if chosen.lower() in _CHINESE:
        return chosen.lower()
    try:
        return chosen and (chosen if not asked else _code(pyproj.CRS.from_user_input(chosen)))
    except pyproj.exceptions.CRSError:
        raise InputError("crs_unknown", crs=chosen) from None


def _code(crs: pyproj.CRS) -> str:
    return f"EPSG:{crs.to_epsg()}" if crs.to_epsg() else crs.to_wkt()


_CHINESE = {"gcj02": gcj02_to_wgs84, "bd09": bd09_to_wgs84}


def to_wgs84(x: np.ndarray, y: np.ndarray, crs: str) -> tuple[np.ndarray, np.ndarray]:
    """Arrays of coordinates in WGS 84; ``crs`` as ``settle_crs`` gives it."""
    if crs in ("", WGS84):
        return x, y
    if crs in _CHINESE:
        return _CHINESE[crs](x, y)
    return pyproj.Transformer.from_crs(crs, WGS84, always_xy=True).transform(x, y)


def points(table: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """x and y of every row: of its shape where it has one, else of its lon and lat columns."""
    x, y = _numbers(table, "lon"), _numbers(table, "lat")
    if table["geometry"].null_count == table.num_rows:
        return x, y
    shapes = shapely.from_wkb(_objects(table["geometry"]), on_invalid="ignore")
    kinds = shapely.get_type_id(shapes)
    areas = kinds > 0
    shapes[areas] = _middles(shapes[areas])
    has = ~shapely.is_missing(shapes)
    return np.where(has, shapely.get_x(shapes), x), np.where(has, shapely.get_y(shapes), y)


def _middles(shapes: np.ndarray) -> np.ndarray:
    """A point inside each shape; the point itself for one in a collection."""
    return shapely.point_on_surface(shapes)


def _numbers(table: pa.Table, name: str) -> np.ndarray:
    return table[name].to_numpy().astype(float)


def _objects(column: pa.ChunkedArray) -> np.ndarray:
    return column.to_numpy().astype(object)


def placed(table: pa.Table, crs: str, extent: tuple[float, float, float, float] | None) -> Places:
    """Where every row is.

    Args:
        table: staged rows with ``lon``, ``lat`` and ``geometry``.
        crs: as ``settle_crs`` gives it.
        extent: west, south, east, north of the grids, or None.

    Raises:
        InputError: ``crs_missing`` if the numbers cannot be degrees and no system is known.
    """
    x, y = points(table)
    known = np.isfinite(x) & np.isfinite(y)
    if not crs and known.any() and _metric(x[known], y[known]):
        raise InputError("crs_missing", x=float(x[known][0]), y=float(y[known][0]))
    lon, lat = to_wgs84(x, y, crs)
    fault = np.full(len(x), None, dtype=object)
    fault[swapped(lon, lat, extent)] = "axes_swapped"
    off = known & ~((np.abs(lon) <= 180) & (np.abs(lat) <= 90))
    fault[off & (fault == None)] = "place_off_earth"  # noqa: E711 (elementwise)
    fault[np.isinf(x) | np.isinf(y)] = "place_not_finite"
    fault[np.isnan(x) | np.isnan(y) | ((x == 0) & (y == 0))] = "place_missing"
    return Places(x, y, lon, lat, fault, crs or WGS84)


def _metric(x: np.ndarray, y: np.ndarray) -> bool:
    return bool(np.median(np.abs(x)) > 180 or np.median(np.abs(y)) > 180)


def swapped(lon: np.ndarray, lat: np.ndarray, extent) -> np.ndarray:
    """Rows that fit only with their axes exchanged: by the limits of latitude, or by the grids' extent."""
    beyond = (np.abs(lat) > 90) & (np.abs(lat) <= 180) & (np.abs(lon) <= 90)
    if extent is None:
        return beyond
    return beyond | (~_near(lon, lat, extent) & _near(lat, lon, extent))


def _near(lon: np.ndarray, lat: np.ndarray, extent) -> np.ndarray:
    west, south, east, north = extent
    return (lon >= west - NEAR) & (lon <= east + NEAR) & (lat >= south - NEAR) & (lat <= north + NEAR)


def shifted_system(locator, places: Places, found: np.ndarray, stated: np.ndarray) -> str:
    """``gcj02`` or ``bd09`` if stated grids fit after that conversion but mostly not before, else empty.

    Args:
        found: grid id a row was located in, −1 for none.
        stated: grid id the row states, −1 for none.
    """
    told = (stated >= 0) & np.isfinite(places.lon) & np.isfinite(places.lat)
    if told.sum() < STATED_ENOUGH or (found[told] == stated[told]).mean() > 0.5:
        return ""
    for name, convert in _CHINESE.items():
        lon, lat = convert(places.raw_x[told], places.raw_y[told])
        if (locator.locate(lon, lat) == stated[told]).mean() >= 0.9:
            return name
    return ""

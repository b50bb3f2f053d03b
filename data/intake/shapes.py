"""Polygons and lines of rows, in WGS 84, repaired where repair keeps the area, measured in metres."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pyarrow as pa
import shapely

from data.intake.places import WGS84, to_wgs84
from geo.check import repair_polygon
from geo.crs import to_metric
from geo.errors import InputError

#: share of its area that a repair may change
MOST_CHANGE = 0.001
_AREAS = (3, 6)
_LINES = (1, 5)
_EITHER = (*_LINES, *_AREAS)


@dataclass(frozen=True)
class Shapes:
    """Geometry of one length: in WGS 84 (None where bad), a reason code or None, how many were repaired."""

    geometry: np.ndarray
    fault: np.ndarray
    repaired: int = 0


def areas(table: pa.Table, crs: str) -> Shapes:
    """The polygons of staged rows.

    Raises:
        InputError: ``crs_missing`` if the numbers cannot be degrees and no system is known.
    """
    geometry, fault = _in_wgs84(table, crs, _AREAS, "geometry_not_area")
    broken = np.flatnonzero((fault == None) & ~shapely.is_valid(geometry))  # noqa: E711 (elementwise)
    for place in broken:
        geometry[place], changed = repair_polygon(geometry[place])
        if changed > MOST_CHANGE:
            geometry[place], fault[place] = None, "geometry_broken"
    repaired = int((fault[broken] == None).sum())  # noqa: E711 (elementwise)
    return Shapes(geometry, fault, repaired)


def lines(table: pa.Table, crs: str) -> Shapes:
    """The lines of staged rows."""
    return Shapes(*_in_wgs84(table, crs, _LINES, "geometry_not_line"))


def lines_and_areas(table: pa.Table, crs: str) -> Shapes:
    """The lines and polygons of staged rows."""
    return Shapes(*_in_wgs84(table, crs, _EITHER, "geometry_is_point"))


def _in_wgs84(
    table: pa.Table, crs: str, kinds: tuple[int, ...], not_kind: str
) -> tuple[np.ndarray, np.ndarray]:
    raw = table["geometry"].to_numpy().astype(object)
    geometry = shapely.force_2d(shapely.from_wkb(raw, on_invalid="ignore"))
    _refuse_metres(geometry, crs)
    fault = np.full(len(geometry), None, dtype=object)
    fault[~np.isin(shapely.get_type_id(geometry), kinds)] = not_kind
    fault[~np.isfinite(shapely.bounds(geometry)).all(axis=1)] = "place_not_finite"
    fault[shapely.is_missing(geometry) | shapely.is_empty(geometry)] = "geometry_missing"
    geometry[fault != None] = None  # noqa: E711 (elementwise)
    if crs not in ("", WGS84):
        geometry = shapely.transform(geometry, lambda xy: np.column_stack(to_wgs84(xy[:, 0], xy[:, 1], crs)))
    west, south, east, north = shapely.bounds(geometry).T
    fault[(west < -180) | (east > 180) | (south < -90) | (north > 90)] = "place_off_earth"
    return geometry, fault


def _refuse_metres(geometry: np.ndarray, crs: str) -> None:
    bounds = shapely.bounds(geometry)
    known = bounds[np.isfinite(bounds).all(axis=1)]
    if not crs and len(known) and np.median(np.abs(known).max(axis=1)) > 180:
        raise InputError("crs_missing", x=float(known[0][0]), y=float(known[0][1]))


def metric(geometry: np.ndarray, profile: dict) -> np.ndarray:
    """The shapes in metres: the city's own system, or the UTM zone of their extent."""
    return to_metric(gpd.GeoSeries(geometry, crs=WGS84), profile.get("crs", "")).to_numpy()

"""The area from which a facility is reached on foot within so many metres, as polygons."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely

from geo.access.nearest import metres_to
from geo.access.network import SNAP_M, Network, Stands
from geo.check import holes
from geo.errors import InputError
from geo.lixels import stretches

#: how far from a street that is reached one is still in the area
BESIDE_M = 40.0


def isochrones(
    net: Network,
    place: Stands,
    limits_m: Sequence[float],
    *,
    beside_m: float = BESIDE_M,
    block_m: float = SNAP_M,
) -> gpd.GeoDataFrame:
    """The surroundings of the streets from which a place is reached, for each limit.

    Args:
        place: one place.
        beside_m: how far on both sides of a street its surroundings go.
        block_m: a block that streets within reach enclose is in the area unless some of it is further than this from
            all of them: as far as a door may be from the street.

    Returns:
        ``metres``, ``street_km`` (of street reached) and polygons, the smallest limit first; without CRS.

    Raises:
        InputError: ``place_off_streets`` for a place that stands on none; ``site_radius`` for a limit that is not
            above zero, or without any.
    """
    if wrong := [limit for limit in limits_m if not limit > 0] or ([] if len(limits_m) else [0]):
        raise InputError("site_radius", radius=wrong[0])
    if not place.known.all():
        raise InputError("place_off_streets")
    to_crossing = metres_to(net, place)
    rows = []
    for limit in sorted(limits_m):
        street, begin, end = _reached(net, place, to_crossing, limit)
        lines = stretches(net.lines, street, begin / net.length_m[street], end / net.length_m[street])
        rows.append((limit, _metres(net, street, begin, end) / 1000, _around(lines, beside_m, block_m)))
    limits, km, areas = zip(*rows, strict=True)
    return gpd.GeoDataFrame({"metres": limits, "street_km": km}, geometry=list(areas))


def circles(x_m: float, y_m: float, limits_m: Sequence[float], detour: float) -> gpd.GeoDataFrame:
    """The same without streets: all around a place, as far as a straight line × ``detour`` stays within each limit.

    >>> circles(0.0, 0.0, [130.0], 1.3).area.round(-2).tolist()
    [31400.0]
    """
    limits = sorted(limits_m)
    areas = [shapely.Point(x_m, y_m).buffer(limit / detour, quad_segs=32) for limit in limits]
    return gpd.GeoDataFrame({"metres": limits, "street_km": np.nan}, geometry=areas)


def _around(lines: np.ndarray, beside_m: float, block_m: float) -> shapely.Geometry:
    area = shapely.union_all(shapely.buffer(lines, beside_m, quad_segs=4))
    small = [hole for hole in holes(area) if hole.buffer(beside_m - block_m).is_empty]
    return shapely.union_all([area, *small])


def _reached(net: Network, place: Stands, to_crossing: np.ndarray, limit: float):
    """Streets, and from where to where along them the place is within the limit, in metres."""
    n = np.arange(len(net.tail))
    usual = (n != place.street[0]) & (net.length_m > 0)
    left_tail = np.where(usual & ~net.one_way, limit - to_crossing[net.tail], -1.0)
    left_head = np.where(usual, limit - to_crossing[net.head], -1.0)
    tails, heads = np.flatnonzero(left_tail > 0), np.flatnonzero(left_head > 0)
    own, at, reach = place.street, place.along, np.maximum(limit - place.off, 0.0)
    street = np.concatenate([tails, heads, own])
    beyond = np.where(net.one_way[own], at, np.minimum(at + reach, net.length_m[own]))
    begin = np.concatenate(
        [
            np.zeros(len(tails)),
            np.maximum(net.length_m[heads] - left_head[heads], 0),
            np.maximum(at - reach, 0),
        ]
    )
    end = np.concatenate([np.minimum(left_tail[tails], net.length_m[tails]), net.length_m[heads], beyond])
    some = end > begin
    return street[some], begin[some], end[some]


def _metres(net: Network, street: np.ndarray, begin: np.ndarray, end: np.ndarray) -> float:
    """Metres of street, what is reached from both its ends only once."""
    return float(np.minimum(np.bincount(street, end - begin, len(net.tail)), net.length_m).sum())

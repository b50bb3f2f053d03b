"""Streets as lines to cut along."""

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import shapely

from data.boundaries import ground
from data.db import Record
from data.permits import Actor
from data.studies import in_metres
from geo.editing.edit import Request
from geo.editing.operations import split
from geo.errors import InputError

#: degrees, about a centimetre: a line that ends on a border may end just short of it
_PAST = 1e-7
Line = tuple[tuple[float, float], ...]


def across(record: Record, actor: Actor, grid_id: int) -> dict[str, Line]:
    """Named streets along which one of today's grids can be split, those that run furthest through it first.

    A street along the border, or one that ends inside, cuts nothing and is not among them.

    Returns:
        name → corners of the line in degrees, from border to border.
    """
    actor.require("read_facilities")
    sql = """SELECT e.name, ST_AsWKB(e.geometry), ST_AsWKB(g.geometry) FROM street_edge e, grids_in_scope($scope) g
      WHERE g.grid_id = $grid_id AND coalesce(e.name, '') <> ''
        AND ST_Intersects(e.geometry, g.geometry) ORDER BY e.name, e.edge_id"""
    rows = record.rows(sql, {"scope": actor.scope, "grid_id": grid_id})
    if not rows:
        return {}
    shape = shapely.from_wkb(bytes(rows[0][2]))
    edges: dict[str, list] = {}
    for name, wkb, _shape in rows:
        edges.setdefault(name, []).append(shapely.from_wkb(bytes(wkb)))
    with record.cursor() as cursor:
        grids = ground(cursor, Request("split", (grid_id,)))
    found = {name: _cutting(grids, grid_id, _stretches(lines, shape)) for name, lines in edges.items()}
    lines = gpd.GeoSeries({name: line for name, line in found.items() if line is not None}, crs=grids.crs)
    if lines.empty:
        return {}
    longest = in_metres(record, lines).length.sort_values(ascending=False, kind="stable").index
    return {name: _corners(lines[name]) for name in longest}


def _stretches(edges: list, shape) -> np.ndarray:
    """What of a street lies inside a shape, in whole stretches that end just past its border, the longest first."""
    inside = shapely.intersection(shapely.union_all(edges), shapely.buffer(shape, _PAST))
    # a street that only touches the shape there is a point
    lines = [part for part in shapely.get_parts(inside) if part.geom_type == "LineString"]
    parts = shapely.get_parts(shapely.line_merge(shapely.union_all(lines)))
    return parts[np.argsort(-shapely.length(parts), kind="stable")]


def _cutting(grids: gpd.GeoDataFrame, grid_id: int, stretches: Iterable):
    """The first stretch along which the grid can be split, or None."""
    for line in stretches:
        try:
            split(grids, Request("split", (grid_id,), _corners(line)))
        except InputError:
            continue
        return line
    return None


def _corners(line) -> Line:
    return tuple(map(tuple, shapely.get_coordinates(line).tolist()))

"""Whether grids fit together: gaps, overlaps, slivers, grids in several parts; and repair of one polygon.

Everything is measured in metres. Faults are told, never mended in silence: real borders are dirty, and
who draws them should decide.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import to_metric
from geo.errors import InputError
from geo.names import GRID_ID, missing_columns

#: kinds of fault, in the order they are listed
FAULTS = ("overlap", "gap", "sliver", "multi_part")
#: a part of a grid thinner than this is a sliver: less than a footpath
SLIVER_M = 1.0
#: gaps and overlaps below this are rounding of coordinates, not ground
LEAST_M2 = 1e-3
#: how near a grid lies to a gap that it borders
_TOUCH_M = 1e-3


def coverage_faults(grids: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Every place where grids do not fit together.

    Args:
        grids: ``grid_id`` and geometry; a coordinate system, or WGS 84 if none is stated. Broken polygons
            are looked at as ``repair_polygon`` would mend them.

    Returns:
        One row a fault, in the order of ``FAULTS`` and within a kind the largest first:
        ``kind``; ``grid_ids``, a rising tuple of the grids concerned; ``area_m2``; ``width_m``, the mean
        width (twice the area over the perimeter); ``geometry`` in a metric system. *overlap*: ground that
        two grids claim. *gap*: ground enclosed by grids that none claims. *sliver*: a part of a grid thinner
        than ``SLIVER_M``. *multi_part*: a grid that lies in several pieces.

    Raises:
        InputError: ``columns_missing`` without ``grid_id``.
    """
    if missing := missing_columns(grids.columns, [GRID_ID]):
        raise InputError("columns_missing", columns=", ".join(missing))
    known = grids[~(grids.geometry.isna() | grids.geometry.is_empty)].sort_values(GRID_ID)
    if known.empty:
        return _frame([], grids.crs)
    known = to_metric(known[[GRID_ID, known.geometry.name]])
    ids, shapes = known[GRID_ID].to_numpy(), _sound(known.geometry.to_numpy())
    tree = shapely.STRtree(shapes)
    clash = _overlaps(shapes, tree)
    found = [("overlap", tuple(ids[list(pair)]), shape) for pair, shape in clash]
    found += [("gap", tuple(ids[around]), shape) for around, shape in _gaps(shapes, tree, bool(clash))]
    parts, owner = shapely.get_parts(shapes, return_index=True)
    found += [("sliver", (ids[owner[k]],), parts[k]) for k in np.flatnonzero(mean_width(parts) < SLIVER_M)]
    several = np.flatnonzero(shapely.get_num_geometries(shapes) > 1)
    found += [("multi_part", (ids[k],), shapes[k]) for k in several]
    return _frame(found, known.crs)


def is_coverage(geometries) -> bool:
    """Whether polygons meet along equal edges and do not overlap; gaps between them are allowed.

    >>> from shapely import box
    >>> is_coverage([box(0, 0, 1, 1), box(1, 0, 2, 1)]), is_coverage([box(0, 0, 1, 1), box(0.9, 0, 2, 1)])
    (True, False)
    """
    shapes = np.asarray(geometries, dtype=object)
    return bool(shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes))


def repair_polygon(geometry):
    """A broken polygon mended, and how much the mending changed.

    Args:
        geometry: a polygon or multipolygon, valid or not.

    Returns:
        The mended polygon or multipolygon (empty if nothing with an area is left), and the share of its area
        that changed, 0 for a valid one. The caller decides how much is too much.

    >>> from shapely import Polygon
    >>> bow_tie = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    >>> mended, share = repair_polygon(bow_tie)
    >>> mended.area, share
    (2.0, 1.0)
    """
    if shapely.is_valid(geometry):
        return geometry, 0.0
    mended = _areas_of(shapely.make_valid(geometry, method="structure", keep_collapsed=False))
    stated, now = shapely.area(geometry), shapely.area(mended)
    return mended, float(abs(now - stated) / max(now, stated)) if now > 0 else 1.0


def _areas_of(geometry):
    parts = shapely.get_parts(geometry)
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])


def _sound(shapes: np.ndarray) -> np.ndarray:
    shapes = shapes.copy()
    for k in np.flatnonzero(~shapely.is_valid(shapes)):
        shapes[k] = repair_polygon(shapes[k])[0]
    return shapes


def _overlaps(shapes: np.ndarray, tree: shapely.STRtree) -> list[tuple[tuple[int, int], object]]:
    """Pairs of grids that claim the same ground, and that ground."""
    disturbed = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
    one, other = tree.query(shapes[disturbed], predicate="intersects")
    pairs = np.sort(np.column_stack([disturbed[one], other]), axis=1)
    pairs = np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0)
    shared = shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]])
    return [
        ((int(pairs[k, 0]), int(pairs[k, 1])), _areas_of(shared[k]))
        for k in np.flatnonzero(shapely.area(shared) > LEAST_M2)
    ]


def _gaps(shapes: np.ndarray, tree: shapely.STRtree, overlapping: bool) -> list[tuple[np.ndarray, object]]:
    """Holes in the union of all grids, and the grids around each."""
    union = shapely.union_all if overlapping or not is_coverage(shapes) else shapely.coverage_union_all
    gaps = holes(union(shapes))
    gaps = gaps[shapely.area(gaps) > LEAST_M2]
    gap, grid = tree.query(gaps, predicate="dwithin", distance=_TOUCH_M)
    return [(np.sort(grid[gap == k]), gaps[k]) for k in range(len(gaps))]


def holes(area) -> np.ndarray:
    """What an area encloses and does not have, as polygons.

    >>> holes(shapely.box(0, 0, 6, 6) - shapely.box(2, 2, 4, 4))[0].equals(shapely.box(2, 2, 4, 4))
    True
    """
    rings, part = shapely.get_rings(shapely.get_parts(area), return_index=True)
    first = np.diff(part, prepend=-1) > 0  # the first ring of a part is its shell
    return shapely.polygons(rings[~first])


def mean_width(shapes: np.ndarray) -> np.ndarray:
    """Twice the area over the perimeter, in the unit of the shapes: what a long strip is wide; 0 without a perimeter.

    >>> mean_width(np.array([shapely.box(0, 0, 98, 2)])).tolist()
    [1.96]
    """
    around = shapely.length(shapes)
    return np.divide(2 * shapely.area(shapes), around, out=np.zeros(len(shapes)), where=around > 0)


def _frame(found: list[tuple], crs) -> gpd.GeoDataFrame:
    kinds, ids, shapes = zip(*found, strict=True) if found else ((), (), ())
    shapes = np.array(shapes, dtype=object)
    frame = gpd.GeoDataFrame(
        {
            "kind": pd.Categorical(kinds, FAULTS, ordered=True),
            "grid_ids": [tuple(int(one) for one in group) for group in ids],
            "area_m2": shapely.area(shapes),
            "width_m": mean_width(shapes),
        },
        geometry=shapes,
        crs=crs,
    )
    frame = frame.sort_values(["kind", "area_m2"], ascending=[True, False], kind="stable", ignore_index=True)
    return frame.assign(kind=frame["kind"].astype(str))

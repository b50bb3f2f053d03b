"""What mends a coverage: a gap filled, an overlap given up, a part handed over. Each is an edit like any other."""

import geopandas as gpd
import numpy as np
import shapely

from geo.check import holes
from geo.editing.assemble import ROUNDING, assembled
from geo.editing.edit import Edit, Request, descent, row_of
from geo.editing.faces import noded
from geo.errors import InputError


def fill(grids: gpd.GeoDataFrame, request: Request) -> Edit:
    """The gap that holds a place goes to a grid.

    Args:
        request: the grid that gets it, then the others around the gap; a place in it.

    Raises:
        InputError: ``gap_gone`` when there is no gap at the place; ``edit_grids_unknown``, ``edit_unclean``.
    """
    rows = [row_of(grids, grid_id) for grid_id in request.grid_ids]
    gap = gap_at(grids, rows, request.line[0])
    if gap is None:
        raise InputError("gap_gone")
    whole = shapely.union_all([grids.geometry.iloc[rows[0]], gap])
    return assembled(grids, request, rows[:1], [whole], list(request.grid_ids[:1]), float(shapely.area(gap)))


def gap_at(grids: gpd.GeoDataFrame, rows: list[int], place: tuple[float, float]) -> shapely.Polygon | None:
    """The ground around a place that some grids enclose and none has, else they with those beside them.

    Where borders are a hair apart a gap may be closed by a grid that does not touch it.
    """
    shapes = grids.geometry.to_numpy()
    gap = _hole(shapes[rows], place)
    if gap is None:
        gap = _hole(shapes[np.unique(grids.sindex.query(shapes[rows], predicate="intersects")[1])], place)
    return gap


def _hole(shapes: np.ndarray, place: tuple[float, float]) -> shapely.Polygon | None:
    enclosed = holes(shapely.union_all(shapes))
    around = enclosed[shapely.intersects(enclosed, shapely.points(place))]
    return around[shapely.area(around).argmin()] if len(around) else None


def give_up(grids: gpd.GeoDataFrame, request: Request) -> Edit:
    """A grid gives up the ground that another one claims too.

    Args:
        request: the grid that gives, and the one that keeps it.

    Raises:
        InputError: ``overlap_gone``; ``overlap_whole`` when nothing would be left; ``edit_grids_unknown``,
            ``edit_unclean``.
    """
    giver, keeper = (row_of(grids, grid_id) for grid_id in request.grid_ids)
    one, other = grids.geometry.iloc[[giver, keeper]]
    common = float(shapely.area(shapely.intersection(one, other)))
    if common == 0:
        raise InputError("overlap_gone")
    left = _areas(shapely.difference(one, other))
    if not left:
        raise InputError("overlap_whole")
    shape = left[0] if len(left) == 1 else shapely.multipolygons(left)
    # what it keeps is all it had to itself: the ground both claim counts once before and once after, elsewhere
    return assembled(grids, request, [giver], [shape], [request.grid_ids[0]], -common)


def _areas(shape) -> list:
    parts = shapely.get_parts(shape)
    return list(parts[(shapely.get_dimensions(parts) == 2) & ~shapely.is_empty(parts)])


def hand_over(grids: gpd.GeoDataFrame, request: Request) -> Edit:
    """The part of a grid that holds a place goes to another grid.

    Args:
        request: the grid that gives a part and the one that gets it; a place in the part.

    Raises:
        InputError: ``part_gone`` when no part holds the place, or it is all the grid has;
            ``edit_grids_unknown``, ``edit_unclean``.
    """
    rows = [row_of(grids, grid_id) for grid_id in request.grid_ids]
    giver, getter = grids.geometry.iloc[rows]
    pieces = shapely.get_parts(giver)
    given = shapely.intersects(pieces, shapely.points(request.line[0]))
    if not given.any() or given.all():
        raise InputError("part_gone")
    left = pieces[~given]
    shape = left[0] if len(left) == 1 else shapely.multipolygons(left)
    whole = shapely.union_all(np.append(pieces[given], getter))
    return assembled(grids, request, rows, [shape, whole], list(request.grid_ids))


def restore(grids: gpd.GeoDataFrame, request: Request, old: gpd.GeoDataFrame) -> Edit:
    """The ground of some grids as it was before: the reverse of the edit that made them.

    Args:
        request: the grids that there are now.
        old: ``geo.names.GRIDS`` of the same ground, as they were.

    Raises:
        InputError: ``edit_unclean`` when the ground is not the same; ``edit_grids_unknown``.
    """
    rows = [row_of(grids, grid_id) for grid_id in request.grid_ids]
    shapes, now = old.geometry.to_numpy().copy(), grids.geometry.iloc[rows].to_numpy()
    near = grids.geometry.to_numpy()[np.unique(grids.sindex.query(now, predicate="intersects")[1])]
    for k, shape in noded(shapes, np.unique(shapely.get_coordinates(near), axis=0), grids.crs).items():
        shapes[k] = shape
    if shapely.area(shapely.symmetric_difference(shapely.union_all(shapes), shapely.union_all(now))) > (
        ROUNDING * shapely.area(now).sum()
    ):
        raise InputError("edit_unclean")
    after = old.set_geometry(gpd.GeoSeries(shapes, index=old.index, crs=grids.crs)).reset_index(drop=True)
    shares = descent(grids, rows, shapes)
    shares = shares.assign(grid_id=old["grid_id"].to_numpy()[shares["piece"]])
    ended = set(request.grid_ids) - set(old["grid_id"])
    return Edit(request, tuple(sorted(ended)), after, shares[["grid_id", "parent_id", "share"]])

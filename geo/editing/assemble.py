"""From new shapes to an edit: who comes from whom, and neighbours that go on meeting corner by corner."""

from collections import Counter
from itertools import chain

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.check import is_coverage
from geo.editing.codes import PIECES_ROW, reading_numbers
from geo.editing.edit import Edit, Request, descent, row_of
from geo.editing.faces import edges, in_units, noded
from geo.errors import InputError
from geo.names import GRID_ID

#: what an edit may gain or lose of the ground it is about, as a share: rounding of coordinates
ROUNDING = 1e-9
#: how far around an edit borders are looked at
_AROUND_M = 1.0


def assembled(
    grids: gpd.GeoDataFrame,
    request: Request,
    rows: list[int],
    shapes: list,
    ids: list[int] | None = None,
    gain: float = 0.0,
) -> Edit:
    """An edit, put together and checked.

    Args:
        rows: positions of the grids it is about.
        shapes: the polygons there are instead.
        ids: their ``grid_id``; without, they are new grids, numbered −1, −2, … in reading order.
        gain: ground that belonged to no grid before, or less ground that belonged to two, as an area.

    Raises:
        InputError: ``edit_unclean`` when borders that met before would not meet after.
    """
    pieces = np.array(shapes, dtype=object)
    shares = descent(grids, rows, pieces)
    if ids is not None:
        after = _reshaped(grids, [row_of(grids, grid_id) for grid_id in ids], pieces)
    else:
        after = _reshaped(grids, _main_parents(grids, rows, pieces, shares), pieces)
        order = np.argsort(reading_numbers(after.assign(community_code=""), PIECES_ROW), kind="stable")
        ids = np.empty(len(order), dtype=int)
        ids[order] = -1 - np.arange(len(order))
    after = after.assign(**{GRID_ID: ids})
    shares = shares.assign(**{GRID_ID: np.asarray(ids)[shares["piece"]]})[[GRID_ID, "parent_id", "share"]]
    ended = set(grids[GRID_ID].iloc[rows].tolist()) - set(ids)
    touched = _touched(grids, rows, pieces)
    _check(grids, rows, pieces, touched, gain)
    named = {int(grids[GRID_ID].iloc[row]): shape for row, shape in touched.items()}
    after = after.sort_values(GRID_ID, ascending=False, ignore_index=True)
    return Edit(request, tuple(sorted(map(int, ended))), after, shares, named)


def _main_parents(grids, rows, pieces: np.ndarray, shares: pd.DataFrame) -> list[int]:
    """For each piece the position of the grid that most of its ground comes from."""
    area = dict(zip(grids[GRID_ID].iloc[rows], shapely.area(grids.geometry.iloc[rows]), strict=True))
    ground = shares.assign(ground=shares["share"] * shares["parent_id"].map(area))
    main = ground.sort_values("ground", kind="stable").groupby("piece")["parent_id"].last()
    place = {int(grids[GRID_ID].iloc[row]): row for row in rows}
    return [place[int(main.get(piece, next(iter(place))))] for piece in range(len(pieces))]


def _reshaped(grids: gpd.GeoDataFrame, rows: list[int], pieces: np.ndarray) -> gpd.GeoDataFrame:
    """The facts of some grids with new shapes."""
    return grids.iloc[rows].reset_index(drop=True).set_geometry(gpd.GeoSeries(pieces, crs=grids.crs))


def _neighbours(grids: gpd.GeoDataFrame, rows: list[int]) -> np.ndarray:
    """Positions of the grids that touch some of the given ones."""
    reach = in_units(_AROUND_M, grids.crs)
    found = grids.sindex.query(grids.geometry.iloc[rows].to_numpy(), predicate="dwithin", distance=reach)[1]
    return np.setdiff1d(found, rows)


def _touched(grids: gpd.GeoDataFrame, rows: list[int], pieces: np.ndarray) -> dict[int, object]:
    """Neighbours that get a node on a border, by position in the frame."""
    around = _neighbours(grids, rows)
    nodes = _outer_nodes(pieces)
    changed = noded(grids.geometry.to_numpy()[around], nodes, grids.crs)
    return {int(around[k]): shape for k, shape in changed.items()}


def _outer_nodes(pieces: np.ndarray) -> np.ndarray:
    """The corners of what the pieces are together: a corner between two of them, however near it lies to a
    neighbour's border, is not on it."""
    sides = Counter(chain.from_iterable(map(edges, pieces)))
    outer = [side for side, owners in sides.items() if owners == 1]
    return np.unique(np.array(outer).reshape(-1, 2), axis=0)


def _check(grids, rows, pieces: np.ndarray, touched: dict[int, object], gain: float) -> None:
    old = grids.geometry.iloc[rows].to_numpy()
    around = _neighbours(grids, rows)
    before, now = grids.geometry.to_numpy()[around], grids.geometry.to_numpy()[around].copy()
    for k, row in enumerate(around):
        now[k] = touched.get(int(row), now[k])
    clean = is_coverage([*old, *before])
    ground = shapely.area(shapely.union_all(old)) + gain
    same = abs(shapely.area(pieces).sum() - ground) <= ROUNDING * ground
    whole = shapely.is_valid(pieces).all() and not shapely.is_empty(pieces).any()
    if not whole or not same or (clean and not is_coverage([*pieces, *now])):
        raise InputError("edit_unclean")

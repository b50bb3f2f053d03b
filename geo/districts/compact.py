"""How compact beats are: how far their ground lies from its middle, and how long the walks inside them are."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.gaps import NO_WORKER


def moments(geometries: gpd.GeoSeries) -> pd.DataFrame:
    """Area, middle and moment of inertia about it of every grid, exact for polygons with and without holes.

    Args:
        geometries: polygons by ``grid_id`` in a metric CRS.

    Returns:
        ``area_m2``, ``x_m``, ``y_m`` and ``inertia_m4`` with the same index.
    """
    middle = geometries.centroid
    x, y = middle.x.to_numpy(), middle.y.to_numpy()
    parts, grid = shapely.get_parts(shapely.normalize(geometries.to_numpy()), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    at = grid[part[ring]]
    corners = corners - np.column_stack([x[at], y[at]])
    here, there = corners[:-1], corners[1:]
    same = ring[:-1] == ring[1:]
    cross = np.where(same, here[:, 0] * there[:, 1] - there[:, 0] * here[:, 1], 0.0)
    squares = (here**2 + here * there + there**2).sum(axis=1)
    # normalised outlines all turn one way and holes the other, so that holes are taken away
    inertia = np.abs(np.bincount(at[:-1], cross * squares / 12, minlength=len(x)))
    frame = {"area_m2": geometries.area.to_numpy(), "x_m": x, "y_m": y, "inertia_m4": inertia}
    return pd.DataFrame(frame, index=geometries.index)


def from_middle_m(known: pd.DataFrame, worker_ids: pd.Series) -> float:
    """How far the ground lies from the middle of its beat, as a root mean square over all beats.

    The root of moment of inertia ÷ area: the smaller, the more compact. A disc has its radius ÷ √2, a square its
    side ÷ √6.

    Args:
        known: as ``moments`` gives it. worker_ids: ``worker_id`` by ``grid_id``; 0 or missing: nobody.

    Source: Hess and others (1965), Operations Research 13, for the moment of inertia.
    """
    worker = worker_ids.reindex(known.index).fillna(NO_WORKER).to_numpy(int)
    held = known[worker != NO_WORKER]
    _workers, beat = np.unique(worker[worker != NO_WORKER], return_inverse=True)
    area, inertia = held["area_m2"].to_numpy(), held["inertia_m4"].sum()
    ground = np.bincount(beat, area)
    for at in (held["x_m"].to_numpy(), held["y_m"].to_numpy()):
        middle = np.bincount(beat, area * at) / ground
        inertia += (area * (at - middle[beat]) ** 2).sum()
    return float(np.sqrt(inertia / area.sum())) if len(held) else float("nan")


def walk_inside_m(
    worker_ids: pd.Series,
    metres: Callable[[pd.Index], np.ndarray],
    known: dict[tuple[int, ...], tuple[float, int]],
) -> float:
    """The mean walk from one grid to another of the same beat, over all such pairs; those without a way stay out.

    Args:
        worker_ids: ``worker_id`` by ``grid_id``; 0 or missing: nobody.
        metres: walks between all of some grids. known: what was walked, by the grids of a beat; added to.
    """
    held = worker_ids[worker_ids.fillna(NO_WORKER) != NO_WORKER]
    sums = []
    for _worker, grids in held.groupby(held):
        beat = tuple(sorted(map(int, grids.index)))
        if beat not in known:
            walks = metres(pd.Index(beat))
            walks = walks[~np.eye(len(beat), dtype=bool) & np.isfinite(walks)]
            known[beat] = float(walks.sum()), len(walks)
        sums.append(known[beat])
    total, pairs = map(sum, zip(*sums, strict=True)) if sums else (0.0, 0)
    return total / pairs if pairs else float("nan")

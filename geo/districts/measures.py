"""Measures of beats: what a hand-over changes, how long their borders are, how compact they are."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy import sparse

from geo.districts.graph import after_moves, pieces
from geo.gaps import NO_WORKER

PREVIEW = (
    "grids_before", "grids_after", "hours_before", "hours_after", "pieces_before", "pieces_after", "cut",
)  # fmt: skip


def preview(
    worker_ids: pd.Series,
    moves: Mapping[int, int | None],
    workload_hours: pd.Series,
    neighbours: sparse.csr_array,
) -> pd.DataFrame:
    """What a hand-over means for every worker it touches: before and after.

    Args:
        worker_ids: ``worker_id`` by ``grid_id``; 0 or missing where nobody is responsible.
        moves: ``grid_id`` → the worker who gets it; 0 or None: nobody.
        workload_hours: hours a week by ``grid_id``.
        neighbours: matrix whose row i is the i-th grid of ``worker_ids``.

    Returns:
        ``PREVIEW`` by ``worker_id``; ``cut`` where the beat falls into more pieces than now.
    """
    after = after_moves(worker_ids, moves)
    given, taken = worker_ids.reindex(list(moves)), after.reindex(list(moves))
    touched = sorted((set(given.dropna().astype(int)) | set(taken)) - {NO_WORKER})
    rows = np.flatnonzero(worker_ids.isin(touched) | after.isin(touched))  # nobody else's beat changes
    around = neighbours[rows][:, rows]
    sides = {
        "before": _beats(worker_ids.iloc[rows], workload_hours, around),
        "after": _beats(after.iloc[rows], workload_hours, around),
    }
    frame = pd.DataFrame(index=pd.Index(touched, name="worker_id"))
    for when, beats in sides.items():
        for column in beats:
            frame[f"{column}_{when}"] = (
                beats[column].reindex(frame.index).fillna(0).astype(beats[column].dtype)
            )
    frame["cut"] = frame["pieces_after"] > frame["pieces_before"].clip(lower=1)
    return frame[list(PREVIEW)]


def _beats(worker_ids: pd.Series, workload_hours: pd.Series, neighbours: sparse.csr_array) -> pd.DataFrame:
    hours = workload_hours.reindex(worker_ids.index).fillna(0.0)
    groups = hours.groupby(worker_ids.fillna(NO_WORKER).astype(int))
    parts = pieces(worker_ids, neighbours)
    return pd.DataFrame({"grids": groups.size(), "hours": groups.sum(), "pieces": parts}).loc[parts.index]


def beat_border_m(geometries: gpd.GeoSeries, worker_ids: pd.Series, borders: sparse.csr_array) -> pd.Series:
    """Length of every beat's outline: its grids' outlines without the borders among themselves.

    Args:
        geometries: polygons by ``grid_id`` in a metric CRS, a clean coverage.
        worker_ids: ``worker_id`` with the same index; 0 or missing where nobody is responsible.
        borders: metres shared by each two grids (``geo.hotspots.neighbours.border_lengths``).

    Returns:
        ``border_m`` by ``worker_id``.
    """
    worker = worker_ids.reindex(geometries.index).fillna(NO_WORKER).to_numpy(int)
    pairs = sparse.coo_array(borders)
    same = worker[pairs.row] == worker[pairs.col]
    inner = np.bincount(pairs.row[same], weights=pairs.data[same], minlength=len(worker))
    outline = pd.Series(geometries.length.to_numpy() - inner).groupby(worker).sum()
    return outline.drop(NO_WORKER, errors="ignore").rename("border_m").rename_axis("worker_id")


def compactness(geometries: gpd.GeoSeries, worker_ids: pd.Series, borders: sparse.csr_array) -> pd.Series:
    """How round a beat is: 4π · area ÷ outline², 1 for a circle, π/4 for a square.

    Arguments as for ``beat_border_m``.

    Source: Polsby and Popper (1991), Yale Law and Policy Review 9(2).
    """
    outline = beat_border_m(geometries, worker_ids, borders)
    worker = worker_ids.reindex(geometries.index).fillna(NO_WORKER).astype(int)
    area = geometries.area.groupby(worker).sum().reindex(outline.index)
    return (4 * np.pi * area / outline**2).rename("compactness")

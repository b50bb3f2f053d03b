"""Beats as parts of a graph: who has which grid after a hand-over, and whether a beat is in one piece."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from geo.errors import InputError
from geo.gaps import NO_WORKER


def after_moves(worker_ids: pd.Series, moves: Mapping[int, int | None]) -> pd.Series:
    """Who is responsible once the moves are made; 0 or None gives a grid to nobody.

    Raises:
        InputError: ``grids_unknown`` when a move names a grid that is not in ``worker_ids``.
    """
    strange = [grid_id for grid_id in moves if grid_id not in worker_ids.index]
    if strange:
        raise InputError("grids_unknown", grid_ids=", ".join(map(str, strange)))
    after = worker_ids.fillna(NO_WORKER).astype(int)
    after.loc[list(moves)] = np.array([worker_id or NO_WORKER for worker_id in moves.values()], dtype=int)
    return after


def pieces(worker_ids: pd.Series, neighbours: sparse.csr_array) -> pd.Series:
    """How many connected parts each worker's beat has.

    Args:
        worker_ids: ``worker_id`` by ``grid_id``; 0 or missing where nobody is responsible.
        neighbours: matrix whose row i is the i-th grid; with the rook rule a shared corner does
            not connect.

    Returns:
        ``pieces`` by ``worker_id``, nobody left out.
    """
    worker = worker_ids.fillna(NO_WORKER).to_numpy(int)
    pairs = sparse.coo_array(neighbours)
    same = worker[pairs.row] == worker[pairs.col]
    ones = np.ones(int(same.sum()))
    inside = sparse.csr_array((ones, (pairs.row[same], pairs.col[same])), shape=neighbours.shape)
    parts, part = csgraph.connected_components(inside, directed=False)
    of_part = np.zeros(parts, dtype=int)
    of_part[part] = worker  # the grids of a part have one worker
    workers, count = np.unique(of_part, return_counts=True)
    held = workers != NO_WORKER
    return pd.Series(count[held], pd.Index(workers[held], name="worker_id"), name="pieces")

"""Beats as a search sees them: a plain graph of grids, their loads, today's workers, what may not change."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from geo.districts.rules import Rule
from geo.errors import InputError
from geo.gaps import NO_WORKER


@dataclass(frozen=True)
class Beats:
    """What a plan starts from; grids and workers are positions, their ids stand in the two indexes.

    Args:
        grid_ids, worker_ids: what the positions mean.
        neighbours: grids × grids, not zero where two share a border somebody can cross.
        loads: hours a week of every grid.
        today: position of the worker of every grid.
        shares: fair share of every worker, hours a week; together all the load.
        allowed: grids × workers, false where a rule forbids it.
    """

    grid_ids: pd.Index
    worker_ids: pd.Index
    neighbours: sparse.csr_array
    loads: np.ndarray
    today: np.ndarray
    shares: np.ndarray
    allowed: np.ndarray

    def around(self) -> list[list[int]]:
        """Positions of the neighbours of every grid."""
        parts = np.split(self.neighbours.indices, self.neighbours.indptr[1:-1])
        return [part.tolist() for part in parts]


def read_beats(
    workload_hours: pd.Series,
    worker_ids: pd.Series,
    neighbours: sparse.csr_array,
    hours_per_week: pd.Series,
    rules: Sequence[Rule] = (),
    barriers: sparse.csr_array | None = None,
) -> Beats:
    """Today's beats, ready for a search; grids that nobody has stay out.

    Args:
        workload_hours: hours a week by ``grid_id``.
        worker_ids: today's worker by ``grid_id``; 0 or missing: nobody.
        neighbours: matrix in the order of ``workload_hours``.
        hours_per_week: contract hours by ``worker_id``, of everybody who takes part.
        rules: what may not change.
        barriers: not zero where two grids touch across something nobody crosses, as a river.

    Raises:
        InputError: ``balance_no_load``, ``balance_workers_missing``, ``balance_too_many_workers``,
            ``balance_worker_idle``, ``balance_no_hours``: which rule makes a plan impossible.
    """
    held = worker_ids.reindex(workload_hours.index).fillna(NO_WORKER).astype(int)
    keep = np.flatnonzero(held.to_numpy() != NO_WORKER)
    held, loads = held.iloc[keep], workload_hours.iloc[keep].to_numpy(float)
    _check(held, loads, hours_per_week)
    crossed = neighbours if barriers is None else neighbours - neighbours.multiply(barriers != 0)
    graph = sparse.csr_array(crossed)[keep][:, keep]
    graph.eliminate_zeros()
    contract = hours_per_week.to_numpy(float)
    beats = Beats(
        held.index, hours_per_week.index, sparse.csr_array(graph), loads,
        hours_per_week.index.get_indexer(held), loads.sum() * contract / contract.sum(),
        np.ones((len(held), len(hours_per_week)), dtype=bool),
    )  # fmt: skip
    for rule in rules:
        np.logical_and(beats.allowed, rule.allowed(held, beats.worker_ids), out=beats.allowed)
    beats.allowed[np.arange(len(held)), beats.today] = True
    return beats


def _check(held: pd.Series, loads: np.ndarray, hours_per_week: pd.Series) -> None:
    if not loads.sum() > 0:
        raise InputError("balance_no_load")
    if len(hours_per_week) > len(held):
        raise InputError("balance_too_many_workers", workers=len(hours_per_week), grids=len(held))
    if not (hours_per_week > 0).all():
        idle = hours_per_week.index[~(hours_per_week > 0)]
        raise InputError("balance_no_hours", worker_ids=", ".join(map(str, idle)))
    if strange := set(held) - set(hours_per_week.index):
        raise InputError("balance_workers_missing", worker_ids=", ".join(map(str, sorted(strange))))
    if idle := sorted(set(hours_per_week.index) - set(held)):
        raise InputError("balance_worker_idle", worker_ids=", ".join(map(str, idle)))


def worker_loads(beats: Beats, plan: np.ndarray) -> np.ndarray:
    """Hours a week of every worker under a plan."""
    return np.bincount(plan, weights=beats.loads, minlength=len(beats.shares))


def imbalance(beats: Beats, plan: np.ndarray) -> float:
    """How far the worker farthest from a fair share is from it, above or below: 0.1 is 10 %."""
    return float(np.max(np.abs(worker_loads(beats, plan) - beats.shares) / beats.shares))


def changed(beats: Beats, plan: np.ndarray) -> np.ndarray:
    """Positions of the grids that change hands."""
    return np.flatnonzero(plan != beats.today)


def pieces_of(beats: Beats, plan: np.ndarray) -> np.ndarray:
    """How many connected parts every worker's beat has."""
    pairs = beats.neighbours.tocoo()
    same = plan[pairs.row] == plan[pairs.col]
    inside = sparse.csr_array((np.ones(same.sum()), (pairs.row[same], pairs.col[same])), shape=pairs.shape)
    _, part = csgraph.connected_components(inside, directed=False)
    owners = plan[np.unique(part, return_index=True)[1]]
    return np.bincount(owners, minlength=len(beats.shares))

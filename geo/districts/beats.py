"""Beats as a search sees them: a plain graph of grids, their loads, today's workers, what may not change."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from geo.districts.barriers import without
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
        shares: fair share of every worker, hours a week; together all the load; 0 for who leaves.
        allowed: grids × workers, false where a rule forbids it.
        prices: what each grid costs that changes hands (``geo.districts.care``); else one each.
    """

    grid_ids: pd.Index
    worker_ids: pd.Index
    neighbours: sparse.csr_array
    loads: np.ndarray
    today: np.ndarray
    shares: np.ndarray
    allowed: np.ndarray
    prices: np.ndarray | None = None

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
    *,
    leaving: Collection[int] = (),
    joining: Collection[int] = (),
) -> Beats:
    """Today's beats, ready for a search; grids that nobody has stay out.

    Args:
        workload_hours: hours a week by ``grid_id``.
        worker_ids: today's worker by ``grid_id``; 0 or missing: nobody.
        neighbours: matrix in the order of ``workload_hours``.
        hours_per_week: contract hours by ``worker_id``, of everybody who takes part.
        rules: what may not change.
        barriers: not zero where two grids touch across something nobody crosses, as a river.
        leaving: workers who leave or are away: all their grids go to others.
        joining: workers who may come without a grid; they get some.

    Raises:
        InputError: ``balance_no_load``, ``balance_workers_missing``, ``balance_too_many_workers``,
            ``balance_worker_idle``, ``balance_no_hours``: what makes a plan impossible.
    """
    hours = _taking_part(hours_per_week, leaving)
    held = worker_ids.reindex(workload_hours.index).fillna(NO_WORKER).astype(int)
    keep = np.flatnonzero(held.to_numpy() != NO_WORKER)
    held, loads = held.iloc[keep], workload_hours.iloc[keep].to_numpy(float)
    _check(held, loads, hours, leaving, joining)
    crossed = neighbours if barriers is None else without(neighbours, barriers)
    graph = sparse.csr_array(crossed)[keep][:, keep]
    graph.eliminate_zeros()
    contract = hours.to_numpy(float)
    beats = Beats(
        held.index, hours.index, sparse.csr_array(graph), loads,
        hours.index.get_indexer(held), loads.sum() * contract / contract.sum(),
        np.tile(contract > 0, (len(held), 1)),
    )  # fmt: skip
    for rule in rules:
        np.logical_and(beats.allowed, rule.allowed(held, beats.worker_ids), out=beats.allowed)
    beats.allowed[np.arange(len(held)), beats.today] = True
    return beats


def _taking_part(hours_per_week: pd.Series, leaving: Collection[int]) -> pd.Series:
    """Contract hours, those who leave at the end and without any."""
    stay = hours_per_week[~hours_per_week.index.isin(list(leaving))].astype(float)
    return pd.concat([stay, pd.Series(0.0, index=pd.Index(sorted(leaving), dtype=stay.index.dtype))])


def _check(held: pd.Series, loads: np.ndarray, hours: pd.Series, leaving, joining) -> None:
    if not loads.sum() > 0:
        raise InputError("balance_no_load")
    stay = hours[~hours.index.isin(list(leaving))]
    if len(stay) > len(held):
        raise InputError("balance_too_many_workers", workers=len(stay), grids=len(held))
    for code, strange in (
        ("balance_no_hours", stay.index[~(stay > 0)]),
        ("balance_workers_missing", set(held) - set(hours.index)),
        ("balance_worker_idle", set(stay.index) - set(held) - set(joining)),
    ):
        if len(strange):
            raise InputError(code, worker_ids=", ".join(map(str, sorted(strange))))


def only_adjoining(beats: Beats) -> Beats:
    """The same beats where a grid goes only to a worker whose beat adjoins the one it is in today.

    Whoever has no grid yet may get any.
    """
    pairs, k = beats.neighbours.tocoo(), len(beats.shares)
    adjoin = np.eye(k, dtype=bool)
    adjoin[beats.today[pairs.row], beats.today[pairs.col]] = True
    adjoin[:, np.bincount(beats.today, minlength=k) == 0] = True
    return replace(beats, allowed=beats.allowed & adjoin[beats.today])


def worker_loads(beats: Beats, plan: np.ndarray) -> np.ndarray:
    """Hours a week of every worker under a plan."""
    return np.bincount(plan, weights=beats.loads, minlength=len(beats.shares))


def imbalance(beats: Beats, plan: np.ndarray) -> float:
    """How far the worker farthest from a fair share is from it, above or below: 0.1 is 10 %."""
    return float(np.nanmax(np.abs(away_from_share(beats, plan)), initial=0.0))


def away_from_share(beats: Beats, plan: np.ndarray) -> np.ndarray:
    """How far every worker is from a fair share: 0.1 is 10 % above; who leaves is infinitely far, or there."""
    far = worker_loads(beats, plan) - beats.shares
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(far == 0, 0.0, far / beats.shares)


def bands(beats: Beats, tolerance: float) -> tuple[np.ndarray, np.ndarray]:
    """Least and most hours a week that every worker may have, with a little room for rounding.

    An endless tolerance, as where somebody who leaves still has grids, bounds nobody.
    """
    if not np.isfinite(tolerance):
        return np.full(len(beats.shares), -np.inf), np.full(len(beats.shares), np.inf)
    room = 1e-9 * beats.shares
    return beats.shares * (1 - tolerance) - room, beats.shares * (1 + tolerance) + room


def changed(beats: Beats, plan: np.ndarray) -> np.ndarray:
    """Positions of the grids that change hands."""
    return np.flatnonzero(plan != beats.today)


def price_of(beats: Beats, plan: np.ndarray) -> float:
    """What the grids that change hands cost together."""
    at = changed(beats, plan)
    return float(len(at) if beats.prices is None else beats.prices[at].sum())


def pieces_of(beats: Beats, plan: np.ndarray) -> np.ndarray:
    """How many connected parts every worker's beat has."""
    pairs = beats.neighbours.tocoo()
    same = plan[pairs.row] == plan[pairs.col]
    inside = sparse.csr_array((np.ones(same.sum()), (pairs.row[same], pairs.col[same])), shape=pairs.shape)
    _, part = csgraph.connected_components(inside, directed=False)
    owners = plan[np.unique(part, return_index=True)[1]]
    return np.bincount(owners, minlength=len(beats.shares))

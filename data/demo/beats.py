"""Who is responsible for which grid: beats, a few grids left bare, and what changed hands before."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra

NOBODY = -1
BARE = 0.012  # share of grids without a worker
MOVED = 0.16  # share of the grids at the edge of a beat that came from the neighbour
CROSSING = 3.5  # how much dearer it is for a beat to cross into another community
REASONS = ("居民反映走访间隔偏长", "片区工作量不均", "人员轮岗")


def beats(pairs, community, count: int, rng) -> np.ndarray:
    """The worker (0-based) of each grid: every beat in one piece, sizes uneven, mostly inside communities.

    Beats grow from one seed grid each along shared borders. A part of town cut off by water gets a
    seed of its own while there are workers.

    Args:
        pairs: (k, 2) grids that share a border.
        community: (n,) community of each grid.
        count: workers.
    """
    n = len(community)
    a, b = np.asarray(pairs).T
    cost = np.where(community[a] == community[b], 1.0, CROSSING) * rng.uniform(0.6, 1.6, len(a))
    graph = coo_array((np.r_[cost, cost], (np.r_[a, b], np.r_[b, a])), shape=(n, n)).tocsr()
    seeds = _seeds(connected_components(graph, directed=False)[1], min(count, n), rng)
    _, _, source = dijkstra(graph, indices=seeds, min_only=True, return_predecessors=True)
    return np.where(source >= 0, np.searchsorted(seeds, source), NOBODY)


def _seeds(piece, count, rng):
    """Grids to grow from, in order: spread over the grid numbers, and one in each piece before all else."""
    n = len(piece)
    spread = np.floor((np.arange(count) + rng.random(count)) * n / count).astype(np.int64)
    bare = np.setdiff1d(np.arange(piece.max() + 1), piece[spread])
    options = rng.permutation(
        np.r_[spread, [np.flatnonzero(piece == one)[0] for one in bare]].astype(np.int64)
    )
    _, firsts = np.unique(piece[options], return_index=True)
    rest = np.setdiff1d(np.arange(len(options)), firsts, assume_unique=True)
    return np.sort(options[np.r_[firsts, rest][:count]])


def leave_bare(pairs, worker, rng) -> np.ndarray:
    """Take the worker from a few grids, where the beat stays in one piece without them."""
    n = len(worker)
    bare = np.zeros(n, dtype=bool)
    bare[rng.permutation(n)[: max(1, round(n * BARE))]] = True
    left = np.where(bare, NOBODY, worker)
    a, b = pairs[(left[pairs[:, 0]] == left[pairs[:, 1]]) & ~bare[pairs[:, 0]]].T
    piece = connected_components(coo_array((np.ones(len(a)), (a, b)), shape=(n, n)), directed=False)[1]
    held = np.unique(np.stack([worker[~bare], piece[~bare]], axis=1), axis=0)[:, 0]
    torn = np.flatnonzero(np.bincount(held[held >= 0], minlength=worker.max() + 1) != 1)
    return np.where(bare & np.isin(worker, torn), worker, left)


@dataclass(frozen=True)
class Holding:
    """Who holds each grid now, who held it before (worker_id, 0 for nobody), and when that changed."""

    now: np.ndarray
    before: np.ndarray
    changed: np.ndarray

    def at(self, cell, second) -> np.ndarray:
        """The worker_id responsible for each grid index at each time in seconds; 0 for nobody."""
        return np.where(second >= self.changed[cell], self.now[cell], self.before[cell])


def history(pairs, full, left, now: int, rng) -> Holding:
    """What changed hands: some rim grids came from a neighbour months ago, bare ones lost their worker.

    Args:
        full, left: the worker (0-based) of each grid before and after a few were left bare.
        now: seconds; changes fall on midnights before it.
    """
    n = len(full)
    a, b = np.concatenate([pairs, pairs[:, ::-1]]).T
    rim = (left[a] != left[b]) & (left[a] >= 0) & (left[b] >= 0)
    grid, place = np.unique(a[rim], return_index=True)
    before = left.copy()
    before[grid] = np.where(rng.random(len(grid)) < MOVED, left[b[rim][place]], left[grid])
    bare = left == NOBODY
    before[bare] = full[bare]
    days = np.where(bare, rng.integers(40, 110, n), rng.integers(3, 11, n) * 30)
    return Holding(left + 1, before + 1, np.where(before == left, 0, now - days * 86400))


def assignments(holding: Holding, began: int) -> pd.DataFrame:
    """The assignment table: ended spans and running ones. Times in seconds, -1 for none."""
    changed = np.flatnonzero(holding.changed > 0)
    kept = np.flatnonzero(holding.now > 0)
    ended = pd.DataFrame({
        "grid_id": changed + 1, "worker_id": holding.before[changed], "since": began,
        "until": holding.changed[changed],
    })  # fmt: skip
    running = pd.DataFrame({
        "grid_id": kept + 1, "worker_id": holding.now[kept], "until": -1,
        "since": np.where(holding.changed[kept] > 0, holding.changed[kept], began),
    })  # fmt: skip
    both = pd.concat([ended[ended["worker_id"] > 0], running], ignore_index=True)
    both["plan_id"] = plan_ids(holding)[both["grid_id"] - 1] * (both["since"] != began)
    return both


def plan_ids(holding: Holding) -> np.ndarray:
    """The plan behind each grid's change, one plan a day, numbered by day; 0 for none."""
    moved = (holding.changed > 0) & (holding.now > 0)
    days = np.unique(holding.changed[moved])
    return np.where(moved, np.searchsorted(days, holding.changed) + 1, 0)


def plans(holding: Holding) -> pd.DataFrame:
    """The plan table: plan_id, the day it took effect in seconds, and a reason."""
    moved = plan_ids(holding) > 0
    days = np.unique(holding.changed[moved])
    reasons = np.resize(np.array(REASONS, dtype=object), len(days))
    return pd.DataFrame({"plan_id": np.arange(1, len(days) + 1), "effective": days, "reason": reasons})


def plan_moves(holding: Holding) -> pd.DataFrame:
    """The plan_move table."""
    plan = plan_ids(holding)
    moved = np.flatnonzero(plan)
    return pd.DataFrame({
        "plan_id": plan[moved], "grid_id": moved + 1,
        "from_worker_id": holding.before[moved], "to_worker_id": holding.now[moved],
    })  # fmt: skip

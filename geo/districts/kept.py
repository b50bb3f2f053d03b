"""What locks leave of today's beats when new ones are drawn: grids that stay together, with their worker."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csgraph

from geo.districts.beats import Beats
from geo.districts.rules import KeepGrids, KeepWorkers, NeverPairs, Rule


@dataclass(frozen=True, eq=False)
class Kept:
    """Beats that are begun, numbered from 0.

    Args:
        workers: position of today's worker of each.
        locked: number of the beat a grid must be in, -1 where any.
        seeds: the same with the ways between locked grids of one beat, where it begins.
        closed: numbers of the beats that stay as they are.
        barred: grids × ``workers``, true where the two never meet.
    """

    workers: np.ndarray
    locked: np.ndarray
    seeds: np.ndarray
    closed: frozenset[int]
    barred: np.ndarray

    def allowed(self, workers: int) -> np.ndarray:
        """Grids × beats, false where a lock forbids it."""
        free = np.ones((len(self.locked), workers), dtype=bool)
        free[:, : len(self.workers)] = ~self.barred
        free[self.locked >= 0] = False
        free[:, list(self.closed)] = False
        at = np.flatnonzero(self.locked >= 0)
        free[at, self.locked[at]] = True
        return free


def nothing_kept(grids: int) -> Kept:
    """No lock."""
    none = np.full(grids, -1)
    return Kept(np.array([], dtype=int), none, none, frozenset(), np.zeros((grids, 0), dtype=bool))


def kept(beats: Beats, rules: Sequence[Rule]) -> Kept:
    """What rules lock of today's beats; pairs that never meet bar the beats whose worker is known by a lock.

    >>> from scipy.sparse import csr_array
    >>> row = csr_array(np.eye(4, k=1) + np.eye(4, k=-1))
    >>> beats = Beats(pd.Index([5, 6, 7, 8]), pd.Index([1, 2]), row, np.ones(4), np.array([0, 0, 0, 1]),
    ...               np.ones(2), np.ones((4, 2), dtype=bool))
    >>> found = kept(beats, [KeepGrids([5, 7])])
    >>> found.locked.tolist(), found.seeds.tolist(), found.closed
    ([0, -1, 0, -1], [0, 0, 0, -1], frozenset())
    """
    stay = [worker for rule in rules if isinstance(rule, KeepWorkers) for worker in rule.worker_ids]
    grids = [grid for rule in rules if isinstance(rule, KeepGrids) for grid in rule.grid_ids]
    whole = np.isin(beats.worker_ids, stay)[beats.today]
    stuck = whole | np.isin(beats.grid_ids, grids)
    workers = np.unique(beats.today[stuck])
    number = np.full(len(beats.shares), -1)
    number[workers] = np.arange(len(workers))
    locked = np.where(stuck, number[beats.today], -1)
    seeds = locked.copy()
    for worker in workers:
        seeds[_joined(beats, worker, np.flatnonzero(stuck & (beats.today == worker)))] = number[worker]
    held, barred = (
        pd.Series(beats.worker_ids[beats.today], beats.grid_ids),
        np.zeros(beats.allowed.shape, dtype=bool),
    )
    for rule in rules:
        if isinstance(rule, NeverPairs):
            barred |= ~rule.allowed(held, beats.worker_ids)
    closed = frozenset(number[np.unique(beats.today[whole])].tolist())
    return Kept(workers, locked, seeds, closed, barred[:, workers])


def _joined(beats: Beats, worker: int, grids: np.ndarray) -> np.ndarray:
    """The grids with the shortest ways from the first to the others inside today's beat, where there are any."""
    mine = np.flatnonzero(beats.today == worker)
    inside = beats.neighbours[mine][:, mine]
    place = np.searchsorted(mine, grids)
    _, before = csgraph.dijkstra(inside != 0, unweighted=True, indices=place[0], return_predecessors=True)
    on_way = set(place.tolist())
    for at in place.tolist():
        while (at := int(before[at])) >= 0:
            on_way.add(at)
    return mine[sorted(on_way)]

"""Changes of hands as a mixed integer program: one unknown for every grid and every worker who might get it.

It knows loads, bands and rules, and of connectedness what single grids tell; the rest comes as cuts
(``geo.districts.whole``).
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy import sparse

from geo.districts.beats import Beats, bands, pieces_of, worker_loads
from geo.siting.exact import Program

#: a grid that stays is asked for a neighbour of its beat where it has no more than so many
FEW_NEIGHBOURS = 2


@dataclass
class Changes:
    """The unknowns, ``grid`` i goes to ``worker`` k in the order of both, and the rows they must keep."""

    beats: Beats
    grid: np.ndarray
    worker: np.ndarray
    rows: list[sparse.csr_array] = field(default_factory=list)
    lower: list[np.ndarray] = field(default_factory=list)
    upper: list[np.ndarray] = field(default_factory=list)

    def add(self, rows: sparse.csr_array, lower: np.ndarray | float, upper: np.ndarray | float) -> None:
        """More rows: ``lower`` ≤ rows @ unknowns ≤ ``upper``."""
        self.rows.append(rows)
        self.lower.append(np.broadcast_to(np.asarray(lower, float), rows.shape[0]))
        self.upper.append(np.broadcast_to(np.asarray(upper, float), rows.shape[0]))

    def numbers(self, grid: np.ndarray, worker: np.ndarray) -> np.ndarray:
        """Which unknown it is that the grid goes to the worker, from 1; 0 where there is none."""
        asked = np.asarray(grid) * len(self.beats.shares) + worker
        place = np.minimum(np.searchsorted(self._pairs, asked), len(self._pairs) - 1)
        return np.where(self._pairs[place] == asked, place + 1, 0)

    @cached_property
    def _pairs(self) -> np.ndarray:
        return self.grid * len(self.beats.shares) + self.worker

    def of_grid(self, grid: int) -> np.ndarray:
        """Which unknowns are the ways of a grid to others."""
        return np.arange(*np.searchsorted(self.grid, [grid, grid + 1]))

    def incidence(
        self, row: np.ndarray, column: np.ndarray, value: np.ndarray, rows: int
    ) -> sparse.csr_array:
        """A matrix over the unknowns."""
        return sparse.csr_array((value, (row, column)), shape=(rows, len(self.grid)))

    def program(self, whole: bool = True, costs: np.ndarray | None = None) -> Program:
        """Least costs, else fewest changes, under all rows; broken ones too where not ``whole``."""
        matrix = sparse.csr_array(sparse.vstack(self.rows, format="csr"))
        costs = np.ones(len(self.grid)) if costs is None else costs
        lower, upper = np.concatenate(self.lower), np.concatenate(self.upper)
        return Program(costs, matrix, lower, upper, np.arange(0), all_whole=whole)

    def plan(self, values: np.ndarray) -> np.ndarray:
        """The plan that whole values mean."""
        plan, made = self.beats.today.copy(), values > 0.5
        plan[self.grid[made]] = self.worker[made]
        return plan


def changes(beats: Beats, tolerance: float) -> Changes:
    """The program of all plans within the tolerance, and of some in pieces."""
    free = beats.allowed.copy()
    free[np.arange(len(beats.today)), beats.today] = False
    grid, worker = np.nonzero(free)
    made = Changes(beats, grid, worker)
    _once(made)
    _in_band(made, tolerance)
    whole = pieces_of(beats, beats.today) <= 1
    lonely = beats.loads[:, None] >= bands(beats, tolerance)[0]  # might be a beat of its own
    _come_with_neighbours(made, whole, lonely)
    _stay_with_neighbours(made, whole, lonely)
    return made


def _once(made: Changes) -> None:
    """A grid goes to one worker at most; to one exactly where whoever has it leaves."""
    column, rows = np.arange(len(made.grid)), len(made.beats.today)
    leaves = made.beats.shares[made.beats.today] <= 0
    made.add(made.incidence(made.grid, column, np.ones(len(column)), rows), leaves, 1)


def _in_band(made: Changes, tolerance: float) -> None:
    """Loads within the band; and no fewer grids given and got than the heaviest ones would do."""
    beats, column, k = made.beats, np.arange(len(made.grid)), len(made.beats.shares)
    giver, load, scale = beats.today[made.grid], beats.loads[made.grid], beats.loads.mean()
    ones, now, (low, high) = np.ones(len(column)), worker_loads(beats, beats.today), bands(beats, tolerance)
    got = made.incidence(made.worker, column, load / scale, k)
    given = made.incidence(giver, column, load / scale, k)
    made.add(got - given, (low - now) / scale, (high - now) / scale)
    gives, gets = fewest_by_worker(beats, tolerance)
    made.add(made.incidence(giver, column, ones, k), gives, np.inf)
    made.add(made.incidence(made.worker, column, ones, k), gets, np.inf)


def fewest_by_worker(beats: Beats, tolerance: float) -> tuple[np.ndarray, np.ndarray]:
    """Fewest grids each worker must give, and must get, because of loads alone: the heaviest that may go.

    Infinite where even all of them are too few: then no plan exists.
    """
    now, (low, high) = worker_loads(beats, beats.today), bands(beats, tolerance)
    gives, gets = np.zeros(len(now)), np.zeros(len(now))
    for worker in np.flatnonzero(now > high):
        mine = np.flatnonzero(beats.today == worker)
        goes = mine[beats.allowed[mine].sum(axis=1) > 1]
        gives[worker] = _fewest(beats.loads[goes], now[worker] - high[worker])
    for worker in np.flatnonzero(now < low):
        comes = beats.allowed[:, worker] & (beats.today != worker)
        gets[worker] = _fewest(beats.loads[comes], low[worker] - now[worker])
    return gives, gets


def _fewest(loads: np.ndarray, amount: float) -> float:
    held = np.cumsum(np.sort(loads)[::-1])
    place = int(np.searchsorted(held, amount * (1 - 1e-12)))
    return place + 1.0 if place < len(held) else np.inf


def _come_with_neighbours(made: Changes, whole: np.ndarray, lonely: np.ndarray) -> None:
    """A grid that does not touch a beat today joins it only with one of its own neighbours."""
    beats, graph = made.beats, made.beats.neighbours
    mine = sparse.csr_array((np.ones(len(beats.today)), (np.arange(len(beats.today)), beats.today)),
                            shape=beats.allowed.shape)  # fmt: skip
    touches = (graph @ mine).toarray()[made.grid, made.worker] > 0
    asked = np.flatnonzero(~touches & whole[made.worker] & ~lonely[made.grid, made.worker])
    row, other = _spread(graph, made.grid[asked])
    at = made.numbers(other, made.worker[asked][row])
    n, known = len(asked), at > 0
    rows = made.incidence(np.arange(n), asked, np.ones(n), n)
    made.add(rows - made.incidence(row[known], at[known] - 1, np.ones(known.sum()), n), -np.inf, 0)


def _stay_with_neighbours(made: Changes, whole: np.ndarray, lonely: np.ndarray) -> None:
    """A grid with few neighbours in its beat goes when they go, unless others come."""
    beats, graph, today = made.beats, made.beats.neighbours, made.beats.today
    row, other = _spread(graph, np.arange(len(today)))
    own = np.bincount(row[today[row] == today[other]], minlength=len(today))
    stays = whole[today] & ~lonely[np.arange(len(today)), today] & (beats.shares[today] > 0)
    asked = np.flatnonzero(stays & (own <= FEW_NEIGHBOURS))
    row, other = _spread(graph, asked)
    n, column = len(asked), np.arange(len(made.grid))
    leaving = made.incidence(made.grid, column, np.ones(len(column)), len(today))
    same = today[asked][row] == today[other]
    gone = sparse.csr_array((np.ones(same.sum()), (row[same], other[same])), shape=(n, len(today))) @ leaving
    at = made.numbers(other[~same], today[asked][row[~same]])
    come = made.incidence(row[~same][at > 0], at[at > 0] - 1, np.ones((at > 0).sum()), n)
    made.add(sparse.csr_array(gone - come - leaving[asked]), -np.inf, own[asked] - 1)


def _spread(graph: sparse.csr_array, grids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every neighbour of the grids, with the position in ``grids`` of whose it is."""
    part = sparse.csr_array(graph[grids])
    return np.repeat(np.arange(len(grids)), np.diff(part.indptr)), part.indices

"""Beats in one piece, as rows of a program: a grid cut off from the heart of its beat needs one of those between.

Source: Oehrlein and Haunert (2017), Journal of Spatial Information Science 15, for separators as cuts of whole
plans; Fischetti and others (2017), Mathematical Programming Computation 9, for finding them in broken ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from geo.districts.beats import pieces_of
from geo.districts.program import Changes

#: a separator is looked for where a broken plan lacks at least so much of a grid
LACK = 0.05
#: what a whole grid is in the flows, which are whole numbers, and how little even a grid that is not held lets by
WHOLE, LEAK = 1_000_000, 200


@dataclass(frozen=True, eq=False)
class Separator:
    """The worker has both grids of ``pair`` only with one of the ``ring``, for all ways lead through it."""

    worker: int
    pair: tuple[int, int]
    ring: np.ndarray


@dataclass(frozen=True, eq=False)
class _Room:
    """The grids a worker may have, the borders among them, and the grid deepest inside today's beat."""

    worker: int
    grids: np.ndarray
    row: np.ndarray
    column: np.ndarray
    heart: int


class Rooms:
    """Where separators of a program are looked for: the room of every worker whose beat is whole today."""

    def __init__(self, made: Changes) -> None:
        self.made, beats = made, made.beats
        whole = pieces_of(beats, beats.today) <= 1
        self.rooms = [_room(made, worker) for worker in np.flatnonzero(whole & (beats.shares > 0))]

    def separators(self, values: np.ndarray, lack: float = LACK) -> list[Separator]:
        """What a plan, whole or broken, has to mind so that nothing in it is cut off."""
        had = held(self.made, values)
        return [
            found for room in self.rooms for found in _separators(room, had[room.grids, room.worker], lack)
        ]

    def forbid(self, found: list[Separator]) -> tuple[sparse.csr_array, np.ndarray]:
        """The rows that say so, and the most they may come to; the program keeps them from now on."""
        rows = [_row(self.made, separator) for separator in found]
        ends = np.cumsum([0, *(len(columns) for columns, _, _ in rows)])
        columns, values = (np.concatenate([row[part] for row in rows]) for part in (0, 1))
        matrix = sparse.csr_array((values, columns, ends), shape=(len(rows), len(self.made.grid)))
        most = np.array([most for _, _, most in rows])
        self.made.add(matrix, -np.inf, most)
        return matrix, most


def held(made: Changes, values: np.ndarray) -> np.ndarray:
    """How much of every grid each worker has, grids × workers."""
    beats = made.beats
    had = np.zeros(beats.allowed.shape)
    had[made.grid, made.worker] = values
    n = len(beats.today)
    had[np.arange(n), beats.today] = 1 - np.bincount(made.grid, values, n)
    return had.clip(0, 1)


def _room(made: Changes, worker: int) -> _Room:
    beats = made.beats
    grids = np.flatnonzero(beats.allowed[:, worker])
    inside = sparse.csr_array(beats.neighbours[grids][:, grids])
    mine = beats.today[grids] == worker
    depth = np.zeros(len(grids))
    if mine.any() and not mine.all():
        depth = csgraph.dijkstra(inside, unweighted=True, indices=np.flatnonzero(~mine), min_only=True)
    pairs = inside.tocoo()
    return _Room(worker, grids, pairs.row, pairs.col, int(np.where(mine, depth, -1).argmax()))


def _separators(room: _Room, had: np.ndarray, lack: float) -> Iterator[Separator]:
    """One for every grid that less of it reaches the heart than both together would need."""
    heart = room.heart if had[room.heart] > 0.5 else int(had.argmax())
    beside = room.column[room.row == heart]
    asked = had + had[heart] - 1 - np.maximum(_width(room, had, heart), lack)
    asked[heart], asked[beside] = -1, -1
    far = np.flatnonzero(asked > 1e-6)
    if not len(far):
        return
    net = _net(room, had)
    for grid in far.tolist():
        ring = _narrowest(net, grid, heart)
        if had[ring].sum() < had[grid] + had[heart] - 1 - lack:
            yield Separator(room.worker, (int(room.grids[grid]), int(room.grids[heart])), room.grids[ring])


def _width(room: _Room, had: np.ndarray, heart: int) -> np.ndarray:
    """How much surely reaches the heart from every grid: along the one way whose narrowest grid is widest."""
    n = len(had)
    narrow = -np.minimum(had[room.row], had[room.column]) - 1e-9
    tree = csgraph.minimum_spanning_tree(sparse.csr_array((narrow, (room.row, room.column)), shape=(n, n)))
    order, before = csgraph.breadth_first_order(tree, heart, directed=False, return_predecessors=True)
    width = np.zeros(n)
    width[heart] = 1.0
    for grid in order[1:].tolist():
        width[grid] = min(width[before[grid]], had[grid])
    return width


def _net(room: _Room, had: np.ndarray) -> sparse.csr_array:
    """Every grid as a pipe as wide as it is held, from place i to n + i; borders let everything by."""
    n, every = len(had), np.arange(len(had))
    wide = np.concatenate([np.round(had * WHOLE) + LEAK, np.full(len(room.row), 4 * WHOLE)]).astype(np.int32)
    start, end = np.concatenate([every, room.row + n]), np.concatenate([every + n, room.column])
    return sparse.csr_array((wide, (start, end)), shape=(2 * n, 2 * n))


def _narrowest(net: sparse.csr_array, grid: int, heart: int) -> np.ndarray:
    """The grids through which least flows from one grid to the heart, those nearest to the grid."""
    n = net.shape[0] // 2
    left = sparse.csr_array(net - csgraph.maximum_flow(net, grid + n, heart).flow)
    left.eliminate_zeros()
    reached = np.zeros(2 * n, dtype=bool)
    reached[csgraph.breadth_first_order(left, grid + n, return_predecessors=False)] = True
    return np.flatnonzero(reached[:n] & ~reached[n:])


def _row(made: Changes, separator: Separator) -> tuple[np.ndarray, np.ndarray, float]:
    """Both of the pair are the worker's only if one of the ring is: unknowns, their factors, the most."""
    columns, factors, most = [], [], 1.0
    for grid, sign in [
        *((grid, 1) for grid in separator.pair),
        *((int(grid), -1) for grid in separator.ring),
    ]:
        if made.beats.today[grid] == separator.worker:  # held unless it goes anywhere
            away = made.of_grid(grid)
            most -= sign
            columns += away.tolist()
            factors += [-sign] * len(away)
        elif at := int(made.numbers(np.array(grid), separator.worker)):
            columns.append(at - 1)
            factors.append(sign)
    return np.array(columns, dtype=int), np.array(factors, dtype=float), most

"""What new beats are to have little of: border, or way inside; each knows what one grid's change does to it."""

from typing import Protocol

import numpy as np
from scipy import sparse

from geo.districts.draft import Draft


class Aim(Protocol):
    """Something to make small, in a unit in which one grid's change is about 1; ``scale`` is that unit."""

    graph: sparse.csr_array
    scale: float

    def value(self) -> float:
        """Of the draft as it is."""

    def change(self, grid: int, to: int) -> float:
        """How much more it would be if the grid went there."""

    def hand(self, grid: int, to: int) -> None:
        """The grid goes there; the draft still has it where it was."""


class Border:
    """The length of all borders between beats, in mean borders between two grids."""

    def __init__(self, draft: Draft, graph: sparse.csr_array) -> None:
        self.beat, self.graph = draft.beat, graph
        self.scale = float(graph.data.mean()) if graph.nnz else 1.0
        scaled = sparse.csr_array(graph / self.scale)
        ends = scaled.indptr.tolist()
        both = list(zip(scaled.indices.tolist(), scaled.data.tolist(), strict=True))
        self.around = [both[a:b] for a, b in zip(ends[:-1], ends[1:], strict=True)]

    def value(self) -> float:
        """The length now."""
        beat = self.beat
        cut = (w for at, ring in enumerate(self.around) for other, w in ring if beat[at] != beat[other])
        return sum(cut) / 2

    def change(self, grid: int, to: int) -> float:
        """The grid's borders to its own beat appear, those to the other go."""
        beat, own, more = self.beat, self.beat[grid], 0.0
        for other, length in self.around[grid]:
            if (held := beat[other]) == own:
                more += length
            elif held == to:
                more -= length
        return more

    def hand(self, grid: int, to: int) -> None:
        """Nothing is kept that would change."""


class Inertia:
    """Load × squared distance to the beat's own middle, all added up, in what a grid has at the start.

    Args:
        x_m, y_m: middles of the grids; weights: what counts there, as residents.
    """

    def __init__(self, draft: Draft, graph: sparse.csr_array, x_m, y_m, weights) -> None:
        self.beat, self.graph = draft.beat, graph
        x, y, w = (np.asarray(values, float) for values in (x_m, y_m, weights))
        x, y = x - x.mean(), y - y.mean()
        held = np.array(draft.beat)
        self.grids = list(zip(w.tolist(), (w * x).tolist(), (w * y).tolist(), (w * (x * x + y * y)).tolist(),
                              strict=True))  # fmt: skip
        sums = [np.bincount(held, column, draft.workers) for column in np.array(self.grids).T]
        self.sums = [list(row) for row in np.array(sums).T.tolist()]
        self.scale = max(sum(map(_inertia, self.sums)) / len(x), 1e-300)

    def value(self) -> float:
        """The inertia now."""
        return sum(map(_inertia, self.sums)) / self.scale

    def change(self, grid: int, to: int) -> float:
        """Of the two beats without and with the grid."""
        left, grown, more = self.sums[self.beat[grid]], self.sums[to], self.grids[grid]
        less = [a - b for a, b in zip(left, more, strict=True)]
        full = [a + b for a, b in zip(grown, more, strict=True)]
        return (_inertia(less) + _inertia(full) - _inertia(left) - _inertia(grown)) / self.scale

    def hand(self, grid: int, to: int) -> None:
        """The sums of the two beats follow."""
        left, grown = self.sums[self.beat[grid]], self.sums[to]
        for at, amount in enumerate(self.grids[grid]):
            left[at] -= amount
            grown[at] += amount


class Ways:
    """The ways from every grid to its beat's best grid, all added up, in what a grid has at the start.

    Args:
        ways: row: where to, column: which grid; minutes on foot × visits, or squared metres × residents. It
            takes grids × grids of room.
    """

    def __init__(self, draft: Draft, graph: sparse.csr_array, ways: np.ndarray) -> None:
        self.beat, self.graph, self.ways = draft.beat, graph, np.asarray(ways, float)
        self.mine = np.arange(draft.workers)[:, None] == np.array(draft.beat)
        self.sums = self.mine @ self.ways.T
        self.scale = 1.0
        self.scale = max(self.value() / len(self.ways), 1e-300)

    def value(self) -> float:
        """All ways now."""
        return float(np.where(self.mine, self.sums, np.inf).min(axis=1).sum()) / self.scale

    def change(self, grid: int, to: int) -> float:
        """Of the two beats, the best grid sought anew."""
        at, way = self.beat[grid], self.ways[:, grid]
        without, having = self.mine[at].copy(), self.mine[to].copy()
        without[grid], having[grid] = False, True
        if not without.any():
            return np.inf
        after = (self.sums[at] - way)[without].min() + (self.sums[to] + way)[having].min()
        return (
            float(after - self.sums[at][self.mine[at]].min() - self.sums[to][self.mine[to]].min())
            / self.scale
        )

    def hand(self, grid: int, to: int) -> None:
        """The sums of the two beats follow."""
        at = self.beat[grid]
        self.mine[at, grid], self.mine[to, grid] = False, True
        self.sums[at] -= self.ways[:, grid]
        self.sums[to] += self.ways[:, grid]


def ways_within(ways: np.ndarray, plan: np.ndarray) -> float:
    """All ways from the grids to their beats' best grids, in the unit of ``ways``: what ``Ways`` makes small.

    Args:
        ways: as for ``Ways``. plan: which beat every grid is in.

    >>> ways_within(np.array([[0.0, 1, 4], [1, 0, 1], [4, 1, 0]]), np.array([0, 0, 0]))
    2.0
    """
    beats = (np.flatnonzero(plan == beat) for beat in np.unique(plan))
    return float(sum(ways[np.ix_(at, at)].sum(axis=1).min() for at in beats))


def _inertia(sums) -> float:
    """Steiner: the moment about the origin less that of the middle."""
    weight, x, y, square = sums
    return square - (x * x + y * y) / weight if weight > 0 else 0.0

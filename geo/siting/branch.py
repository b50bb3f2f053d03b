"""Candidates taken or left out one after another, the most promising choice first, until the best is proven.

At every branch the bound by prices says what is possible there at best; a branch that cannot beat the best answer
is cut off, and candidates that it settles are not asked about.

Source: Land & Doig (1960), An automatic method of solving discrete programming problems; Beasley (1985), A note on
solving large p-median problems, who climbs by prices at every branch.
"""

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

import numpy as np

from geo.siting.relaxation import Dual, climb, decided, lowest
from geo.siting.task import Task

#: rounds of prices at a branch, and how far they go at first
ROUNDS, STEP = 40, 0.5
#: so many numbers are gone through before the tree is given up
MOST_NUMBERS = 1_500_000_000
#: share of the bar while the tree grows
SHARE = 0.2


class Tree:
    """Branches that may still hold something better than the best answer, the lowest bound first.

    Args:
        task: candidates that are settled are not branched on.
        dual, cost: as in ``geo.siting.search.Ways``.
        ceiling: no price need be above.
        best: a ``geo.siting.best.Best`` that hears of answers and bounds.
    """

    def __init__(self, task: Task, dual: Callable, cost: Callable, ceiling, best) -> None:
        self.dual, self.cost, self.ceiling, self.best = dual, cost, ceiling, best
        self.count, (self.root, self.places) = len(task.may), task.open_only
        self.left, self._number = MOST_NUMBERS, count()
        self.open: list[tuple[float, int, Task, np.ndarray]] = []

    def grow(self, prices: np.ndarray) -> None:
        """Branch until the best answer is proven, or so many numbers were gone through."""
        self._look(self.root, prices, self.best.bound)
        while self.open and self.left > 0 and not self.best.done:
            bound, _number, task, prices = heappop(self.open)
            self.best.prove(bound)
            if bound < self._worth:
                self.best.progress(SHARE)
                for branch in self._both(task, prices):
                    self._look(branch, prices, bound)
        self.best.prove(self.open[0][0] if self.open else self.best.cost)

    @property
    def _worth(self) -> float:
        """A bound that is not below this leaves nothing to win."""
        return self.best.cost - 0.999 * self.best.step - 1e-10 * abs(self.best.cost)

    def _both(self, task: Task, prices: np.ndarray) -> tuple[Task, Task]:
        """The candidate that seems best taken, and left out."""
        free = task.may & ~task.must
        one = np.zeros(len(free), bool)
        one[np.where(free, self.dual(task, prices).scores, np.inf).argmin()] = True
        return task.narrowed(task.must | one, task.may), task.narrowed(task.must, task.may & ~one)

    def _look(self, task: Task, prices: np.ndarray, bound: float) -> None:
        """Put a branch among the open ones, unless nothing is to be won or decided there."""
        if not _undecided(task):
            return self._offer(lowest(task, np.zeros(len(task.may))))
        relaxed = None
        for relaxed in climb(
            lambda at: self._dual(task, at), prices, self.ceiling, lambda: self._worth, ROUNDS, STEP
        ):
            if relaxed.dual.bound >= self._worth:
                return None
        self._offer(relaxed.dual.chosen)
        task = decided(task, relaxed.dual, self.best.cost, self.best.step)
        if not _undecided(task):
            return self._offer(lowest(task, np.zeros(len(task.may))))
        bound = max(bound, relaxed.dual.bound)
        return heappush(self.open, (bound, next(self._number), task, relaxed.prices))

    def _dual(self, task: Task, prices: np.ndarray) -> Dual:
        self.left -= task.costs.size
        return self.dual(task, prices)

    def _offer(self, chosen: np.ndarray) -> None:
        whole = np.zeros(self.count, bool)
        whole[self.places[chosen]] = True
        self.best.offer(whole, self.cost(self.root, chosen))


def _undecided(task: Task) -> bool:
    """Whether there is a choice left: more candidates than places for them, and a place."""
    return int(task.must.sum()) < task.p < int(task.may.sum())

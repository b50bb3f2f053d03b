"""A bound on what is possible at all, by Lagrangian relaxation, and what it settles beforehand.

The demand's wish to be served is not forced but priced. For any prices the relaxed answer is easy and never
worse than the best possible one; the subgradient method looks for the prices whose bound is highest. A
candidate whose score shows that choosing it (or not) cannot beat the best answer known is decided.

Source: Fisher (1981), The Lagrangian relaxation method for solving integer programming problems; Beasley
(1993), Lagrangean heuristics for location problems.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from geo.siting.task import Task

#: the step is halved after so many rounds without a better bound, and given up when it is this small
PATIENCE, LEAST_STEP = 20, 0.002
#: how much of the last direction the next one keeps, against zigzag
MEMORY = 0.6
MOST_ROUNDS = 600


@dataclass(frozen=True, eq=False)
class Dual:
    """At some prices: the ``bound``, a ``score`` by candidate (lower is better), the ``slope`` of the bound
    by price, and what is ``chosen``."""

    bound: float
    scores: np.ndarray
    slope: np.ndarray
    chosen: np.ndarray


@dataclass(frozen=True, eq=False)
class Relaxed:
    """The best prices so far and what they say."""

    prices: np.ndarray
    dual: Dual


def lowest(task: Task, scores: np.ndarray) -> np.ndarray:
    """What must be chosen, filled up to p with the lowest scores."""
    chosen = task.must.copy()
    free = np.flatnonzero(task.may & ~task.must)
    count = task.p - int(chosen.sum())
    if count < len(free):
        free = free[np.argpartition(scores[free], count - 1)[:count]] if count else free[:0]
    chosen[free] = True
    return chosen


def climb(
    dual: Callable[[np.ndarray], Dual],
    prices: np.ndarray,
    ceiling: np.ndarray | float,
    target: Callable[[], float],
    rounds: int = MOST_ROUNDS,
    step: float = 1.0,
) -> Iterator[Relaxed]:
    """Prices that get better, by the subgradient method with Polyak's step; every round that improves is told.

    Args:
        prices: where to begin.
        ceiling: no price need be above.
        target: the best answer known, asked anew each round.
        step: how far to go at first, as a share of the way to the target.
    """
    best, waiting, way = -np.inf, 0, 0.0
    for _ in range(rounds):
        now = dual(prices)
        waiting += 1
        if now.bound > best + 1e-9 * abs(best) if np.isfinite(best) else True:
            best, kept, waiting = now.bound, prices, 0
            yield Relaxed(prices, now)
        if waiting >= PATIENCE:
            step, waiting, prices, way = step / 2, 0, kept, 0.0
            now = dual(prices)
        way = now.slope + MEMORY * way
        size = float(way @ way)
        if step < LEAST_STEP or not size or target() <= best:
            return
        aim = max(target() - now.bound, 1e-9 * abs(target()))
        prices = np.clip(prices + step * aim / size * way, 0.0, ceiling)


def decided(task: Task, dual: Dual, best: float, step: float) -> Task:
    """The task with every candidate settled that the bound settles.

    Args:
        best: what the best answer known costs.
        step: what a better answer saves at least; 0 where any saving counts.
    """
    free = task.may & ~task.must
    line_in, line_out = _lines(task, dual, free)
    room = best - step * 0.999 - dual.bound + 1e-9 * abs(best)
    never = free & ~dual.chosen & (dual.scores - line_in > room)
    always = free & dual.chosen & (line_out - dual.scores > room)
    return task.narrowed(task.must | always, task.may & ~never)


def _lines(task: Task, dual: Dual, free: np.ndarray) -> tuple[float, float]:
    """The score a newcomer replaces, and that which replaces one that leaves; 0 where the number is open."""
    if int(free.sum()) + int(task.must.sum()) <= task.p:
        return 0.0, 0.0
    inside, outside = dual.scores[free & dual.chosen], dual.scores[free & ~dual.chosen]
    return inside.max(initial=-np.inf), outside.min(initial=np.inf)

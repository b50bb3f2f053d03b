"""The shortest longest walk: p facilities such that nobody walks further than need be.

A walk of r is enough when p facilities cover everybody within r, so the least r is found by halving: each
time a covering question, most of them settled by a quick answer or by a bound.

Source: Minieka (1970), The m-center problem.
"""

from dataclasses import replace

import numpy as np

from geo.siting import cover
from geo.siting.best import Best
from geo.siting.search import Ways, search
from geo.siting.task import Task

COVER_ALL = Ways(
    cover.number,
    cover.all_covered,
    cover.without_spare,
    cover.lscp_dual,
    cover.lscp_prices,
    cover.lscp_program,
    given=False,
)


def furthest(task: Task, chosen: np.ndarray) -> float:
    """The longest walk to the nearest that is chosen."""
    return float(task.nearest(chosen).max())


def centre(task: Task, best: Best) -> None:
    """Halve the lengths that can be the longest walk until one is proven."""
    _take(task, task.must, best)  # to be seen at once: halving takes longer
    levels = _levels(task)
    low, high = 0, _quick(task, levels, best)
    if high == len(levels):
        return
    best.prove(float(levels[0]))
    while low < high:
        best.progress(1.0 - (high - low) / len(levels))
        middle = (low + high) // 2
        answer = _enough(task, float(levels[middle]), best)
        if answer.cost <= task.p:
            _take(task, answer.chosen, best)
            high = min(middle, int(np.searchsorted(levels, best.cost)))
        elif answer.bound > task.p:
            low = middle + 1
            best.prove(float(levels[min(low, len(levels) - 1)]))
        else:  # the time is over
            return
    best.prove(best.cost)


def _levels(task: Task) -> np.ndarray:
    """What the longest walk can be, rising: nobody is nearer than to their nearest candidate."""
    costs = np.where(task.may, task.costs, np.inf)
    least = costs.min(axis=1).max()
    return np.unique(costs[np.isfinite(costs) & (costs >= least)])


def _quick(task: Task, levels: np.ndarray, best: Best) -> int:
    """The shortest length for which covering one by one is good enough, and its answer."""
    low, high = 0, len(levels)
    while low < high:
        middle = (low + high) // 2
        chosen = cover.all_covered(_within(task, float(levels[middle])), None)
        if chosen.sum() <= task.p:
            _take(task, chosen, best)
            high = middle
        else:
            low = middle + 1
    return high if high < len(levels) else _whatever(task, levels, best)


def _whatever(task: Task, levels: np.ndarray, best: Best) -> int:
    """Where covering one by one never is, ask properly for the longest length."""
    answer = _enough(task, float(levels[-1]), best)
    if answer.cost <= task.p:
        _take(task, answer.chosen, best)
        return len(levels) - 1
    return len(levels)


def _enough(task: Task, radius: float, best: Best) -> Best:
    """Whether p facilities cover everybody within the radius."""
    asked = Best(step=1.0, progress=lambda share: best.progress(0.0), seconds=best.left, goal=task.p)
    search(_within(task, radius), COVER_ALL, asked)
    best.spent += asked.spent
    return asked


def _within(task: Task, radius: float) -> Task:
    free = int((task.may & ~task.must).sum())
    return replace(task, radius=radius, p=int(task.must.sum()) + free)


def _take(task: Task, chosen: np.ndarray, best: Best) -> None:
    chosen = _filled(task, chosen)
    best.offer(chosen, furthest(task, chosen))


def _filled(task: Task, chosen: np.ndarray) -> np.ndarray:
    """Up to p: those further on the way of whoever walks furthest now."""
    chosen = chosen.copy()
    while chosen.sum() < task.p:
        costs = np.where(chosen | ~task.may, np.inf, task.costs[int(task.nearest(chosen).argmax())])
        best = int(costs.argmin())
        chosen[best if np.isfinite(costs[best]) else np.flatnonzero(task.may & ~chosen)[0]] = True
    return chosen

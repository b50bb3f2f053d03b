"""The shortest walks in all: p facilities that make the sum of people × distance least.

Source: Hakimi (1964); Teitz & Bart (1968) for exchanging one by one; Christofides & Beasley (1982) for the
bound and for deciding candidates by it.
"""

from collections.abc import Callable, Iterator
from itertools import cycle

import numpy as np
from scipy import sparse

from geo.errors import InputError
from geo.siting.exact import Program
from geo.siting.relaxation import Dual, lowest
from geo.siting.task import Task

#: pairs of demand and candidate that are looked at in one step
AT_ONCE = 200_000
#: numbers that a processor keeps near at hand
AT_HAND = 50_000


def walked(task: Task, chosen: np.ndarray) -> float:
    """People × distance to the nearest that is chosen; endless where somebody reaches none."""
    return float(task.weights @ task.nearest(chosen))


def one_by_one(task: Task, chosen: np.ndarray | None = None, liking: np.ndarray | float = 1.0) -> np.ndarray:
    """A first answer: again and again the candidate that shortens the walks most, times how it is liked.

    What a candidate saves only shrinks while others are chosen, so of a large place only those are worked out anew
    that may still be the best (Minoux 1978, Accelerated greedy algorithms).
    """
    chosen, burdens = (task.must if chosen is None else chosen).copy(), payable(task)
    now = burdens[:, chosen].min(axis=1, initial=burdens.max(initial=0.0))
    liking, few = np.broadcast_to(liking, len(chosen)), _at_once(task)
    saved = np.where(chosen | ~task.may, -np.inf, shortened(burdens, now) * liking)
    for _ in range(task.p - int(chosen.sum())):
        best = int(saved.argmax())
        chosen[best], saved[best] = True, -np.inf
        now, stale = np.minimum(now, burdens[:, best]), saved > -np.inf
        while stale[saved.argmax()]:
            asked = np.flatnonzero(stale)
            asked = asked[np.argsort(-saved[asked], kind="stable")[:few]]
            saved[asked], stale[asked] = shortened(burdens[:, asked], now) * liking[asked], False
    return chosen


def exchanged(task: Task, chosen: np.ndarray) -> np.ndarray:
    """Exchange one for another until no exchange shortens the walks: the best pair each time, in a large place the
    best pair with one of the next few candidates (Schubert and Rousseeuw 2021, Information Systems 101).

    Adding j saves everybody whom j is nearer to; dropping k costs those whose nearest k is what their second
    nearest, or j where that is nearer still, is further.
    """
    chosen, burdens, few = chosen.copy(), payable(task), _at_once(task)
    parts = [slice(start, start + few) for start in range(0, len(chosen), few)]
    inside, quiet = np.flatnonzero(chosen), 0
    if task.must[inside].all() or not (task.may & ~chosen).any():
        return chosen
    near = _Nearest(burdens[:, inside])
    for part in cycle(parts):
        change = near.change(burdens[:, part])
        change[:, chosen[part] | ~task.may[part]] = np.inf
        change[task.must[inside]] = np.inf
        quiet += 1
        if change.min() < -1e-10 * near.first.sum():
            out, into = np.unravel_index(change.argmin(), change.shape)
            chosen[inside[out]], chosen[part.start + into] = False, True
            inside, quiet = np.flatnonzero(chosen), 0
            near = _Nearest(burdens[:, inside])
        elif quiet == len(parts):
            break
    return chosen


def shaken(
    task: Task, answer: Callable[[], np.ndarray], rng: np.random.Generator
) -> Iterator[tuple[np.ndarray, float]]:
    """Other answers near the one that ``answer`` gives each time, and their cost, without end: a few are taken
    away at random and replaced by what shortens the walks most, more or less, then exchanged."""
    few, places = task.open_only
    while True:
        chosen = answer()[places]
        leaving = np.flatnonzero(chosen & ~few.must)
        chosen[rng.choice(leaving, min(len(leaving), int(rng.integers(2, 9))), replace=False)] = False
        chosen = exchanged(few, one_by_one(few, chosen, rng.uniform(0.7, 1.0, len(chosen))))
        whole = np.zeros(len(task.may), bool)
        whole[places[chosen]] = True
        yield whole, walked(few, chosen)


def whole_burdens(task: Task) -> float:
    """Whole people who walk whole lengths: a better answer saves at least one."""
    burdens = task.burdens[np.isfinite(task.burdens)]
    return float((burdens == np.round(burdens)).all() and burdens.sum() < 2**50)


class _Nearest:
    """The ``first`` and second least burden of everybody among those chosen, and whose the first is."""

    def __init__(self, burdens: np.ndarray) -> None:
        people, count = burdens.shape
        owner = burdens.argmin(axis=1)
        self.first = burdens[np.arange(people), owner]
        self.second = np.full(people, max(self.first.max(initial=0.0), 1.0) * 1e6)
        if count > 1:
            self.second = np.partition(burdens, 1, axis=1)[:, 1]
        self.of = sparse.csr_array((np.ones(people), (owner, np.arange(people))), (count, people))

    def change(self, burdens: np.ndarray) -> np.ndarray:
        """How much longer all walks get when one of those chosen leaves (rows) for one of these (columns)."""
        first, second = self.first[:, None], self.second[:, None]
        extra = np.minimum(np.maximum(burdens, first), second) - first
        return self.of @ extra - np.maximum(first - burdens, 0.0).sum(axis=0)


def _at_once(task: Task) -> int:
    """How many candidates are looked at in one step: all of them in a small place."""
    return max(1, AT_ONCE // len(task.weights))


def shortened(burdens: np.ndarray, now: np.ndarray) -> np.ndarray:
    """How much every candidate takes off what everybody bears now; a few rows at a time, which stay near at hand."""
    taken, few = np.zeros(burdens.shape[1]), max(1, AT_HAND // max(burdens.shape[1], 1))
    for start in range(0, len(burdens), few):
        less = now[start : start + few, None] - burdens[start : start + few]
        taken += np.maximum(less, 0.0, out=less).sum(axis=0)
    return taken


def payable(task: Task) -> np.ndarray:
    """Burdens where no way costs more than all ways there are, so that sums can be compared."""
    burdens = task.burdens
    endless = np.isinf(burdens)
    if not endless.any():
        return burdens
    finite = np.where(endless, 0.0, burdens)
    return np.where(endless, 1.0 + finite.max(axis=1).sum() * 2, burdens)


def median_dual(task: Task, prices: np.ndarray) -> Dual:
    """Walks at least, when everybody pays a price to whoever serves them for less."""
    scores = -shortened(task.burdens, prices)
    chosen = lowest(task, scores)
    served = (task.burdens[:, chosen] < prices[:, None]).sum(axis=1)
    return Dual(float(prices.sum() + scores[chosen].sum()), scores, 1.0 - served, chosen)


def median_prices(task: Task) -> tuple[np.ndarray, float]:
    """Where prices begin: what everybody pays to the nearest of a first answer; there is no ceiling."""
    return payable(task)[:, one_by_one(task)].min(axis=1), np.inf


def median_program(task: Task) -> Program:
    """Chosen or not for every open candidate, then who is served by whom.

    Left out: candidates further than one that must be anyway, and those so far that p others cannot all be
    further.
    """
    free = np.flatnonzero(task.may & ~task.must)
    base = task.burdens[:, task.must].min(axis=1, initial=np.inf)
    rows, columns, burdens = _useful(task, free, base)
    demand, pairs = len(base), len(rows)
    whole = np.flatnonzero(np.isfinite(base))
    rest = np.arange(len(whole))
    serve = sparse.csr_array(
        (np.ones(pairs + len(whole)), (np.r_[rows, whole], np.arange(pairs + len(whole)))),
        (demand, pairs + len(whole)),
    )
    opened = sparse.csr_array((np.ones(pairs), (np.arange(pairs), columns)), (pairs, len(free)))
    used = sparse.csr_array(
        (-np.ones(pairs), (np.arange(pairs), np.arange(pairs))), (pairs, pairs + len(rest))
    )
    number = np.r_[np.ones(len(free)), np.zeros(pairs + len(whole))][None]
    matrix = sparse.block_array([[sparse.csr_array((demand, len(free))), serve], [opened, used]])
    most = task.p - task.must.sum()
    return Program(
        costs=np.r_[np.zeros(len(free)), burdens, base[whole]],
        matrix=sparse.csr_array(sparse.vstack([matrix, number])),
        lower=np.r_[np.ones(demand), np.zeros(pairs), -np.inf],
        upper=np.r_[np.ones(demand), np.full(pairs, np.inf), most],
        free=free,
    )


def _useful(task: Task, free: np.ndarray, base: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Demand, candidate (its place among the free) and burden of every pair that an answer may use."""
    burdens = task.burdens[:, free]
    spared = len(free) - int(task.p - task.must.sum())
    if 0 <= spared < len(free):
        furthest = np.partition(burdens, spared, axis=1)[:, spared]
    else:
        furthest = np.full(len(base), np.inf)
    rows, columns = np.nonzero(
        np.isfinite(burdens) & (burdens < base[:, None]) & (burdens <= furthest[:, None])
    )
    return rows, columns, burdens[rows, columns]


def check_reach(task: Task) -> None:
    """Somebody who reaches no candidate at all cannot be served."""
    lost = np.isinf(np.where(task.may, task.costs, np.inf)).all(axis=1)
    if lost.any():
        raise InputError("site_unreached", demand=int(lost.sum()), people=float(task.weights[lost].sum()))

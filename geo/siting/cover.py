"""Covering within a radius: as many people as possible with p facilities, or everybody with the fewest.

Both are told as something to make small: people left uncovered, or facilities.

Source: Church & ReVelle (1974), the maximal covering location problem; Toregas et al. (1971), the location
set covering problem; Galvão & ReVelle (1996), a Lagrangian heuristic for the former; Shaw (1998), Using constraint
programming and local search methods to solve vehicle routing problems, for taking away what is related.
"""

from collections.abc import Callable, Iterator

import numpy as np
from scipy import sparse

from geo.errors import InputError
from geo.siting.exact import Program
from geo.siting.exchange import Cover
from geo.siting.relaxation import Dual, lowest
from geo.siting.task import Task

#: fewer neighbours than this are taken away at once
MOST_SHAKEN = 7


def uncovered(task: Task, chosen: np.ndarray) -> float:
    """People outside the radius of all that is chosen."""
    return float(task.weights[(task.near @ chosen.astype(float)) == 0].sum())


def most_at_once(task: Task, chosen: np.ndarray | None = None) -> np.ndarray:
    """A first answer: again and again the candidate that covers most people not yet covered."""
    cover = Cover(task, task.must if chosen is None else chosen)
    cover.fill()
    return cover.chosen


def swapped(task: Task, chosen: np.ndarray) -> np.ndarray:
    """Exchange one for another, the best pair each time, until no exchange covers more."""
    cover = Cover(task, chosen)
    cover.exchange()
    return cover.chosen


def shaken(
    task: Task, answer: Callable[[], np.ndarray], rng: np.random.Generator
) -> Iterator[tuple[np.ndarray, float]]:
    """Other answers near the one that ``answer`` gives each time, and their cost, without end: a few neighbours are
    taken away and replaced by what covers most, more or less, then exchanged."""
    last, shared = Cover(task, answer()), sparse.csr_array(task.columns.T @ task.near)
    while True:
        last.become(answer())
        cover = last.copy()
        for one in neighbours(shared, np.flatnonzero(cover.chosen & ~task.must), rng):
            cover.drop(one)
        cover.fill(rng.uniform(0.7, 1.0, len(cover.chosen)))
        cover.exchange()
        yield cover.chosen, cover.uncovered


def neighbours(shared: sparse.csr_array, chosen: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A few of the chosen around any one candidate: far from one another they would change nothing together.

    Near is who has much ``shared`` with whom it shares places.
    """
    one = np.zeros(shared.shape[0])
    one[rng.integers(len(one))] = 1.0
    around = shared @ (shared @ one)
    nearness = (1.0 + around[chosen]) * rng.uniform(0.5, 1.0, len(chosen))
    return chosen[np.argsort(-nearness, kind="stable")[: rng.integers(2, MOST_SHAKEN)]]


def mclp_dual(task: Task, prices: np.ndarray) -> Dual:
    """Uncovered people at least, when everybody may buy cover at a price between 0 and their weight."""
    scores = -(task.near.T @ prices)
    chosen = lowest(task, scores)
    bound = task.people - np.maximum(task.weights - prices, 0.0).sum() + scores[chosen].sum()
    offered = task.near @ chosen.astype(float)
    wanted = np.where(prices < task.weights, 1.0, np.minimum(offered, 1.0))
    return Dual(float(bound), scores, wanted - offered, chosen)


def mclp_program(task: Task) -> Program:
    """Chosen or not for every open candidate, then the share uncovered of every kind of demand left."""
    near, weights = _kinds(task, _kind(task))
    free = np.flatnonzero(task.may & ~task.must)
    demand = len(weights)
    matrix = sparse.hstack([near[:, free], sparse.eye_array(demand)])
    number = np.r_[np.ones(len(free)), np.zeros(demand)][None]
    most = task.p - task.must.sum()
    return Program(
        costs=np.r_[np.zeros(len(free)), weights],
        matrix=sparse.csr_array(sparse.vstack([matrix, number])),
        lower=np.r_[np.ones(demand), -np.inf],
        upper=np.r_[np.full(demand, np.inf), most],
        free=free,
        constant=float(task.weights[task.near.sum(axis=1) == 0].sum()),
    )


def _kind(task: Task) -> np.ndarray:
    """A number for every set of candidates that cover some demand, by demand; −1 where what must be covers it, or
    nothing does."""
    near = task.near
    near.sort_indices()
    known: dict[bytes, int] = {}
    kind = np.full(near.shape[0], -1)
    for row in np.flatnonzero((near[:, task.must].sum(axis=1) == 0) & (np.diff(near.indptr) > 0)):
        name = near.indices[near.indptr[row] : near.indptr[row + 1]].tobytes()
        kind[row] = known.setdefault(name, len(known))
    return kind


def _kinds(task: Task, kind: np.ndarray) -> tuple[sparse.csr_array, np.ndarray]:
    """What covers each kind of demand, and its people put together."""
    some = np.flatnonzero(kind >= 0)
    first = some[np.unique(kind[some], return_index=True)[1]]
    return task.near[first], np.bincount(kind[some], task.weights[some], minlength=len(first))


# everybody with the fewest


def check_lscp(task: Task) -> None:
    """Everybody must be within the radius of some candidate."""
    lost = task.near.sum(axis=1) == 0
    if lost.any():
        raise InputError(
            "site_out_of_reach",
            demand=int(lost.sum()),
            people=float(task.weights[lost].sum()),
            radius=task.radius,
        )


def number(task: Task, chosen: np.ndarray) -> float:
    """Facilities; endless where somebody is not covered."""
    return float(chosen.sum()) if uncovered(task, chosen) == 0 else np.inf


def all_covered(task: Task, chosen: np.ndarray | None = None) -> np.ndarray:
    """A first answer: add what covers most places, then drop what is not needed, the smallest first."""
    chosen = task.must.copy() if chosen is None else chosen.copy()
    while True:
        left = np.where((task.near @ chosen.astype(float)) == 0, 1.0, 0.0)
        gain = task.near.T @ left
        if gain.max(initial=0.0) <= 0:
            return without_spare(task, chosen)
        chosen[int(gain.argmax())] = True


def without_spare(task: Task, chosen: np.ndarray) -> np.ndarray:
    """Drop every facility whose people all have another."""
    chosen, columns = chosen.copy(), task.columns
    count = columns[:, chosen].sum(axis=1)
    sizes = np.diff(columns.indptr)
    for k in sorted(np.flatnonzero(chosen & ~task.must), key=lambda k: sizes[k]):
        rows = columns.indices[columns.indptr[k] : columns.indptr[k + 1]]
        if (count[rows] > 1).all():
            chosen[k] = False
            count[rows] -= 1
    return chosen


def lscp_dual(task: Task, prices: np.ndarray) -> Dual:
    """Facilities at least, when every place pays for being covered."""
    scores = 1.0 - task.near.T @ prices
    chosen = task.must | (task.may & (scores < 0))
    bound = prices.sum() + scores[chosen].sum()
    return Dual(float(bound), scores, 1.0 - (task.near @ chosen.astype(float)), chosen)


def lscp_program(task: Task) -> Program:
    """Chosen or not for every open candidate; every kind of demand left is covered once at least."""
    near, weights = _kinds(task, _kind(task))
    free = np.flatnonzero(task.may & ~task.must)
    return Program(
        costs=np.ones(len(free)),
        matrix=sparse.csr_array(near[:, free]),
        lower=np.ones(len(weights)),
        upper=np.full(len(weights), np.inf),
        free=free,
        constant=float(task.must.sum()),
    )


def mclp_prices(task: Task) -> tuple[np.ndarray, np.ndarray]:
    """Where prices begin, and that nobody pays more than their weight."""
    often = task.near.sum(axis=1).mean() * task.p / task.near.shape[1]
    return task.weights / max(often, 1.0), task.weights


def lscp_prices(task: Task) -> tuple[np.ndarray, float]:
    """Where prices begin: a place's share of the fullest candidate that covers it; none is above 1."""
    sizes = task.near.sum(axis=0)
    fullest = sparse.csr_array(task.near.multiply(sizes[None])).max(axis=1).toarray().ravel()
    return np.divide(1.0, fullest, out=np.zeros(len(fullest)), where=fullest > 0), 1.0

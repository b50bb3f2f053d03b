"""The shortest walks in all where every facility takes only so many people.

Everybody at one place goes to the same facility, which need not be their nearest.

Source: Mulvey & Beck (1984), Solving capacitated clustering problems; Osman & Christofides (1994), Capacitated
clustering problems by hybrid simulated annealing and tabu search.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from scipy import sparse

from geo.errors import InputError
from geo.siting import median
from geo.siting.best import Best
from geo.siting.exact import Program, minimise
from geo.siting.relaxation import Dual, climb, lowest
from geo.siting.search import PRICED_SHARE, SEED, solved
from geo.siting.sharing import shared_out
from geo.siting.task import Task

#: choices of the relaxed problem that are tried as answers
MOST_TRIED = 25
#: an answer is shaken so often that so many pairs are gone through, at least and at most so often
SHARED_PAIRS, LEAST_SHAKEN, MOST_SHAKEN = 25_000_000, 5, 5000
#: where there are more pairs than this, facilities are not drawn to the middle of their people
MOST_DRAWN_IN = 250_000
#: what costs so little more is shaken on
FURTHER = 0.03
#: of so many of the best choices it is settled by HiGHS who goes where, where these are not more pairs than this
MOST_SETTLED, MOST_PAIRS, SETTLED_S = 12, 20_000, 2.0


def check_capacities(task: Task) -> None:
    """The largest p must have room for everybody, and one of them for the largest place; everybody a way to one."""
    median.check_reach(task)
    room = np.where(task.may, task.capacities, 0.0)
    most = room[task.must].sum() + np.sort(room[~task.must])[::-1][: task.p - int(task.must.sum())].sum()
    if most < task.people * (1 - 1e-12) or room.max() < task.weights.max():
        raise InputError("site_capacity_short", people=task.people, room=float(most), p=task.p)


def capacitated(task: Task, best: Best) -> None:
    """A quick answer with room for everybody, a bound without regard to room and one that minds it, others near the
    answer, and HiGHS."""
    plain = replace(task, capacities=None)
    _try(task, median.exchanged(plain, median.one_by_one(plain)), best)
    prices = _priced(task, best, lambda at: median.median_dual(plain, at), median.median_prices(plain)[0])
    if not best.done:
        _priced(task, best, lambda at: roomy_dual(task, at), prices)
    if not best.done and best.chosen is not None:
        _shake(task, best)
    if not best.done:
        program = capacitated_program(task)
        solved(program, best, lambda values: _take(task, program, values, best))


def _priced(task: Task, best: Best, dual: Callable[[np.ndarray], Dual], prices: np.ndarray) -> np.ndarray:
    """Raise the bound from some prices, and try what they choose as answers; the best prices."""
    for k, relaxed in enumerate(climb(dual, prices, np.inf, lambda: best.cost)):
        prices = relaxed.prices
        best.prove(relaxed.dual.bound)
        best.progress(PRICED_SHARE * min(k / MOST_TRIED, 1.0))
        if k < MOST_TRIED:
            _try(task, relaxed.dual.chosen, best)
    return prices


def roomy_dual(task: Task, prices: np.ndarray) -> Dual:
    """Walks at least, when everybody pays a price to whoever serves them for less, and each facility serves those who
    pay most a head as far as there is room, the last place in part (Dantzig 1957, for the knapsack)."""
    rows, columns = np.nonzero(task.burdens < prices[:, None])
    offers = task.burdens[rows, columns] - prices[rows]
    order = np.lexsort((offers / task.weights[rows], columns))
    rows, columns, offers = rows[order], columns[order], offers[order]
    people = task.weights[rows]
    served = np.r_[0.0, np.cumsum(people)]
    first = np.searchsorted(columns, np.arange(len(task.may)))
    before = served[:-1] - served[first][columns]
    shares = np.clip((task.capacities[columns] - before) / people, 0.0, 1.0)
    scores = np.bincount(columns, shares * offers, len(task.may))
    chosen = lowest(task, scores)
    slope = 1.0 - np.bincount(rows, shares * chosen[columns], len(prices))
    return Dual(float(prices.sum() + scores[chosen].sum()), scores, slope, chosen)


def _try(task: Task, begin: np.ndarray, best: Best) -> None:
    for chosen, assigned in _drawn_in(task, _roomy(task, begin)):
        best.offer(chosen, _cost(task, assigned), assigned)


def _drawn_in(task: Task, chosen: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Who goes where, then every facility to the middle of those who go there, and so on as long as walks get shorter;
    nothing where room runs out."""
    cost = np.inf
    while (assigned := shared_out(task, chosen)) is not None and _cost(task, assigned) < cost:
        yield chosen, assigned
        if task.costs.size > MOST_DRAWN_IN:
            return
        chosen, assigned = middles(task, chosen, assigned)
        yield chosen, assigned
        cost = _cost(task, assigned)


def middles(task: Task, chosen: np.ndarray, assigned: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same people together, each facility where their walks are shortest and there is room for them."""
    chosen, assigned = chosen.copy(), assigned.copy()
    for one in np.flatnonzero(chosen & ~task.must):
        who = np.flatnonzero(assigned == one)
        fits = task.may & ~chosen & (task.capacities >= task.weights[who].sum())
        fits[one] = True
        middle = int(np.where(fits, task.burdens[who].sum(axis=0), np.inf).argmin())
        if len(who) and middle != one:
            chosen[one], chosen[middle], assigned[who] = False, True, middle
    return chosen, assigned


def _shake(task: Task, best: Best) -> None:
    """Put a few facilities elsewhere at random, again and again; what is better, or hardly worse, is shaken on."""
    rng, last, good = np.random.default_rng(SEED), best.chosen, {}
    rounds = int(np.clip(SHARED_PAIRS / task.costs.size, LEAST_SHAKEN, MOST_SHAKEN))
    for k in range(rounds):
        best.progress(PRICED_SHARE * k / rounds)
        begin = _elsewhere(task, last, rng)
        if task.nearest(begin) @ task.weights > (1 + FURTHER) * best.cost:
            continue  # room only makes walks longer
        for chosen, assigned in _drawn_in(task, begin):
            cost = _cost(task, assigned)
            best.offer(chosen, cost, assigned)
            if cost <= (1 + FURTHER) * best.cost:
                last = chosen
                good[chosen.tobytes()] = min(cost, good.get(chosen.tobytes(), np.inf))
        if best.done:
            return
    for name in sorted(good, key=good.__getitem__)[:MOST_SETTLED]:
        _settle(task, np.frombuffer(name, bool), best)


def _settle(task: Task, chosen: np.ndarray, best: Best) -> None:
    """The best way to go to what is chosen, by HiGHS, and then every facility in the middle."""
    seconds = min(best.left, SETTLED_S)
    if best.done or seconds <= 0 or len(task.weights) * chosen.sum() > MOST_PAIRS:
        return
    fixed = task.narrowed(chosen, chosen)
    program = capacitated_program(fixed)
    found = minimise(program, seconds=seconds, progress=lambda share: best.progress(PRICED_SHARE))
    best.spent += found.seconds
    if found.values is not None:
        assigned = _goes(fixed, program, found.values)
        best.offer(chosen, _cost(task, assigned), assigned)
        chosen, assigned = middles(task, chosen, assigned)
        best.offer(chosen, _cost(task, assigned), assigned)


def _elsewhere(task: Task, chosen: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    leaving, coming = np.flatnonzero(chosen & ~task.must), np.flatnonzero(task.may & ~chosen)
    few = min(len(leaving), len(coming), int(rng.integers(1, 4)))
    chosen = chosen.copy()
    chosen[rng.choice(leaving, few, replace=False)] = False
    chosen[rng.choice(coming, few, replace=False)] = True
    return _roomy(task, chosen)


def _cost(task: Task, assigned: np.ndarray) -> float:
    return float(task.burdens[np.arange(len(assigned)), assigned].sum())


def _roomy(task: Task, chosen: np.ndarray) -> np.ndarray:
    """Exchange the smallest for the largest until there is room for everybody."""
    chosen, room = chosen.copy(), task.capacities
    while room[chosen].sum() < task.people:
        leaving, coming = np.flatnonzero(chosen & ~task.must), np.flatnonzero(task.may & ~chosen)
        if not len(leaving) or not len(coming):
            break
        chosen[leaving[room[leaving].argmin()]] = False
        chosen[coming[room[coming].argmax()]] = True
    return chosen


def capacitated_program(task: Task) -> Program:
    """Chosen or not for every candidate that may be, then who goes where, all whole."""
    open_ = np.flatnonzero(task.may)
    rows, columns = np.nonzero(np.isfinite(task.burdens[:, open_]))
    demand, count, pairs = len(task.weights), len(open_), len(rows)
    at, one, endless = np.arange(pairs), np.ones(pairs), np.full(pairs, np.inf)
    serve = sparse.csr_array((one, (rows, at)), (demand, pairs))
    load = sparse.csr_array((task.weights[rows], (columns, at)), (count, pairs))
    room = sparse.diags_array(-np.minimum(task.capacities[open_], task.people))
    opened = sparse.csr_array((one, (at, columns)), (pairs, count))
    matrix = [
        [sparse.csr_array((demand, count)), serve],
        [room, load],
        [opened, -sparse.eye_array(pairs)],
        [sparse.csr_array(np.ones((1, count))), None],
        [sparse.eye_array(count), None],
    ]
    return Program(
        costs=np.r_[np.zeros(count), task.burdens[:, open_][rows, columns]],
        matrix=sparse.csr_array(sparse.block_array(matrix)),
        lower=np.r_[np.ones(demand), np.full(count, -np.inf), 0 * one, -np.inf, task.must[open_]],
        upper=np.r_[np.ones(demand), np.zeros(count), endless, task.p, np.ones(count)],
        free=open_,
        all_whole=True,
    )


def _take(task: Task, program: Program, values: np.ndarray, best: Best) -> None:
    chosen = np.zeros(task.costs.shape[1], bool)
    chosen[program.free[values[: len(program.free)] > 0.5]] = True
    assigned = _goes(task, program, values)
    best.offer(chosen, _cost(task, assigned), assigned)


def _goes(task: Task, program: Program, values: np.ndarray) -> np.ndarray:
    """Who goes where in an answer of the program."""
    rows, columns = np.nonzero(np.isfinite(task.burdens[:, program.free]))
    goes = values[len(program.free) :] > 0.5
    assigned = np.empty(len(task.weights), int)
    assigned[rows[goes]] = program.free[columns[goes]]
    return assigned

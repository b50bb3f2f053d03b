"""The shortest walks in all where every facility takes only so many people.

Everybody at one place goes to the same facility, which need not be their nearest.

Source: Mulvey & Beck (1984), Solving capacitated clustering problems.
"""

from dataclasses import replace

import numpy as np
from scipy import sparse

from geo.errors import InputError
from geo.siting import median
from geo.siting.exact import Program
from geo.siting.relaxation import climb
from geo.siting.search import PRICED_SHARE, Best, solved
from geo.siting.task import Task

#: choices of the relaxed problem that are tried as answers; rounds of moving people between facilities
MOST_TRIED, MOST_MOVES = 25, 200


def check_capacities(task: Task) -> None:
    """The largest p must have room for everybody, and one of them for the largest place; everybody a way to one."""
    median.check_reach(task)
    room = np.where(task.may, task.capacities, 0.0)
    most = room[task.must].sum() + np.sort(room[~task.must])[::-1][: task.p - int(task.must.sum())].sum()
    if most < task.people * (1 - 1e-12) or room.max() < task.weights.max():
        raise InputError("site_capacity_short", people=task.people, room=float(most), p=task.p)


def capacitated(task: Task, best: Best) -> None:
    """A quick answer with room for everybody, the bound without regard to room, and HiGHS."""
    plain = replace(task, capacities=None)
    _try(task, median.exchanged(plain, median.one_by_one(plain)), best)
    prices, ceiling = median.median_prices(plain)
    steps = climb(lambda at: median.median_dual(plain, at), prices, ceiling, lambda: best.cost)
    for k, relaxed in enumerate(steps):
        best.prove(relaxed.dual.bound)
        if k < MOST_TRIED:
            best.progress(PRICED_SHARE * k / MOST_TRIED)
            _try(task, relaxed.dual.chosen, best)
    if not best.done:
        program = capacitated_program(task)
        solved(program, best, lambda values: _take(task, program, values, best))


def _try(task: Task, chosen: np.ndarray, best: Best) -> None:
    chosen = _roomy(task, chosen)
    assigned = shared_out(task, chosen)
    if assigned is not None:
        best.offer(chosen, _cost(task, assigned), assigned)


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


def shared_out(task: Task, chosen: np.ndarray) -> np.ndarray | None:
    """Who goes where: those first who lose most by not going to their nearest; None where room runs out."""
    places = np.flatnonzero(chosen)
    costs, left = task.burdens[:, places], task.capacities[places].astype(float).copy()
    goes = np.full(len(costs), -1)
    for i in _order(costs, task.weights):
        fits = np.where(left >= task.weights[i] - 1e-9, costs[i], np.inf)
        goes[i] = int(fits.argmin())
        if np.isinf(fits[goes[i]]):
            return None
        left[goes[i]] -= task.weights[i]
    return places[_moved(costs, task.weights, left, goes)]


def _order(costs: np.ndarray, weights: np.ndarray) -> np.ndarray:
    if costs.shape[1] < 2:
        return np.argsort(-weights, kind="stable")
    two = np.partition(costs, 1, axis=1)
    return np.lexsort((-weights, -np.nan_to_num(two[:, 1] - two[:, 0], posinf=np.finfo(float).max)))


def _moved(costs: np.ndarray, weights: np.ndarray, left: np.ndarray, goes: np.ndarray) -> np.ndarray:
    """Move one place at a time to where it is nearer and there is room."""
    rows = np.arange(len(goes))
    for _ in range(MOST_MOVES):
        fits = left[None] >= weights[:, None] - 1e-9
        saved = np.where(fits, costs[rows, goes][:, None] - costs, -np.inf)
        i, to = np.unravel_index(saved.argmax(), saved.shape)
        if saved[i, to] <= 1e-9 * costs[rows, goes].sum():
            break
        left[goes[i]] += weights[i]
        left[to] -= weights[i]
        goes[i] = to
    return goes


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
    count = len(program.free)
    chosen = np.zeros(task.costs.shape[1], bool)
    chosen[program.free[values[:count] > 0.5]] = True
    rows, columns = np.nonzero(np.isfinite(task.burdens[:, program.free]))
    goes = values[count:] > 0.5
    assigned = np.empty(len(task.weights), int)
    assigned[rows[goes]] = program.free[columns[goes]]
    best.offer(chosen, _cost(task, assigned), assigned)

"""Beats from scratch: so many, each in one piece and of equal load, with short borders or little way inside.

Source: Kirkpatrick, Gelatt and Vecchi (1983), Science 220, for the annealing; Hess and others (1965),
Operations Research 13, for the moment of inertia as a measure of compactness.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from heapq import heapify, heappop, heappush
from math import exp

import numpy as np
import pandas as pd
from scipy import optimize, sparse
from scipy.sparse import csgraph

from geo.districts.aims import Aim
from geo.districts.beats import Beats, pieces_of
from geo.districts.draft import Draft
from geo.districts.kept import Kept, nothing_kept
from geo.districts.obstacle import too_heavy
from geo.districts.search import search
from geo.errors import InputError

#: temperatures at the start and the end of a cycle, in the aim's own unit
HOT, COLD = 3.0, 0.05
#: what a fair share outside the band costs at the start and the end of a cycle, in the same unit
SOFT, HARD = 5.0, 400.0
#: cycles of heating and cooling, each from the best so far
CYCLES, BATCH = 2, 512
#: how often the last mending is asked whether to go on, every 256 steps
MENDING = 60


def from_scratch(
    loads: pd.Series,
    neighbours: sparse.csr_array,
    workers: int,
    tolerance: float,
    aim: type[Aim],
    *,
    seed: int,
    used: Callable[[], float],
    progress: Callable[[float], None] | None = None,
    kept: Kept | None = None,
    **ground: np.ndarray,
) -> np.ndarray | None:
    """Which of so many new beats every grid belongs to, numbered from 0; None where no plan was found.

    Args:
        loads: hours a week (or anything to be shared out evenly) by ``grid_id``.
        neighbours: matrix of the grids, its values the metres of border they share (or 1 each).
        workers: how many beats.
        tolerance: how far from an equal share a beat may be, 0.02 for 2 %.
        aim: ``Border``, ``Inertia`` or ``Ways`` of ``geo.districts.aims``; ``ground`` is what it needs.
        seed: the same seed and ``used`` give the same plan.
        used: share of the time that is used up; 1 ends the work.
        progress: called with the share done; what it raises ends the work.
        kept: grids that stay together because they are locked.

    Raises:
        InputError: ``balance_no_load``, ``balance_too_many_workers``, ``balance_apart`` (as ground in parts),
            ``balance_locks_many``, ``balance_grid_heavy``.
    """
    beats = _equal(loads, neighbours, workers, kept)
    if (heavy := too_heavy(beats, tolerance)) is not None:
        raise heavy

    def go_on() -> bool:
        share = used()
        if progress:
            progress(min(share, 1.0))
        return share < 1

    start = list(search(beats, tolerance, seed, go_on, rounds=0))
    if not start:
        return None
    best = _shortened(
        beats, tolerance, start[-1], lambda draft: aim(draft, neighbours, **ground), seed, used, go_on
    )
    return best if (pieces_of(beats, best) == 1).all() else None


def _shortened(beats: Beats, tolerance: float, best: np.ndarray, aim, seed: int, used, go_on) -> np.ndarray:
    """The best of all cycles, each begun from the best so far and mended at its end."""
    least, chance = np.inf, np.random.default_rng(seed)
    for cycle in range(CYCLES):
        draft = Draft(beats, tolerance, best)
        measure = aim(draft)
        found = [(c * measure.scale, p) for c, p in _anneal(draft, measure, chance, cycle, used, go_on)][-1:]
        if mended := _mended(beats, tolerance, np.array(draft.beat), seed):
            there = aim(Draft(beats, tolerance, mended[0]))
            found.append((there.value() * there.scale, mended[0]))
        for cost, plan in found:
            if cost < least * (1 - 1e-12):
                best, least = plan, cost
    return best


def _mended(beats: Beats, tolerance: float, plan: np.ndarray, seed: int) -> list[np.ndarray]:
    """Where a cycle ended, brought within the band with few changes, if that goes."""
    tries = iter(range(MENDING))
    return list(search(replace(beats, today=plan), tolerance, seed, lambda: next(tries, None) is not None, 0))


def _equal(loads: pd.Series, neighbours: sparse.csr_array, workers: int, kept: Kept | None) -> Beats:
    """Grown beats as a start, everybody with the same share."""
    n, load = len(loads), loads.to_numpy(float)
    if not load.sum() > 0:
        raise InputError("balance_no_load")
    if workers > n:
        raise InputError("balance_too_many_workers", workers=workers, grids=n)
    parts, _ = csgraph.connected_components(neighbours, directed=False)
    if parts > workers:
        raise InputError("balance_apart", parts=parts, workers=workers)
    graph, kept = sparse.csr_array(neighbours), kept or nothing_kept(n)
    if len(kept.workers) > workers:
        raise InputError("balance_locks_many", locked=len(kept.workers), workers=workers)
    return Beats(
        loads.index, pd.RangeIndex(workers), graph, load, grown(graph, load, workers, kept),
        np.full(workers, load.sum() / workers), kept.allowed(workers),
    )  # fmt: skip


def grown(graph: sparse.csr_array, loads: np.ndarray, workers: int, kept: Kept | None = None) -> np.ndarray:
    """Connected beats: whoever has least takes the free grid that is nearest to where they began.

    Those with locked grids begin with these, the others as far away as can be, in every part of the ground as many as
    its load asks for, because no beat reaches into another. Whoever keeps a beat as it is takes none, so some grids may
    be left over, for any neighbour.
    """
    kept = kept or nothing_kept(len(loads))
    beat, steps = kept.seeds.copy(), [[] for _ in range(workers)]
    part, places = _places(graph, loads, workers, kept)
    seeds = _far_apart(graph, np.flatnonzero(beat >= 0), part, places)
    beat[seeds] = np.arange(len(kept.workers), workers)
    for grid in np.flatnonzero(beat >= 0).tolist():
        steps[beat[grid]].append((0, grid))
    held = np.bincount(beat[beat >= 0], loads[beat >= 0], workers)
    queue = [(load, worker) for worker, load in enumerate(held.tolist()) if worker not in kept.closed]
    heapify(queue)
    while queue:
        load, worker = heappop(queue)
        grid, depth = _next_free(graph, beat, steps[worker])
        if grid is None:
            continue
        beat[grid] = worker
        steps[worker].append((depth, grid))
        heappush(queue, (load + float(loads[grid]), worker))
    beat[beat < 0] = workers - 1  # what closed beats surround: only where no plan in one piece exists
    return beat


def _next_free(graph: sparse.csr_array, beat: np.ndarray, steps: list[tuple[int, int]]):
    """The first free neighbour of the grids in the order they came, which are given up once surrounded."""
    while steps:
        depth, at = steps[0]
        for other in graph.indices[graph.indptr[at] : graph.indptr[at + 1]]:
            if beat[other] < 0:
                return int(other), depth + 1
        steps.pop(0)
    return None, 0


def _places(
    graph: sparse.csr_array, loads: np.ndarray, workers: int, kept: Kept
) -> tuple[np.ndarray, np.ndarray]:
    """The part of the ground of every grid, and how many new beats begin in each part.

    One where nobody begins yet, then each where the load is most for the beats there (Sainte-Laguë), so that a fair
    share of all is near a fair share of the part.
    """
    parts, part = csgraph.connected_components(graph, directed=False)
    stays = np.isin(kept.seeds, list(kept.closed))
    load = np.bincount(part[~stays], loads[~stays], parts)
    begun = np.zeros(parts, dtype=int)
    for number in set(range(len(kept.workers))) - kept.closed:
        begun[part[np.argmax(kept.seeds == number)]] += 1
    places, free = np.zeros(parts, dtype=int), np.bincount(part[kept.seeds < 0], minlength=parts)
    for _ in range(workers - len(kept.workers)):
        now = begun + places
        wanted = np.where(now > 0, load / (2 * now + 1), np.inf)
        places[np.where(places < free, wanted, -1).argmax()] += 1
    return part, places


def _far_apart(
    graph: sparse.csr_array, taken: np.ndarray, part: np.ndarray, places: np.ndarray
) -> np.ndarray:
    """Grids as many steps from one another and from those taken as can be, one after the other.

    Args:
        part: of the ground, by grid; places: how many are wanted in each.
    """
    count, left = int(places.sum()), places.copy()
    steps = sparse.csr_array((np.ones(graph.nnz), graph.indices, graph.indptr), shape=graph.shape)
    if not count:
        return np.array([], dtype=int)
    if len(taken):
        near, seeds = csgraph.dijkstra(steps, indices=taken, unweighted=True, min_only=True), []
    else:
        far = csgraph.dijkstra(steps, indices=int((places[part] > 0).argmax()), unweighted=True)
        seeds = [int(np.where(np.isfinite(far), far, -1).argmax())]
        near = csgraph.dijkstra(steps, indices=seeds[0], unweighted=True)
        left[part[seeds[0]]] -= 1
    while len(seeds) < count:
        near[seeds], near[taken], near[left[part] < 1] = -1, -1, -1
        seeds.append(int(near.argmax()))
        left[part[seeds[-1]]] -= 1
        limit = float(near[seeds[-1]])
        near = np.minimum(near, csgraph.dijkstra(steps, indices=seeds[-1], unweighted=True, limit=limit))
    return np.array(seeds, dtype=int)


def _anneal(draft: Draft, aim: Aim, chance, cycle: int, used, go_on) -> Iterator[tuple[float, np.ndarray]]:
    """One cycle; yields whenever the plan is within the band and better than before in this cycle."""
    pairs = sparse.coo_array(aim.graph)
    grids, others, share = pairs.row.tolist(), pairs.col.tolist(), sum(draft.total) / draft.workers
    least = now = aim.value()
    if not draft.outside:
        yield now, np.array(draft.beat)
    beat = draft.beat
    while grids and draft.workers > 1 and go_on():
        part = used() * CYCLES - cycle
        if part >= 1:
            return
        heat, price = HOT * (COLD / HOT) ** max(part, 0), SOFT * (HARD / SOFT) ** max(part, 0) / share
        drawn = chance.integers(len(grids), size=BATCH).tolist()
        for pair, luck in zip(drawn, chance.random(BATCH).tolist(), strict=True):
            grid, to = grids[pair], beat[others[pair]]
            if beat[grid] == to or not draft.free[grid * draft.workers + to]:
                continue
            more = aim.change(grid, to)
            cost = more + draft.cost(grid, to, price) - draft.cost(grid, to, 0.0)
            if (cost > 0 and luck >= exp(-cost / heat)) or not draft.may_leave(grid):
                continue
            aim.hand(grid, to)
            draft.hand(grid, to)
            now += more
            if now < least - 1e-9 and not draft.outside:
                least = now
                yield now, np.array(beat)
        draft.done.clear()


def matched(beats: Beats, plan: np.ndarray, kept: Kept | None = None) -> np.ndarray:
    """Today's worker for every new beat, so that together they keep the most load; -1: somebody new.

    Locked grids keep their worker, and nobody gets a beat with a grid that a rule keeps from them.
    """
    shared, barred = (np.zeros((int(plan.max()) + 1, len(beats.shares))) for _ in range(2))
    np.add.at(shared, (plan, beats.today), beats.loads)
    np.maximum.at(barred, plan, ~beats.allowed)
    most = beats.loads.sum() * len(shared)
    if kept is not None:
        shared[np.arange(len(kept.workers)), kept.workers] += 2 * most
    row, column = optimize.linear_sum_assignment(shared - barred * most, maximize=True)
    found = np.full(len(shared), -1)
    found[row] = np.where(barred[row, column] > 0, -1, column)
    return found


def with_new(beats: Beats, plan: np.ndarray, who: np.ndarray) -> tuple[Beats, np.ndarray]:
    """Today's beats where somebody new waits for each new beat that nobody of today gets, and who then has which grid.

    All with a new beat have the same share, the others none; somebody new has the id −n for beat n, counted from 1.

    Args:
        plan: new beat by position of the grid.
        who: position of today's worker of every new beat, as ``matched`` gives it.
    """
    k, left = len(beats.shares), np.flatnonzero(who < 0)
    who = who.copy()
    who[left] = k + np.arange(len(left))
    shares = np.zeros(k + len(left))
    shares[who] = beats.loads.sum() / len(who)
    ids = pd.Index([*beats.worker_ids, *(-(left + 1))])
    allowed = np.ones((len(beats.today), len(shares)), dtype=bool)
    return replace(beats, worker_ids=ids, shares=shares, allowed=allowed), who[plan]

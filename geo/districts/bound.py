"""Fewest grids any plan must change: what no search can beat."""

import numpy as np
from scipy import optimize, sparse
from scipy.sparse import csgraph

from geo.districts.beats import Beats, worker_loads

#: an exact model of more unknowns than this takes longer than anybody waits
MOST_UNKNOWNS = 6_000
MOST_CUTS = 40


def fewest_by_load(beats: Beats, tolerance: float) -> int:
    """Grids that must change hands because of loads alone.

    Whoever has too much gives at least the fewest grids that hold the surplus, the heaviest first; whoever
    has too little gets at least the fewest of all others' grids that fill the gap. A change has one giver
    and one taker, so the larger of the two sums is a bound.
    """
    load = worker_loads(beats, beats.today)
    surplus = load - beats.shares * (1 + tolerance)
    lack = beats.shares * (1 - tolerance) - load
    gives = sum(_fewest(beats.loads[beats.today == w], surplus[w]) for w in np.flatnonzero(surplus > 1e-9))
    gets = sum(
        _fewest(beats.loads[(beats.today != w) & beats.allowed[:, w]], lack[w])
        for w in np.flatnonzero(lack > 1e-9)
    )
    return max(gives, gets)


def _fewest(loads: np.ndarray, amount: float) -> int:
    held = np.cumsum(np.sort(loads)[::-1])
    return int(np.searchsorted(held, amount * (1 - 1e-12) - 1e-9)) + 1


def fewest_changes(beats: Beats, tolerance: float, seconds: float = 5.0) -> tuple[float, np.ndarray | None]:
    """A lower bound on the grids changed within a tolerance, and a plan that meets it where one was found.

    A mixed-integer model gives every grid to one worker within the band; beats in pieces are cut off one by
    one until none is left (then the plan is optimal) or the time is over (then the bound still holds).

    Returns:
        the bound, infinite when no plan exists; and the optimal plan or None.

    Source: Oehrlein and Haunert (2017), Journal of Spatial Information Science 15, for the cuts.
    """
    floor = fewest_by_load(beats, tolerance)
    n, k = beats.allowed.shape
    if n * k > MOST_UNKNOWNS:
        return floor, None
    rows, highs = [], []
    bands = _bands(beats, tolerance)
    for _ in range(MOST_CUTS):
        found = _solve(beats, bands, rows, highs, seconds / MOST_CUTS * 8)
        if found.status == 2:
            return np.inf, None
        if found.mip_dual_bound is not None:
            floor = max(floor, int(np.ceil(found.mip_dual_bound - 1e-6)))
        if found.x is None or found.status != 0:
            return floor, None
        plan = found.x.reshape(n, k).argmax(1)
        cuts = _cuts(beats, plan)
        if not cuts:
            return floor, plan
        rows += cuts
        highs += [1.0] * len(cuts)
    return floor, None


def _bands(beats: Beats, tolerance: float) -> list[optimize.LinearConstraint]:
    n, k = beats.allowed.shape
    once = sparse.kron(sparse.eye_array(n), np.ones((1, k)), format="csr")
    loads = sparse.kron(beats.loads[None, :], sparse.eye_array(k), format="csr")
    slack = 1e-9 * beats.loads.sum()
    low, high = beats.shares * (1 - tolerance) - slack, beats.shares * (1 + tolerance) + slack
    return [optimize.LinearConstraint(once, 1, 1), optimize.LinearConstraint(loads, low, high)]


def _solve(beats: Beats, bands: list, rows: list, highs: list, seconds: float):
    cost = np.ones(beats.allowed.shape)
    cost[np.arange(len(beats.today)), beats.today] = 0
    cuts = [optimize.LinearConstraint(sparse.vstack(rows, format="csr"), -np.inf, highs)] if rows else []
    return optimize.milp(
        cost.ravel(), constraints=bands + cuts, integrality=1,
        bounds=optimize.Bounds(0, beats.allowed.ravel().astype(float)), options={"time_limit": seconds},
    )  # fmt: skip


def _cuts(beats: Beats, plan: np.ndarray) -> list[sparse.csr_array]:
    """For every piece but the largest of a beat: its grid and one of the largest need a grid around the piece."""
    n, k = beats.allowed.shape
    cuts = []
    for worker in range(k):
        mine = np.flatnonzero(plan == worker)
        count, part = csgraph.connected_components(beats.neighbours[mine][:, mine], directed=False)
        if count < 2:
            continue
        main = np.bincount(part).argmax()
        for piece in set(range(count)) - {main}:
            inside = mine[part == piece]
            ring = np.setdiff1d(np.unique(beats.neighbours[inside].indices), inside)
            for a in inside[:3]:
                b = mine[part == main][0]
                at = np.array([a, b, *ring]) * k + worker
                sign = np.array([1.0, 1.0, *[-1.0] * len(ring)])
                cuts.append(sparse.csr_array((sign, (np.zeros(len(at), int), at)), shape=(1, n * k)))
    return cuts

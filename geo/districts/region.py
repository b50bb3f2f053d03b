"""A few neighbouring beats shared out anew by an exact model: what a search one grid at a time does not reach.

Source: Shaw (1998), Principles and Practice of Constraint Programming, for large neighbourhoods.
"""

from collections.abc import Callable, Iterator

import numpy as np
from scipy import sparse

from geo.districts.beats import Beats, changed, pieces_of
from geo.districts.program import changes
from geo.districts.whole import Rooms
from geo.siting.exact import minimise

#: grids that are shared out anew at once
GRIDS = 200
#: times that pieces are cut off, and seconds for one program
CUTS, SECONDS = 12, 2.0


def improved(
    beats: Beats, tolerance: float, plan: np.ndarray, seed: int, go_on: Callable[[], bool], grids: int = GRIDS
) -> Iterator[np.ndarray]:
    """Plans with ever fewer changed grids, until no few neighbouring beats can be shared out better.

    Args:
        plan: within the tolerance, every beat as whole as today.
        seed: where it begins.
        go_on: asked before each program; false ends the search.
        grids: shared out anew at once, at least.
    """
    chance, tired = np.random.default_rng(seed), set()
    while go_on():
        places = [grid for grid in changed(beats, plan).tolist() if grid not in tired]
        if not places:
            return
        grid = places[int(chance.integers(len(places)))]
        workers = _around(beats, plan, grid, grids)
        better = _shared_out(beats, tolerance, plan, workers)
        if better is None:
            tired.add(grid)
            continue
        moved = np.flatnonzero(better != plan)
        plan = better
        near = set(_around(beats, plan, int(moved[0]), grids).tolist())
        tired = {g for g in tired if plan[g] not in near}
        yield plan


def _around(beats: Beats, plan: np.ndarray, grid: int, grids: int) -> np.ndarray:
    """Workers of the beats nearest to a grid until they have so many grids, with its own of today."""
    size = np.bincount(plan, minlength=len(beats.shares))
    found = dict.fromkeys([int(plan[grid]), int(beats.today[grid])])
    walk, seen = [grid], {grid}
    for at in walk:
        found.setdefault(int(plan[at]))
        if sum(size[list(found)]) >= grids:
            break
        for other in beats.neighbours.indices[beats.neighbours.indptr[at] : beats.neighbours.indptr[at + 1]]:
            if other not in seen:
                seen.add(int(other))
                walk.append(int(other))
    return np.array(sorted(worker for worker in found if beats.shares[worker] > 0))


def _shared_out(beats: Beats, tolerance: float, plan: np.ndarray, workers: np.ndarray) -> np.ndarray | None:
    """A plan with fewer changes in which only these workers' grids go to one another; None: there is none."""
    part, at = _part(beats, plan, workers)
    made = changes(part, tolerance)
    if not len(made.grid):
        return None
    home = beats.today[at]
    costs = (workers[made.worker] != home[made.grid]) - 1.0 * (plan[at] != home)[made.grid]
    made.add(sparse.csr_array(costs[None, :]), -np.inf, -1)
    rooms = Rooms(made)
    for _ in range(CUTS):
        values = minimise(made.program(costs=costs), seconds=SECONDS).values
        if values is None:
            return None
        new = made.plan(values)
        if (pieces_of(part, new) <= np.maximum(pieces_of(part, part.today), 1)).all():
            after = plan.copy()
            after[at] = workers[new]
            return after
        if not (cuts := rooms.separators(values)):
            return None
        rooms.forbid(cuts)
    return None


def _part(beats: Beats, plan: np.ndarray, workers: np.ndarray) -> tuple[Beats, np.ndarray]:
    """These workers' grids of a plan as beats of their own, the plan as today; and where the grids stand."""
    number = np.full(len(beats.shares), -1)
    number[workers] = np.arange(len(workers))
    at = np.flatnonzero(number[plan] >= 0)
    return Beats(
        beats.grid_ids[at], beats.worker_ids[workers], sparse.csr_array(beats.neighbours[at][:, at]),
        beats.loads[at], number[plan[at]], beats.shares[workers], beats.allowed[at][:, workers],
    ), at  # fmt: skip

"""Fewest grids any plan must change: what no search can beat."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from geo.districts.beats import Beats, changed
from geo.districts.program import Changes, changes, cut_pieces, fewest_by_worker
from geo.siting.exact import Outcome, minimise

#: an exact model of all hand-overs has at most so many unknowns; beyond, only those between adjoining beats
MOST_UNKNOWNS = 6_000
#: a program of more is first solved with broken grids, for that surely gives a bound
LARGE = 30_000
MOST_CUTS = 60


@dataclass(frozen=True, eq=False)
class Bound:
    """No plan under the same rules changes fewer grids.

    Args:
        fewest: infinite where no plan exists.
        plan: one that changes just so many, where one was found.
        seconds: the solver took.
    """

    fewest: float
    plan: np.ndarray | None = None
    seconds: float = 0.0


def fewest_by_load(beats: Beats, tolerance: float) -> float:
    """Grids that must change hands because of loads alone.

    Whoever has too much gives at least the fewest grids that hold the surplus, the heaviest first; whoever
    has too little gets at least the fewest of all others' grids that fill the gap. A change has one giver
    and one taker, so the larger of the two sums is a bound.
    """
    return max(map(np.sum, fewest_by_worker(beats, tolerance)))


def fewest_changes(
    beats: Beats,
    tolerance: float,
    seconds: float = 5.0,
    known: np.ndarray | None = None,
    progress: Callable[[float], None] | None = None,
) -> Bound:
    """A lower bound on the grids changed within a tolerance, and a plan that meets it where one was found.

    A mixed integer program gives every grid to one worker within the band; beats in pieces are cut off one
    by one until none is left (then the plan is optimal) or the time is over (then the bound still holds).

    Args:
        seconds: of the solver, at most.
        known: a plan within the tolerance, if there is one: only better ones are looked for.
        progress: called with the share of the seconds used; what it raises ends the work.

    Raises:
        Cancelled: by ``progress``.
    """
    most = np.inf if known is None else len(changed(beats, known))
    floor = fewest_by_load(beats, tolerance)
    if floor >= most or not np.isfinite(floor):
        return Bound(min(floor, most), known if np.isfinite(floor) else None)
    made = changes(beats, tolerance)
    if not len(made.grid):  # nothing may go anywhere
        return Bound(np.inf)
    if np.isfinite(most):
        made.add(sparse.csr_array(np.ones((1, len(made.grid)))), -np.inf, most - 1)
    left = seconds
    if len(made.grid) > LARGE:
        broken = minimise(made.program(whole=False), seconds=seconds, progress=progress)
        floor, left = _raised(floor, broken, most), seconds - broken.seconds
    plan = None
    for _ in range(MOST_CUTS):
        if floor >= most or left <= 0:
            break
        found = minimise(made.program(), seconds=left, progress=progress)
        floor, left = _raised(floor, found, most), left - max(found.seconds, 1e-3)
        plan, cut = _whole(made, found)
        if not cut:
            break
    if plan is not None and len(changed(beats, plan)) <= floor:
        return Bound(floor, plan, seconds - left)
    return Bound(min(floor, most), known if floor >= most else None, seconds - left)


def _whole(made: Changes, found: Outcome) -> tuple[np.ndarray | None, bool]:
    """The plan found if its beats are whole, and whether pieces were cut off, so that it pays to go on."""
    if found.values is None:
        return None, False
    plan = made.plan(found.values)
    cut = cut_pieces(made, plan)
    return (plan if cut is False else None), bool(cut)


def _raised(floor: float, found: Outcome, most: float) -> float:
    """The bound after a program: nothing better than the known plan where it has no answer."""
    if found.infeasible:
        return most
    return max(floor, np.ceil(found.bound - 1e-6)) if np.isfinite(found.bound) else floor

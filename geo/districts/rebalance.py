"""Plans from today's beats: ever more even with ever more grids changing hands, and how few it could be."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from geo.districts.beats import Beats, changed, imbalance
from geo.districts.bound import fewest_by_load, fewest_changes, manageable
from geo.districts.search import search
from geo.districts.unions import unions

#: tolerances looked at between today's imbalance and the goal: all that count, and those on a map of more
#: grids × workers than so many
LEVELS, LARGE_LEVELS, LARGE = 24, 6, 6_000
#: rounds of the search for a level on the way, and for the goal
ROUNDS, GOAL_ROUNDS = 1, 12
#: share of the time for the levels of a large map; the goal gets the rest
WAY = 0.25
#: of the time for the proofs, what is kept for the goal
GOAL_PROOF = 0.5
#: a plan as even as one found is looked for only if it is this much more even
STEP = 1e-9


@dataclass(frozen=True, eq=False)
class Plan:
    """One point of the frontier.

    Args:
        workers: position of the worker by position of the grid.
        changes: grids that change hands.
        imbalance: how far the worker farthest from a fair share is from it.
        fewest: no plan as even under the same rules changes fewer grids.
    """

    workers: np.ndarray
    changes: int
    imbalance: float
    fewest: float = 0.0


@dataclass(frozen=True, eq=False)
class Frontier:
    """Plans of which none is both less even and more change than another; today's beats come first.

    Args:
        beats: what they start from, under the rules they keep.
        adjoining: whether search and bound know only hand-overs between adjoining beats.
    """

    beats: Beats
    plans: tuple[Plan, ...]
    adjoining: bool

    def best(self, tolerance: float, most: float = np.inf) -> Plan:
        """Within the tolerance and so many changes the plan with the fewest; else the most even one."""
        few = [plan for plan in self.plans if plan.changes <= most] or [self.plans[0]]
        return next((plan for plan in few if plan.imbalance <= tolerance + STEP), few[-1])


def frontier(
    beats: Beats,
    tolerance: float,
    *,
    seed: int,
    used: Callable[[], float],
    proof_seconds: float = 3.0,
    told: Callable[[Plan], None] | None = None,
    progress: Callable[[float], None] | None = None,
    clock: Callable[[], float] | None = None,
) -> Frontier:
    """Plans between today's beats and the goal, each with a bound on how few changes it could take.

    Args:
        beats: what to start from. On a map of more than ``MOST_UNKNOWNS`` grids × workers a grid goes
            only to a worker whose beat adjoins its own today: the bound holds for the same rule.
        tolerance: the goal, how far from a fair share a worker may be: 0.1 for 10 %.
        seed: of the search; the same seed and ``used`` give the same plans.
        used: share of the time that is used up; 1 ends the search with what it has.
        proof_seconds: for the bounds, after the search.
        told: called with every better plan within the goal.
        progress: called with the share of all work done, 0 to 1; what it raises ends the work.
        clock: tells seconds, as ``time.monotonic``, for the proofs; without it only those of the solver count.

    Raises:
        Cancelled: by ``progress``.
    """
    whole, small = beats, beats.allowed.size <= LARGE
    beats = manageable(whole)
    watch = _Watch(used, progress)
    first = _to_the_goal(beats, tolerance, seed, watch, [beats.today], told, rounds=0)
    found = [beats.today, *first, *_on_the_way(beats, tolerance, seed, watch, small)]
    found += _to_the_goal(beats, tolerance, seed, watch, [beats.today, found[-1]], told)
    points = _undominated(_point(beats, plan) for plan in found)
    short = [plan for plan in points if plan.imbalance > tolerance + STEP]
    plans = _bounded(beats, points[: len(short) + 1], proof_seconds, watch, clock)
    return Frontier(beats, tuple(plans), beats is not whole)


@dataclass(frozen=True)
class _Watch:
    """Tells how far the work is; the search takes the first 0.7 of it, the proofs the rest."""

    used: Callable[[], float]
    progress: Callable[[float], None] | None

    def until(self, share: float) -> Callable[[], bool]:
        """A question for a search: go on until so much of the time is used?"""

        def go_on() -> bool:
            used = self.used()
            self.tell(0.7 * min(used, 1.0))
            return used < share

        return go_on

    def tell(self, share: float) -> None:
        if self.progress:
            self.progress(share)


def _on_the_way(beats: Beats, goal: float, seed: int, watch: _Watch, small: bool) -> Iterable[np.ndarray]:
    """Plans for tolerances between today's and the goal, each search starting where the last ended."""
    levels, share = (LEVELS, 0.7) if small else (LARGE_LEVELS, WAY)
    start = imbalance(beats, beats.today)
    if not np.isfinite(start):  # somebody leaves: there is no way, only the goal
        return
    step, level, plan, turn = (start - goal) / levels, start, beats.today, 0
    while (level := min(level - step, imbalance(beats, plan) - STEP)) > goal and step > 0:
        turn += 1
        found = list(search(beats, level, seed, watch.until(share * turn / levels), ROUNDS, plan))
        if not found:
            continue
        plan = found[-1]
        yield plan


def _to_the_goal(beats, goal, seed, watch, starts, told, rounds: int = GOAL_ROUNDS) -> list[np.ndarray]:
    """The best plan within the goal, begun from the first of the starts from which there is one."""
    for start in starts:
        plan = None
        for plan in search(beats, goal, seed, watch.until(1.0), rounds, start):
            if told:
                told(_point(beats, plan))
        if plan is not None:
            return [plan]
    return []


def _point(beats: Beats, plan: np.ndarray) -> Plan:
    return Plan(plan, len(changed(beats, plan)), imbalance(beats, plan))


def _undominated(plans: Iterable[Plan]) -> list[Plan]:
    """By changed grids, only those more even than all with as few."""
    kept: list[Plan] = []
    for plan in sorted(plans, key=lambda p: (p.changes, p.imbalance)):
        if not kept or plan.imbalance < kept[-1].imbalance - STEP:
            kept.append(plan)
    return kept


def _bounded(beats: Beats, plans: list[Plan], seconds: float, watch: _Watch, clock) -> list[Plan]:
    """Each plan with its bound, the proof's own plan where that is better; the last gets half of the time.

    What holds for a tolerance holds for a stricter one, so a bound is carried on to the plans that follow.
    """
    done, floor, left = [], 0.0, seconds
    together = unions(beats, plans[-1].changes) if seconds > 0 else None
    for at, plan in enumerate(plans):
        if not np.isfinite(plan.imbalance):
            done.append(plan)
            continue
        floor = max(floor, fewest_by_load(beats, plan.imbalance))
        more = len(plans) - 1 - at
        share = (left - GOAL_PROOF * seconds) / more if more else left
        if floor < plan.changes and share > 0:
            told = watch.progress and (lambda part, at=at: watch.tell(0.7 + 0.3 * (at + part) / len(plans)))
            bound = fewest_changes(beats, plan.imbalance + STEP, share, plan.workers, told, clock, together)
            floor, left = max(floor, bound.fewest), left - bound.seconds
            if bound.plan is not None and len(changed(beats, bound.plan)) < plan.changes:
                plan = _point(beats, bound.plan)
        done.append(replace(plan, fewest=float(min(floor, plan.changes))))
    return _undominated(done)

"""Plans from today's beats: ever more even with ever more grids changing hands, and how few it could be."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from geo.districts.beats import Beats, changed, imbalance, only_adjoining, price_of
from geo.districts.bound import fewest_by_load, fewest_changes, manageable
from geo.districts.search import HOT, WARM, search
from geo.districts.unions import unions

#: tolerances looked at between today's imbalance and the goal: all that count, and those on a large map
LEVELS, LARGE_LEVELS = 24, 6
#: rounds of the search for a level on the way, and for the goal
ROUNDS, GOAL_ROUNDS = 1, 12
#: share of the time for the levels on the way, and on a large map; the goal gets the rest
WAY, LARGE_WAY = 0.5, 0.25
#: of the time for the proofs of a large map, what is kept for the goal
GOAL_PROOF = 0.5
#: proofs one after the other: between adjoining beats only?, that none changes so many grids fewer, for so much of
#: the time left
SMALL_PROOFS, LARGE_PROOFS = ((True, 2, 0.4), (False, 2, 0.8), (False, 1, 1.0)), ((True, 1, 1.0),)
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
        fewest_adjoining: no such plan in which grids go to adjoining beats only.
    """

    workers: np.ndarray
    changes: int
    imbalance: float
    fewest: float = 0.0
    fewest_adjoining: float = 0.0


@dataclass(frozen=True, eq=False)
class Frontier:
    """Plans of which none is both less even and more change than another; today's beats come first.

    Args:
        beats: what they start from, under the rules they keep.
    """

    beats: Beats
    plans: tuple[Plan, ...]

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
        beats: what to start from. On a map of more than ``MOST_PAIRS`` grids × workers the search hands a grid
            only to a worker whose beat adjoins its own today.
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
    searched, watch = manageable(beats), _Watch(used, progress)
    small = searched is beats
    first = _to_the_goal(searched, tolerance, seed, watch, [beats.today], told, rounds=0)
    found = [beats.today, *first, *_on_the_way(searched, tolerance, seed, watch, small)]
    found += _to_the_goal(
        searched, tolerance, seed, watch, [beats.today, found[-1]], told, heat=HOT if small else WARM
    )
    plans = _frontier(beats, tolerance, [_point(beats, plan) for plan in found])
    return Frontier(searched, tuple(_bounded(beats, plans, proof_seconds, watch, clock)))


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
    levels, share = (LEVELS, WAY) if small else (LARGE_LEVELS, LARGE_WAY)
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


def _to_the_goal(
    beats, goal, seed, watch, starts, told, rounds: int = GOAL_ROUNDS, heat=WARM
) -> list[np.ndarray]:
    """The best plan within the goal, begun from the first of the starts from which there is one."""
    for start in starts:
        plan = None
        for plan in search(beats, goal, seed, watch.until(1.0), rounds, start, heat):
            if told:
                told(_point(beats, plan))
        if plan is not None:
            return [plan]
    return []


def _point(beats: Beats, plan: np.ndarray) -> Plan:
    return Plan(plan, len(changed(beats, plan)), imbalance(beats, plan))


def _frontier(beats: Beats, goal: float, plans: list[Plan]) -> list[Plan]:
    """Those on the way to the goal, and of those within it the one that costs least."""
    within = [plan for plan in plans if plan.imbalance <= goal + STEP]
    if not within:
        return undominated(plans)
    best = min(within, key=lambda plan: (price_of(beats, plan.workers), plan.imbalance))
    way = [plan for plan in plans if plan.imbalance > goal + STEP and plan.changes < best.changes]
    return [*undominated(way), best]


def undominated(plans: Iterable[Plan]) -> list[Plan]:
    """By changed grids, only those more even than all with as few."""
    kept: list[Plan] = []
    for plan in sorted(plans, key=lambda p: (p.changes, p.imbalance)):
        if not kept or plan.imbalance < kept[-1].imbalance - STEP:
            kept.append(plan)
    return kept


class _Floor:
    """A bound that rises from plan to plan, for what holds for a tolerance holds for a stricter one."""

    def __init__(self, beats: Beats, most: int, looks: bool) -> None:
        self.beats = beats
        self.together = unions(beats, most) if looks else None
        self.known: list[tuple[float, float]] = []

    def fewest(self, plan: Plan) -> float:
        """What is known of plans as even."""
        known = max((least for even, least in self.known if even >= plan.imbalance), default=0.0)
        return float(min(max(known, fewest_by_load(self.beats, plan.imbalance)), plan.changes))

    def proven(self, plan: Plan, fewer: int, seconds: float, told, clock) -> tuple[Plan, float]:
        """The plan or a better one, and the seconds it took to prove that none changes so many grids fewer."""
        if plan.changes - self.fewest(plan) < fewer or seconds <= 0 or self.together is None:
            return plan, 0.0
        bound = fewest_changes(
            self.beats, plan.imbalance + STEP, seconds, plan.workers, told, clock, self.together, fewer
        )
        self.known.append((plan.imbalance, bound.fewest))
        if bound.plan is not None and price_of(self.beats, bound.plan) < price_of(self.beats, plan.workers):
            plan = _point(self.beats, bound.plan)
        return plan, bound.seconds


def _bounded(beats: Beats, plans: list[Plan], seconds: float, watch: _Watch, clock) -> list[Plan]:
    """Each plan with its bounds, the proof's own plan where that is better.

    First each is proven to be within one grid of the fewest between adjoining beats, then of the fewest there could
    be, then to be one of the fewest. Of all hand-overs on a large map only the loads are asked.
    """
    most, small = plans[-1].changes, manageable(beats) is beats
    every = _Floor(beats, most, small and seconds > 0)
    near = _Floor(only_adjoining(beats), most, seconds > 0)
    turns, left = (SMALL_PROOFS if small else LARGE_PROOFS), seconds
    for turn, (adjoining, fewer, part) in enumerate(turns):
        floor, kept = near if adjoining else every, (1 - part) * left
        for at, plan in enumerate(plans):
            if not np.isfinite(plan.imbalance) or plan.changes - every.fewest(plan) < fewer:
                continue
            told = watch.progress and (
                lambda done, turn=turn: watch.tell(0.7 + 0.3 * (turn + done) / len(turns))
            )
            more = len(plans) - 1 - at
            share = (left - kept) / (more + 1) if small or not more else (left - GOAL_PROOF * seconds) / more
            plans[at], took = floor.proven(plan, fewer, share, told, clock)
            left -= took
    done = [(plan, every.fewest(plan), near.fewest(plan)) for plan in plans]
    return undominated(replace(plan, fewest=a, fewest_adjoining=max(a, b)) for plan, a, b in done)

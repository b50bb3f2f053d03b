"""Fewest grids any plan must change: what no search can beat."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from geo.districts.beats import Beats, changed, only_adjoining, pieces_of
from geo.districts.narrow import narrowed
from geo.districts.program import Changes, changes, fewest_by_worker
from geo.districts.unions import Unions
from geo.districts.whole import Rooms
from geo.siting.exact import Outcome, Relaxation, minimise

#: all hand-overs are looked at on a map of at most so many grids × workers; beyond, only those to adjoining beats
MOST_PAIRS = 6_000
#: of the seconds, how much is kept for whole grids; with more unknowns than so many they would not be solved in time
WHOLE_SHARE, MOST_WHOLE = 0.5, 20_000
#: cutting off broken plans goes on as long as so many rounds raise the bound by so much
PATIENCE, PAYS = 3, 0.1


@dataclass(frozen=True, eq=False)
class Bound:
    """No plan under the same rules changes fewer grids.

    Args:
        fewest: infinite where no plan exists.
        plan: one that changes just so many, or at least fewer than the known one, where one was found.
        seconds: the solver took.
    """

    fewest: float
    plan: np.ndarray | None = None
    seconds: float = 0.0


def whole_grids(fewest: float) -> int:
    """A bound on changed grids as a number of grids, but for what sums of loads are off.

    >>> whole_grids(3.2), whole_grids(3.0000000001)
    (4, 3)
    """
    return math.ceil(fewest - 1e-9)


def manageable(beats: Beats) -> Beats:
    """The beats as a search looks at them: beyond ``MOST_PAIRS`` grids × workers only hand-overs to adjoining ones."""
    return beats if beats.allowed.size <= MOST_PAIRS else only_adjoining(beats)


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
    clock: Callable[[], float] | None = None,
    together: Unions | None = None,
    fewer: int = 1,
) -> Bound:
    """A lower bound on the grids changed within a tolerance, and a plan that meets it or comes nearer where found.

    A mixed integer program gives every grid to one worker within the band; beats in pieces are cut off, of
    plans with broken grids first, until none is left (then the plan is optimal) or the time is over (then the
    bound still holds).

    Args:
        seconds: at most.
        known: a plan within the tolerance, if there is one: only better ones are looked for.
        progress: called with the share of the seconds used; what it raises ends the work.
        clock: tells seconds, as ``time.monotonic``; without it only those of the solver count.
        together: the unions of the beats, where they are known for at least as many changes.
        fewer: only plans are looked for that change so many grids fewer than the known one, for which less has
            to be looked at: the bound is that much below the known plan's changes at most, and one more.

    Raises:
        Cancelled: by ``progress``.
    """
    budget = _Budget(seconds, clock, progress)
    most = np.inf if known is None else len(changed(beats, known)) - fewer + 1
    if (floor := fewest_by_load(beats, tolerance)) >= most:
        return _met(most, known, fewer)
    if np.isfinite(most):
        open_still = narrowed(beats, tolerance, int(most), together)
        beats, together, floor = open_still.beats, open_still.together, max(floor, open_still.fewest)
    if floor >= most:
        return _met(most, known, fewer)
    if beats.allowed.sum() == len(beats.today):  # nothing may go anywhere: today's beats or none
        return _met(most, known, fewer) if floor else Bound(0.0, beats.today)
    made = changes(beats, tolerance)
    if np.isfinite(most):
        made.add(sparse.csr_array(np.ones((1, len(made.grid)))), -np.inf, most - 1)
    proof = _Proof(made, floor, most, budget, tolerance, together)
    proof.broken()
    plan = proof.whole() if proof.kept else None
    if proof.floor >= most:
        return _met(most, known, fewer, seconds - budget.left)
    return Bound(proof.floor, plan, seconds - budget.left)


def _met(most: float, known: np.ndarray | None, fewer: int, seconds: float = 0.0) -> Bound:
    """Nothing fewer is possible; the known plan is one of the fewest if just that was asked."""
    return Bound(most, known if fewer == 1 else None, seconds)


class _Budget:
    """Seconds that are spent, by a clock or by what a solver says it took."""

    def __init__(self, seconds: float, clock: Callable[[], float] | None, progress) -> None:
        self.seconds, self.clock, self.progress, self.taken = seconds, clock, progress, 0.0
        self.begun = clock() if clock else 0.0

    @property
    def left(self) -> float:
        """Seconds."""
        return self.seconds - (self.clock() - self.begun if self.clock else self.taken)

    def solve(self, how: Callable[[float], Outcome]) -> Outcome:
        """What comes out of a solver that is given all that is left."""
        found = how(self.left)
        self.taken += max(found.seconds, 1e-3)
        return found

    def tell(self, _share: float = 0.0) -> None:
        """How much is used up."""
        if self.progress:
            self.progress(min(1 - self.left / self.seconds, 1.0))


class _Proof:
    """A bound that rises while the seconds last, first with broken grids, then with whole ones."""

    def __init__(
        self,
        made: Changes,
        floor: float,
        most: float,
        budget: _Budget,
        tolerance: float,
        together: Unions | None,
    ) -> None:
        self.made, self.floor, self.most, self.budget = made, floor, most, budget
        self.rooms, self.tolerance = Rooms(made), tolerance
        self.kept = WHOLE_SHARE if len(made.grid) <= MOST_WHOLE else 0.0
        self.together = together

    def _raise(self, found: Outcome) -> None:
        """Nothing better than the known plan where a program has no answer."""
        if found.infeasible:
            self.floor = self.most
        elif np.isfinite(found.bound):
            self.floor = max(self.floor, np.ceil(found.bound - 1e-6))

    def _goes_on(self, kept: float = 0.0) -> bool:
        self.budget.tell()
        return self.floor < self.most and self.budget.left > kept * self.budget.seconds

    def broken(self) -> None:
        """Cut off broken plans whose grids hang together too little, as long as that pays."""
        relaxed, before = Relaxation(self.made.program(whole=False)), [-np.inf] * PATIENCE
        while self._goes_on(self.kept):
            found = self.budget.solve(relaxed.solve)
            self._raise(found)
            if found.values is None or found.bound < before[-PATIENCE] + PAYS:
                return
            before.append(found.bound)
            joined, cuts = self._unions(relaxed, found.values), self.rooms.separators(found.values)
            if not (joined or cuts):
                return
            if cuts:
                rows, most = self.rooms.forbid(cuts)
                relaxed.add(rows, np.full(len(most), -np.inf), most)

    def _unions(self, relaxed: Relaxation, values: np.ndarray) -> bool:
        """Whether unions of beats had something against it; the program keeps that from now on."""
        if self.together is None:
            return False
        rows, least = self.together.rows(self.made, values, self.tolerance, self.most)
        if not len(least):
            return False
        self.made.add(rows, least, np.inf)
        relaxed.add(rows, least, np.full(len(least), np.inf))
        return True

    def whole(self) -> np.ndarray | None:
        """The best plan of whole grids in whole beats if it is found; pieces are cut off one after the other."""
        beats = self.made.beats
        today = np.maximum(pieces_of(beats, beats.today), 1)
        while self._goes_on():
            found = self.budget.solve(self._solve)
            self._raise(found)
            if found.values is None:
                return None
            plan = self.made.plan(found.values)
            torn = (pieces_of(beats, plan) > today) & (beats.shares > 0)
            if not torn.any():
                return plan
            if not (cuts := self.rooms.separators(found.values)):
                return None  # a beat in pieces today may stay so: of what that means the rows know nothing
            self.rooms.forbid(cuts)
        return None

    def _solve(self, seconds: float) -> Outcome:
        return minimise(self.made.program(), seconds=seconds, progress=self.budget.tell)

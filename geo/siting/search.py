"""The way to a proven answer: a quick one, a bound by prices, what they settle, and HiGHS for what is left.

Everything here is told as a cost to make small; the faces of the models turn it into people or metres.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from math import comb

import numpy as np

from geo.siting.branch import Tree
from geo.siting.exact import Program, minimise
from geo.siting.relaxation import MOST_ROUNDS, Dual, climb, decided
from geo.siting.task import Task

#: what the relaxed problem chooses is worth making into an answer when this near
WORTH = 1.1
#: prices are looked for again as long as so large a share of the candidates was settled by the last time
SETTLED, AGAIN_ROUNDS = 0.1, 200
#: a program with more numbers than this is not handed to HiGHS
MOST_NUMBERS = 3_000_000
#: an answer is shaken at least and at most so often, and by such a share of it each time a bound was raised
LEAST_SHAKEN, MOST_SHAKEN, SEED = 10, 700, 1
BETWEEN = 0.5
#: what is over time by so much of it is ended: HiGHS keeps its own time and still has its last bound to tell
GRACE = 0.1
#: so few choices are simply all looked at
FEW = 200
#: rounds between two calls of ``progress``; share of the bar before HiGHS
OFTEN, PRICED_SHARE = 20, 0.2


@dataclass(frozen=True)
class Shaking:
    """How a choice is made into ``others`` near it, how ``often`` that is worth its time, and the ``slack``: what
    costs hardly more is shaken on."""

    others: Callable[..., Iterator[tuple[np.ndarray, float]]]
    often: Callable[[Task], float]
    slack: Callable[[Task, float], float]


@dataclass(frozen=True)
class Ways:
    """How one model is searched: the ``cost`` of a choice, a first choice made or a partial one ``filled``,
    ``polished``, the ``dual`` at prices, where they begin and end, the ``program`` for HiGHS, how a choice is
    ``shaken`` into others, how the program is ``tightened`` first, whether the prices' bound is so near that
    candidates are taken or left one after another (``branched``) before HiGHS is asked, and whether the number chosen
    is ``given``. So many choices of the relaxed problem are made into ``answers``."""

    cost: Callable[[Task, np.ndarray], float]
    filled: Callable[[Task, np.ndarray | None], np.ndarray]
    polished: Callable[[Task, np.ndarray], np.ndarray]
    dual: Callable[[Task, np.ndarray], Dual]
    prices: Callable[[Task], tuple[np.ndarray, np.ndarray | float]]
    program: Callable[[Task], Program]
    shaken: Shaking | None = None
    tightened: Callable[..., Program] | None = None
    branched: bool = False
    given: bool = True
    answers: int = 40


class TimeOver(Exception):
    """The time for a search is over; what was found is in ``Best``."""


class Best:
    """The best choice and the best bound so far; whoever wants to know is told of every change.

    Args:
        step: a better answer costs at least so much less (1 where costs are whole numbers).
        goal: an answer as good as this is enough, and so is a proof that there is none.
        seconds: for HiGHS; where a ``clock`` runs, for everything.

    ``enough`` can be set to say whether the answer is near enough to the bound.
    """

    def __init__(
        self, step: float = 0.0, told=None, progress=None, seconds: float = 60.0, goal=None, clock=None
    ) -> None:
        self.step, self.told, self.goal = step, told, goal
        self.enough: Callable[[], bool] = lambda: False
        self._progress = progress or (lambda share: None)
        self.chosen: np.ndarray | None = None
        self.assigned: np.ndarray | None = None
        self.cost, self.bound, self.spent = np.inf, -np.inf, 0.0
        self._seconds, self._clock, self._begun = seconds, clock, clock() if clock else 0.0

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self._seconds - (self._clock() - self._begun if self._clock else self.spent)

    def progress(self, share: float) -> None:
        """Tell how far the search is; it ends here once there is an answer and the time by the clock is over.

        Raises:
            TimeOver: to be caught where the search began. Whatever who listens raises.
        """
        if self._clock and np.isfinite(self.cost) and self.left < -GRACE * self._seconds:
            raise TimeOver
        self._progress(share)

    def offer(self, chosen: np.ndarray, cost: float, assigned: np.ndarray | None = None) -> None:
        """Take a choice if it is better."""
        if self.chosen is None or cost < self.cost:
            self.chosen, self.cost, self.assigned = chosen.copy(), cost, assigned
            self._tell()

    def prove(self, bound: float) -> None:
        """Nothing costs less than the bound; a bound above the best answer is the best answer's."""
        if self.step and np.isfinite(bound):
            bound = np.ceil(bound / self.step - 1e-6) * self.step
        bound = min(bound, self.cost)
        if bound > self.bound:
            self.bound = bound
            self._tell()

    def _tell(self) -> None:
        if self.told:
            self.told(self)

    @property
    def done(self) -> bool:
        """Whether the answer is proven, or enough is known."""
        if self.goal is not None and (self.cost <= self.goal or self.bound > self.goal):
            return True
        return self.cost - self.bound <= 1e-9 * abs(self.cost) or self.enough()


def search(task: Task, ways: Ways, best: Best) -> None:
    """Look for the best choice until it is proven or the time is over.

    Raises:
        Cancelled: by ``best.progress``; the best answer is in ``best`` all the same.
    """
    first = ways.filled(task, None)
    best.offer(first, ways.cost(task, first))  # to be seen at once: polishing takes longer
    first = ways.polished(task, first)
    best.offer(first, ways.cost(task, first))
    best.progress(0.0)
    if ways.given and _all_of_few(task, ways, best):
        return
    prices, ceiling = ways.prices(task)
    left, prices = priced(task, ways, best, prices, ceiling)
    shaking = _Shaking(left, ways, best)
    if not best.done:
        shaking.go_on()
    if not best.done and ways.branched:
        left = branch(left, ways, best, prices, ceiling)
    if not best.done:
        proven(left, ways, best, lambda: shaking.go_on(BETWEEN))


def _all_of_few(task: Task, ways: Ways, best: Best) -> bool:
    """Where there are only a few choices the best of all is the best; whether it was so."""
    free, left = np.flatnonzero(task.may & ~task.must).tolist(), task.p - int(task.must.sum())
    count = comb(len(free), left) if left >= 0 else 0
    if not 0 < count <= FEW:
        return False
    for k, some in enumerate(combinations(free, left)):
        best.progress(k / count)
        chosen = task.must.copy()
        chosen[list(some)] = True
        best.offer(chosen, ways.cost(task, chosen))
    best.prove(best.cost)
    return True


class _Shaking:
    """An answer is shaken again and again; what comes out better, or hardly worse, is the next to be shaken.

    Source: Dueck (1993), New optimization heuristics: the great deluge algorithm and the record-to-record travel.
    """

    def __init__(self, task: Task, ways: Ways, best: Best) -> None:
        self.task, self.ways, self.best, self.last = task, ways.shaken, best, best.chosen
        if self.ways:
            self.rounds = np.clip(self.ways.often(task), LEAST_SHAKEN, MOST_SHAKEN)
            self.others = self.ways.others(task, lambda: self.last, np.random.default_rng(SEED))

    def go_on(self, share: float = 1.0) -> None:
        """Shake as often as is worth its time, or a share of that."""
        rounds = int(np.ceil(self.rounds * share)) if self.ways else 0
        for k, (chosen, cost) in enumerate(islice(self.others, rounds) if rounds else ()):
            self.best.progress(PRICED_SHARE * (k / rounds if share == 1.0 else 1.0))
            self.best.offer(chosen, cost)
            if cost <= self.best.cost + self.ways.slack(self.task, self.best.cost):
                self.last = chosen.copy()
            if self.best.done:
                return


def priced(task: Task, ways: Ways, best: Best, prices: np.ndarray, ceiling) -> tuple[Task, np.ndarray]:
    """Raise the bound from some prices up to a ceiling, make answers of what they choose, and settle candidates;
    the task with what is settled, and the prices."""
    rounds = MOST_ROUNDS
    while not best.done:
        relaxed = _climbed(task, ways, best, prices, ceiling, rounds)
        smaller = decided(task, relaxed.dual, best.cost, best.step) if np.isfinite(best.cost) else task
        before, after = (int((one.may & ~one.must).sum()) for one in (task, smaller))
        task, prices, rounds = smaller, relaxed.prices, AGAIN_ROUNDS
        if not after:
            chosen = ways.filled(task, None)
            best.offer(chosen, ways.cost(task, chosen))
            best.prove(best.cost)
        if not after or before - after < SETTLED * before:
            break
    return task, prices


def _climbed(task: Task, ways: Ways, best: Best, prices, ceiling, rounds: int):
    seen: set[bytes] = set()
    for k, relaxed in enumerate(
        climb(lambda at: ways.dual(task, at), prices, ceiling, lambda: best.cost, rounds)
    ):
        best.prove(relaxed.dual.bound)
        name = relaxed.dual.chosen.tobytes()
        polishes = name not in seen and len(seen) < ways.answers
        if polishes or k % OFTEN == 0:  # in a large place the polishing takes seconds
            best.progress(PRICED_SHARE * min(k / MOST_ROUNDS, 1.0))
        if polishes:
            seen.add(name)
            _make_answer(task, ways, best, relaxed.dual.chosen)
        if best.done:
            break
    return relaxed


def _make_answer(task: Task, ways: Ways, best: Best, chosen: np.ndarray) -> None:
    chosen = ways.filled(task, chosen)
    if not ways.cost(task, chosen) > WORTH * best.cost:
        chosen = ways.polished(task, chosen)
        best.offer(chosen, ways.cost(task, chosen))


def branch(task: Task, ways: Ways, best: Best, prices: np.ndarray, ceiling: np.ndarray | float) -> Task:
    """Take or leave candidates one after another, as far as the bound by prices leads; the task with what is settled
    before that."""
    task = decided(task, ways.dual(task, prices), best.cost, best.step)
    tree = Tree(task, ways.dual, ways.cost, ceiling, best)
    tree.grow(prices)
    return task


def proven(task: Task, ways: Ways, best: Best, between: Callable[[], None] = lambda: None) -> None:
    """Have HiGHS find and prove the best of what is left; ``between`` is done where a bound is raised step by step."""
    program = ways.program(task)
    if ways.tightened and best.left > 0 and program.matrix.nnz <= MOST_NUMBERS:
        program = _tightened(task, ways, best, program, between)
    if not best.done:
        solved(program, best, lambda values: _take(task, ways, best, program, values))


def _tightened(task: Task, ways: Ways, best: Best, program: Program, between) -> Program:
    """The program with a higher bound; the fullest of its parts are made answers."""

    def heard(bound: float, shares: np.ndarray) -> float:
        best.prove(bound)
        chosen = task.must.copy()
        fullest = np.argsort(-shares, kind="stable")
        chosen[program.free[fullest[: task.p - int(chosen.sum())]]] = True
        _make_answer(task, ways, best, chosen)
        if not best.done:
            between()
        return 0.0 if best.done or best.left <= 0 else best.cost - bound

    return ways.tightened(program, lambda: best.progress(PRICED_SHARE), heard)


def solved(program: Program, best: Best, take: Callable[[np.ndarray], None]) -> None:
    """Solve a program within the seconds left, if it is not too large; ``take`` makes answers of its values."""
    if program.matrix.nnz > MOST_NUMBERS or best.left <= 0:
        return

    def hear(values: np.ndarray | None, bound: float) -> None:
        best.prove(bound)
        if values is not None:
            take(values)

    outcome = minimise(
        program, seconds=best.left, told=hear, content=lambda: best.done,
        progress=lambda share: best.progress(PRICED_SHARE + (1 - PRICED_SHARE) * share),
    )  # fmt: skip
    best.spent += outcome.seconds
    if outcome.values is not None:
        take(outcome.values)
    best.prove(outcome.bound)


def _take(task: Task, ways: Ways, best: Best, program: Program, values: np.ndarray) -> None:
    chosen = task.must.copy()
    chosen[program.free[values[: len(program.free)] > 0.5]] = True
    chosen = ways.filled(task, chosen)
    best.offer(chosen, ways.cost(task, chosen))

"""The way to a proven answer: a quick one, a bound by prices, what they settle, and HiGHS for what is left.

Everything here is told as a cost to make small; the faces of the models turn it into people or metres.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from math import comb

import numpy as np

from geo.siting.best import Best
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
#: an answer is shaken at least and at most so often
LEAST_SHAKEN, MOST_SHAKEN, SEED = 10, 700, 1
#: after a bound was raised, by such a share of that at most and at least; the most for so many times whatever it brings
BETWEEN, LEAST_BETWEEN, ANYWAY = 0.5, 0.1, 2
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
        proven(left, ways, best, shaking.between)


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
        self.brought, self.times = 0.0, 0
        if self.ways:
            self.rounds = np.clip(self.ways.often(task), LEAST_SHAKEN, MOST_SHAKEN)
            self.others = self.ways.others(task, lambda: self.last, np.random.default_rng(SEED))

    def between(self, raised: float) -> None:
        """Shake after a bound was raised by so much: the less, the less it has brought each time beside that."""
        brought = self.brought / self.times if self.times >= ANYWAY else raised
        before, self.times = self.best.cost, self.times + 1
        worth = brought / raised if 0 < raised < np.inf else 1.0
        self.go_on(float(np.clip(BETWEEN * worth, LEAST_BETWEEN, BETWEEN)))
        self.brought += before - self.best.cost

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


def proven(
    task: Task, ways: Ways, best: Best, between: Callable[[float], None] = lambda raised: None
) -> None:
    """Have HiGHS find and prove the best of what is left; ``between`` is done where a bound is raised step by step."""
    program = ways.program(task)
    if ways.tightened and best.left > 0 and program.matrix.nnz <= MOST_NUMBERS:
        program = _tightened(task, ways, best, program, between)
    if not best.done:
        solved(program, best, lambda values: _take(task, ways, best, program, values))


def _tightened(task: Task, ways: Ways, best: Best, program: Program, between) -> Program:
    """The program with a higher bound; the fullest of its parts are made answers."""

    def heard(bound: float, shares: np.ndarray) -> float:
        raised = bound - best.bound
        best.prove(bound)
        chosen = task.must.copy()
        fullest = np.argsort(-shares, kind="stable")
        chosen[program.free[fullest[: task.p - int(chosen.sum())]]] = True
        _make_answer(task, ways, best, chosen)
        if not best.done:
            between(raised)
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

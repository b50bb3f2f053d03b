"""The search for plans with few changes: take some changes back, mend the beats out of balance, keep the better.

Source: Schrimpf, Schneider, Stamm-Wilbrandt and Dueck (2000), Journal of Computational Physics 159, for ruin
and recreate; Minton and others (1992), Artificial Intelligence 58, for mending what is out of bounds first.
"""

from collections.abc import Callable, Iterator, Sequence
from math import exp, log

import numpy as np

from geo.districts.beats import Beats
from geo.districts.draft import Draft

#: what a mean grid's load outside the band costs, in changed grids
PRICE = 3.0
#: how much chance there is in mending, in changed grids
LUCK = 0.5
#: temperatures at the start and the end of a round, in changed grids of mean price: to come near in a short time, and
#: to leave for another valley where there is time to come back
WARM, HOT = (0.6, 0.02), (2.5, 0.2)
#: tries of a first plan, changes taken back at once, turns of the first round for each changed grid
TRIES, BACK, TURNS = 40, 4, 40
#: changed grids more than before at which mending gives up
MORE = 6
#: places looked at for the first grid of whoever has none
SEEDS = 20


#: gives the next number between 0 and 1
Chance = Callable[[], float]


def search(
    beats: Beats,
    tolerance: float,
    seed: int,
    go_on: Callable[[], bool],
    rounds: int = 12,
    start: np.ndarray | None = None,
    heat: tuple[float, float] = WARM,
) -> Iterator[np.ndarray]:
    """Plans within the tolerance, each of which costs less than the one before: by default, changes fewer grids.

    Args:
        beats: what to start from.
        tolerance: how far from a fair share every worker may be, 0.1 for 10 %.
        seed: the same seed and number of rounds give the same plans.
        go_on: asked now and then; false ends the search.
        rounds: each takes twice the turns of the one before.
        start: a plan to begin with; else today's.
        heat: temperatures at the start and the end of the first round; the others start at half of it.
    """
    chance = _drawn(seed)
    draft = Draft(beats, tolerance, beats.today if start is None else start)
    if not any(_first(draft, chance, go_on) for _ in range(TRIES) if go_on()):
        return
    best = np.array(draft.beat)
    yield best
    for turn in range(rounds):
        turns = TURNS * (20 + len(draft.changed)) * 2**turn
        for best in _anneal(draft, chance, turns, (heat[0] / 2 if turn else heat[0], heat[1]), go_on):
            yield best
        if not go_on() or not draft.changed:
            return
        draft = Draft(beats, tolerance, best)


def _first(draft: Draft, chance: Chance, go_on) -> bool:
    """Whether a try came within the bands; whoever has no grid is given one where there is too much."""
    for worker in range(draft.workers):
        if draft.members[worker] or draft.high[worker] <= 0:
            continue
        places = [g for g in range(len(draft.beat)) if draft.free[g * draft.workers + worker]]
        tired = sorted(
            [_one_of(places, chance) for _ in range(min(SEEDS, len(places)))],
            key=lambda g: -draft.total[draft.beat[g]],
        )
        if (grid := next((g for g in tired if draft.may_leave(g)), None)) is None:
            return False
        draft.hand(grid, worker)
    return _mend(draft, chance, 20 * draft.workers, set(), go_on)


def _anneal(draft: Draft, chance: Chance, turns: int, heat, go_on) -> Iterator[np.ndarray]:
    """One round of taking back and mending; yields whenever the changes cost less than ever before."""
    least = now = draft.spent()
    for turn in range(turns):
        if not draft.changed or (turn % 16 == 0 and not go_on()):
            return
        draft.done.clear()
        most = len(draft.changed) + MORE
        taken = _take_back(draft, chance)
        if not taken:
            continue
        fixed = taken if chance() < 0.5 else set(list(taken)[:1])
        mended = _mend(draft, chance, 12 + 4 * len(taken), fixed, most=most)
        cost, warmth = draft.spent(), heat[0] * (1 - turn / turns) + heat[1]
        if not mended or (cost > now and chance() >= exp((now - cost) / warmth)):
            draft.undo()
            continue
        now = cost
        if now < least - 1e-12:
            least = now
            yield np.array(draft.beat)


def _take_back(draft: Draft, chance: Chance) -> set[int]:
    """Give a few changed grids of two neighbouring beats back to whoever has them today; which, is returned."""
    first = _one_of(tuple(draft.changed), chance)
    beats = {draft.beat[first], draft.today[first]}
    near = [g for worker in beats for g in draft.members[worker] if g in draft.changed and g != first]
    near.sort(key=lambda _: chance())
    wanted, taken = 1 + int(BACK * chance()), set()
    for grid in (first, *near):
        if len(taken) < wanted and _may_return(draft, grid):
            draft.hand(grid, draft.today[grid])
            taken.add(grid)
    return taken


def _may_return(draft: Draft, grid: int) -> bool:
    today, beat = draft.today[grid], draft.beat
    touches = any(beat[other] == today for other in draft.around[grid])
    return touches and draft.high[today] > 0 and draft.may_leave(grid)


def _mend(
    draft: Draft, chance: Chance, steps: int, fixed: set[int], go_on=None, most: float = np.inf
) -> bool:
    """Hand grids over until nobody is outside the band; no grid twice, none of the fixed; false: no success."""
    for step in range(steps):
        if not draft.outside:
            return True
        if len(draft.changed) > most or (go_on and step % 256 == 255 and not go_on()):
            return False
        found = _best_step(draft, chance, fixed)
        if found is None:
            return False
        draft.hand(*found)
        fixed.add(found[0])
    return not draft.outside


def _best_step(draft: Draft, chance: Chance, fixed: set[int]) -> tuple[int, int] | None:
    """The cheapest step, give or take some luck, for somebody outside the band."""
    worker, free, workers, cost = _one_of(tuple(draft.outside), chance), draft.free, draft.workers, draft.cost
    steps = sorted(
        (cost(grid, to, PRICE) - LUCK * log(1 - chance()), grid, to)
        for grid, to in set(draft.mending(worker))
        if grid not in fixed and free[grid * workers + to]
    )
    return next(((grid, to) for _, grid, to in steps if draft.may_leave(grid)), None)


def _drawn(seed: int) -> Chance:
    """Numbers drawn thousands at a time, for one by one they would cost more than all the rest."""

    def numbers() -> Iterator[float]:
        chance = np.random.default_rng(seed)
        while True:
            yield from chance.random(4096).tolist()

    return numbers().__next__


def _one_of(things: Sequence[int], chance: Chance) -> int:
    return things[int(chance() * len(things))]

"""The search for plans with few changes: annealing over single grids that keeps every beat in one piece."""

from collections.abc import Callable, Iterator
from math import exp

import numpy as np

from geo.districts.beats import Beats

#: temperatures at the start and the end of a round, in changed grids
HOT, COLD = 0.7, 0.06
#: what a grid's load outside the band costs, in changed grids, at the start and the end of a round
SOFT, HARD = 2.0, 40.0
FIRST_STEPS, BATCH = 60_000, 4096


def stays_whole(grid: int, beat: list[int], around: list[list[int]]) -> bool:
    """Whether a beat that loses the grid falls into no more pieces than it has, and keeps a grid.

    The neighbours of the same beat must reach one another without the grid; the walk ends when the last is
    met, mostly after a few steps.
    """
    mine = beat[grid]
    wanted = {other for other in around[grid] if beat[other] == mine}
    if not wanted:
        return False
    start = wanted.pop()
    seen, walk = {grid, start}, [start]
    for at in walk:
        if not wanted:
            return True
        for other in around[at]:
            if beat[other] == mine and other not in seen:
                seen.add(other)
                wanted.discard(other)
                walk.append(other)
    return not wanted


def search(
    beats: Beats, tolerance: float, seed: int, go_on: Callable[[], bool], rounds: int = 12
) -> Iterator[np.ndarray]:
    """Plans within the tolerance, each with fewer changed grids than the one before.

    Args:
        beats: what to start from.
        tolerance: how far from a fair share every worker may be, 0.1 for 10 %.
        seed: the same seed and number of rounds give the same plans.
        go_on: asked now and then; false ends the search.
        rounds: each takes twice the steps of the one before.

    Source: Kirkpatrick, Gelatt and Vecchi (1983), Science 220, for the acceptance of a step.
    """
    chance = np.random.default_rng(seed)
    start, fewest = beats.today, len(beats.today) + 1
    for turn in range(rounds):
        steps = FIRST_STEPS * 2**turn
        hot = HOT if fewest > len(beats.today) else HOT / 2
        current = start.tolist()
        for plan in _anneal(beats, current, tolerance, steps, hot, chance, go_on):
            count = int((plan != beats.today).sum())
            if count < fewest:
                start, fewest = plan, count
                yield plan
        if fewest > len(beats.today):  # nothing within the band yet: go on from where the round ended
            start = np.array(current)
        if fewest == 0 or not go_on():
            return


def _anneal(beats, beat, tolerance, steps, hot, chance, go_on) -> Iterator[np.ndarray]:
    """One round; yields whenever all are within the band with fewer changes than before; ``beat`` is altered."""
    around, today, load = beats.around(), beats.today.tolist(), (beats.loads / beats.loads.mean()).tolist()
    pairs = beats.neighbours.tocoo()
    givers, takers, free = pairs.row.tolist(), pairs.col.tolist(), beats.allowed
    shares = beats.shares / beats.loads.mean()
    high, low = (shares * (1 + tolerance)).tolist(), (shares * (1 - tolerance)).tolist()
    total = np.bincount(beat, weights=load, minlength=len(high)).tolist()
    over = [max(t - h, w - t, 0.0) for t, h, w in zip(total, high, low, strict=True)]
    changes, outside = sum(b != t for b, t in zip(beat, today, strict=True)), sum(o > 1e-9 for o in over)
    fewest = len(beat) + 1 if outside else changes
    if not outside:
        yield np.array(beat)
    for done in range(0, steps if givers else 0, BATCH):
        if not go_on():
            return
        part = done / steps
        heat, price = hot * (COLD / hot) ** part, SOFT * (HARD / SOFT) ** part
        drawn = chance.integers(len(givers), size=BATCH).tolist()
        for pair, luck in zip(drawn, chance.random(BATCH).tolist(), strict=True):
            grid = givers[pair]
            old, new = beat[grid], beat[takers[pair]]
            if old == new:
                continue
            left, grown = total[old] - load[grid], total[new] + load[grid]
            over_old = max(left - high[old], low[old] - left, 0.0)
            over_new = max(grown - high[new], low[new] - grown, 0.0)
            more = (new != today[grid]) - (old != today[grid])
            cost = more + price * (over_old + over_new - over[old] - over[new])
            if (cost > 0 and luck >= exp(-cost / heat)) or not free[grid, new]:
                continue
            if not stays_whole(grid, beat, around):
                continue
            outside += (over_old > 1e-9) + (over_new > 1e-9) - (over[old] > 1e-9) - (over[new] > 1e-9)
            beat[grid], total[old], total[new] = new, left, grown
            over[old], over[new] = over_old, over_new
            changes += more
            if not outside and changes < fewest:
                fewest = changes
                yield np.array(beat)

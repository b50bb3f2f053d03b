"""A plan in the making: beats as flat lists, so that one grid changes hands in a few steps and back again."""

from collections.abc import Iterator

import numpy as np

from geo.districts.beats import Beats, bands


class Draft:
    """Who has which grid right now, with every worker's load and what lies outside the band.

    Loads are in mean grids. A worker whose band ends at nothing leaves: every grid of theirs must go, so
    their beat may fall into pieces and empty.
    """

    def __init__(self, beats: Beats, tolerance: float, plan: np.ndarray) -> None:
        scale, (low, high) = beats.loads.mean(), bands(beats, tolerance)
        self.around, self.today, self.beat = beats.around(), beats.today.tolist(), plan.tolist()
        self.workers, self.free = len(beats.shares), beats.allowed.tobytes()
        self.load = (beats.loads / scale).tolist()
        self.low, self.high = (low / scale).tolist(), (high / scale).tolist()
        self.total = np.bincount(plan, self.load, self.workers).tolist()
        self.members: list[set[int]] = [set() for _ in range(self.workers)]
        for grid, worker in enumerate(self.beat):
            self.members[worker].add(grid)
        self.changed = {grid for grid, worker in enumerate(self.beat) if worker != self.today[grid]}
        self.equal = beats.prices is None
        self.price = [1.0] * len(self.today) if beats.prices is None else beats.prices.tolist()
        self.over = [self.beyond(worker, total) for worker, total in enumerate(self.total)]
        self.outside = {worker for worker, over in enumerate(self.over) if over > 0}
        self.done: list[tuple[int, int]] = []

    def beyond(self, worker: int, load: float) -> float:
        """How much of a load would lie outside the worker's band."""
        high, low = self.high[worker], self.low[worker]
        return load - high if load > high else low - load if load < low else 0.0

    def hand(self, grid: int, to: int) -> None:
        """One grid changes hands; ``undo`` takes it back."""
        at, load = self.beat[grid], self.load[grid]
        self.done.append((grid, at))
        self.beat[grid] = to
        self.members[at].discard(grid)
        self.members[to].add(grid)
        for worker, total in ((at, self.total[at] - load), (to, self.total[to] + load)):
            total = total if self.members[worker] else 0.0  # not what rounding leaves over
            self.total[worker] = total
            self.over[worker] = over = self.beyond(worker, total)
            if over:
                self.outside.add(worker)
            else:
                self.outside.discard(worker)
        if to == self.today[grid]:
            self.changed.discard(grid)
        else:
            self.changed.add(grid)

    def spent(self) -> float:
        """What the changed grids cost."""
        if self.equal:
            return float(len(self.changed))
        return sum(map(self.price.__getitem__, sorted(self.changed)))

    def undo(self) -> None:
        """Take back everything since ``done`` was last empty."""
        while self.done:
            grid, worker = self.done.pop()
            self.hand(grid, worker)
            self.done.pop()

    def may_leave(self, grid: int) -> bool:
        """Whether its beat stays as whole as it is without the grid, and keeps one; who leaves may lose all."""
        return self.high[self.beat[grid]] <= 0 or stays_whole(grid, self.beat, self.around)

    def mending(self, worker: int) -> Iterator[tuple[int, int]]:
        """Grids at the worker's border with who would get them: away from one with too much, else to them."""
        beat, too_much = self.beat, self.total[worker] > self.high[worker]
        for grid in self.members[worker]:
            for other in self.around[grid]:
                if (near := beat[other]) != worker:
                    yield (grid, near) if too_much else (other, worker)

    def cost(self, grid: int, to: int, price: float) -> float:
        """What is changed more, and ``price`` for each mean grid's load more outside the bands."""
        at, load, home, low, high = self.beat[grid], self.load[grid], self.today[grid], self.low, self.high
        left, grown = self.total[at] - load, self.total[to] + load
        worse = -self.over[at] - self.over[to]  # written out, for this runs a million times in some seconds
        if left < low[at]:
            worse += low[at] - left
        elif left > high[at]:
            worse += left - high[at]
        if grown > high[to]:
            worse += grown - high[to]
        elif grown < low[to]:
            worse += low[to] - grown
        return price * worse + ((to != home) - (at != home)) * self.price[grid]


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

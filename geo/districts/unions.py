"""Beats taken together: how much load so few grids can bring into some of them, for whole plans only.

Whatever comes into a union of beats from outside hangs together with it, so a heavy grid that lies deep outside
costs the grids on the way too. That bounds the load by the number of grids, and the number from below, for every
union at once: much closer than what single beats and single grids say.

Source: the cut-set inequalities of network design (Magnanti and Mirchandani 1993, Networks 23), with the loads of
rooted connected sets relaxed to a chain of cardinalities (Edmonds 1971, Mathematical Programming 1, for the greedy).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse

from geo.districts.beats import Beats, bands, worker_loads
from geo.districts.program import Changes
from geo.districts.reach import steps_to, to_leave_ground

#: all unions of so many workers are looked at; of more, single beats and pairs; of even more, none
ALL, SOME = 12, 100
#: loads are known for up to so many grids; each more may bring the heaviest
DEEP = 16
#: a row is added where a broken plan breaks it by so much of a grid
BROKEN = 0.02


@dataclass(frozen=True, eq=False)
class Unions:
    """Sets of workers with what few grids can bring them.

    Args:
        members: sets × workers.
        most: sets × numbers of grids from 0: the most load, in mean grids, that so many from outside bring.
        lines: of every set, (slope, constant) of the lines above ``most``.
        keeps: grids that somebody in the set would give away to leave its ground for good.
    """

    members: np.ndarray
    most: np.ndarray
    lines: list[list[tuple[float, float]]]
    keeps: np.ndarray

    def rows(
        self, made: Changes, values: np.ndarray, tolerance: float, changes: float
    ) -> tuple[sparse.csr_array, np.ndarray]:
        """What a broken plan breaks that all whole plans with fewer than so many changes keep: rows ≥ these."""
        beats, k = made.beats, len(made.beats.shares)
        giver, load = beats.today[made.grid], beats.loads[made.grid] / beats.loads.mean()
        count, brought = np.zeros((k, k)), np.zeros((k, k))
        np.add.at(count, (giver, made.worker), values)
        np.add.at(brought, (giver, made.worker), values * load)
        needs, found, least = self.needs(beats, tolerance), [], []
        for at in np.flatnonzero(self.keeps >= changes):
            inside = self.members[at]
            way = np.ix_(~inside, inside)
            n, hours = count[way].sum(), brought[way].sum()
            for per_grid, per_load, bound in self._of(at, needs[at]):
                if per_grid * n + per_load * hours < bound - BROKEN * max(per_grid, 0.1):
                    enters = ~inside[giver] & inside[made.worker]
                    found.append(np.where(enters, per_grid + per_load * load, 0.0))
                    least.append(bound)
        return sparse.csr_array(np.array(found).reshape(-1, len(made.grid))), np.array(least)

    def needs(self, beats: Beats, tolerance: float) -> np.ndarray:
        """Grids that every set must get from outside, for the load that it lacks or the rest has too much."""
        now, (low, high) = worker_loads(beats, beats.today), bands(beats, tolerance)
        lacks, rids = self.members @ (low - now), ~self.members @ (now - high)
        load = np.maximum(lacks, rids) / beats.loads.mean()
        return (self.most < load[:, None] * (1 - 1e-9)).sum(axis=1)  # nobody needs what none is for

    def _of(self, at: int, need: int) -> Iterator[tuple[float, float, float]]:
        """What a set says of grids and load from outside: factor of the number, of the load, the least."""
        if need > 0:
            yield 1.0, 0.0, float(need)
        for slope, constant in self.lines[at]:
            yield slope, -1.0, -constant - 1e-9


def unions(beats: Beats, changes: int) -> Unions:
    """The unions of workers and what fewer than so many changes can bring them; none on a very large map."""
    members, loads, deep = _sets(beats), beats.loads / beats.loads.mean(), min(changes, DEEP)
    most = most_brought(loads, steps_to(beats, members, deep), deep)
    lines = [_lines_above(row, changes, row[-1] + (changes - deep) * loads.max()) for row in most]
    keeps = np.where(members, to_leave_ground(beats), np.inf).min(axis=1, initial=np.inf)
    return Unions(members, most, lines, keeps)


def _sets(beats: Beats) -> np.ndarray:
    """Unions in one piece that leave the rest in one piece."""
    k, pairs = len(beats.shares), beats.neighbours.tocoo()
    beside = np.eye(k, dtype=bool)
    beside[beats.today[pairs.row], beats.today[pairs.col]] = True
    if k <= ALL:
        every = np.arange(1, (1 << k) - 1)[:, None] >> np.arange(k) & 1 == 1
        return every[_in_one(beside, every) & _in_one(beside, ~every)]
    if k > SOME:
        return np.zeros((0, k), dtype=bool)
    one, other = np.nonzero(np.triu(beside))  # a beat is beside itself
    some = np.zeros((len(one), k), dtype=bool)
    some[np.arange(len(one)), one] = some[np.arange(len(one)), other] = True
    return np.concatenate([some, ~some])


def _in_one(beside: np.ndarray, sets: np.ndarray) -> np.ndarray:
    """Which sets hang together: from its first worker all of a set are met."""
    met = sets & (np.arange(sets.shape[1]) == sets.argmax(axis=1)[:, None])
    for _ in range(sets.shape[1]):
        met |= (met @ beside) & sets
    return (met == sets).all(axis=1)


def most_brought(loads: np.ndarray, steps: np.ndarray, grids: int) -> np.ndarray:
    """The most load of 0, 1, … grids of which one at n steps needs one at each of 1 to n - 1, for every row of steps.

    Of n grids at most n - i + 1 lie i steps away or more; the heaviest first are the best under that.

    >>> most_brought(np.array([1.0, 9.0, 2.0]), np.array([[1, 2, 1]]), 3).tolist()
    [[0.0, 2.0, 11.0, 12.0]]
    """
    at = [_heaviest(np.where(steps == i, loads, 0.0), grids - i + 1) for i in range(1, grids + 1)]
    most = np.zeros((len(steps), grids + 1))
    for n in range(1, grids + 1):
        held = np.zeros((len(steps), 0))
        for i in range(n, 0, -1):  # the farthest first: they have the least room
            room = n - i + 1
            held = _heaviest(np.concatenate([held, at[i - 1][:, :room]], axis=1), room)
        most[:, n] = held.sum(axis=1)
    return most


def _heaviest(loads: np.ndarray, count: int) -> np.ndarray:
    """So many of every row, the heaviest first."""
    if loads.shape[1] > count:
        loads = np.partition(loads, loads.shape[1] - count, axis=1)[:, -count:]
    return np.sort(loads, axis=1)[:, ::-1]


def _lines_above(most: np.ndarray, last: int, at_last: float) -> list[tuple[float, float]]:
    """The lines of the least concave curve above the points, as slope and constant."""
    points = (
        [*enumerate(most.tolist()), (last, at_last)] if last >= len(most) else [*enumerate(most.tolist())]
    )
    hull: list[tuple[int, float]] = []
    for n, load in points:
        while len(hull) > 1 and _slope(hull[-2], hull[-1]) <= _slope(hull[-1], (n, load)):
            hull.pop()
        hull.append((n, load))
    lines = ((_slope(a, b), a) for a, b in pairwise(hull))
    return [(slope, load - slope * n) for slope, (n, load) in lines]


def _slope(a: tuple[int, float], b: tuple[int, float]) -> float:
    return (b[1] - a[1]) / (b[0] - a[0])

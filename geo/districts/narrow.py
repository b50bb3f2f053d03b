"""What is left open where only few grids may change hands: who needs grids of their own leaves fewer to others.

Source: Balas and Padberg (1976), SIAM Review 18, for set packing, whose sum over disjoint sets is the bound.
"""

from dataclasses import dataclass

import numpy as np

from geo.districts.beats import Beats
from geo.districts.program import fewest_by_worker
from geo.districts.reach import within_reach
from geo.districts.unions import ALL, Unions, unions


@dataclass(frozen=True, eq=False)
class Narrowed:
    """All plans with few changes: under ``beats`` nobody gets what they cannot, and what unions say is closer.

    ``fewest``: no such plan changes fewer grids.
    """

    beats: Beats
    together: Unions
    fewest: float


def narrowed(beats: Beats, tolerance: float, changes: int, together: Unions | None = None) -> Narrowed:
    """The beats of plans that change fewer grids than so many, narrower and narrower until nothing follows.

    Args:
        together: the unions of the beats, where they are known for at least as many changes.
    """
    together = together or unions(beats, changes)
    while True:
        elsewhere, fewest = needed(beats, together, tolerance, changes)
        if fewest >= changes:
            return Narrowed(beats, together, fewest)
        closer = within_reach(beats, changes, elsewhere)
        if closer.allowed.sum() == beats.allowed.sum():
            return Narrowed(beats, together, fewest)
        beats, together = closer, unions(closer, changes)


def needed(beats: Beats, together: Unions, tolerance: float, changes: int) -> tuple[np.ndarray, float]:
    """Grids that all but each worker need together, and all: of disjoint unions each gets its own."""
    gives, gets = fewest_by_worker(beats, tolerance)
    members, needs = together.members, together.needs(beats, tolerance).astype(float)
    needs[together.keeps < changes] = 0
    some = needs > 0
    k = len(beats.shares)
    if k > ALL:
        alone = members.sum(axis=1) == 1
        np.maximum.at(gets, members[alone].argmax(axis=1), needs[alone])
        return gets.sum() - gets, max(gets.sum(), gives.sum(), needs.max(initial=0.0))
    sets = np.concatenate([members[some], np.eye(k, dtype=bool)])
    most = packed(sets, np.concatenate([needs[some], gets]))
    return most[[-1 - (1 << worker) for worker in range(k)]], max(most[-1], gives.sum())


def packed(sets: np.ndarray, needs: np.ndarray) -> np.ndarray:
    """The most that disjoint ones of the sets need together, within every set of workers; sets are bits.

    >>> packed(np.array([[True, False], [False, True], [True, True]]), np.array([1.0, 2.0, 2.0])).tolist()
    [0.0, 1.0, 2.0, 3.0]
    """
    k = sets.shape[1]
    bits = sets @ (1 << np.arange(k))
    most = np.zeros(1 << k)
    for first in range(k - 1, -1, -1):  # of all sets whose first worker this is
        others = np.arange(1 << (k - 1 - first)) << (first + 1)
        best = most[others]
        for bit, need in zip(bits.tolist(), needs.tolist(), strict=True):
            if bit & -bit == 1 << first:
                rest = bit ^ 1 << first
                best = np.maximum(best, np.where(others & rest == rest, need + most[others & ~rest], 0.0))
        most[others | 1 << first] = best
    return most

"""How far a grid lies from a beat: with few changes nobody gets one that lies farther."""

from dataclasses import replace

import numpy as np

from geo.districts.beats import Beats, pieces_of


def steps_to(beats: Beats, sets: np.ndarray, most: int) -> np.ndarray:
    """Steps from the ground of each set of workers to every grid that may come: sets × grids.

    0 for their own, -1 where no way leads or more steps than ``most``.
    """
    own, graph = sets[:, beats.today].T, (beats.neighbours != 0).astype(np.float32)
    may = (beats.allowed.astype(np.float32) @ sets.T.astype(np.float32) > 0) & ~own
    steps, front = np.where(own, 0, -1), own
    for step in range(1, most + 1):
        front = (graph @ front.astype(np.float32) > 0) & may
        if not front.any():
            break
        steps[front] = step
        may &= ~front
    return steps.T


def to_leave_ground(beats: Beats) -> np.ndarray:
    """Changes that it takes at least until a beat need not touch the ground it has today: all its grids go.

    None where it is in pieces or empty today; endless for who leaves and so gets nothing.
    """
    held = np.bincount(beats.today, minlength=len(beats.shares)).astype(float)
    held[pieces_of(beats, beats.today) > 1] = 0
    held[beats.shares <= 0] = np.inf
    return held


def within_reach(beats: Beats, changes: float, elsewhere: np.ndarray | float = 0) -> Beats:
    """The same beats where nobody gets a grid that fewer than so many changes cannot bring.

    A grid d steps away comes with one at each step before, d in all, for a beat that keeps a grid of today's.

    Args:
        elsewhere: changes that all but each worker need.
    """
    leave = to_leave_ground(beats)
    keeps = np.flatnonzero(np.isfinite(leave) & (leave >= changes))
    if not len(keeps):
        return beats
    steps = steps_to(beats, np.eye(len(leave), dtype=bool)[keeps], int(min(changes, len(beats.today)))).T
    most = np.broadcast_to(changes - elsewhere, len(leave))[keeps]
    near = ((steps > 0) & (steps < most)) | (beats.today[:, None] == keeps)
    allowed = beats.allowed.copy()
    allowed[:, keeps] &= near
    return replace(beats, allowed=allowed)

"""How far a grid lies from a beat: with few changes nobody gets one that lies farther."""

from dataclasses import replace

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from geo.districts.beats import Beats, pieces_of


def steps_to(beats: Beats, inside: np.ndarray) -> np.ndarray:
    """Steps from the ground of some workers to every grid that may come; -1 for their own and where no way leads.

    Args:
        inside: workers, true for those.
    """
    own = inside[beats.today]
    may = np.flatnonzero(own | beats.allowed[:, inside].any(axis=1))
    graph = sparse.csr_array(beats.neighbours[may][:, may])
    far = csgraph.dijkstra(graph, unweighted=True, indices=np.flatnonzero(own[may]), min_only=True)
    steps = np.full(len(own), -1)
    steps[may] = np.where(np.isfinite(far) & (far > 0), far, -1)
    return steps


def to_leave_ground(beats: Beats) -> np.ndarray:
    """Changes that it takes at least until a beat need not touch the ground it has today: all its grids go.

    None where it is in pieces or empty today; endless for who leaves and so gets nothing.
    """
    held = np.bincount(beats.today, minlength=len(beats.shares)).astype(float)
    held[pieces_of(beats, beats.today) > 1] = 0
    held[beats.shares <= 0] = np.inf
    return held


def within_reach(beats: Beats, changes: float) -> Beats:
    """The same beats where nobody gets a grid that fewer than so many changes cannot bring.

    A grid d steps away comes with one at each step before, d in all, for a beat that keeps a grid of today's.
    """
    allowed = beats.allowed.copy()
    for worker in np.flatnonzero(np.isfinite(leave := to_leave_ground(beats)) & (leave >= changes)):
        steps = steps_to(beats, np.arange(len(beats.shares)) == worker)
        allowed[((steps < 0) | (steps >= changes)) & (beats.today != worker), worker] = False
    return replace(beats, allowed=allowed)

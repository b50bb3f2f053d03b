"""A list of grids to watch: the highest scores until a share of the area is reached.

Every list covers exactly the same area, so methods can be compared: the last grid is taken in part,
and grids with equal scores share what area is left. That is what choosing among the equal ones at
random would give on average; no order of ids decides.
"""

from dataclasses import dataclass

import numpy as np

#: scores that agree to so many digits of the highest one are equal
DIGITS = 10


@dataclass(frozen=True)
class Lists:
    """Lists by one ranking, one for each share of the area.

    ``covered``: shares × n, how much of each grid is on the list, 0 to 1. ``tied``: n, True where
    a grid has the score of another one.
    """

    covered: np.ndarray
    tied: np.ndarray


def watch_lists(scores: np.ndarray, areas: np.ndarray, shares: np.ndarray) -> Lists:
    """The lists that a score gives.

    Args:
        scores: n numbers, higher is watched sooner; missing ones come last.
        areas: n areas above zero, in any unit.
        shares: s shares of the whole area, above 0 and up to 1.

    >>> watch_lists(np.array([3, 1, 1, 0]), np.ones(4), np.array([0.25, 0.5])).covered
    array([[1. , 0. , 0. , 0. ],
           [1. , 0.5, 0.5, 0. ]])
    """
    rank = _ranks(scores)
    area = np.bincount(rank, weights=areas)
    before = np.cumsum(area) - area
    budget = np.asarray(shares)[:, None] * areas.sum()
    covered = np.clip((budget - before) / area, 0.0, 1.0)
    return Lists(covered[:, rank], np.bincount(rank)[rank] > 1)


def _ranks(scores: np.ndarray) -> np.ndarray:
    """0 for the highest score, equal numbers for equal ones."""
    known = np.where(np.isnan(scores), -np.inf, scores)
    finite = np.abs(known[np.isfinite(known)])
    scale = finite.max(initial=0.0) or 1.0
    return np.unique(-np.round(known / scale, DIGITS), return_inverse=True)[1]


def overlap(one: Lists, other: Lists, areas: np.ndarray) -> np.ndarray:
    """The share of the watched area that two lists have in common, for each share of the area.

    Grids that were tied are thought to be drawn anew for each list.

    >>> lists = watch_lists(np.array([3, 1, 1, 0]), np.ones(4), np.array([0.25, 0.5]))
    >>> overlap(lists, lists, np.ones(4))
    array([1.  , 0.75])
    """
    drawn = one.covered * other.covered
    same = np.minimum(one.covered, other.covered)
    common = np.where(one.tied | other.tied, drawn, same) @ areas
    return common / (one.covered @ areas)

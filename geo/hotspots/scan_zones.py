"""Circular zones: around every grid, one distance after the other."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.spatial import cKDTree

#: zones looked at; with more grids than the root of it circles hold fewer grids
MOST_ZONES = 30_000_000
#: distances that differ by less than this share of the extent are one
SAME = 1e-9
#: distances worked on at once
BLOCK = 4_000_000
#: up to so many times more grids than wanted, sorting them all is faster than a tree
SORTED = 8


@dataclass(frozen=True)
class Zones:
    """Circles around every centre, flat: an entry for each member of each centre, nearest first.

    ``xy``: centres × 2, in an order that means nothing: any run of them is spread over the whole.
    ``starts``: where the entries of a centre begin, and the end of the last.
    ``members``: the grid that an entry adds; grids of no weight are none. ``radius_m``: how far it
    is. ``weight``: of all members so far. ``is_zone``: False where the next one is as far, so that
    a circle cannot end between them. ``same_m``: distances that differ by less are one. ``capped``:
    whether circles had to end before the share that was allowed.
    """

    xy: np.ndarray
    starts: np.ndarray
    members: np.ndarray
    radius_m: np.ndarray
    weight: np.ndarray
    is_zone: np.ndarray
    same_m: float
    capped: bool

    def centre_of(self, entry: np.ndarray) -> np.ndarray:
        """The centre around which an entry lies."""
        return np.searchsorted(self.starts, entry, side="right") - 1

    @cached_property
    def ends(self) -> np.ndarray:
        """The entries that end a zone; the last of every centre is one."""
        return np.flatnonzero(self.is_zone).astype(self.members.dtype)


def circles(xy: np.ndarray, weight: np.ndarray, max_share: float, most: int = MOST_ZONES) -> Zones:
    """All circles around the grids whose weight is at most a share of the whole.

    Args:
        xy: n × 2 in metres; grids at one place make one centre.
        weight: n, what the share is a share of: cases or people; at least one is above zero.
        max_share: above 0 and up to 1.
        most: entries in all.

    >>> found = circles(np.array([[0.0, 0], [9, 0]]), np.array([1, 1]), 0.5)
    >>> sorted(zip(found.xy[found.centre_of(np.arange(2)), 0].tolist(), found.members.tolist()))
    [(0.0, 0), (9.0, 1)]
    """
    places = np.unique(xy, axis=0)
    centres = places[np.random.default_rng(0).permutation(len(places))]
    weighted = np.flatnonzero(weight > 0)
    k = int(min(len(weighted), max(1, most // len(centres))))
    nearest = _nearest(xy[weighted], k)
    same = SAME * float(np.ptp(xy, axis=0).max(initial=0.0))
    limit = max_share * weight.sum() * (1 + SAME)
    rows = max(1, BLOCK // len(weighted))

    def some(at: int):
        return _around(*nearest(centres[at : at + rows]), weight[weighted], limit, same)

    with ThreadPoolExecutor(multiprocessing.cpu_count()) as pool:
        parts = list(pool.map(some, range(0, len(centres), rows)))
    sizes, members, radius, held, is_zone, cut = zip(*parts, strict=True)
    return Zones(
        centres,
        np.concatenate([[0], np.cumsum(np.concatenate(sizes))]),
        weighted.astype(np.int32)[np.concatenate(members)],
        np.concatenate(radius),
        np.concatenate(held),
        np.concatenate(is_zone),
        same,
        any(cut),
    )


def _nearest(xy: np.ndarray, k: int):
    """How to find distance and number of the k nearest: all are sorted where a tree gains nothing."""
    if len(xy) > SORTED * k:
        tree = cKDTree(xy)
        return lambda centres: tree.query(centres, k=np.arange(1, k + 1))

    def sort(centres):
        square = (centres[:, :1] - xy[:, 0]) ** 2 + (centres[:, 1:] - xy[:, 1]) ** 2
        near = np.argpartition(square, k - 1, axis=1)[:, :k] if k < len(xy) else None
        square = square if near is None else np.take_along_axis(square, near, axis=1)
        order = np.argsort(square, axis=1)
        nearest = order if near is None else np.take_along_axis(near, order, axis=1)
        return np.sqrt(np.take_along_axis(square, order, axis=1)), nearest

    return sort


def _around(distance: np.ndarray, near: np.ndarray, weight: np.ndarray, limit: float, same: float):
    k, others = distance.shape[1], len(weight) - distance.shape[1]
    held = np.cumsum(weight[near], axis=1)
    last = np.diff(distance, axis=1, append=np.inf) > same
    if others:
        last[:, -1] = False  # the next one, unseen, may be as far
    allowed = last & (held <= limit)
    kept = k - np.argmax(allowed[:, ::-1], axis=1)
    kept[~allowed.any(axis=1)] = 0
    inside = np.arange(k) < kept[:, None]
    cut = bool(others and (held[:, -1] < limit).any())
    return kept, near[inside], distance[inside], held[inside], last[inside], cut

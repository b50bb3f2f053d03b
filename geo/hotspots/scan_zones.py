"""Circular zones: around every grid, one distance after the other.

There are as many as the square of the grids. Where that is too many, the large ones are drawn around fewer
grids, evenly spread: those of k grids around a share (``EVERYWHERE`` / k) ^ ``THINNING`` of them. So their
number grows like the grids, every size is looked at, and the nearest circle that is drawn is off by a small
share of its radius.

Source: that so few lose next to no power: Walther (2010), Annals of Statistics 38(2), 1010-1033; the idea of
looking at large shapes on a coarser net: Arias-Castro, Donoho and Huo (2005), IEEE Transactions on
Information Theory 51(7), 2402-2425. Spread by reversed bits: van der Corput (1935).
"""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise

import numpy as np
from scipy.spatial import cKDTree

from geo.hotspots.progress import Progress, ended, stretch

#: centres × grids up to which every circle is looked at
MOST_ZONES = 10_000_000
#: beyond, circles of up to so many grids are still drawn around every grid
EVERYWHERE = 256
#: a circle of twice as many is drawn around two to minus this of the grids
THINNING = 1.5
#: this share of the centres comes first, spread over the whole; the others follow from place to place
AHEAD = 8
#: distances that differ by less than this share of the extent are one
SAME = 1e-9
#: distances worked on at once
BLOCK = 4_000_000
#: share of the progress up to where all circles are drawn; the rest is putting them one after the other
DRAWN = 0.9
#: up to so many times more grids than wanted, sorting them all is faster than a tree
SORTED = 8


@dataclass(frozen=True)
class Zones:
    """Circles around every centre, flat: an entry for each member of each centre, nearest first.

    ``xy``: centres × 2. ``tiers``: where the centres of a tier begin, and the end of the last; those of
    one tier have circles up to the same size, and the first eighth of them is spread over the whole.
    ``starts``: where the entries of a centre begin, and the end of the last. ``members``: the grid
    that an entry adds; grids of no weight are none. ``share``: of all weight, of all members so far.
    ``is_zone``: False where the next one is as far, so that a circle cannot end between them.
    ``same_m``: distances that differ by less are one. ``thinned``: whether around some centres
    circles had to end before the share that was allowed.
    """

    xy: np.ndarray
    tiers: np.ndarray
    starts: np.ndarray
    members: np.ndarray
    share: np.ndarray
    is_zone: np.ndarray
    same_m: float
    thinned: bool

    def centre_of(self, entry: np.ndarray) -> np.ndarray:
        """The centre around which an entry lies."""
        return np.searchsorted(self.starts, entry, side="right") - 1

    def radius_m(self, entry: np.ndarray, xy: np.ndarray) -> np.ndarray:
        """How far the grids (n × 2 metres) that entries add are from their centres."""
        return np.hypot(*(xy[self.members[entry]] - self.xy[self.centre_of(entry)]).T)

    @cached_property
    def ends(self) -> np.ndarray:
        """The entries that end a zone; the last of every centre is one."""
        return np.flatnonzero(self.is_zone).astype(self.members.dtype)


def circles(
    xy: np.ndarray,
    weight: np.ndarray,
    max_share: float,
    most: int | None = None,
    everywhere: int | None = None,
    progress: Progress | None = None,
) -> Zones:
    """All circles around the grids whose weight is at most a share of the whole.

    Args:
        xy: n × 2 in metres; grids at one place make one centre.
        weight: n, what the share is a share of: cases or people; at least one is above zero.
        max_share: above 0 and up to 1.
        most: centres × grids that have weight, ``MOST_ZONES`` without it; with more, circles of more
            than ``everywhere`` grids (``EVERYWHERE``) are drawn around fewer centres.
        progress: told the share done; what it raises ends the work.

    >>> found = circles(np.array([[0.0, 0], [9, 0]]), np.array([1, 1]), 0.5)
    >>> sorted(zip(found.xy[found.centre_of(np.arange(2)), 0].tolist(), found.members.tolist()))
    [(0.0, 0), (9.0, 1)]
    """
    places, weighted = np.unique(xy, axis=0), np.flatnonzero(weight > 0)
    sizes = _sizes(len(places), len(weighted), most or MOST_ZONES, everywhere or EVERYWHERE)
    tiers = np.concatenate([[0], np.cumsum([centres for centres, _ in sizes])])
    centres = places[_in_tiers(places, tiers)]
    same = SAME * float(np.ptp(xy, axis=0).max(initial=0.0))
    limit = max_share * weight.sum() * (1 + SAME)
    work, before, parts = sum(many * k for many, k in sizes), 0, []
    for (begin, end), (many, k) in zip(pairwise(tiers), sizes, strict=True):
        tell = stretch(progress, DRAWN * before / work, DRAWN * (before + many * k) / work)
        before += many * k
        parts.append(_tier(centres[begin:end], xy[weighted], weight[weighted], k, limit, same, tell))
    *columns, cut = zip(*chain.from_iterable(parts), strict=True)
    kept, members, share, is_zone = _joined(columns, stretch(progress, DRAWN, 1.0))
    members = weighted.astype(np.int32)[members]
    return Zones(
        centres, tiers, np.concatenate([[0], np.cumsum(kept)]), members, share, is_zone, same, any(cut)
    )


def _joined(columns: list, progress: Progress | None) -> list[np.ndarray]:
    """Parts of each column one after the other; with many grids every column takes its time."""
    whole = []
    for done, parts in enumerate(columns, 1):
        whole.append(np.concatenate(parts))
        if progress:
            progress(done / len(columns))
    return whole


def _sizes(centres: int, grids: int, most: int, everywhere: int) -> list[tuple[int, int]]:
    """Tiers of centres: how many, and the grids that a circle around them may hold."""
    if centres * grids <= most:
        return [(centres, grids)]
    sizes, left, k = [], centres, everywhere
    while k < grids:
        fewer = int(np.ceil(centres * (everywhere / (2 * k)) ** THINNING))
        sizes.append((left - fewer, k))
        left, k = fewer, 2 * k
    return [(many, k) for many, k in [*sizes, (left, grids)] if many]


def _in_tiers(places: np.ndarray, tiers: np.ndarray) -> np.ndarray:
    """Places tier by tier. Those of the last tiers come from all over, and so do the first of each."""
    along = _along(places)
    spread = _reversed_bits(len(places))[::-1]
    order = []
    for begin, end in pairwise(tiers):
        ahead, rest = np.split(spread[begin:end][::-1], [(end - begin) // AHEAD])
        order += [along[ahead], along[np.sort(rest)]]
    return np.concatenate(order)


def _along(places: np.ndarray) -> np.ndarray:
    """Places one after the other on a curve that leaves no neighbourhood for long (Morton's)."""
    extent = np.ptp(places, axis=0).max(initial=0.0) or 1.0
    cell = ((places - places.min(axis=0)) / extent * (2**16 - 1)).astype(np.uint64)
    bits = [((cell >> np.uint64(bit)) & np.uint64(1)) << np.uint64(2 * bit) for bit in range(16)]
    x, y = np.sum(bits, axis=0, dtype=np.uint64).T
    return np.argsort(x | (y << np.uint64(1)), kind="stable")


def _reversed_bits(n: int) -> np.ndarray:
    """The numbers to n, so that the first few, however many, are spread evenly over all.

    >>> _reversed_bits(6).tolist()
    [0, 4, 2, 1, 5, 3]
    """
    number, turned = np.arange(n), np.zeros(n, dtype=int)
    for _ in range(max(n - 1, 1).bit_length()):
        turned, number = 2 * turned + number % 2, number // 2
    return np.argsort(turned)


def _tier(
    centres: np.ndarray, xy: np.ndarray, weight: np.ndarray, k: int, limit: float, same: float,
    progress: Progress | None,
) -> list:  # fmt: skip
    """What lies around the centres of a tier, in parts that are worked on at once."""
    nearest, rows = _nearest(xy, k), max(1, BLOCK // len(xy))

    def some(at: int):
        return _around(*nearest(centres[at : at + rows]), weight, limit, same)

    with ThreadPoolExecutor(multiprocessing.cpu_count()) as pool:
        tasks = [pool.submit(some, at) for at in range(0, len(centres), rows)]
        return ended(pool, tasks, progress or (lambda share: None))


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
    return kept, near[inside], held[inside] / weight.sum(), last[inside], cut

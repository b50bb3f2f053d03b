"""What is planted in the demo on purpose: a lasting cluster, a new one, a moving one, silent grids."""

from dataclasses import dataclass, field, replace

import numpy as np

MONTHS = 12
PERSISTENT, NEW, MOVING = 6, 5, 3  # grids in each cluster
SILENT = 0.015  # share of grids
#: a grid at 30 % of so many reports a year is told from chance 9 times in 10 by who knows all but the 10 % of it that
#: nothing explains (docs/decisions/0027-what-is-usual-is-told-without-bursts.md); at 20 it is 3 times in 4
TELLING = 30.0


@dataclass(frozen=True)
class Planted:
    """Grid indices. ``moving`` has one set a month, the last one for the month before now; ``apart`` are those away
    from clusters, as they come."""

    persistent: np.ndarray
    new: np.ndarray
    moving: list[np.ndarray]
    apart: np.ndarray
    silent: np.ndarray = field(default_factory=lambda: np.array([], dtype=int))


def plant(city, special, rng) -> Planted:
    """Choose the grids of clusters, apart from each other; nobody is silent yet."""
    n = len(city.polygons)
    links = _links(city.pairs, n)
    order = np.argsort(city.outwardness + rng.uniform(0, 0.25, n), kind="stable")
    persistent = _around(order[0], PERSISTENT, links)
    first = np.hypot(city.east - city.east[order[0]], city.north - city.north[order[0]])
    second = order[np.argmax(first[order] > np.quantile(first, 0.45))]
    new = _around(second, NEW, links)
    apart = np.minimum(first, np.hypot(city.east - city.east[second], city.north - city.north[second]))
    path = _walk(city, links, int(np.argmax(apart)), np.r_[persistent, new])
    moving = [_around(cell, MOVING, links) for cell in path]
    taken = np.unique(np.r_[persistent, new, *moving])
    near = np.unique(np.r_[taken, *[links[cell] for cell in taken]])
    free = np.setdiff1d(np.flatnonzero(~special), near)
    return Planted(persistent, new, moving, free[rng.permutation(len(free))])


def silence(planted: Planted, expected: np.ndarray) -> Planted:
    """With silent grids apart from clusters: where enough reports are expected to tell, else where most are."""
    known = np.minimum(expected[planted.apart], TELLING)
    order = planted.apart[np.argsort(-known, kind="stable")]
    return replace(planted, silent=np.sort(order[: max(1, round(len(expected) * SILENT))]))


def _links(pairs, n):
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    return np.split(both[:, 1], np.searchsorted(both[:, 0], np.arange(1, n)))


def _around(cell, count, links):
    """Up to ``count`` grids in one piece around one."""
    found = [int(cell)]
    for one in found:
        found += [int(other) for other in links[one] if int(other) not in found]
        if len(found) >= count:
            break
    return np.array(found[:count])


def _walk(city, links, start, avoid):
    """Neighbouring grids, one a month, from the rim towards the middle; it stays where there is no way."""
    path, middle = [start], (city.east.mean(), city.north.mean())
    for _ in range(MONTHS - 1):
        options = [cell for cell in links[path[-1]] if cell not in path and cell not in avoid] or [path[-1]]
        away = [np.hypot(city.east[cell] - middle[0], city.north[cell] - middle[1]) for cell in options]
        path.append(int(options[int(np.argmin(away))]))
    return path

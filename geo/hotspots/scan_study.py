"""What a scan looks at: zones, windows, what is expected in them, and how chance would deal the cases."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from geo.hotspots.progress import Progress
from geo.hotspots.scan_zones import Zones, circles


@dataclass(frozen=True)
class Study:
    """Zones, windows and what would happen by chance.

    ``windows``: k × 2, first column and the one after the last. ``window_share``: k, of the cases
    or of the time. ``grids`` × ``columns`` are the counts looked at; ``total`` all cases. ``draw``
    takes a generator and gives the counts of one replication, flat, columns × grids; they add up to
    ``most`` at most.
    """

    zones: Zones
    windows: np.ndarray
    window_share: np.ndarray
    grids: int
    columns: int
    total: int
    most: int
    draw: Callable[[np.random.Generator], np.ndarray]

    @property
    def dtype(self):
        """Of counts: the smallest that holds them all."""
        return np.int16 if self.most < np.iinfo(np.int16).max else np.int32


def by_cases(
    xy: np.ndarray, cases: np.ndarray, first: int, windows: np.ndarray, max_share: float,
    progress: Progress | None = None,
) -> Study:  # fmt: skip
    """Each grid keeps its cases and each day keeps its own; which case fell on which day is chance.

    Args:
        xy: n × 2 in metres.
        cases: n × days, whole numbers.
        first: the first day looked at, from which ``windows`` (k × 2) are counted.
        max_share: of all cases that a zone may hold.
        progress: told the share done; what it raises ends the work.
    """
    weight, per_day = cases.sum(axis=1), cases[:, first:].sum(axis=0)
    total, grids = int(weight.sum()), len(cases)
    zones = circles(xy, weight, max_share, progress=progress)
    who = np.repeat(np.arange(grids), weight)
    cells = np.repeat(np.arange(len(per_day)) * grids, per_day)

    def draw(chance: np.random.Generator) -> np.ndarray:
        dealt = who[chance.choice(total, len(cells), replace=False)]
        return np.bincount(cells + dealt, minlength=grids * len(per_day))

    shares = _within(per_day, windows) / total
    return Study(zones, windows, shares, grids, len(per_day), total, len(cells), draw)


def by_people(
    xy: np.ndarray, cases: np.ndarray, people: np.ndarray, first: int, windows: np.ndarray, max_share: float,
    progress: Progress | None = None,
) -> Study:  # fmt: skip
    """All cases fall on people and days as chance will have it.

    Args:
        people: n, above zero.
        max_share: of all people that a zone may hold.
        The others as in ``by_cases``.
    """
    total, (grids, days) = int(cases.sum()), cases.shape
    columns = days - first
    zones = circles(xy, people, max_share, progress=progress)
    share = people / people.sum()
    so_far = np.cumsum(share)

    def draw(chance: np.random.Generator) -> np.ndarray:
        inside = chance.binomial(total, columns / days)
        if grids * columns < inside:
            return chance.multinomial(inside, np.tile(share / columns, columns))
        who = np.searchsorted(so_far, chance.random(inside), side="right").clip(max=grids - 1)
        return np.bincount(who + grids * chance.integers(columns, size=inside), minlength=grids * columns)

    shares = np.diff(windows, axis=1)[:, 0] / days
    return Study(zones, windows, shares, grids, columns, total, total, draw)


def _within(per_day: np.ndarray, windows: np.ndarray) -> np.ndarray:
    so_far = np.concatenate([[0], np.cumsum(per_day)])
    return so_far[windows[:, 1]] - so_far[windows[:, 0]]

"""The strongest zones and windows of what really happened, none touching another."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from geo.hotspots.progress import Progress
from geo.hotspots.scan_blocks import Blocks, opened
from geo.hotspots.scan_statistic import likelihood_ratio
from geo.hotspots.scan_study import Study

#: values that differ by less are the same value, reached by another way
SAME = 1e-9
#: share of the progress up to where every circle has been looked at; the rest is choosing among them
LOOKED = 0.9
#: runs of centres between two words about the progress
RUNS = 64


@dataclass(frozen=True)
class Circle:
    """A zone in a window: its centre, the rows of its grids (nearest first), and what it holds."""

    llr: float
    x_m: float
    y_m: float
    radius_m: float
    grids: np.ndarray
    begin: int
    end: int
    observed: int
    expected: float


def strongest(
    study: Study, ranges: list[list[Blocks]], counts: np.ndarray, xy: np.ndarray, above: float, most: int,
    progress: Progress | None = None,
) -> list[Circle]:  # fmt: skip
    """Circles by falling likelihood ratio: each is the strongest that shares no grid with those before.

    Args:
        ranges: the blocks for every window.
        counts: grids × columns, as the study looks at them.
        xy: grids × 2.
        above: the first circle is given whatever its value; others must pass this.
        most: circles in all.
        progress: told the share done; what it raises ends the work.
    """
    tell = progress or (lambda share: None)
    entry, best, window = _best(study, ranges, counts, above, tell)
    centre, radius_m = study.zones.centre_of(entry), study.zones.radius_m(entry, xy)
    tree, found = cKDTree(xy), []
    while len(found) < most and len(best) and best.max() > (above if found else SAME):
        at = _chosen(best, radius_m)
        circle = _circle(study, counts, xy, tree, entry[at], radius_m[at], window[at], best[at])
        found.append(circle)
        nearest, _ = cKDTree(xy[circle.grids]).query(study.zones.xy)
        best[radius_m >= nearest[centre] - study.zones.same_m] = 0.0
        tell(LOOKED + (1 - LOOKED) * len(found) / most)
    tell(1.0)
    return found


def _best(study: Study, ranges: list[list[Blocks]], counts: np.ndarray, above: float, tell: Progress):
    """Entries that pass the level or are the strongest: with the highest value of all windows, and its window."""
    best = np.zeros(len(study.zones.members))
    window = np.zeros(len(best), dtype=np.int32)
    top = 0.0
    for number, (begin, end) in enumerate(study.windows):
        inside = counts[:, begin:end].sum(axis=1).astype(study.dtype)
        scale = study.total * study.window_share[number]
        runs = [(blocks, run) for blocks in ranges[number] for run in blocks.runs]
        for done, (tier, run) in enumerate(runs):
            if done % RUNS == 0:
                tell(LOOKED * (number + done / len(runs)) / len(study.windows))
            entry, value = _passing(study, tier, run, inside, scale, min(above, top) - SAME)
            higher = value > best[entry] + SAME
            best[entry[higher]], window[entry[higher]] = value[higher], number
            top = max(top, value.max(initial=0.0))
    entry = np.flatnonzero(best)
    return entry, best[entry], window[entry]


def _passing(study: Study, blocks: Blocks, run, inside: np.ndarray, scale: float, level: float):
    """Entry and value of the zones around a run of centres whose value is above a level."""
    first, last, sums = run
    held = np.cumsum((sums @ inside).reshape(last - first, -1), axis=1, dtype=np.int64).ravel()
    rows = slice(first * blocks.per_centre, last * blocks.per_centre)
    bound = likelihood_ratio(held, scale * blocks.first[rows], study.total)
    row = np.flatnonzero(bound > max(level, 0.0))
    column = np.zeros(len(row), dtype=int)
    entry, seen, _ = opened(study, blocks, rows.start + row, held[row], inside[:, None], column)
    value = likelihood_ratio(seen, scale * study.zones.share[entry], study.total)
    passes = value > level
    return entry[passes], value[passes]


def _chosen(best: np.ndarray, radius_m: np.ndarray) -> int:
    """The highest; of equal ones that of the smallest circle."""
    equal = np.flatnonzero(best >= best.max() - SAME)
    return int(equal[np.argmin(radius_m[equal])])


def _circle(study: Study, counts, xy, tree, entry: int, radius_m: float, window: int, llr: float) -> Circle:
    zones = study.zones
    x, y = zones.xy[zones.centre_of(entry)]
    inside = np.array(tree.query_ball_point((x, y), radius_m + zones.same_m), dtype=int)
    away = np.hypot(xy[inside, 0] - x, xy[inside, 1] - y)
    grids = inside[np.lexsort([inside, away])]
    begin, end = study.windows[window]
    return Circle(
        float(llr), float(x), float(y), float(radius_m), grids, int(begin), int(end),
        int(counts[grids, begin:end].sum()),
        float(study.total * study.window_share[window] * study.zones.share[entry]),
    )  # fmt: skip

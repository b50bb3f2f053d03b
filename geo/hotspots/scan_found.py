"""The strongest zones and windows of what really happened, none touching another."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from geo.hotspots.scan_statistic import likelihood_ratio
from geo.hotspots.scan_study import Study

#: values that differ by less are the same value, reached by another way
SAME = 1e-9


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


def strongest(study: Study, counts: np.ndarray, xy: np.ndarray, above: float, most: int) -> list[Circle]:
    """Circles by falling likelihood ratio: each is the strongest that shares no grid with those before.

    Args:
        counts: grids × columns, as the study looks at them.
        xy: grids × 2.
        above: the first circle is given whatever its value; others must pass this.
        most: circles in all.
    """
    best, window = _best(study, counts)
    tree, centre, found = cKDTree(xy), study.zones.centre, []
    while len(found) < most and len(best) and best.max() > (above if found else SAME):
        entry = _chosen(best, study.zones.radius_m)
        circle = _circle(study, counts, xy, tree, entry, centre[entry], window[entry], best[entry])
        found.append(circle)
        nearest, _ = cKDTree(xy[circle.grids]).query(study.zones.xy)
        best[study.zones.radius_m >= nearest[centre] - study.zones.same_m] = 0.0
    return found


def _best(study: Study, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """By entry, the highest value over all windows and the window that has it."""
    zones, total = study.zones, study.total
    best, window = np.zeros(len(zones.members)), np.zeros(len(zones.members), dtype=int)
    so_far = np.concatenate([np.zeros((len(counts), 1), dtype=int), np.cumsum(counts, axis=1)], axis=1)
    sizes = np.diff(zones.starts)
    for number, (begin, end) in enumerate(study.windows):
        running = np.cumsum((so_far[:, end] - so_far[:, begin])[zones.members])
        before = np.concatenate([[0], running])[zones.starts[:-1]]
        seen = running - np.repeat(before, sizes)
        expected = total * study.window_share[number] * study.zone_share
        entry = np.flatnonzero(zones.is_zone & _may_pass(seen, expected, best, total))
        value = likelihood_ratio(seen[entry], expected[entry], total)
        higher = entry[value > best[entry] + SAME]
        best[higher], window[higher] = value[value > best[entry] + SAME], number
    return best, window


def _may_pass(seen: np.ndarray, expected: np.ndarray, best: np.ndarray, total: int) -> np.ndarray:
    """False where the ratio cannot be above the best so far, told without a logarithm.

    It is at most (c − μ)² / 2μ(1 − μ/N) as long as c + μ ≤ N.
    """
    more = seen - expected
    bound = more**2 > 2 * best * expected * (1 - expected / total)
    return (more > 0) & (bound | (seen + expected > total))


def _chosen(best: np.ndarray, radius_m: np.ndarray) -> int:
    """The highest; of equal ones that of the smallest circle."""
    equal = np.flatnonzero(best >= best.max() - SAME)
    return int(equal[np.argmin(radius_m[equal])])


def _circle(study: Study, counts, xy, tree, entry: int, centre: int, window: int, llr: float) -> Circle:
    zones = study.zones
    x, y = zones.xy[centre]
    inside = np.array(tree.query_ball_point((x, y), zones.radius_m[entry] + zones.same_m), dtype=int)
    away = np.hypot(xy[inside, 0] - x, xy[inside, 1] - y)
    grids = inside[np.lexsort([inside, away])]
    begin, end = study.windows[window]
    return Circle(
        float(llr), float(x), float(y), float(zones.radius_m[entry]), grids, int(begin), int(end),
        int(counts[grids, begin:end].sum()),
        float(study.total * study.window_share[window] * study.zone_share[entry]),
    )  # fmt: skip

"""Does a series go up or down: the test of Mann and Kendall for many series at once, ties counted.

The steps of a series must not overlap: a count over twelve weeks moved on by one shares eleven of
them with the next, and such a series seems to have a trend by chance three to six times too often.
"""

from functools import cache

import numpy as np
from scipy.special import ndtr

#: up to so many steps every order of the values is counted; beyond, the normal approximation is
#: close. The same bound as in Gilbert (1987), Statistical Methods for Environmental Pollution
#: Monitoring, section 16.4.
COUNTED_STEPS = 10
#: two-sided p at which a trend is called one
TREND_P = 0.05


def mann_kendall(series: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Kendall's τ-b of every series against time, and the two-sided chance of as strong a trend.

    S counts the pairs of steps of which the later is higher, less those of which it is lower.
    τ-b = S / √(pairs × pairs that are not tied). p is exact up to ``COUNTED_STEPS`` steps, ties or
    none: every order of the values is as likely. Beyond it is normal with the variance of S under
    ties and a continuity correction.

    Args:
        series: n × t, a row a series, oldest step first.

    Returns:
        (τ, p), n each. τ is missing and p is 1 where all steps are equal.

    Source: Mann (1945), Econometrica 13; Kendall (1975), Rank Correlation Methods, chapters 3-5.

    >>> tau, p = mann_kendall([[1, 2, 3, 5, 8], [1, 1, 1, 1, 1]])
    >>> tau.tolist(), p.round(4).tolist()
    ([1.0, nan], [0.0167, 1.0])
    """
    x = np.asarray(series, dtype=float)
    score, alike = _compare(np.ascontiguousarray(x.T))
    steps = x.shape[1]
    pairs = steps * (steps - 1) / 2
    untied = pairs - (alike - 1).sum(axis=0) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        tau = score / np.sqrt(pairs * untied)
    p = _counted(score, alike) if steps <= COUNTED_STEPS else _normal(score, alike)
    return tau, np.where(untied > 0, p, 1.0)


def directions(tau: np.ndarray, p: np.ndarray) -> np.ndarray:
    """+1 where a series rises, -1 where it falls, 0 where neither can be told at ``TREND_P``.

    >>> directions(np.array([0.6, -0.6, 0.1]), np.array([0.01, 0.02, 0.4])).tolist()
    [1, -1, 0]
    """
    return np.where(p <= TREND_P, np.sign(tau), 0).astype(np.int8)


def _compare(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """S of every column, and for every value how many of its column are like it, itself included."""
    score = np.zeros(x.shape[1], dtype=np.int64)
    alike = np.ones(x.shape, dtype=np.int32)
    for lag in range(1, len(x)):
        earlier, later = x[:-lag], x[lag:]
        score += np.count_nonzero(later > earlier, axis=0)
        score -= np.count_nonzero(later < earlier, axis=0)
        same = later == earlier
        alike[lag:] += same
        alike[:-lag] += same
    return score, alike


def _normal(score: np.ndarray, alike: np.ndarray) -> np.ndarray:
    steps = len(alike)
    ties = ((alike - 1.0) * (2.0 * alike + 5.0)).sum(axis=0)
    spread = np.sqrt((steps * (steps - 1) * (2 * steps + 5) - ties) / 18)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.minimum(1.0, 2 * ndtr((1 - np.abs(score)) / spread))


def _counted(score: np.ndarray, alike: np.ndarray) -> np.ndarray:
    """Series with the same ties share one distribution."""
    ties, which = np.unique(np.sort(alike, axis=0), axis=1, return_inverse=True)
    which = which.ravel()
    p = np.ones(len(score))
    for k in range(ties.shape[1]):
        here = which == k
        p[here] = _two_sided(np.abs(score[here]), ties[:, k])
    return p


def _two_sided(size: np.ndarray, alike: np.ndarray) -> np.ndarray:
    """P(|S| ≥ size) when every order of the values is as likely."""
    ways = np.ones(1)
    placed = 0
    for likes in np.unique(alike):
        for _ in range(np.count_nonzero(alike == likes) // likes):
            ways = np.convolve(ways, _inversions(placed, int(likes)))
            placed += int(likes)
    most = len(ways) - 1  # S = most − 2 × inversions
    few = np.cumsum(ways / ways.sum())[(most - size) // 2]
    return np.minimum(1.0, 2 * few)


@cache
def _inversions(placed: int, more: int) -> np.ndarray:
    """In how many ways ``more`` equal values come among ``placed`` others, by inversions made.

    The coefficients of the Gaussian binomial, by its rule of Pascal.
    """
    if placed == 0 or more == 0:
        return np.ones(1)
    ways = np.zeros(placed * more + 1)
    first, last = _inversions(placed, more - 1), _inversions(placed - 1, more)
    ways[: len(first)] += first
    ways[more:] += last
    return ways

"""Kulldorff's likelihood ratio of a zone and window, and the counts at which it passes a level."""

import numpy as np
from scipy.special import xlogy

#: steps of √μ in a table of least counts
STEPS = 64
#: halvings that pin an expectation down; what is left errs on the safe side
HALVINGS = 24


def likelihood_ratio(seen: np.ndarray, expected: np.ndarray, total: float) -> np.ndarray:
    """Logarithm of the likelihood ratio where more is seen than expected, 0 elsewhere.

    c ln(c/μ) + (N − c) ln((N − c)/(N − μ)): the same for the Poisson and the space-time permutation
    model, which differ in μ.

    Args:
        seen: cases c in the zone and window; expected: μ, above zero; total: all cases, N.

    Source: Kulldorff (1997), Communications in Statistics 26(6); Kulldorff et al. (2005), PLoS
    Medicine 2(3), e59.

    >>> likelihood_ratio(np.array([3.0, 1.0]), np.array([0.42, 2.0]), 100).round(6).tolist()
    [3.352053, 0.0]
    """
    seen, expected = np.asarray(seen, float), np.asarray(expected, float)
    more = seen > expected
    inside = xlogy(seen, np.where(more, seen / expected, 1.0))
    rest = np.where(more, total - expected, 1.0)
    return inside + xlogy(total - seen, np.where(more, (total - seen) / rest, 1.0))


def most_expected(level: float, total: float, most: int) -> np.ndarray:
    """For 1, 2, … ``most`` cases, below which expectation their likelihood ratio is above a level.

    >>> most_expected(3.352053, 100, 3).round(2).tolist()
    [0.01, 0.15, 0.42]
    """
    seen = np.arange(1.0, most + 1)
    low, high = np.zeros(most), seen.copy()
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        above = likelihood_ratio(seen, np.maximum(middle, np.finfo(float).tiny), total) > level
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return high


def least_counts(level: float, total: float, most: int) -> np.ndarray:
    """The least number of cases that could lift a likelihood ratio above a level, by the root of μ.

    Entry k holds for expectations from (k / ``STEPS``)² on; it is never too high for them.
    ``most`` + 1 stands for what cannot be reached.
    """
    roots = np.arange(int(np.sqrt(total) * STEPS) + 2) / STEPS
    return np.searchsorted(most_expected(level, total, most), roots**2, side="right") + 1

"""Kulldorff's likelihood ratio of a zone and window, and the counts at which it passes a level."""

import numpy as np

#: of Newton's steps towards a least count, and what they may be wrong by
STEPS, WRONG = 5, 1e-6


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
    outside = total - seen
    others = more & (outside > 0)
    inside = seen * np.log(np.where(more, seen / expected, 1.0))
    rest = np.where(others, total - expected, 1.0)
    return inside + outside * np.log(np.where(others, outside / rest, 1.0))


def least_counts(level: np.ndarray, expected: np.ndarray, total: float) -> np.ndarray:
    """The least whole number of cases whose likelihood ratio is above a level, or one fewer.

    Args:
        level: not negative; expected: above zero; they are broadcast. total: all cases, N.

    The ratio rises ever steeper with the count, so Newton's steps come down to the root from a count
    that is certainly above it: for the Poisson limit that is Bernstein's, and N only adds to the ratio.

    >>> least_counts(np.array([3.3, 3.4]), np.array([0.42, 0.42]), 100).tolist()
    [3.0, 4.0]
    """
    level, expected = np.broadcast_arrays(level, expected)
    root = np.minimum(
        expected + level / 3 + np.sqrt(level**2 / 9 + 2 * level * expected), total * (1 - WRONG)
    )
    for _ in range(STEPS):
        inside, outside = np.log(root / expected), np.log((total - root) / (total - expected))
        slope = np.maximum(inside - outside, WRONG)
        root = root - (root * inside + (total - root) * outside - level) / slope
        root = np.clip(root, expected, total * (1 - WRONG))
    return np.ceil(root - WRONG * (1 + root))

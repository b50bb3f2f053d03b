"""Many grids are tested at once: the false discovery rate, and the classes it allows."""

import numpy as np

#: highest q of a class; hotter and colder are told apart by the nearer tail
LEVELS = ((99, 0.01), (95, 0.05), (90, 0.10))
CLASSES = ("hot_99", "hot_95", "hot_90", "none", "cold_90", "cold_95", "cold_99")


def q_values(p: np.ndarray) -> np.ndarray:
    """Benjamini and Hochberg's adjusted p: calling every grid with q ≤ α significant keeps the
    expected share of false ones among them below α.

    Source: Benjamini and Hochberg (1995), JRSS B 57(1). A missing p stays missing and is not counted.

    >>> q_values(np.array([0.01, 0.04, 0.03, 0.5])).round(4).tolist()
    [0.04, 0.0533, 0.0533, 0.5]
    """
    p = np.asarray(p, dtype=float)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    steps = p[order] * len(order) / np.arange(1, len(order) + 1)
    q = np.full(len(p), np.nan)
    q[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)
    return q


def classes(q: np.ndarray, hot: np.ndarray) -> np.ndarray:
    """The class of every grid, one of ``CLASSES``.

    Args:
        q: adjusted p values; missing ones are ``none``.
        hot: True where there is more than expected.

    >>> classes(np.array([0.001, 0.04, 0.07, 0.5]), np.array([True, True, False, True])).tolist()
    ['hot_99', 'hot_95', 'cold_90', 'none']
    """
    found = np.full(len(q), "none", dtype=object)
    side = np.where(hot, "hot_", "cold_").astype(object)
    for level, highest in reversed(LEVELS):
        found = np.where(q <= highest, side + str(level), found)
    return found

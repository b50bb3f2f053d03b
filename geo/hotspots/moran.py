"""Moran's I: does like lie beside like, over the whole map and around every grid?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import ndtr

#: own value and neighbours' mean against the mean of all; numbered as in Moran's scatterplot, from 1
QUADRANTS = ("high_high", "low_high", "low_low", "high_low")
#: a variance of I that is none but for rounding
NO_VARIANCE = 1e-15


@dataclass(frozen=True)
class Moran:
    """Moran's I, what chance would make of it, and how far it is from that.

    ``variance``, ``z`` and two-sided ``p`` hold when the values are dealt at random (randomisation);
    those with ``_normal`` when they come from one normal distribution. NaN where nothing can be said.
    """

    i: float
    expected: float
    variance: float
    variance_normal: float

    @property
    def z(self) -> float:
        """Standard deviations from what is expected, by randomisation."""
        return self._deviations(self.variance)

    @property
    def z_normal(self) -> float:
        """The same under normality."""
        return self._deviations(self.variance_normal)

    @property
    def p(self) -> float:
        """Two-sided, by randomisation."""
        return float(2 * ndtr(-abs(self.z)))

    @property
    def p_normal(self) -> float:
        """Two-sided, under normality."""
        return float(2 * ndtr(-abs(self.z_normal)))

    def _deviations(self, variance: float) -> float:
        """NaN where everybody is everybody's neighbour: I is then always the same."""
        return (self.i - self.expected) / variance**0.5 if variance > NO_VARIANCE else float("nan")


def moran(values: np.ndarray, weights: sparse.csr_array) -> Moran:
    """Moran's I of the whole map.

    I = n Σᵢⱼ wᵢⱼ zᵢ zⱼ / (S₀ Σᵢ zᵢ²), z being the values less their mean and S₀ the sum of all weights.
    The weights are taken as they are: for the usual I give them row-standardised
    (``geo.hotspots.neighbours.row_standardised``).

    Args:
        values: n finite numbers.
        weights: n × n, nothing on the diagonal.

    Returns:
        All NaN with fewer than four values, no neighbours, or all values equal.

    Source: Cliff and Ord (1981), Spatial Processes, section 1.5.

    >>> line = sparse.csr_array(np.array([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0.0]]))
    >>> found = moran(np.array([4, 4, 0, 0]), line)
    >>> round(found.i, 4), round(found.expected, 4)
    (0.3333, -0.3333)
    """
    x = np.asarray(values, dtype=float)
    n, s0 = len(x), float(weights.sum())
    if n < 4 or s0 == 0 or np.ptp(x) == 0:
        return Moran(*[float("nan")] * 4)
    z = x - x.mean()
    both = weights + weights.T
    s1 = float(both.power(2).sum()) / 2
    s2 = float(((weights.sum(axis=1) + weights.sum(axis=0)) ** 2).sum())
    expected = -1 / (n - 1)
    normal = (n * n * s1 - n * s2 + 3 * s0 * s0) / ((n * n - 1) * s0 * s0) - expected**2
    peaked = n * (z**4).sum() / (z @ z) ** 2
    dealt = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0)
    dealt -= peaked * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0)
    dealt = dealt / ((n - 1) * (n - 2) * (n - 3) * s0 * s0) - expected**2
    return Moran(float(n / s0 * (z @ (weights @ z)) / (z @ z)), expected, float(dealt), float(normal))


def local_moran(values: pd.Series | np.ndarray, weights: sparse.csr_array, *, ddof: int = 0) -> pd.DataFrame:
    """Moran's I of every grid: whether it is like its neighbours.

    Iᵢ = zᵢ Σⱼ wᵢⱼ zⱼ / m₂, z being the values less their mean and m₂ = Σ z² / (n − ddof). With ddof 0,
    as Anselin defines it, the Iᵢ add up to S₀ times the global I. Libraries that divide by n − 1
    (PySAL, GeoDa) are met with ddof 1. ``z`` is the same for both, and for rows multiplied by anything.

    Args:
        values: n finite numbers.
        weights: n × n, nothing on the diagonal, taken as they are.
        ddof: 0 or 1, see above.

    Returns:
        With the index of ``values``: ``i``; ``lag``, the weighted sum of the neighbours' deviations;
        ``expected`` and ``variance`` of i, and its ``z``, when the grid keeps its value and the others
        are dealt at random; ``quadrant``, one of ``QUADRANTS``, or ``none`` without neighbours. Missing
        where nothing can be said: no neighbours, all values equal, or a value that is just the mean.

    Source: Anselin (1995), Geographical Analysis 27(2); moments by Sokal, Oden and Thomson (1998),
    Geographical Analysis 30(4), equations A7 and A8.

    >>> line = sparse.csr_array(np.array([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0.0]]))
    >>> local_moran(np.array([5, 4, 0, 1]), line)["quadrant"].tolist()
    ['high_high', 'high_low', 'low_low', 'low_low']
    """
    index = values.index if isinstance(values, pd.Series) else pd.RangeIndex(len(values))
    x = np.asarray(values, dtype=float)
    n, around = len(x), weights.sum(axis=1)
    z = x - x.mean() if n else x
    lag, squares = weights @ z, z @ z
    uneven = weights.power(2).sum(axis=1) - around**2 / max(n - 1, 1)
    uneven = np.where(uneven > 1e-12 * around**2, uneven, 0.0)  # all others, equally: nothing to deal
    with np.errstate(divide="ignore", invalid="ignore"):
        m2 = squares / (n - ddof) if n > 2 and np.ptp(x) > 0 else np.nan
        expected = -(z**2) * around / ((n - 1) * m2)
        variance = (z / m2) ** 2 * uneven * (squares - z**2 * n / (n - 1)) / (n - 2)
        deviate = np.where(variance > 0, (z * lag / m2 - expected) / np.sqrt(variance), np.nan)
    frame = {"i": z * lag / m2, "lag": lag, "expected": expected, "variance": variance, "z": deviate}
    alone = np.diff(sparse.csr_array(weights).indptr) == 0
    frame = pd.DataFrame({name: np.where(alone, np.nan, column) for name, column in frame.items()}, index)
    return frame.assign(quadrant=quadrants(z > 0, lag > 0, ~alone))


def quadrants(high: np.ndarray, around_high: np.ndarray, known: np.ndarray) -> np.ndarray:
    """The quadrant of every grid, by whether it and its neighbours are high; ``none`` where not known.

    >>> quadrants(np.array([True, False]), np.array([False, False]), np.array([True, True])).tolist()
    ['high_low', 'low_low']
    """
    which = np.where(around_high, np.where(high, 0, 1), np.where(high, 3, 2))
    return np.where(known, np.array(QUADRANTS, dtype=object)[which], "none")

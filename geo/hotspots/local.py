"""The local statistic Gi*: how much lies in a grid and its neighbours, against what chance puts there."""

import numpy as np
from scipy import sparse


def windows(neighbours: sparse.csr_array) -> sparse.csr_array:
    """Every grid with its neighbours: the neighbour matrix with ones on the diagonal."""
    return sparse.csr_array(neighbours + sparse.eye_array(neighbours.shape[0]))


def gi_star(values: np.ndarray, neighbours: sparse.csr_array) -> np.ndarray:
    """Getis and Ord's standardised Gi* with binary weights.

    z = (S − m x̄) / (s √(m (n − m) / (n − 1))), where S is the sum over a grid and its neighbours,
    m how many they are, x̄ and s the mean and the standard deviation (divisor n) of all n values.

    Args:
        values: n finite numbers.
        neighbours: n × n, 1.0 where two grids are neighbours, nothing on the diagonal.

    Returns:
        n z values; NaN where there is nothing to compare: all values equal, or every grid in
        the window.

    Source: Ord and Getis (1995), Geographical Analysis 27(4), equation 14b.

    >>> line = sparse.csr_array(np.array([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0.0]]))
    >>> gi_star(np.array([4, 4, 0, 0]), line).round(3)
    array([ 1.732,  1.   , -1.   , -1.732])
    """
    x = np.asarray(values, dtype=float)
    if not len(x) or np.ptp(x) == 0:
        return np.full(len(x), np.nan)
    around = windows(neighbours)
    size = around.sum(axis=1)
    spread = x.std() * np.sqrt(size * (len(x) - size) / (len(x) - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread > 0, (around @ x - size * x.mean()) / spread, np.nan)

"""The local statistics Gi and Gi*: how much lies around a grid, against what chance puts there."""

import numpy as np
from scipy import sparse

from geo.errors import InputError


def windows(weights: sparse.csr_array) -> sparse.csr_array:
    """Every grid with its neighbours; it weighs as much as the heaviest of them, and 1 where it has none.

    With neighbours of weight 1 that is the neighbour matrix with ones on the diagonal.
    """
    heaviest = weights.max(axis=1).toarray().ravel() if weights.nnz else np.zeros(weights.shape[0])
    return sparse.csr_array(weights + sparse.diags_array(np.where(heaviest > 0, heaviest, 1.0)))


def touching(weights: sparse.csr_array) -> sparse.csr_array:
    """Who is a neighbour at all: 1.0 where the row's weights are equal, whatever they are.

    Raises:
        InputError: ``weights_unequal`` where a grid's neighbours weigh differently: a window of them is
            no number of cases.
    """
    near = sparse.coo_array(weights)
    keep = (near.row != near.col) & (near.data != 0)
    row, column, weight = near.row[keep], near.col[keep], near.data[keep]
    n = near.shape[0]
    mean = np.bincount(row, weight, n) / np.maximum(np.bincount(row, minlength=n), 1)
    if not np.allclose(weight, mean[row], rtol=1e-9, atol=0):
        raise InputError("weights_unequal")
    return sparse.csr_array((np.ones(len(row)), (row, column)), shape=near.shape)


def everybody(near: sparse.csr_array) -> bool:
    """Whether all grids are neighbours of all others, so that no window differs from the next.

    >>> everybody(sparse.csr_array(np.ones((3, 3)))), everybody(sparse.csr_array(np.eye(3)))
    (True, False)
    """
    n = near.shape[0]
    return n > 1 and bool(near.nnz - np.count_nonzero(near.diagonal()) == n * (n - 1))


def gi(values: np.ndarray, weights: sparse.csr_array) -> np.ndarray:
    """Getis and Ord's standardised Gi: the neighbours without the grid itself.

    z = (Σⱼ wᵢⱼ xⱼ − Wᵢ x̄ᵢ) / (sᵢ √(((n − 1) S₁ᵢ − Wᵢ²) / (n − 2))), where x̄ᵢ and sᵢ are the mean and
    the standard deviation (divisor n − 1) of the n − 1 other values, Wᵢ = Σⱼ wᵢⱼ, S₁ᵢ = Σⱼ wᵢⱼ².
    A row's weights may be multiplied by anything above zero without changing its z.

    Args:
        values: n finite numbers.
        weights: n × n, nothing on the diagonal; 1.0 where two grids are neighbours, or any weights.

    Returns:
        n z values; NaN where there is nothing to compare: no neighbours, all other values equal, or
        every other grid a neighbour of the same weight.

    Source: Ord and Getis (1995), Geographical Analysis 27(4), equation 14a.

    >>> line = sparse.csr_array(np.array([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0.0]]))
    >>> gi(np.array([4, 4, 0, 1]), line).round(3)
    array([ 1.373,  0.392, -0.707, -1.414])
    """
    x = np.asarray(values, dtype=float)
    others = len(x) - 1
    if others < 2:
        return np.full(len(x), np.nan)
    x = x - x.mean()  # the variance of the others is then a difference of moderate numbers
    mean = (x.sum() - x) / others
    variance = (x @ x - x**2) / others - mean**2
    return _standardised(x, weights, mean, np.where(variance > 1e-13 * (x @ x), variance, 0.0), others)


def gi_star(values: np.ndarray, weights: sparse.csr_array) -> np.ndarray:
    """Getis and Ord's standardised Gi*: the grid itself and its neighbours.

    z = (S − m x̄) / (s √(m (n − m) / (n − 1))), where S is the sum over a grid and its neighbours,
    m how many they are, x̄ and s the mean and the standard deviation (divisor n) of all n values.
    With weights, as for ``gi`` but among all n values, the grid weighing as in ``windows``.

    Args:
        values: n finite numbers.
        weights: n × n, nothing on the diagonal; 1.0 where two grids are neighbours, or any weights.

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
    return _standardised(x, windows(weights), x.mean(), x.var(), len(x))


def _standardised(x: np.ndarray, weights: sparse.csr_array, mean, variance, n: int) -> np.ndarray:
    """A weighted sum of the values against n values dealt at random."""
    total = weights.sum(axis=1)
    uneven = n * weights.power(2).sum(axis=1) - total**2
    spread = np.sqrt(variance * np.where(uneven > 1e-12 * total**2, uneven, 0.0) / (n - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread > 0, (weights @ x - total * mean) / spread, np.nan)

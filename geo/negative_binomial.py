"""Counts that vary more than chance: a log-linear regression with negative binomial variance.

A count n has mean μ = e · exp(xβ) and variance μ + α μ²; α is the dispersion, 0 is Poisson.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import nbinom

#: a step of the coefficients too small to go on for, and the most steps
ENOUGH, MOST_STEPS = 1e-9, 50
#: dispersion above which counts say nothing of their mean, and below which it is Poisson
MOST_DISPERSION, NO_DISPERSION = 25.0, 1e-6
#: rounds of coefficients and dispersion in turn, and a change of the dispersion too small to go on for
ROUNDS, SAME = 30, 1e-6
#: a linear predictor beyond this would leave the range of numbers
_FAR = 30.0
#: rows from which a dispersion is told; more only take longer
_SAMPLE = 20_000


@dataclass(frozen=True)
class Fit:
    """Coefficients β, their covariance (for this α) and the dispersion α."""

    coefficients: np.ndarray
    covariance: np.ndarray
    dispersion: float

    def mean(self, design: np.ndarray, exposure: np.ndarray) -> np.ndarray:
        """μ of every row of a design (n × k) with exposures (n)."""
        return exposure * np.exp(np.clip(design @ self.coefficients, -_FAR, _FAR))

    def log_variance(self, design: np.ndarray) -> np.ndarray:
        """Variance of ln μ of every row that comes from not knowing β exactly."""
        return np.einsum("ij,jk,ik->i", design, self.covariance, design)


def given_dispersion(
    counts: np.ndarray, design: np.ndarray, exposure: np.ndarray, dispersion: float, start: Fit | None = None
) -> Fit:
    """Maximum likelihood for a known dispersion, by iteratively reweighted least squares.

    Args:
        counts: n whole numbers, not all zero.
        design: n × k of full rank, a column of ones among them.
        exposure: n numbers above zero.
        start: a fit to begin from.

    Source: McCullagh and Nelder (1989), Generalized Linear Models, 2.5; Hilbe (2011), Negative Binomial
    Regression, 8.

    >>> given_dispersion(np.array([1, 3]), np.ones((2, 1)), np.array([1.0, 1.0]), 0.0).coefficients.round(4)
    array([0.6931])
    """
    mean = start.mean(design, exposure) if start else exposure * counts.sum() / exposure.sum()
    predictor, beta = np.log(mean / exposure), np.full(design.shape[1], np.inf)
    for _ in range(MOST_STEPS):
        weight = mean / (1 + dispersion * mean)
        information = design.T @ (weight[:, None] * design)
        old, beta = beta, np.linalg.solve(
            information, design.T @ (weight * (predictor + counts / mean - 1))
        )  # fmt: skip
        predictor = np.clip(design @ beta, -_FAR, _FAR)
        mean = exposure * np.exp(predictor)
        if np.abs(beta - old).max() < ENOUGH:
            break
    return Fit(beta, np.linalg.inv(information), dispersion)


def fit(
    counts: np.ndarray,
    design: np.ndarray,
    exposure: np.ndarray,
    *,
    spread: float = 1.0,
    start: Fit | None = None,
) -> Fit:
    """Coefficients and dispersion in turn until the dispersion stays; arguments as in ``given_dispersion``.

    Args:
        spread: as in ``dispersion_by_moments``.
    """
    dispersion = start.dispersion if start else 0.0
    for _ in range(ROUNDS):
        start = given_dispersion(counts, design, exposure, dispersion, start)
        mean = start.mean(design, exposure)
        old, dispersion = dispersion, dispersion_by_moments(counts, mean, design.shape[1], spread)
        if abs(dispersion - old) < SAME:
            break
    return Fit(start.coefficients, start.covariance, dispersion)


def dispersion_by_moments(counts: np.ndarray, mean: np.ndarray, k: int, spread: float = 1.0) -> float:
    """The α at which Pearson's χ² equals its degrees of freedom n − k; 0 where counts vary less than chance.

    Args:
        spread: of χ² per degree of freedom; below 1 where rows in the tails were left out.

    Source: Breslow (1984), Applied Statistics 33(1).

    >>> dispersion_by_moments(np.array([0, 8]), np.array([4.0, 4.0]), 1)
    1.75
    """
    target = spread * max(len(counts) - k, 1)

    def too_wide(dispersion: float) -> float:
        return float(((counts - mean) ** 2 / (mean + dispersion * mean**2)).sum()) - target

    if too_wide(0.0) <= 0:
        return 0.0
    if too_wide(MOST_DISPERSION) > 0:
        return MOST_DISPERSION
    return round(float(brentq(too_wide, 0.0, MOST_DISPERSION, xtol=1e-12)), 12)


def dispersion_below(counts: np.ndarray, mean: np.ndarray) -> float:
    """The α most likely by what lies at or below its mean; of a count above, only that it lies above.

    What lies far above (a hotspot that is not all set aside) has no say in how far below is usual.
    """
    every = max(1, len(counts) // _SAMPLE)
    n, mean = counts[::every], mean[::every]
    edge = np.floor(mean)
    below = n <= edge

    def unlikely(log_dispersion: float) -> float:
        shape = np.exp(-log_dispersion)
        share = shape / (shape + mean)
        inside = nbinom.logpmf(n[below], shape, share[below]).sum()
        return -float(inside + nbinom.logsf(edge[~below], shape, share[~below]).sum())

    bounds = np.log([NO_DISPERSION, MOST_DISPERSION])
    found = float(np.exp(minimize_scalar(unlikely, bounds=bounds, method="bounded").x))
    return found if found > 10 * NO_DISPERSION else 0.0


def interval(
    mean: np.ndarray, dispersion: np.ndarray, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """The counts between which one with this mean and dispersion lies this often: low and high.

    >>> interval(np.array([10.0]), np.array([0.0]))
    (array([4.]), array([17.]))
    """
    shape = 1 / np.maximum(dispersion, NO_DISPERSION)
    tail = (1 - confidence) / 2
    return tuple(nbinom.ppf(side, shape, shape / (shape + mean)) for side in (tail, 1 - tail))

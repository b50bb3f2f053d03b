"""Counts against the people they come from: rates, shrunk rates, intervals, small numbers.

Every measure takes Series with one index and gives a named Series (or frame) with the same; plain arrays
in one order do as well.
"""

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import betainc, gammainc, ndtri, pdtr

#: a column by grid, or an array in the same order
Numbers = pd.Series | np.ndarray
#: below this many cases a rate is greyed and never ranked
SMALL = 5
#: what is said of rates wherever they are shown: ``side_by_side``
COLUMNS = ("rate", "smoothed", "smoothed_near", "small_number")
#: a variance of relative risks too small to tell from none
NO_VARIANCE = 1e-6


def exposure(grids: pd.DataFrame) -> tuple[pd.Series, str]:
    """The people that cases are set against, and whether they are ``households`` or ``residents``.

    Households, because a household reports as one; residents where no grid knows its households but
    some know their residents. Every rate and expectation of one screen asks here, so that all of them
    mean the same people.

    Args:
        grids: ``households`` and ``population``, a row a grid; missing where not known.

    >>> exposure(pd.DataFrame({"households": [None, None], "population": [30, None]}))[1]
    'residents'
    """
    residents = _any_known(grids["population"]) and not _any_known(grids["households"])
    column, unit = ("population", "residents") if residents else ("households", "households")
    return grids[column].astype(float), unit


def residents(grids: pd.DataFrame) -> pd.Series:
    """Who lives there, for standards that count people: households stand for them where no grid knows its own.

    Args:
        grids: as for ``exposure``.

    >>> residents(pd.DataFrame({"households": [7, 9], "population": [None, None]})).tolist()
    [7, 9]
    """
    return grids["population"] if grids["population"].notna().any() else grids["households"]


def _any_known(people: pd.Series) -> bool:
    return bool((people.to_numpy(dtype=float, na_value=np.nan) > 0).any())


def _beside(counts: Numbers, people: Numbers) -> tuple[pd.Series, pd.Series]:
    """Two columns by grid, from columns or plain arrays in one order."""
    counts = counts if isinstance(counts, pd.Series) else pd.Series(np.asarray(counts))
    return counts, people if isinstance(people, pd.Series) else pd.Series(np.asarray(people), counts.index)


def per_1000(counts: Numbers, people: Numbers) -> pd.Series:
    """Cases per 1,000 households (or residents); missing where nobody lives or it is not known.

    >>> per_1000([3, 1], [600, 0]).tolist()
    [5.0, nan]
    """
    counts, people = _beside(counts, people)
    lived_in = people.where(people > 0).astype(float)
    return (1000 * counts / lived_in).rename("per_1000")


def gamma_poisson(counts: Numbers, exposure: Numbers) -> tuple[float, float]:
    """The common rate, and how much true relative risks vary around it.

    Moments of a gamma-Poisson model: a grid with exposure e has rate r θ, θ with mean 1 and the
    variance returned. Grids without exposure take no part; zero variance is plain Poisson.

    Returns:
        (cases per unit of exposure, variance of the relative risk); NaN, 0 without exposure.

    Source: Marshall (1991), Applied Statistics 40(2), global estimator.
    """
    counts, exposure = _beside(counts, exposure)
    takes_part = (exposure > 0).to_numpy()
    n, e = counts.to_numpy(float)[takes_part], exposure.to_numpy(float)[takes_part]
    if not len(e):
        return float("nan"), 0.0
    rate = n.sum() / e.sum()
    if rate == 0:
        return 0.0, 0.0
    between = (e * (n / e - rate) ** 2).sum() / e.sum() - rate / e.mean()
    return float(rate), float(max(between, 0.0) / rate**2)


def shrunk_per_1000(counts: Numbers, households: Numbers) -> pd.Series:
    """Rates pulled towards the common rate, the more so the fewer people stand behind them.

    The empirical-Bayes estimate by which grids are ranked. A grid in which nobody lives has no
    rate of its own and stays missing.

    Source: Marshall (1991), as in ``gamma_poisson``.
    """
    counts, households = _beside(counts, households)
    rate, variance = gamma_poisson(counts, households)
    lived_in = households.where(households > 0).astype(float)
    weight = variance / (variance + 1.0 / (rate * lived_in)) if rate else 0.0 * lived_in
    shrunk = weight * (counts / lived_in) + (1 - weight) * rate
    return (1000 * shrunk).rename("shrunk_per_1000_households")


def shrunk_near_per_1000(counts: Numbers, households: Numbers, neighbours: sparse.csr_array) -> pd.Series:
    """Rates pulled towards the rate of the grid with its neighbours, the more so the fewer people there are.

    Where trouble differs from one end of the city to the other, this says more of a small grid than the
    city's rate would. Missing where nobody lives; a grid without neighbours keeps its own rate.

    Args:
        neighbours: matrix whose row i is the i-th grid of ``counts``; only who is a neighbour counts.

    Source: Marshall (1991), Applied Statistics 40(2), local estimator.
    """
    counts, households = _beside(counts, households)
    lived_in = households.where(households > 0).to_numpy(dtype=float, na_value=np.nan)
    rate = local_rate(counts.to_numpy(dtype=float), lived_in, neighbours)
    return pd.Series(1000 * rate, index=counts.index, name="shrunk_near_per_1000")


def local_rate(counts: np.ndarray, exposure: np.ndarray, neighbours: sparse.csr_array) -> np.ndarray:
    """Cases per unit of exposure as in ``shrunk_near_per_1000``; NaN where there is no exposure.

    With x cases on an exposure e, m the rate of the grid and its k − 1 neighbours together, E their
    exposure and s² = Σ e (x/e − m)² / E, the rate is m + w (x/e − m), where w = A / (A + m/e) and
    A = max(0, s² − m k / E).
    """
    takes_part = exposure > 0
    e, x = np.where(takes_part, exposure, 0.0), np.where(takes_part, counts, 0.0)
    near = sparse.csr_array(sparse.csr_array(neighbours != 0) + sparse.eye_array(len(e)) != 0).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.where(takes_part, x / e, np.nan)
        people = near @ e
        mean = (near @ x) / people
        spread = (near @ np.where(takes_part, x * own, 0.0)) / people - mean**2
        between = np.maximum(spread - mean * (near @ takes_part.astype(float)) / people, 0.0)
        weight = np.where(mean > 0, between / (between + mean / e), 0.0)
    return weight * own + (1 - weight) * mean


def side_by_side(counts: Numbers, people: Numbers, neighbours: sparse.csr_array) -> pd.DataFrame:
    """A rate and what must be known to read it: the only way a rate reaches a screen or a file.

    Args:
        counts: cases by ``grid_id``, or an array. people: of ``exposure``, or an array in the same
            order. neighbours: as in ``shrunk_near_per_1000``.

    Returns:
        ``COLUMNS`` by ``grid_id``: ``rate`` per 1,000 of the people, ``smoothed`` towards the rate of all
        grids and ``smoothed_near`` towards that of the grid and its neighbours; ``small_number`` where the
        rate is greyed and not ranked.
    """
    counts, people = _beside(counts, people)
    return pd.DataFrame(
        {
            "rate": per_1000(counts, people),
            "smoothed": shrunk_per_1000(counts, people),
            "smoothed_near": shrunk_near_per_1000(counts, people, neighbours),
            "small_number": small_number(counts),
        }
    )


def ranked(rate: pd.Series, small: pd.Series) -> pd.Series:
    """Rates that may be ranked and coloured; missing where too few cases stand behind them.

    >>> ranked(pd.Series([50.0, 90.0]), small_number(pd.Series([5, 4]))).tolist()
    [50.0, nan]
    """
    return rate.where(~small)


def count_tails(
    n: np.ndarray, expected: np.ndarray, variance: np.ndarray | float
) -> tuple[np.ndarray, np.ndarray]:
    """P(as many or more) and P(as many or fewer) cases under a gamma-Poisson model.

    Args:
        n: cases seen; expected: cases expected, above zero; variance: of the relative risk, as in
            ``gamma_poisson``; zero is plain Poisson.

    >>> more, fewer = count_tails(np.array([0]), np.array([2.0]), 0.0)
    >>> more.round(4).tolist(), fewer.round(4).tolist()
    ([1.0], [0.1353])
    """
    n, expected, variance = np.broadcast_arrays(n, np.asarray(expected, float), np.asarray(variance, float))
    shape = 1.0 / np.maximum(variance, NO_VARIANCE)
    share = expected / (expected + shape)
    plain = variance < NO_VARIANCE
    at_least_one = np.maximum(n, 1)
    more = np.where(plain, gammainc(at_least_one, expected), betainc(at_least_one, shape, share))
    fewer = np.where(plain, pdtr(n, expected), betainc(shape, n + 1, 1 - share))
    return np.where(n > 0, more, 1.0), fewer


def wilson(successes: pd.Series, totals: pd.Series, confidence: float = 0.95) -> pd.DataFrame:
    """Wilson's interval for a share: ``low`` and ``high``; missing where the total is zero.

    Source: Wilson (1927), JASA 22.

    >>> wilson(pd.Series([0]), pd.Series([10])).round(4).to_dict("records")
    [{'low': 0.0, 'high': 0.2775}]
    """
    z = ndtri(0.5 + confidence / 2)
    n = totals.where(totals > 0).astype(float)
    share = successes / n
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return pd.DataFrame({"low": (middle - half).clip(lower=0), "high": (middle + half).clip(upper=1)})


def small_number(counts: pd.Series) -> pd.Series:
    """True where there are too few cases for a rate to be ranked."""
    return (counts < SMALL).rename("small_number")

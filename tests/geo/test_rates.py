import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest, nbinom, poisson

from geo.rates import (
    count_tails,
    exposure,
    gamma_poisson,
    per_1000,
    shrunk_per_1000,
    small_number,
    wilson,
)

IDS = pd.Index([7, 8, 9, 10], name="grid_id")


def series(*values):
    return pd.Series(values, index=IDS, dtype=float)


def test_a_rate_per_1000_households():
    rate = per_1000(series(1, 2, 3, 4), series(500, 1000, 0, np.nan))
    assert rate.iloc[:2].tolist() == [2, 2]
    assert rate.iloc[2:].isna().all()
    assert rate.name == "per_1000"
    assert rate.index.equals(IDS)


def test_marshalls_estimator_by_hand():
    """n = 10, 30, 20, 40 of 100 each: r = 0.25; s² = (15² + 5² + 5² + 15²) / 400 / 100 = 0.0125;
    between = 0.0125 − 0.25 / 100 = 0.01; relative to r²: 0.16; weight 0.16 / (0.16 + 1 / 25) = 0.8."""
    counts, households = series(10, 30, 20, 40), series(100, 100, 100, 100)
    rate, variance = gamma_poisson(counts, households)
    assert (rate, variance) == (pytest.approx(0.25), pytest.approx(0.16))
    shrunk = [1000 * (0.8 * n / 100 + 0.2 * 0.25) for n in (10, 30, 20, 40)]
    assert shrunk_per_1000(counts, households).tolist() == pytest.approx(shrunk)


def test_equal_to_the_peer_library_where_somebody_lives_everywhere():
    smoothing = pytest.importorskip("esda.smoothing")
    rng = np.random.default_rng(5)
    households = pd.Series(rng.integers(50, 900, 60).astype(float))
    counts = pd.Series(rng.poisson(0.02 * households * rng.gamma(2, 0.5, 60)).astype(float))
    peer = smoothing.Empirical_Bayes(counts.to_numpy(), households.to_numpy()).r
    assert shrunk_per_1000(counts, households).tolist() == pytest.approx((1000 * peer).ravel().tolist())


def test_one_grid_without_people_harms_nobody_else():
    counts, households = series(10, 30, 20, 5), series(100, 100, 100, 0)
    shrunk = shrunk_per_1000(counts, households)
    without = shrunk_per_1000(counts.iloc[:3], households.iloc[:3])
    assert shrunk.iloc[:3].tolist() == without.tolist()
    assert np.isnan(shrunk.iloc[3])


def test_equal_rates_are_pulled_all_the_way():
    assert shrunk_per_1000(series(1, 2, 3, 4), series(100, 200, 300, 400)).tolist() == pytest.approx([10] * 4)
    assert shrunk_per_1000(series(0, 0, 0, 0), series(1, 2, 3, 4)).tolist() == [0] * 4


def test_no_people_no_rate():
    rate, variance = gamma_poisson(series(1, 2, 3, 4), series(0, 0, 0, 0))
    assert np.isnan(rate)
    assert variance == 0
    assert shrunk_per_1000(series(1, 2, 3, 4), series(0, 0, 0, 0)).isna().all()


@pytest.mark.parametrize(("successes", "total"), [(0, 10), (3, 10), (10, 10), (250, 1000)])
def test_wilsons_interval_is_the_peers(successes, total):
    peer = binomtest(successes, total).proportion_ci(0.95, method="wilson")
    ours = wilson(pd.Series([successes]), pd.Series([total])).iloc[0]
    assert (ours["low"], ours["high"]) == (pytest.approx(peer.low), pytest.approx(peer.high))


def test_a_share_of_nothing_has_no_interval():
    assert wilson(pd.Series([0]), pd.Series([0])).isna().all(axis=None)


def test_fewer_than_five_are_small():
    assert small_number(series(0, 4, 5, 6)).tolist() == [True, True, False, False]


@pytest.mark.parametrize("variance", [0.0, 0.04, 0.5, 3.0])
def test_tails_are_those_of_poisson_and_negative_binomial(variance):
    n, mean = np.array([0, 1, 5, 12, 40]), np.array([3.0, 0.5, 5.0, 4.0, 20.0])
    chance = poisson(mean) if variance == 0 else nbinom(1 / variance, 1 / (1 + variance * mean))
    more, fewer = count_tails(n, mean, variance)
    assert more == pytest.approx(chance.sf(n - 1))
    assert fewer == pytest.approx(chance.cdf(n))


@pytest.mark.parametrize(
    ("households", "population", "unit", "people"),
    [
        ([100, np.nan], [250, 80], "households", [100, np.nan]),
        ([np.nan, np.nan], [250, np.nan], "residents", [250, np.nan]),
        ([0, np.nan], [250, 80], "residents", [250, 80]),
        ([None, None], [None, None], "households", [np.nan, np.nan]),
    ],
)
def test_households_where_any_are_counted_else_residents(households, population, unit, people):
    found, counted = exposure(pd.DataFrame({"households": households, "population": population}))
    assert counted == unit
    np.testing.assert_array_equal(found, people)

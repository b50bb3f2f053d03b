import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.stats import binomtest, nbinom, poisson
from town import squares

from geo.hotspots.neighbours import shared_border
from geo.rates import (
    COLUMNS,
    count_tails,
    exposure,
    gamma_poisson,
    per_1000,
    ranked,
    shrunk_near_per_1000,
    shrunk_per_1000,
    side_by_side,
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


def city(seed=5, side=8):
    """Counts and households of a square city, and who touches whom."""
    rng = np.random.default_rng(seed)
    households = pd.Series(rng.integers(20, 900, side * side).astype(float))
    counts = pd.Series(rng.poisson(0.02 * households * rng.gamma(2, 0.5, side * side)).astype(float))
    return counts, households, shared_border(squares(side, side))


def everybody(n):
    return sparse.csr_array(np.ones((n, n)) - np.eye(n))


def test_near_and_far_are_the_same_where_everybody_is_a_neighbour():
    """The grid with its neighbours is then all grids: by hand as above, weight 0.8 towards 0.25."""
    counts, households = series(10, 30, 20, 40), series(100, 100, 100, 100)
    near = shrunk_near_per_1000(counts, households, everybody(4))
    assert near.tolist() == pytest.approx([1000 * (0.8 * n / 100 + 0.2 * 0.25) for n in (10, 30, 20, 40)])
    assert near.name == "shrunk_near_per_1000" and near.index.equals(IDS)
    counts, households, _touching = city()
    near = shrunk_near_per_1000(counts, households, everybody(64))
    assert near.tolist() == pytest.approx(shrunk_per_1000(counts, households).tolist())


@pytest.mark.parametrize("seed", range(3))
def test_the_local_estimator_is_the_peers(seed):
    smoothing, weights = pytest.importorskip("esda.smoothing"), pytest.importorskip("libpysal.weights")
    counts, households, touching = city(seed)
    rook = weights.lat2W(8, 8, rook=False)
    peer = smoothing.Spatial_Empirical_Bayes(counts.to_numpy(), households.to_numpy(), rook).r
    ours = shrunk_near_per_1000(counts, households, touching)
    assert ours.tolist() == pytest.approx((1000 * peer).ravel().tolist(), rel=1e-9)


def test_the_local_estimator_grid_by_grid_after_the_paper():
    """Written out as the paper does, one grid at a time, some of them without people."""
    counts, households, touching = city(9)
    households[[0, 10, 37]] = [0, np.nan, 0]
    found = shrunk_near_per_1000(counts, households, touching)
    for i in range(64):
        members = [j for j in (i, *touching[[i]].indices) if households[j] > 0]
        e, x = households[members], counts[members]
        m = x.sum() / e.sum()
        a = max((e * (x / e - m) ** 2).sum() / e.sum() - m / e.mean(), 0.0)
        if not households[i] > 0:
            assert np.isnan(found[i])
            continue
        weight = a / (a + m / households[i]) if m else 0.0
        assert found[i] == pytest.approx(1000 * (m + weight * (counts[i] / households[i] - m)))


def test_where_there_is_nothing_to_draw_towards():
    """An island keeps its own rate; where nobody reported anything the rate is none, not missing."""
    alone = sparse.csr_array((4, 4))
    own = shrunk_near_per_1000(series(1, 2, 0, 9), series(100, 100, 100, 0), alone)
    assert own.iloc[:3].tolist() == [10, 20, 0] and np.isnan(own.iloc[3])
    quiet = shrunk_near_per_1000(series(0, 0, 0, 0), series(9, 9, 9, 9), everybody(4))
    assert quiet.tolist() == [0] * 4
    equal = shrunk_near_per_1000(series(1, 2, 3, 4), series(100, 200, 300, 400), everybody(4))
    assert equal.tolist() == pytest.approx([10] * 4)


def test_weights_of_neighbours_do_not_matter():
    counts, households, touching = city()
    standardised = touching / touching.sum(axis=1)[:, None]
    halved = shrunk_near_per_1000(counts, households, sparse.csr_array(standardised))
    assert halved.equals(shrunk_near_per_1000(counts, households, touching))


def test_a_rate_comes_with_what_must_be_known_to_read_it():
    counts, households = series(4, 5, 50, 2), series(20, 1000, 1000, 0)
    told = side_by_side(counts, households, everybody(4))
    assert tuple(told) == COLUMNS and told.index.equals(IDS)
    assert told["rate"].iloc[:3].tolist() == [200, 5, 50] and np.isnan(told["rate"].iloc[3])
    assert told["small_number"].tolist() == [True, False, False, True]
    assert told["smoothed"].iloc[0] < 200 and told["smoothed_near"].iloc[0] < 200
    assert ranked(told["rate"], told["small_number"]).isna().tolist() == [True, False, False, True]


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

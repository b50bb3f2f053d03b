import numpy as np
import pytest
from scipy.stats import hypergeom, norm

from geo.hotspots.saddlepoint import tails


def test_tails_of_zeros_and_ones_far_out():
    sums = np.arange(2, 25)
    hot, cold = tails(np.repeat([1, 0], [200, 800]), 40, sums)
    chance = hypergeom(1000, 200, 40)
    assert hot == pytest.approx(chance.sf(sums - 1), rel=0.01)
    assert cold == pytest.approx(chance.cdf(sums), rel=0.01)
    assert hot.min() < 1e-7


def test_tails_where_the_normal_approximation_is_wrong_by_orders_of_magnitude():
    """One grid in a hundred holds 50, the rest nothing: the sum is 50 times a hypergeometric."""
    values = np.repeat([50, 0], [20, 1980])
    hot, _ = tails(values, 9, np.array([100, 150]))
    chance = hypergeom(2000, 20, 9).sf([1, 2])
    assert hot == pytest.approx(chance, rel=0.05)
    naive = norm.sf((150 - 4.5) / (values.std() * 3))
    assert naive < chance[1] / 1e10


def test_a_window_of_everything_is_certain():
    assert tails(np.array([1, 2, 3]), 3, np.array([6]))[0].tolist() == [1.0]
    assert tails(np.full(5, 2), 3, np.array([6]))[1].tolist() == [1.0]


def test_sums_no_deal_can_reach_keep_the_last_solved_tail():
    hot, cold = tails(np.random.default_rng(1).poisson(30, 500), 9, np.array([0, 9000]))
    assert 0 < hot[1] < 1e-6
    assert 0 < cold[0] < 1e-6


def test_many_distinct_values_are_merged_without_harm():
    values = np.random.default_rng(8).choice(100_000, 5000, replace=False)
    middle = 10 * values.mean()
    hot, cold = tails(values, 10, np.array([middle]).round())
    assert hot[0] + cold[0] == pytest.approx(1.0, abs=1e-3)
    assert hot[0] == pytest.approx(0.5, abs=0.02)

from itertools import permutations, product

import numpy as np
import pymannkendall
import pytest
from scipy.stats import kendalltau

from geo.hotspots.trend import COUNTED_STEPS, directions, mann_kendall


def test_a_straight_rise_and_a_straight_fall():
    """Of the 120 orders of five values one rises all the way: 2 / 120."""
    tau, p = mann_kendall([[1, 2, 3, 4, 5], [9, 7, 6, 4, 1]])
    assert tau.tolist() == [1, -1]
    assert p == pytest.approx([2 / 120, 2 / 120])


def test_tau_by_hand():
    """1 3 2 2: pairs up 1-3 1-2 1-2, down 3-2 3-2, tied 2-2: S = 1 of √(6 × 5)."""
    tau, _ = mann_kendall([[1, 3, 2, 2]])
    assert tau == pytest.approx([1 / np.sqrt(30)])


def test_no_change_is_no_trend():
    tau, p = mann_kendall(np.full((2, 26), 3))
    assert np.isnan(tau).all()
    assert p.tolist() == [1, 1]


@pytest.mark.parametrize("steps", [2, 3, 4, 5, 6])
def test_short_series_are_counted_order_by_order(steps):
    """Every series of zeros, ones and twos: its p is the share of its orders with as large an |S|."""

    def score(values):
        return sum(np.sign(b - a) for k, a in enumerate(values) for b in values[k + 1 :])

    series = [values for values in product(range(3), repeat=steps) if values[0] == 1]
    _, p = mann_kendall(series)
    for values, chance in list(zip(series, p, strict=True))[:: 1 + len(series) // 30]:
        sizes = np.abs([score(order) for order in permutations(values)])
        assert chance == pytest.approx((sizes >= abs(score(values))).mean())


@pytest.mark.parametrize("steps", [5, 8, COUNTED_STEPS])
def test_short_series_without_ties_as_in_scipy(steps):
    rng = np.random.default_rng(steps)
    series = [rng.permutation(steps) for _ in range(30)]
    tau, p = mann_kendall(series)
    peer = [kendalltau(range(steps), row, method="exact") for row in series]
    assert tau == pytest.approx([each.statistic for each in peer])
    assert p == pytest.approx([each.pvalue for each in peer])


@pytest.mark.parametrize("mean", [0.2, 2, 50])
@pytest.mark.parametrize("steps", [11, 26, 104])
def test_long_series_as_in_the_peers(steps, mean):
    series = np.random.default_rng(7).poisson(mean, (40, steps))
    series = series[np.ptp(series, axis=1) > 0]
    tau, p = mann_kendall(series)
    assert tau == pytest.approx([kendalltau(range(steps), row).statistic for row in series])
    assert p == pytest.approx([pymannkendall.original_test(row).p for row in series], abs=1e-12)


def test_a_false_trend_is_as_rare_as_it_says():
    series = np.random.default_rng(0).poisson(1.5, (4000, 26))
    tau, p = mann_kendall(series)
    assert 0.03 < (directions(tau, p) != 0).mean() < 0.055


def test_windows_that_overlap_lie():
    """Why the trend is taken of steps that do not overlap."""
    series = np.random.default_rng(0).poisson(1.5, (2000, 37))
    overlapping = np.lib.stride_tricks.sliding_window_view(series, 12, axis=1).sum(axis=2)
    assert (directions(*mann_kendall(overlapping)) != 0).mean() > 0.15


def test_series_come_back_in_their_order():
    rising, falling = np.arange(30), -np.arange(30)
    series = np.array([rising, falling, np.zeros(30)] * 3)
    assert directions(*mann_kendall(series)).tolist() == [1, -1, 0] * 3


def test_no_series_at_all():
    tau, p = mann_kendall(np.zeros((0, 26)))
    assert len(tau) == len(p) == 0

from math import log

import numpy as np
import pytest

from geo.hotspots.scan_statistic import least_counts, likelihood_ratio


@pytest.mark.parametrize(
    ("seen", "expected", "total", "value"),
    [
        (2, 1, 4, 2 * log(2) + 2 * log(2 / 3)),
        (4, 1, 4, 4 * log(4)),
        (1, 1, 4, 0.0),
        (0, 1, 4, 0.0),
        (3, 4, 4, 0.0),
    ],
)
def test_the_ratio_is_its_formula(seen, expected, total, value):
    assert likelihood_ratio(np.array(seen), np.array(expected), total) == pytest.approx(value, abs=1e-15)


@pytest.mark.parametrize(
    ("seen", "expected", "value"), [(3, 0.42, 3.352053), (4, 0.96, 2.715606), (10, 5.46, 1.622161)]
)
def test_the_ratio_is_what_satscan_prints(seen, expected, value):
    """Three clusters of SaTScan 9.4.4 among 100 cases, as printed in the notebooks of PredictCode."""
    assert likelihood_ratio(np.array(seen), np.array(expected), 100) == pytest.approx(value, abs=5e-7)


@pytest.mark.parametrize("total", [3, 30, 900, 100_000])
@pytest.mark.parametrize("level", [0.0, 1e-9, 0.7, 4.0, 11.0, 200.0])
def test_the_least_count_is_the_first_that_passes_or_one_fewer(level, total):
    counts = np.arange(1, total + 1)
    for expected in total * np.random.default_rng(1).beta(0.3, 1, 60) ** 3 + 1e-7:
        passing = counts[likelihood_ratio(counts, expected, total) > level]
        first = passing[0] if len(passing) else total + 1
        assert first - 1 <= least_counts(level, expected, total) <= first


def test_levels_and_expectations_are_broadcast():
    table = least_counts(np.array([2.0, 6.0, 9.0]), np.array([[0.2], [3.0]]), 500)
    assert table.shape == (2, 3)
    assert (np.diff(table, axis=1) > 0).all()
    assert (np.diff(table, axis=0) > 0).all()

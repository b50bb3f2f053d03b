from math import log

import numpy as np
import pytest

from geo.hotspots.scan_statistic import STEPS, least_counts, likelihood_ratio, most_expected


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


@pytest.mark.parametrize("total", [30, 900])
@pytest.mark.parametrize("level", [0.0, 0.7, 4.0, 11.0])
def test_no_count_below_the_least_passes_and_the_least_nearly_does(level, total):
    least = least_counts(level, total, total)
    for expected in np.random.default_rng(1).uniform(0.001, total, 200):
        counts = np.arange(1, total + 1)
        passing = counts[likelihood_ratio(counts, expected, total) > level]
        told = least[int(np.sqrt(expected) * STEPS)]
        assert told <= (passing[0] if len(passing) else total + 1)
        at_edge = (int(np.sqrt(expected) * STEPS) / STEPS) ** 2
        if told <= total and at_edge > 0:
            assert likelihood_ratio(np.array(told), at_edge * 0.999, total) > level * 0.99


def test_more_cases_allow_more_to_be_expected():
    assert (np.diff(most_expected(5.0, 200, 200)) > 0).all()

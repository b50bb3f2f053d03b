"""Bursts, in rows one can count."""

import numpy as np
import pytest
from scipy.stats import poisson

from geo.bursts import BURST_P, without_bursts

#: a second place, so large that the season is its own: every step alike
STEADY = [[10_000] * 12]


def one(steps):
    return without_bursts(np.array([[steps], STEADY]))[0, 0]


def test_a_month_of_trouble_counts_as_the_others_do():
    found = one([3] * 11 + [23])
    assert found[:11].tolist() == [3] * 11
    assert found[11] == pytest.approx(3, rel=1e-2)  # a twelfth of all, and 33 in the other eleven


def test_what_chance_explains_stays():
    most = int(poisson(3).isf(BURST_P))  # more than so many come in less than one step in a thousand
    assert one([3] * 11 + [most])[11] == most
    assert one([3] * 11 + [most + 1])[11] == pytest.approx(3, rel=1e-2)


def test_a_season_of_all_places_is_no_burst():
    season = np.array([1] * 6 + [9] * 6)
    counts = np.array([[3 * season], [300 * season]])
    assert without_bursts(counts).tolist() == counts.tolist()


def test_kinds_are_looked_at_apart():
    """Five of a kind that never came before, in a place with many of another."""
    counts = np.array([[[40] * 12, [0] * 11 + [5]], [[10_000] * 12, [10_000] * 12]])
    assert without_bursts(counts)[0, 0].tolist() == [40] * 12
    assert without_bursts(counts)[0, 1].sum() == 0


@pytest.mark.parametrize("counts", [np.full((2, 1, 1), 30), np.zeros((3, 2, 4)), np.zeros((0, 0, 3))])
def test_one_step_no_report_or_no_place_has_no_burst(counts):
    assert without_bursts(counts).tolist() == counts.tolist()

from dataclasses import replace

import numpy as np
import pytest
from lattice import lattice

from geo.districts.noise import uncertain, within_noise

BEATS, _ = lattice(10, 10, 10, 1)


def counted(chance, mean):
    """A month of cases, one hour each, and the standard errors that come with counting."""
    cases = chance.poisson(mean, 100).astype(float)
    return replace(BEATS, loads=cases, shares=np.full(10, cases.sum() / 10)), np.sqrt(cases)


def test_the_interval_by_hand():
    """Two workers, four grids of 9 and standard error 3: each has 18, the difference of the two from its
    mean varies by (1/2)²·18 + (1/2)²·18 = 9, so three hours are one standard error of one sixth."""
    beats, _ = lattice(4, 1, 2, 1)
    beats = replace(beats, loads=np.full(4, 9.0), shares=np.full(2, 18.0))
    found = uncertain(beats, np.full(4, 3.0), alarm=1 - 0.6826894921370859**2)
    assert found["away"].tolist() == [0, 0]
    assert found["high"].tolist() == pytest.approx([1 / 6, 1 / 6])
    assert found["low"].tolist() == pytest.approx([-1 / 6, -1 / 6])


def test_on_an_even_map_hardly_any_month_asks_for_change():
    """At the very edge, a tolerance of nothing, the alarm is what was asked for: 5 %, here of 400 months."""
    chance = np.random.default_rng(1)
    alarms = sum(not within_noise(*args) for args in months(chance, np.full(100, 30.0), 400))
    assert 0.02 < alarms / 400 < 0.085  # three standard errors around 5 %


def months(chance, mean, n):
    for _ in range(n):
        beats, errors = counted(chance, mean)
        yield beats, 0.0, errors


def test_a_worker_with_half_as_much_again_is_no_chance():
    mean = np.full(100, 30.0)
    mean[BEATS.today == 3] = 45.0
    chance = np.random.default_rng(1)
    assert not any(within_noise(beats, 0.1, errors) for beats, _, errors in months(chance, mean, 50))


def test_who_leaves_or_joins_is_no_matter_of_chance():
    leaves = replace(BEATS, shares=np.array([*[1.0] * 9, 0.0]))
    assert not within_noise(leaves, 1.0, np.full(100, 9.0))
    joins = replace(BEATS, shares=np.ones(11))
    assert not within_noise(joins, 1.0, np.full(100, 9.0))

"""The bound climbs, never above the truth, and settles only what the truth leaves settled."""

import numpy as np

from geo.siting import median
from geo.siting.relaxation import climb, decided, lowest
from geo.siting.task import task

RNG = np.random.default_rng(4)
COSTS = np.linalg.norm(RNG.uniform(0, 9, (30, 1, 2)) - RNG.uniform(0, 9, (1, 12, 2)), axis=2)
ASKED = task(COSTS, np.ones(30), p=2)


def _truth():
    pairs = [(i, j) for i in range(12) for j in range(i)]
    return min((COSTS[:, list(pair)].min(axis=1).sum(), pair) for pair in pairs)


def _climbed():
    prices, ceiling = median.median_prices(ASKED)
    return list(climb(lambda at: median.median_dual(ASKED, at), prices, ceiling, lambda: _truth()[0]))


def test_the_bound_climbs_and_stays_below_the_truth():
    bounds = [one.dual.bound for one in _climbed()]
    assert bounds == sorted(bounds)
    assert 0.97 * _truth()[0] < bounds[-1] <= _truth()[0] + 1e-9


def test_what_is_settled_is_so_in_the_best_answer():
    best, pair = _truth()
    left = decided(ASKED, _climbed()[-1].dual, best * 1.001, 0.0)
    assert (left.may & ~left.must).sum() < 12
    assert left.may[list(pair)].all()
    assert set(np.flatnonzero(left.must)) <= set(pair)


def test_the_lowest_are_chosen_beside_what_must_be():
    asked = task(COSTS, np.ones(30), p=2, kept=[3], closed=[0])
    chosen = lowest(asked, np.arange(12.0))
    assert np.flatnonzero(chosen).tolist() == [1, 2, 3]

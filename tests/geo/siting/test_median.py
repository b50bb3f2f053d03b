"""Walks on a street of five houses with a site at each."""

from itertools import islice

import numpy as np
import pytest

from geo.siting import median
from geo.siting.task import task

STREET = np.abs(np.arange(5.0)[:, None] - np.arange(5))


def _asked(p=1, **more):
    return task(STREET, np.ones(5), p=p, **more)


def _chosen(*places):
    return np.isin(np.arange(5), places)


def test_everybody_walks_to_the_nearest():
    assert median.walked(_asked(), _chosen(2)) == 6
    assert median.walked(_asked(2), _chosen(0, 4)) == 4


def test_the_middle_is_best_for_one():
    assert np.flatnonzero(median.one_by_one(_asked())).tolist() == [2]


def test_exchanging_shortens_the_walks():
    assert median.walked(_asked(2), median.exchanged(_asked(2), _chosen(0, 1))) == 3
    assert median.walked(_asked(), median.exchanged(_asked(), _chosen(0))) == 6


def test_what_stays_is_not_exchanged():
    assert median.exchanged(_asked(1, kept=[0]), _chosen(0, 1))[0]


@pytest.mark.parametrize("prices", [np.zeros(5), np.ones(5), np.full(5, 3.0)])
def test_no_prices_promise_more_than_is_possible(prices):
    assert median.median_dual(_asked(), prices).bound <= 6


def test_prices_begin_with_a_first_answer():
    assert median.median_prices(_asked())[0].tolist() == [2, 1, 0, 1, 2]


def test_no_way_costs_more_than_all_ways():
    far = task(np.where(STREET > 3, np.inf, STREET), np.ones(5), p=1)
    assert median.payable(far)[0, 4] > STREET.sum(axis=1).max()


def test_pairs_no_answer_uses_are_left_out():
    two = median.median_program(_asked(2))
    assert two.matrix.shape[1] < 5 + 25
    none_further = median.median_program(_asked(1, kept=[0]))
    assert none_further.costs.max() <= 4


def test_what_is_shaken_keeps_what_must_be_and_says_its_cost():
    asked = _asked(1, kept=[0]).narrowed(_chosen(0), ~_chosen(3))
    others = median.shaken(asked, lambda: _chosen(0, 3), np.random.default_rng(1))
    for chosen, cost in islice(others, 3):
        assert chosen[0] and not chosen[3] and chosen.sum() == 2
        assert cost == median.walked(asked, chosen) == 4  # 0 and 2: 0 + 1 + 0 + 1 + 2; 0 and 4 as well


@pytest.mark.parametrize(("weight", "step"), [(1.0, 1.0), (0.5, 0.0)])
def test_whole_walks_of_whole_people_differ_by_one_at_least(weight, step):
    assert median.whole_burdens(task(STREET, np.full(5, weight), p=1)) == step


def _town(seed):
    rng = np.random.default_rng(seed)
    homes, sites = rng.uniform(0, 100, (40, 2)), rng.uniform(0, 100, (25, 2))
    walks = np.hypot(*(homes[:, None] - sites).transpose(2, 0, 1))
    return task(walks, rng.integers(1, 9, 40), p=6, kept=[3], closed=[5, 8])


def _each_the_best(asked):
    """Chosen one after another by trying every one."""
    chosen = asked.must.copy()
    while chosen.sum() < asked.p:
        left, which = np.flatnonzero(asked.may & ~chosen), np.arange(len(chosen))
        chosen[min(left, key=lambda one: median.walked(asked, chosen | (which == one)))] = True
    return chosen


@pytest.mark.parametrize("at_once", [1, 120, 10_000])
@pytest.mark.parametrize("seed", range(5))
def test_few_at_a_time_choose_and_exchange_like_all_at_once(seed, at_once, monkeypatch):
    monkeypatch.setattr(median, "AT_ONCE", at_once)
    monkeypatch.setattr(median, "AT_HAND", at_once)
    asked = _town(seed)
    first = median.one_by_one(asked)
    assert first.tolist() == _each_the_best(asked).tolist()
    last = median.exchanged(asked, first)
    assert last[3] and not last[[5, 8]].any() and last.sum() == 7
    for out in np.flatnonzero(last & ~asked.must):
        for into in np.flatnonzero(asked.may & ~last):
            other = last.copy()
            other[out], other[into] = False, True
            assert median.walked(asked, other) >= median.walked(asked, last) - 1e-9

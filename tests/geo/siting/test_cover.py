"""Covering, on a street of five houses with a site at each: everyone covers the next house too."""

from itertools import islice

import numpy as np
import pytest
from scipy import sparse

from geo.siting import cover
from geo.siting.task import task

STREET = np.abs(np.arange(5.0)[:, None] - np.arange(5))
PEOPLE = np.array([1.0, 2, 9, 2, 1])


def _asked(p=1, **more):
    return task(STREET, PEOPLE, p=p, radius=1, **more)


def _chosen(*places):
    return np.isin(np.arange(5), places)


def test_uncovered_counts_people_beyond_the_radius():
    assert cover.uncovered(_asked(), _chosen(0)) == 12
    assert cover.uncovered(_asked(2), _chosen(1, 3)) == 0


def test_the_first_covers_most():
    assert np.flatnonzero(cover.most_at_once(_asked())).tolist() == [2]


def test_an_exchange_finds_what_one_by_one_misses():
    one_by_one = cover.most_at_once(_asked(2))
    assert cover.uncovered(_asked(2), one_by_one) == 1
    assert cover.uncovered(_asked(2), cover.swapped(_asked(2), one_by_one)) == 0


def test_what_stays_is_not_exchanged():
    swapped = cover.swapped(_asked(1, kept=[0]), _chosen(0, 1))
    assert np.flatnonzero(swapped).tolist() == [0, 3]


@pytest.mark.parametrize("prices", [np.zeros(5), PEOPLE / 2, PEOPLE])
def test_no_prices_promise_more_than_is_possible(prices):
    assert cover.mclp_dual(_asked(), prices).bound <= cover.uncovered(_asked(), _chosen(2))
    assert cover.lscp_dual(_asked(), prices / 9).bound <= 2


def test_all_are_covered_by_as_few_as_need_be():
    chosen = cover.all_covered(_asked())
    assert cover.number(_asked(), chosen) == chosen.sum() <= 3
    assert cover.without_spare(_asked(), _chosen(0, 1, 2, 3, 4)).sum() == 2


def test_demand_of_the_same_candidates_is_put_together():
    twice = task(np.vstack([STREET, STREET]), np.r_[PEOPLE, PEOPLE], p=1, radius=1)
    program = cover.mclp_program(twice)
    assert sorted(program.costs) == [0] * 5 + [2, 2, 4, 4, 18]


def test_prices_begin_between_nothing_and_everything():
    for begin, ceiling in (cover.mclp_prices(_asked()), cover.lscp_prices(_asked())):
        assert (begin >= 0).all() and (begin <= ceiling).all()


def test_a_shaken_answer_keeps_what_stays_and_is_as_large():
    asked, begin = _asked(1, kept=[0]), _chosen(0, 1)
    for shaken, cost in islice(cover.shaken(asked, lambda: begin, np.random.default_rng(1)), 3):
        assert np.flatnonzero(shaken).tolist() == [0, 3]
        assert cost == cover.uncovered(asked, shaken)


def test_neighbours_are_those_who_share_places():
    """Two towns of ten sites that all share places, nobody shares any with the other town: what is taken away together
    is of one town, now of the one, now of the other."""
    shared = sparse.csr_array(np.kron(np.eye(2), np.ones((10, 10))))
    rng, towns = np.random.default_rng(1), set()
    for _ in range(50):
        taken = cover.neighbours(shared, np.r_[0:7, 10:17], rng)
        assert 2 <= len(taken) == len(set(taken)) and len(set(taken // 10)) == 1
        towns |= set(taken // 10)
    assert towns == {0, 1}

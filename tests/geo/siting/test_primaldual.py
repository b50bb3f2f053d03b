"""Steps in prices and shares, against a simplex method and against what can be counted."""

import itertools

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linprog

from geo.siting.primaldual import PrimalDual


def town(seed, places=60, count=15):
    rng = np.random.default_rng(seed)
    apart = np.linalg.norm(rng.random((places, 1, 2)) - rng.random((1, count, 2)), axis=2)
    return sparse.csr_array((apart < 0.25).astype(float)), rng.integers(1, 50, places).astype(float)


def least(near, people, number):
    """The relaxed program by HiGHS through scipy."""
    places, count = near.shape
    return linprog(
        np.r_[np.zeros(count), people],
        A_ub=-sparse.hstack([near, sparse.eye_array(places)]), b_ub=-np.ones(places),
        A_eq=np.r_[np.ones(count), np.zeros(places)][None], b_eq=[number], bounds=(0, 1),
    ).fun  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_it_comes_near_what_the_simplex_method_finds_and_never_above(seed):
    near, people = town(seed)
    relaxed = PrimalDual(near, people, 4)
    for _ in range(10):
        relaxed.run(200, lambda: None)
    truth = least(near, people, 4)
    assert truth - 0.005 * people.sum() <= relaxed.bound() <= truth + 1e-6
    assert relaxed.shares.sum() == pytest.approx(4, abs=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_no_prices_promise_more_than_is_possible(seed):
    near, people = town(seed, count=8)
    relaxed, rng = PrimalDual(near, people, 2), np.random.default_rng(seed)
    whole = min(
        people[near[:, list(two)].sum(axis=1) == 0].sum() for two in itertools.combinations(range(8), 2)
    )
    for _ in range(20):
        assert relaxed.bound(rng.uniform(0, 60, 60)) <= whole


def test_a_row_that_is_added_counts_and_one_without_a_price_is_let_go():
    """Three houses, three sites that cover two each: one and a half of them do for all, a whole number is two.

    Two such rings and three sites: by halves nobody is left, and where each ring asks for two, one house is.
    """
    ring = np.array([[1.0, 1, 0], [0, 1, 1], [1, 0, 1]])
    relaxed = PrimalDual(sparse.csr_array(sparse.block_diag([ring, ring])), np.ones(6), 3)
    relaxed.run(400, lambda: None)
    assert relaxed.bound() == pytest.approx(0, abs=0.01)
    each = sparse.csr_array(np.kron(np.eye(2), np.ones(3)))
    idle = sparse.csr_array((1, 6))
    relaxed.add(
        sparse.csr_array(sparse.vstack([each, idle])),
        sparse.csr_array(sparse.vstack([each, idle])),
        np.array([2.0, 2.0, 0.0]),
    )
    for _ in range(5):
        relaxed.run(400, lambda: None)
    assert relaxed.bound() == pytest.approx(1, abs=0.01)
    relaxed.add(idle, idle, np.zeros(1))
    assert len(relaxed.least) == 3


def test_gains_are_what_a_choice_costs_more():
    """One house of 9 and one of 1, a site at each, one to choose: the other one costs 8 more."""
    relaxed = PrimalDual(sparse.csr_array(np.eye(2)), np.array([9.0, 1.0]), 1)
    for _ in range(5):
        relaxed.run(200, lambda: None)
    assert relaxed.bound() == pytest.approx(1, abs=0.01)
    assert relaxed.gains[0] == pytest.approx(0, abs=0.01)
    assert 0 <= relaxed.gains[1] <= 8 + 1e-6


def test_it_says_now_and_then_that_it_is_at_work():
    near, people = town(1)
    calls = []
    PrimalDual(near, people, 4).run(200, lambda: calls.append(1))
    assert 1 < len(calls) <= 200

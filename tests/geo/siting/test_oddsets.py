"""Rows of odd sets: no whole answer misses them, and halves do."""

import itertools

import numpy as np
import pytest
from scipy import sparse

from geo.siting import cover, oddsets
from geo.siting.exact import minimise
from geo.siting.task import task

#: three houses, and three sites each of which covers two of them
RING = np.array([[1.0, 1, 9], [9, 1, 1], [1, 9, 1]])


def _town(seed, demand=40, count=9, p=3):
    rng = np.random.default_rng(seed)
    costs = np.linalg.norm(rng.random((demand, 1, 2)) - rng.random((1, count, 2)), axis=2)
    return task(costs, rng.integers(1, 9, demand).astype(float), p=p, radius=0.35)


def _tightened(asked, known=np.inf):
    told = []

    def heard(bound, shares):
        told.append(bound)
        return known - bound

    return oddsets.tightened(cover.mclp_program(asked), lambda: None, heard), told


def test_half_of_each_covers_a_ring_only_in_the_relaxed_program():
    """Two rings and three sites: by halves all six houses are covered; of whole sites one ring gets one, which
    leaves one of its houses."""
    apart = np.full((3, 3), 9.0)
    asked = task(np.block([[RING, apart], [apart, RING]]), np.ones(6), p=3, radius=2)
    told = _tightened(asked, known=1.0)[1]
    assert told[0] == pytest.approx(0, abs=0.05)
    assert 0.9 < told[-1] <= 1


def test_a_ring_of_five_is_missed_by_halves():
    """Five houses in a ring, five sites that cover two neighbours each: two and a half are fewer than three."""
    near = sparse.csr_array(np.eye(5) + np.roll(np.eye(5), 1, axis=1))
    sets = oddsets.missed(near, np.ones(5), np.full(5, 0.5), np.random.default_rng(0))
    assert [some.tolist() for some in sets] == [[[0, 1, 2, 3, 4]]]
    touched, members, least = oddsets.rows(near, sets)
    assert (touched @ np.full(5, 0.5)).tolist() == [2.5] and least.tolist() == [3]
    assert members.toarray().tolist() == [[1] * 5]


@pytest.mark.parametrize("seed", range(12))
def test_no_whole_answer_misses_a_row(seed):
    program = cover.mclp_program(_town(seed))
    count, rng = len(program.free), np.random.default_rng(seed)
    near = sparse.csr_array(program.matrix[:-1, :count])
    sizes = set()
    for _ in range(20):
        shares = np.minimum(rng.dirichlet(np.ones(count)) * 3, 1)
        sets = oddsets.missed(near, program.costs[count:], shares, rng)
        if not sets:
            continue
        sizes |= {some.shape[1] for some in sets}
        touched, members, least = oddsets.rows(near, sets)
        assert (touched @ shares + members @ np.maximum(1 - near @ shares, 0) < least).all()
        for some in itertools.combinations(range(count), 3):
            whole = np.isin(np.arange(count), some).astype(float)
            assert (touched @ whole + members @ (near @ whole == 0) >= least).all()
    assert not sizes or 3 in sizes


@pytest.mark.parametrize("seed", range(6))
def test_the_bound_rises_and_stays_below_the_optimum(seed):
    asked = _town(seed, demand=150, count=40, p=7)
    optimum = minimise(cover.mclp_program(asked), seconds=60).bound
    program, told = _tightened(asked, optimum)
    assert max(told) > told[0] or told[0] > optimum - 1
    assert max(told) <= optimum + 1e-6
    assert minimise(program, seconds=60).bound == pytest.approx(optimum)

"""Rows of three: no whole answer misses them, and halves do."""

import itertools

import numpy as np
import pytest

from geo.siting import cover, triples
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

    def heard(bound, values):
        told.append(bound)
        return known - bound

    program = cover.mclp_program(asked)
    return *triples.tightened(program, 30.0, lambda share: None, heard), told


def test_half_of_each_covers_a_ring_only_in_the_relaxed_program():
    """One and a half sites cover all three houses by halves; one whole site leaves one house uncovered."""
    asked = task(np.vstack([RING, RING + 0.5]), np.ones(6), p=1, radius=2)
    program, _seconds, told = _tightened(asked)
    assert told[0] == pytest.approx(2)  # a third of each: a third of every house is left
    assert told[-1] == pytest.approx(2)
    asked = task(RING, np.ones(3), p=2, radius=2)
    assert _tightened(asked)[2][0] == pytest.approx(0)


@pytest.mark.parametrize("seed", range(12))
def test_no_whole_answer_misses_a_row(seed):
    asked = _town(seed)
    program = cover.mclp_program(asked)
    count, rng = len(program.free), np.random.default_rng(seed)
    near = program.matrix[:-1, :count]
    for _ in range(20):
        chosen = rng.dirichlet(np.ones(count)) * 3
        values = np.clip(np.r_[chosen, np.maximum(1 - near @ np.minimum(chosen, 1), 0)], 0, 1)
        rows = triples.halved(program, values, rng)
        if rows is None:
            continue
        assert ((rows @ values) < 2).all()
        for some in itertools.combinations(range(count), 3):
            whole = np.isin(np.arange(count), some).astype(float)
            left = (near @ whole == 0).astype(float)
            assert (rows @ np.r_[whole, left] >= 2).all()


@pytest.mark.parametrize("seed", range(6))
def test_the_bound_rises_and_stays_below_the_optimum(seed):
    asked = _town(seed, demand=150, count=40, p=7)
    optimum = minimise(cover.mclp_program(asked), seconds=60).bound
    program, _seconds, told = _tightened(asked, optimum)
    assert told == sorted(told)
    assert told[-1] <= optimum + 1e-6
    assert minimise(program, seconds=60).bound == pytest.approx(optimum)

"""A program of three variables whose best answer can be seen."""

import numpy as np
import pytest
from scipy import sparse

from geo.errors import Cancelled
from geo.siting.exact import Program, Relaxed, minimise


def _program(least, **more):
    return Program(
        np.array([2.0, 3, 4]), sparse.csr_array(np.array([[1.0, 1, 1]])), np.array([least]), np.array([3.0]),
        np.arange(3), **more,
    )  # fmt: skip


def test_the_cheapest_two():
    outcome = minimise(_program(2.0, constant=10.0), seconds=5)
    assert outcome.values.round().tolist() == [1, 1, 0]
    assert outcome.bound == pytest.approx(15)


def test_whole_numbers_cost_more_than_parts():
    assert minimise(_program(1.5), seconds=5).bound == pytest.approx(5)


def test_a_relaxed_program_takes_more_rows():
    """The cheapest one and a half, 2 + 3/2; then half of the first at most, 1 + 3; then too much is asked."""
    relaxed = Relaxed(_program(1.5, constant=10.0))
    assert relaxed.solve(5).bound == pytest.approx(13.5)
    relaxed.add(sparse.csr_array(np.array([[1.0, 0, 0]])), np.array([-np.inf]), np.array([0.5]))
    assert relaxed.solve(5).bound == pytest.approx(14)
    relaxed.add(sparse.csr_array(np.array([[1.0, 1, 0]])), np.array([2.0]), np.array([np.inf]))
    assert relaxed.solve(5).infeasible


def test_no_answer_is_said():
    outcome = minimise(_program(4.0), seconds=5)
    assert outcome.infeasible and outcome.values is None and outcome.bound == np.inf


def _hard():
    rng = np.random.default_rng(1)
    matrix = rng.integers(1, 60, (30, 60)).astype(float)
    return Program(
        -rng.integers(1, 100, 60).astype(float), sparse.csr_array(matrix), np.full(30, -np.inf),
        matrix.sum(axis=1) / 3, np.arange(60),
    )  # fmt: skip


def test_it_can_be_watched_and_stopped():
    heard = []

    def stop(share):
        if any(values is not None for values, _ in heard):
            raise Cancelled("cancelled")

    with pytest.raises(Cancelled):
        minimise(_hard(), seconds=30, progress=stop, told=lambda *news: heard.append(news))

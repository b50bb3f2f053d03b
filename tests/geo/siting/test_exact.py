"""A program of three variables whose best answer can be seen."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from geo.errors import Cancelled
from geo.siting.exact import Program, Relaxation, minimise


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
    relaxed = Relaxation(_program(1.5, constant=10.0))
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


def test_it_ends_when_enough_is_known():
    outcome = minimise(_hard(), seconds=30, told=lambda *news: None, content=lambda: True)
    assert outcome.bound < minimise(_hard(), seconds=30).bound


def test_values_of_a_relaxed_program_and_with_a_row_more():
    """One and a half of three: 2 + 3 / 2. With at least two of the first and the third: 2 + 4."""
    relaxed = Relaxation(_program(1.5))
    assert relaxed.solve(5).values == pytest.approx([1, 0.5, 0])
    relaxed.add(sparse.csr_array(np.array([[1.0, 0, 1]])), np.array([2.0]), np.array([np.inf]))
    found = relaxed.solve(5)
    assert found.values == pytest.approx([1, 0, 1]) and found.bound == pytest.approx(6)
    assert relaxed.program.matrix.shape == (2, 3)


def test_the_bound_of_a_relaxed_program_knows_closer_limits():
    """The third must be whole and the first may not be: half of the second besides."""
    closer = replace(_program(1.5), least=np.array([0.0, 0, 1]), most=np.array([0.0, 1, 1]))
    assert Relaxation(closer).solve(5).bound == pytest.approx(5.5)


def test_no_time_no_relaxed_program():
    found = Relaxation(_program(1.5)).solve(0.0)
    assert found.values is None and found.bound == -np.inf


def test_closer_limits_are_kept():
    closer = replace(_program(1.0), least=np.array([0.0, 0, 1]), most=np.array([0.0, 1, 1]))
    assert minimise(closer, seconds=5).values.round().tolist() == [0, 0, 1]


def test_the_solver_prints_nothing():
    """In a process of its own: the solver says its name only the first time it is used in one."""
    ask = (
        "import numpy as np\nfrom geo.siting.site import site\n"
        "rng = np.random.default_rng(1)\n"
        "print(site('mclp', rng.random((60, 20)), np.ones(60), p=3, radius=0.2).optimal)"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout == "True\n"
    assert not done.stderr

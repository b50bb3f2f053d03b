"""A mixed integer program by HiGHS, which can be watched and stopped.

Source: Huangfu & Hall (2018), Parallelizing the dual revised simplex method.
"""

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from geo.errors import Cancelled

_KINDS = highspy.cb.HighsCallbackType
WATCHED = (
    _KINDS.kCallbackMipInterrupt,
    _KINDS.kCallbackMipImprovingSolution,
    _KINDS.kCallbackSimplexInterrupt,
)
#: an answer is proven when nothing can be better by more than this share
CLOSED = 1e-9


@dataclass(frozen=True, eq=False)
class Program:
    """Least ``costs`` of variables from 0 to 1 within ``lower`` ≤ ``matrix`` @ x ≤ ``upper``; the first
    variables, one for every one of ``free``, are whole; so are ``whole`` all where asked."""

    costs: np.ndarray
    matrix: sparse.csr_array
    lower: np.ndarray
    upper: np.ndarray
    free: np.ndarray
    constant: float = 0.0
    all_whole: bool = False


@dataclass(frozen=True, eq=False)
class Outcome:
    """``values`` of the best answer (None: none found), the proven ``bound``, and how it ended."""

    values: np.ndarray | None
    bound: float
    seconds: float
    infeasible: bool = False


def minimise(
    program: Program,
    *,
    seconds: float,
    progress: Callable[[float], None] | None = None,
    told: Callable[[np.ndarray | None, float], None] | None = None,
) -> Outcome:
    """Solve a program, as far as the seconds go.

    Args:
        progress: called now and then with the share of the seconds used; what it raises ends the work.
        told: called with better values (or None) and the bound.

    Raises:
        Cancelled: by ``progress``.
    """
    solver = _solver(program, seconds)
    watch = _Watch(program, seconds, progress, told)
    solver.setCallback(watch, None)
    for kind in WATCHED:
        solver.startCallback(kind)
    solver.run()
    if watch.error:
        raise watch.error
    return _outcome(solver, program)


def slopes(program: Program, seconds: float) -> tuple[np.ndarray | None, float]:
    """What a unit of every row's bound is worth where variables need not be whole, and the seconds it took.

    None where the program has not been solved by then.
    """
    solver = _solver(program, seconds, whole=False)
    solver.run()
    solved = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return (np.array(solver.getSolution().row_dual) if solved else None), solver.getRunTime()


class Relaxed:
    """A program whose variables need not be whole, solved anew whenever rows are added, from where it was."""

    def __init__(self, program: Program) -> None:
        self._constant = program.constant
        self._solver = _solver(program, highspy.kHighsInf, whole=False)

    def add(self, rows: sparse.csr_array, lower: np.ndarray, upper: np.ndarray) -> None:
        """More rows: ``lower`` ≤ rows @ x ≤ ``upper``."""
        starts, places = rows.indptr[:-1].astype(np.int32), rows.indices.astype(np.int32)
        self._solver.addRows(rows.shape[0], lower, upper, rows.nnz, starts, places, rows.data)

    def solve(self, seconds: float) -> Outcome:
        """The least costs as the rows stand; no values and no bound where the seconds do not do."""
        solver, begun = self._solver, self._solver.getRunTime()
        solver.setOptionValue("time_limit", begun + float(seconds))
        solver.run()
        status, took = solver.getModelStatus(), solver.getRunTime() - begun
        if status == highspy.HighsModelStatus.kInfeasible:
            return Outcome(None, np.inf, took, infeasible=True)
        if status != highspy.HighsModelStatus.kOptimal:
            return Outcome(None, -np.inf, took)
        value = solver.getInfo().objective_function_value + self._constant
        return Outcome(np.array(solver.getSolution().col_value), value, took)


class _Watch:
    """What HiGHS calls: passes news on, and stops the work where somebody asked for it."""

    def __init__(self, program: Program, seconds: float, progress, told) -> None:
        self.program, self.seconds, self.progress, self.told = program, seconds, progress, told
        self.error: Cancelled | None = None
        self.bound = -np.inf

    def __call__(self, kind, message, news, answer, _data) -> None:
        try:
            self._look(kind, news)
        except Cancelled as error:  # raised again once the solver has returned
            self.error = error
            answer.user_interrupt = True

    def _look(self, kind, news) -> None:
        if self.progress:
            self.progress(min(news.running_time / self.seconds, 1.0))
        if self.told is None or kind == _KINDS.kCallbackSimplexInterrupt:
            return
        better = kind == _KINDS.kCallbackMipImprovingSolution
        bound = news.mip_dual_bound + self.program.constant
        if better or bound > self.bound + 1e-6 * abs(bound):
            self.bound = bound
            self.told(np.array(news.mip_solution) if better else None, bound)


def _solver(program: Program, seconds: float, *, whole: bool = True) -> highspy.Highs:
    solver = highspy.Highs()
    options = {
        "output_flag": False, "time_limit": float(seconds), "mip_rel_gap": CLOSED, "mip_abs_gap": 1e-6,
        "random_seed": 0, "threads": 1,
    }  # fmt: skip
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(_model(program, whole))
    return solver


def _model(program: Program, whole: bool) -> highspy.HighsLp:
    model, matrix = highspy.HighsLp(), program.matrix
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_ = program.costs
    model.col_lower_, model.col_upper_ = np.zeros(matrix.shape[1]), np.ones(matrix.shape[1])
    model.row_lower_, model.row_upper_ = program.lower, program.upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
    model.a_matrix_.value_ = matrix.data
    if whole:
        first = matrix.shape[1] if program.all_whole else len(program.free)
        kinds = [highspy.HighsVarType.kInteger] * first
        model.integrality_ = kinds + [highspy.HighsVarType.kContinuous] * (matrix.shape[1] - first)
    return model


def _outcome(solver: highspy.Highs, program: Program) -> Outcome:
    status, info = solver.getModelStatus(), solver.getInfo()
    known = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.array(solver.getSolution().col_value) if known else None
    bound = info.mip_dual_bound
    if not (program.all_whole or len(program.free)):  # no mixed integer program: proven once it is solved
        solved = status == highspy.HighsModelStatus.kOptimal
        bound = info.objective_function_value if solved else -np.inf
    bound = bound + program.constant if np.isfinite(bound) else -np.inf
    if status == highspy.HighsModelStatus.kInfeasible:
        return Outcome(None, np.inf, solver.getRunTime(), infeasible=True)
    return Outcome(values, bound, solver.getRunTime())

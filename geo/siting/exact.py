"""A mixed integer program by HiGHS, which can be watched and stopped.

Source: Huangfu & Hall (2018), Parallelizing the dual revised simplex method.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

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
    variables, one for every one of ``free``, are whole; so are ``all_whole`` where asked. ``least`` and
    ``most``: closer limits of the variables."""

    costs: np.ndarray
    matrix: sparse.csr_array
    lower: np.ndarray
    upper: np.ndarray
    free: np.ndarray
    constant: float = 0.0
    all_whole: bool = False
    least: np.ndarray | None = None
    most: np.ndarray | None = None


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
    content: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Solve a program, as far as the seconds go.

    Args:
        progress: called now and then with the share of the seconds used; what it raises ends the work.
        told: called with better values (or None) and the bound.
        content: asked after that whether enough is known.

    Raises:
        Cancelled: by ``progress``.
    """
    solver = _solver(program, seconds)
    watch = _Watch(program, seconds, progress, told, content)
    solver.setCallback(watch, None)
    for kind in WATCHED:
        solver.startCallback(kind)
    solver.run()
    if watch.error:
        raise watch.error
    return _outcome(solver, program)


class Relaxation:
    """A program whose variables need not be whole, solved anew whenever rows have been added, from where it was.

    After ``solve``: ``gains``, what a unit of each variable adds to the bound.
    """

    def __init__(self, program: Program, *, progress: Callable[[float], None] | None = None) -> None:
        self.program, self.gains = program, np.zeros(len(program.costs))
        self._watch = _Watch(program, np.inf, progress)
        self._solver = _solver(program, highspy.kHighsInf, whole=False)
        self._solver.setOptionValue("solver", "simplex")
        self._solver.setCallback(self._watch, None)
        self._solver.startCallback(_KINDS.kCallbackSimplexInterrupt)

    @property
    def seconds(self) -> float:
        """What the solver took so far."""
        return self._solver.getRunTime()

    def solve(self, seconds: float) -> Outcome:
        """The least costs as the rows stand; no values and no bound where the seconds do not do.

        The bound is proven by the rows' prices, not only within a tolerance.

        Raises:
            Cancelled: by ``progress``.
        """
        solver, begun = self._solver, self.seconds
        if seconds <= 0:
            return Outcome(None, -np.inf, 0.0)
        self._watch.seconds = begun + float(seconds)
        solver.setOptionValue("time_limit", self._watch.seconds)
        solver.run()
        if self._watch.error:
            raise self._watch.error
        status, took = solver.getModelStatus(), self.seconds - begun
        if status == highspy.HighsModelStatus.kInfeasible:
            return Outcome(None, np.inf, took, infeasible=True)
        if status != highspy.HighsModelStatus.kOptimal:
            return Outcome(None, -np.inf, took)
        solution = solver.getSolution()
        return Outcome(np.clip(solution.col_value, 0.0, 1.0), self._proven(np.array(solution.row_dual)), took)

    def _proven(self, prices: np.ndarray) -> float:
        program = self.program
        prices = np.where(np.isinf(program.lower), np.minimum(prices, 0.0), prices)
        prices = np.where(np.isinf(program.upper), np.maximum(prices, 0.0), prices)
        sides = np.where(prices > 0, program.lower, np.where(prices < 0, program.upper, 0.0))
        self.gains = program.costs - program.matrix.T @ prices
        least = 0.0 if program.least is None else program.least
        most = 1.0 if program.most is None else program.most
        ends = np.where(self.gains < 0, self.gains * most, self.gains * least)
        return float(prices @ sides + ends.sum()) + program.constant

    def add(self, rows: sparse.csr_array, lower: np.ndarray, upper: np.ndarray) -> None:
        """More rows: ``lower`` ≤ rows @ x ≤ ``upper``."""
        starts, places = rows.indptr[:-1].astype(np.int32), rows.indices.astype(np.int32)
        self._solver.addRows(len(lower), lower, upper, rows.nnz, starts, places, rows.data)
        matrix = sparse.csr_array(sparse.vstack([self.program.matrix, rows]))
        below, above = np.r_[self.program.lower, lower], np.r_[self.program.upper, upper]
        self.program = replace(self.program, matrix=matrix, lower=below, upper=above)


class _Watch:
    """What HiGHS calls: passes news on, and stops the work where somebody asked for it."""

    def __init__(self, program: Program, seconds: float, progress, told=None, content=lambda: False) -> None:
        self.program, self.seconds, self.progress, self.told = program, seconds, progress, told
        self.content = content
        self.error: Cancelled | None = None
        self.bound = -np.inf

    def __call__(self, kind, message, news, answer, _data) -> None:
        try:
            self._look(kind, news)
            answer.user_interrupt = self.content()
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


class _Silent(highspy.Highs):
    """HiGHS that prints nothing: it says its name as soon as it is made, before any option could be set."""

    def enableCallbacks(self) -> None:  # noqa: N802 - its own name for the step in which it speaks
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()


def _solver(program: Program, seconds: float, *, whole: bool = True) -> highspy.Highs:
    solver = _Silent()
    options = {
        "time_limit": float(seconds), "mip_rel_gap": CLOSED, "mip_abs_gap": 1e-6,
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
    model.col_lower_ = np.zeros(matrix.shape[1]) if program.least is None else program.least
    model.col_upper_ = np.ones(matrix.shape[1]) if program.most is None else program.most
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

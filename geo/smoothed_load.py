"""Load over several steps of time, with what chance alone does to it: beats are drawn by it, not by one bad month.

Hours a week come from all the steps together; how the steps scatter tells how far they can be trusted.
"""

import numpy as np
import pandas as pd

from geo.workload import DAYS_PER_WEEK, USUAL, Habits, grid_load, visits_a_week

#: a grid without a case is not sure to stay so: its doubt is that of half a case more (Jeffreys)
HALF_A_CASE = 0.5


def smoothed_load(
    steps: pd.DataFrame, grids: pd.DataFrame, step_days: float, count: int, habits: Habits = USUAL
) -> pd.DataFrame:
    """Hours of work a week in every grid over several steps of time, and their standard error.

    The number of cases is Poisson with a spread of its own, each case brings the hours of its category; what
    visits and fixed duties ask for is known. Several grids' errors add up as independent ones do:
    √Σ ``workload_se``² is that of a beat's load.

    Args:
        steps: a row a grid and step with cases: ``grid_id``, ``step`` (0 is the oldest), ``cases``,
            ``handling_hours``, ``handling_squares`` (each case's hours squared, added up), ``walks``.
        grids: as for ``geo.workload.grid_load``.
        step_days, count: length of a step and how many there are, those without a case included.

    Returns:
        as ``grid_load``, and ``workload_se``, the standard error of ``workload_hours``.

    Source: the variance of a compound Poisson sum is that of its squares (Feller 1968, XII.2); scaled by
    the spread left over between steps, as McCullagh & Nelder (1989), 4.5 do.
    """
    days = step_days * count
    sums = ["cases", "handling_hours", "handling_squares", "walks"]
    work = steps.groupby("grid_id")[sums].sum().reindex(grids.index).fillna(0.0)
    load = grid_load(work, grids, days, habits)
    stops = visits_a_week(grids["visit_interval_days"]) + work["walks"] * DAYS_PER_WEEK / days
    walk = (load["walking_hours"] / (2 * stops.where(stops > 0))).fillna(0.0)  # hours that one stop more adds
    usual = work["handling_squares"].sum() / max(work["cases"].sum(), 1)
    handled = np.sqrt(work["handling_squares"] + HALF_A_CASE * usual)
    error = (handled + walk * np.sqrt(work["walks"])) * DAYS_PER_WEEK / days  # the two go together
    return load.assign(workload_se=np.sqrt(spread(steps, count)) * error)


def spread(steps: pd.DataFrame, count: int) -> float:
    """How many times more a grid's hours scatter from step to step than independent cases would: 1 or more.

    Against what the grid's and the step's totals lead to expect, so that a busy summer is no scatter.
    """
    grid, at = pd.factorize(steps["grid_id"])[0], steps["step"].to_numpy(int)
    grids = int(grid.max(initial=-1)) + 1
    if grids < 2 or count < 2:
        return 1.0
    hours = np.zeros((grids, count))
    hours[grid, at] = steps["handling_hours"]
    squares = np.bincount(grid, steps["handling_squares"], grids)
    whole = hours.sum()
    if not whole:
        return 1.0
    season = hours.sum(axis=0) / whole
    left = ((hours - np.outer(hours.sum(axis=1), season)) ** 2).sum()
    expected = (squares * (1 - 1 / grids) * (1 - (season**2).sum())).sum()
    return max(float(left / expected), 1.0) if expected > 0 else 1.0

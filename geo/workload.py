"""Hours of work: what the cases and visits of a grid ask for, and how they fall on the workers."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

DAYS_PER_WEEK = 7.0
#: minutes of a patrol visit where the record says nothing
VISIT_MINUTES = 30.0


def handling_hours(counts: pd.DataFrame, hours: Mapping[str, float]) -> pd.Series:
    """Hours to handle the cases of each grid.

    Args:
        counts: cases by ``grid_id`` (rows) and category (columns).
        hours: handling time by category; every column needs one.

    >>> handling_hours(pd.DataFrame({"1101": [2, 0], "0201": [1, 1]}), {"1101": 1, "0201": 4}).tolist()
    [6.0, 4.0]
    """
    return (counts @ pd.Series(hours, dtype=float)[counts.columns]).rename("handling_hours")


def visit_hours(
    visit_interval_days: pd.Series, period_days: float, minutes: float = VISIT_MINUTES
) -> pd.Series:
    """Hours of the visits that a period asks for, one every interval; none without an interval.

    >>> visit_hours(pd.Series([7, 14]), period_days=28, minutes=30).tolist()
    [2.0, 1.0]
    """
    visits = (period_days / visit_interval_days.astype(float)).fillna(0)
    return (visits * minutes / 60).rename("visit_hours")


def grid_load(
    handling: pd.Series,
    visit_interval_days: pd.Series,
    period_days: float,
    *,
    visit_minutes: float = VISIT_MINUTES,
) -> pd.Series:
    """Hours of work a week in every grid: handling its cases and visiting it.

    Args:
        handling: hours that the period's cases need, by ``grid_id``.
        visit_interval_days: days between visits, by ``grid_id``.
        period_days: length of the period in days.
        visit_minutes: length of one visit.

    Returns:
        ``workload_hours`` per week with the index of ``visit_interval_days``.
    """
    hours = handling.reindex(visit_interval_days.index).fillna(0).astype(float)
    hours += visit_hours(visit_interval_days, period_days, visit_minutes)
    return (hours * DAYS_PER_WEEK / period_days).rename("workload_hours")


def worker_load(workload_hours: pd.Series, worker_ids: pd.Series, hours_per_week: pd.Series) -> pd.DataFrame:
    """Load of every worker against a fair share.

    Args:
        workload_hours: hours a week by ``grid_id``.
        worker_ids: ``worker_id`` by ``grid_id``; 0 or missing where nobody is responsible.
        hours_per_week: contract hours by ``worker_id``; every worker who takes part. The work of
            anybody else is not shared out.

    Returns:
        By ``worker_id``: ``grids``, ``workload_hours``, ``hours_per_week``, ``fair_share`` (all
        assigned hours split by contract hours) and ``load_ratio`` (1 is fair; missing without
        contract hours).
    """
    responsible = worker_ids.reindex(workload_hours.index)
    work = workload_hours.groupby(responsible).agg(["size", "sum"]).reindex(hours_per_week.index).fillna(0)
    load = pd.DataFrame(
        {"grids": work["size"].astype(int), "workload_hours": work["sum"], "hours_per_week": hours_per_week}
    )
    contract = load["hours_per_week"].sum()
    share = load["hours_per_week"] / contract if contract else 0.0 * load["hours_per_week"]
    load["fair_share"] = load["workload_hours"].sum() * share
    load["load_ratio"] = load["workload_hours"] / load["fair_share"].where(load["fair_share"] > 0)
    return load.rename_axis("worker_id")


def imbalance(load: pd.DataFrame) -> float:
    """How far the most loaded worker is above a fair share: 0 is even, 0.5 is half as much again.

    Missing when nobody has a fair share.
    """
    ratios = load["load_ratio"].to_numpy(float)
    return float(np.nanmax(ratios) - 1) if np.isfinite(ratios).any() else float("nan")

"""Hours of work: what the cases and visits of a grid ask for, and how they fall on the workers.

Hours needed = cases × handling time of their category + visits × their length + walking between them + fixed
duties. Hours available = contract hours × share of the time not away − the duties every worker has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

DAYS_PER_WEEK = 7.0
#: the parts of a grid's load, in the order they are shown
PARTS = ("handling_hours", "visit_hours", "walking_hours", "fixed_hours")
#: a round through n stops of a day, spread over an area, is so many times √(n × area) long
ROUND = 0.9
#: so many standard errors to either side of a load hold it 95 times in 100 (normal distribution)
SURELY = 1.96
#: whom a fixed duty is counted for
PER = ("worker", "grid", "1000_households")


@dataclass(frozen=True)
class Habits:
    """How a city's workers spend their week; the city's profile says.

    Args:
        visit_minutes: length of a visit where the record says nothing.
        work_days: days a week on which rounds are walked.
        metres_a_minute: pace on foot: the 1,000 m of the 15-minute circle of GB 50180-2018.
        detour: metres on foot for a straight metre.
        grid_hours, household_hours, worker_hours: fixed duties a week, for a grid, a household, a worker.
    """

    visit_minutes: float = 30.0
    work_days: float = 5.0
    metres_a_minute: float = 1000 / 15
    detour: float = 1.3
    grid_hours: float = 0.0
    household_hours: float = 0.0
    worker_hours: float = 0.0


USUAL = Habits()


def habits_of(profile: Mapping) -> Habits:
    """The habits that a city profile states (``load``, ``fixed_duties`` and ``walking``).

    >>> duty = {"hours": 2, "per": "1000_households"}
    >>> habits_of({"load": {"visit_minutes": 20}, "fixed_duties": {"register": duty}}).household_hours
    0.002
    """
    hours = dict.fromkeys(PER, 0.0)
    for duty in profile.get("fixed_duties", {}).values():
        hours[duty["per"]] += duty["hours"]
    told = {**profile.get("load", {})}
    if "detour" in profile.get("walking", {}):
        told["detour"] = profile["walking"]["detour"]
    return Habits(**told, grid_hours=hours["grid"], worker_hours=hours["worker"],
                  household_hours=hours["1000_households"] / 1000)  # fmt: skip


def visit_hours(visit_interval_days: pd.Series, minutes: float = Habits.visit_minutes) -> pd.Series:
    """Hours a week of the visits that fall due, one every interval; none without an interval.

    >>> visit_hours(pd.Series([7, 14]), minutes=30).tolist()
    [0.5, 0.25]
    """
    return (visits_a_week(visit_interval_days) * minutes / 60).rename("visit_hours")


def visits_a_week(visit_interval_days: pd.Series) -> pd.Series:
    """Visits that fall due in a week."""
    return (DAYS_PER_WEEK / visit_interval_days.astype(float)).fillna(0)


def walking_hours(stops_a_week: pd.Series, area_km2: pd.Series, habits: Habits = USUAL) -> pd.Series:
    """Hours a week of walking from stop to stop: every grid's part of the daily rounds through its surroundings.

    The shortest round through n places spread over an area A is about β √(n A) long, and where they are spread
    unevenly β Σ √(n A) over parts that are even. So each grid has its own part, whoever's round it is: a plan may
    hand grids over without reckoning rounds anew. β falls from 1.0 at five stops to 0.84 at thirty and, without
    end, to 0.7124; 0.9 stands for the five to twenty stops of a worker's day. The way from home and back is left
    out.

    Args:
        stops_a_week: visits, and cases gone to on their own, by ``grid_id``.
        area_km2: of the grid.

    Source: Beardwood, Halton & Hammersley (1959), The shortest path through many points; Daganzo (1984), The
    length of tours in zones of different shapes, Transportation Research B 18(2).

    >>> float(walking_hours(pd.Series([5.0]), pd.Series([1.0]), Habits(detour=1, metres_a_minute=60)).iloc[0])
    1.25
    """
    stops_a_day = stops_a_week / habits.work_days
    metres_a_day = ROUND * habits.detour * 1000 * np.sqrt(stops_a_day * area_km2.astype(float).clip(lower=0))
    return (habits.work_days * metres_a_day / habits.metres_a_minute / 60).rename("walking_hours")


def fixed_hours(households: pd.Series, habits: Habits = USUAL) -> pd.Series:
    """Hours a week of duties that every grid and every household bring, whatever happens.

    >>> fixed_hours(pd.Series([500, None]), Habits(grid_hours=0.5, household_hours=0.001)).tolist()
    [1.0, 0.5]
    """
    homes = households.astype(float).fillna(0)
    return (habits.grid_hours + homes * habits.household_hours).rename("fixed_hours")


def grid_load(
    work: pd.DataFrame, grids: pd.DataFrame, period_days: float, habits: Habits = USUAL
) -> pd.DataFrame:
    """Hours of work a week in every grid, part by part.

    Args:
        work: of the period's cases, by ``grid_id``: ``handling_hours``, and ``walks``, the cases gone to on their
            own (who finds one on patrol is there already). Grids without a case may be missing.
        grids: by ``grid_id``: ``visit_interval_days``, ``area_km2``, ``households``.
        period_days: length of the period in days.

    Returns:
        ``PARTS`` and their sum ``workload_hours``, with the index of ``grids``.
    """
    weekly = work[["handling_hours", "walks"]].reindex(grids.index).fillna(0.0) * DAYS_PER_WEEK / period_days
    stops = visits_a_week(grids["visit_interval_days"]) + weekly["walks"]
    parts = [
        weekly["handling_hours"], visit_hours(grids["visit_interval_days"], habits.visit_minutes),
        walking_hours(stops, grids["area_km2"], habits), fixed_hours(grids["households"], habits),
    ]  # fmt: skip
    load = pd.concat(parts, axis=1, keys=PARTS).astype(float)
    return load.assign(workload_hours=load.sum(axis=1))


def available_hours(
    hours_per_week: pd.Series, worker_hours: float = Habits.worker_hours, away: pd.Series | None = None
) -> pd.Series:
    """Hours a week that every worker has for a beat.

    Args:
        hours_per_week: contract hours by ``worker_id``; part-time workers have fewer.
        worker_hours: the duties every worker has, such as meetings. Who is away for a while misses some.
        away: share of the time away, 0 to 1; missing is none.

    >>> available_hours(pd.Series({1: 40.0, 2: 20, 3: 2}), 4, pd.Series({2: 0.5})).to_dict()
    {1: 36.0, 2: 8.0, 3: 0.0}
    """
    there = 1.0 if away is None else 1 - away.reindex(hours_per_week.index).fillna(0).clip(0, 1)
    return ((hours_per_week - worker_hours) * there).clip(lower=0).rename("available_hours")


def away_share(absences: pd.DataFrame, since: date, until: date) -> pd.Series:
    """Share of the days from ``since`` up to, not including, ``until`` on which a worker is away, by ``worker_id``.

    Args:
        absences: ``worker_id``, ``since`` and ``until``, the day after the last (missing: still going on). A day
            that two of a worker's absences hold counts once.

    >>> one = {"worker_id": 7, "since": date(2026, 3, 1), "until": date(2026, 3, 4)}
    >>> float(away_share(pd.DataFrame([one, one | {"until": None}]), date(2026, 3, 3), date(2026, 3, 11)).loc[7])
    1.0
    """
    days = {
        (row.worker_id, day)
        for row in absences.itertuples(index=False)
        for day in range(max(row.since, since).toordinal(), min(row.until or until, until).toordinal())
    }
    away = pd.Series([worker_id for worker_id, _day in days], dtype="int64").value_counts()
    return (away / (until - since).days).rename_axis("worker_id").rename("away_share")


def worker_load(workload_hours: pd.Series, worker_ids: pd.Series, available: pd.Series) -> pd.DataFrame:
    """Load of every worker against a fair share.

    Args:
        workload_hours: hours a week by ``grid_id``.
        worker_ids: ``worker_id`` by ``grid_id``; 0 or missing where nobody is responsible.
        available: ``available_hours`` by ``worker_id``; every worker who takes part. The work of
            anybody else is not shared out.

    Returns:
        By ``worker_id``: ``grids``, ``workload_hours``, ``available_hours``, ``fair_share`` (all
        assigned hours split by hours available) and ``load_ratio`` (1 is fair; missing without
        hours available).
    """
    place = available.index.get_indexer(worker_ids.reindex(workload_hours.index))
    theirs, hours = place[place >= 0], workload_hours.fillna(0.0).to_numpy(float)[place >= 0]
    load = pd.DataFrame(
        {
            "grids": np.bincount(theirs, minlength=len(available)),
            "workload_hours": np.bincount(theirs, hours, minlength=len(available)),
            "available_hours": available,
        }
    )
    whole = load["available_hours"].sum()
    share = load["available_hours"] / whole if whole else 0.0 * load["available_hours"]
    load["fair_share"] = load["workload_hours"].sum() * share
    load["load_ratio"] = load["workload_hours"] / load["fair_share"].where(load["fair_share"] > 0)
    return load.rename_axis("worker_id")


def summed_se(workload_se: np.ndarray, holder: np.ndarray, workers: int) -> np.ndarray:
    """Standard error of every worker's load: grids err independently of one another, so the squares add up.

    Args:
        workload_se: of every grid's load. holder: position of its worker, below ``workers``.

    >>> summed_se(np.array([3.0, 4.0, 5.0]), np.array([0, 0, 2]), 3).tolist()
    [5.0, 0.0, 5.0]
    """
    return np.sqrt(np.bincount(holder, np.square(workload_se), minlength=workers))


def spread(away: np.ndarray) -> float:
    """Standard deviation of how far workers are from a fair share; missing ones, who have none, are left out.

    >>> spread(np.array([0.5, -0.5, np.nan]))
    0.5
    """
    known = away[~np.isnan(away)]
    return float(np.std(known)) if len(known) else float("nan")


def imbalance(load: pd.DataFrame) -> float:
    """How far the worker farthest from a fair share is from it, above or below: 0 is even, 0.5 is half of it.

    Missing when nobody has a fair share.
    """
    ratios = load["load_ratio"].to_numpy(float)
    return float(np.nanmax(np.abs(ratios - 1))) if np.isfinite(ratios).any() else float("nan")

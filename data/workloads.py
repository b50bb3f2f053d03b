"""Hours of work on record: what every grid asks for, and what every worker has. The same for commands and screens."""

from dataclasses import replace
from datetime import date, timedelta

import geopandas as gpd
import pandas as pd

from data import absences, people
from data import grids as areas
from data import incidents as cases
from data.db import Record
from data.networks import kept
from data.permits import Actor
from data.profile import profile_of
from geo import workload
from geo.halves import halved
from geo.model import Period
from geo.smoothed_load import smoothed_load
from geo.workload import PARTS, Habits

#: load is smoothed over so many days, long enough that a quiet fortnight moves nobody …
LOAD_DAYS = 180
#: … and its doubt is told from how steps of so many days differ
STEP_DAYS = 30


def load(record: Record, actor: Actor, period: Period, split: tuple[int, ...] = ()) -> pd.DataFrame:
    """Hours a week that a period's cases, visits, walks and duties ask for: as ``geo.workload.grid_load``.

    Args:
        split: grids taken as two halves (``geo.halves.halved``).
    """
    work = cases.work_by_grid(record, actor, period, period.days).set_index("grid_id")
    work = halved(work, split, ("handling_hours", "walks"))
    grids = halved(_grids(record, actor, period.until), split, ("area_km2", "households"))
    return workload.grid_load(work, grids, period.days, habits(record))


def by_worker(
    record: Record,
    actor: Actor,
    period: Period,
    away: frozenset[tuple[int, date, date]] = frozenset(),
    split: tuple[int, ...] = (),
) -> pd.DataFrame:
    """Hours a week needed in a period and hours there were, of every worker in scope: those of the whole beat,
    whoever asks.

    Args:
        away: further absences, not on record: worker, first day, day after the last.
        split: as in ``load``.

    Returns:
        by ``worker_id``: ``name``, ``grids``, ``PARTS`` and ``workload_hours``, ``available_hours``, ``load_share``
        (hours needed for an hour available; missing where neither is any), ``away_share`` of the period, and
        ``absent`` on its last day. Who has left is away for good.
    """
    actor.require("read_workers")
    everybody = replace(actor, scope="all")
    topics = ("incidents", "grids", "assignments", "workers", "profile")
    asked = ("by_worker", period, away, split)
    found = kept(record, asked, topics, lambda: _by_worker(record, everybody, period, away, split))
    return found.loc[people.workers(record, actor)["worker_id"]].copy()


def _by_worker(record: Record, everybody: Actor, period: Period, away, split) -> pd.DataFrame:
    staff = people.workers(record, everybody).set_index("worker_id")
    known = absences.absences(record, everybody, period)[["worker_id", "since", "until"]]
    known = pd.concat([known, pd.DataFrame(sorted(away), columns=known.columns)] if away else [known])
    share = workload.away_share(known, period.since, period.until).reindex(staff.index, fill_value=0.0)
    absent = workload.away_share(known, period.last, period.until).reindex(staff.index, fill_value=0.0) > 0
    share, absent = share.where(staff["active"], 1.0), absent | ~staff["active"]
    hours = workload.available_hours(staff["hours_per_week"], habits(record).worker_hours, share)
    held = people.assignments(record, everybody).set_index("grid_id")["worker_id"]
    needed = load(record, everybody, period, split)
    worker = held.reindex(needed.index.map(abs)).set_axis(needed.index)
    sums = needed[[*PARTS, "workload_hours"]].groupby(worker).sum().reindex(staff.index, fill_value=0.0)
    grids = worker.value_counts().reindex(staff.index, fill_value=0).rename("grids")
    load_share = sums["workload_hours"] / hours  # endless where there are no hours
    return staff[["name"]].join([grids, sums, hours]).assign(
        load_share=load_share, away_share=share, absent=absent
    )  # fmt: skip


def smoothed(record: Record, actor: Actor, until: date) -> pd.DataFrame:
    """The same over the ``LOAD_DAYS`` before a day, with ``workload_se``: what beats are drawn by.

    Returns:
        by ``grid_id``: ``handling_hours``, ``visit_hours``, ``walking_hours``, ``fixed_hours``, their sum
        ``workload_hours`` and its standard error ``workload_se``, all in hours a week.
    """
    period = Period(until - timedelta(days=LOAD_DAYS), until)
    steps = cases.work_by_grid(record, actor, period, STEP_DAYS)
    grids = _grids(record, actor, until)
    return smoothed_load(steps, grids, STEP_DAYS, LOAD_DAYS // STEP_DAYS, habits(record))


def smoothed_then(record: Record, actor: Actor, grids: gpd.GeoDataFrame, until: date) -> pd.DataFrame:
    """The same for grids as they were on a day past, which may be no more: ``smoothed`` of what lay inside them.

    Args:
        grids: as ``data.grids.grids_on`` gives them, by ``grid_id``.
    """
    period = Period(until - timedelta(days=LOAD_DAYS), until)
    steps = cases.work_inside(record, actor, grids.geometry, period, STEP_DAYS)
    interval = grids["grid_class"].map(areas.visit_intervals(record, actor))
    known = grids[["area_km2", "households"]].assign(visit_interval_days=interval)
    return smoothed_load(steps, known, STEP_DAYS, LOAD_DAYS // STEP_DAYS, habits(record))


def available(record: Record, actor: Actor, day: date | None = None) -> pd.Series:
    """Hours a week that every worker in scope who is still there has for a beat, by ``worker_id``.

    Args:
        day: the first of the ``LOAD_DAYS`` that a beat is drawn for: who is away on a share of them has so much less.
            Without one nobody is away.
    """
    staff = people.workers(record, actor).set_index("worker_id")
    share = None
    if day is not None:
        ahead = Period(day, day + timedelta(days=LOAD_DAYS))
        share = workload.away_share(absences.absences(record, actor, ahead), ahead.since, ahead.until)
    contract = staff.loc[staff["active"], "hours_per_week"]
    return workload.available_hours(contract, habits(record).worker_hours, share)


def habits(record: Record) -> Habits:
    """How the city's workers spend their week."""
    return workload.habits_of(profile_of(record))


def _grids(record: Record, actor: Actor, day: date) -> pd.DataFrame:
    """What the load of a grid depends on beside its cases."""
    interval = areas.presence(record, actor, day)["visit_interval_days"]
    return areas.facts(record, actor)[["area_km2", "households"]].join(interval)

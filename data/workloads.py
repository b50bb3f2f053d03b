"""Hours of work on record: what every grid asks for, and what every worker has. The same for commands and screens."""

from datetime import date, timedelta

import pandas as pd

from data import grids as areas
from data import incidents as cases
from data import people
from data.db import Record
from data.permits import Actor
from data.profile import profile_of
from geo import workload
from geo.model import Period
from geo.smoothed_load import smoothed_load
from geo.workload import Habits

#: load is smoothed over so many days, long enough that a quiet fortnight moves nobody …
LOAD_DAYS = 180
#: … and its doubt is told from how steps of so many days differ
STEP_DAYS = 30


def load(record: Record, actor: Actor, period: Period) -> pd.DataFrame:
    """Hours a week that a period's cases, visits, walks and duties ask for: as ``geo.workload.grid_load``."""
    work = cases.work_by_grid(record, actor, period, period.days).set_index("grid_id")
    return workload.grid_load(work, _grids(record, actor, period.until), period.days, habits(record))


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


def available(record: Record, actor: Actor) -> pd.Series:
    """Hours a week that every worker in scope who is still there has for a beat, by ``worker_id``."""
    staff = people.workers(record, actor).set_index("worker_id")
    return workload.available_hours(staff.loc[staff["active"], "hours_per_week"], habits(record).worker_hours)


def habits(record: Record) -> Habits:
    """How the city's workers spend their week."""
    return workload.habits_of(profile_of(record))


def _grids(record: Record, actor: Actor, day: date) -> pd.DataFrame:
    """What the load of a grid depends on beside its cases."""
    interval = areas.presence(record, actor, day)["visit_interval_days"]
    return areas.facts(record, actor)[["area_km2", "households"]].join(interval)

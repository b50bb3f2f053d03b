"""Figures put together for screens from several readers and measures: one row a grid.

Each function is called like a reader, ``figure(record, actor, …)``, so that ``load.read`` caches it.
"""

from datetime import timedelta

import geopandas as gpd
import numpy as np
import pandas as pd

from data import facilities as places
from data import grids as areas
from data import holdings, people, studies, workloads
from data import incidents as cases
from data.db import Record
from data.permits import Actor
from data.profile import profile_of
from data.voice import voices
from geo import gaps, rates
from geo.model import Period


def by_grid(record: Record, actor: Actor, period: Period, category: str) -> pd.DataFrame:
    """What the overview says of every grid, by ``grid_id``: who, how many people, how many cases.

    New cases are those reported in the period, open and overdue ones as things stood at its end;
    columns ending in ``_before`` are the same for the period before. What the record knows nothing of
    has no column: workers, or who was responsible before the period.
    """
    frame = areas.facts(record, actor).drop(columns="grid_kind")
    now = cases.cases_by_grid(record, actor, period, category)
    before = cases.cases_by_grid(record, actor, period.before(), category)
    frame = frame.join(now).join(before.add_suffix("_before"))
    frame = frame.join(_responsible(record, actor, period))
    frame["workload_hours"] = workloads.load(record, actor, period)["workload_hours"].reindex(frame.index)
    if "worker" in holdings.known(record, actor, period.until):
        frame["no_worker"] = gaps.responsibility_gap(frame["worker_id"])
        if frame["worker_before"].notna().any():
            frame["no_worker_before"] = gaps.responsibility_gap(frame["worker_before"])
    return frame.drop(columns="worker_before")


def of_people(record: Record, actor: Actor, period: Period, category: str) -> pd.DataFrame:
    """New cases against the people there, by ``grid_id``: ``geo.rates.COLUMNS``."""
    people_there, _unit = rates.exposure(areas.facts(record, actor))
    counts = cases.cases_by_grid(record, actor, period, category)["new_cases"]
    counts = counts.reindex(people_there.index).fillna(0)
    return rates.side_by_side(counts, people_there, studies.neighbours(record, actor))


def _responsible(record: Record, actor: Actor, period: Period) -> pd.DataFrame:
    """``worker_id`` and ``worker_name`` today; whether anybody was responsible at either end."""
    today = people.assignments(record, actor).set_index("grid_id")[["worker_id", "worker_name"]]
    before = people.assignments(record, actor, period.since - timedelta(days=1)).set_index("grid_id")
    return today.join(before["worker_id"].rename("worker_before"), how="outer")


def watched(record: Record, actor: Actor, period: Period) -> pd.DataFrame:
    """By ``grid_id``: what ``geo.kpi.grids_to_watch`` weighs, beyond the cases themselves.

    ``silent``, ``n_heard`` and ``expected`` for voices; ``late`` and ``late_days`` where visits are recorded.
    """
    heard = voices(record, actor, period)[0]
    found = heard[["silent", "n", "expected"]].rename(columns={"n": "n_heard"})
    if "visit" not in holdings.known(record, actor, period.until):
        return found
    return found.join(gaps.presence_gap(areas.presence(record, actor, period.until)))


def nearby(record: Record, actor: Actor, grid_id: int) -> pd.DataFrame:
    """The nearest facility of every kind: facility columns, ``distance_m`` and ``reach_m``, nearest first.

    Straight line from a point inside the grid.
    """
    grid = areas.grid(record, actor, grid_id)
    frame = gpd.GeoDataFrame(geometry=[grid["geometry"]], crs="EPSG:4326")
    metric = _metric(record, frame)
    here = frame.geometry.to_crs(metric).representative_point().iloc[0]
    found = _facilities(record, actor, metric)
    found["distance_m"] = np.hypot(found["x_m"] - here.x, found["y_m"] - here.y)
    reach = places.facility_kinds(record, actor).set_index("facility_kind")["reach_m"]
    nearest = found.sort_values(["distance_m", "facility_id"]).drop_duplicates("facility_kind")
    return nearest.assign(reach_m=nearest["facility_kind"].map(reach)).reset_index(drop=True)


def _metric(record: Record, frame: gpd.GeoDataFrame):
    return profile_of(record)["crs"] or frame.estimate_utm_crs()


def _facilities(record: Record, actor: Actor, metric) -> pd.DataFrame:
    """Facilities with ``x_m`` and ``y_m``."""
    found = places.facilities(record, actor)
    xy = gpd.GeoSeries(gpd.points_from_xy(found["lon"], found["lat"]), crs="EPSG:4326").to_crs(metric)
    return found.assign(x_m=xy.x.to_numpy(), y_m=xy.y.to_numpy())

"""Readers of incidents: counts by grid and day, lists, and one case with its log."""

from dataclasses import dataclass
from datetime import date, datetime

import geopandas as gpd
import pandas as pd

from data.db import Record
from data.permits import Actor
from geo.errors import NotFound
from geo.locate import Locator
from geo.model import Period
from geo.workflow import LEADS, OPEN_STATES

_COLUMNS = """incident_id, incident_code, category, source, description, address, lon, lat, grid_id,
    worker_id, occurred_at, reported_at, state, due_at, handled_at, closed_at"""
#: cases open when a day began; binds ``open_values``
OPEN_ON = "open_on($day, $actions, $west, $south, $east, $north)"


@dataclass(frozen=True)
class Filter:
    """Which cases to list. An empty field does not narrow.

    ``category`` is a code or a major's two digits; ``overdue_at`` keeps cases due before it and not handled by then;
    ``search`` looks in code, description and address; ``outside`` keeps cases that lie in no grid.
    """

    period: Period | None = None
    category: str = ""
    states: tuple[str, ...] = ()
    grid_ids: tuple[int, ...] = ()
    overdue_at: datetime | None = None
    search: str = ""
    outside: bool = False

    def values(self, actor: Actor) -> dict:
        """The values the statements bind."""
        return {
            "scope": actor.scope,
            "since": self.period.since if self.period else date(1, 1, 1),
            "until": self.period.until if self.period else date(9999, 1, 1),
            "category": self.category,
            "states": list(self.states),
            "grid_ids": list(self.grid_ids),
            "overdue_at": self.overdue_at,
            "search": self.search,
            "outside": self.outside,
        }


def _within(actor: Actor, period: Period, category: str) -> dict:
    """The values that figures over a period bind."""
    return {"scope": actor.scope, "since": period.since, "until": period.until, "category": category}


def cases_by_grid(record: Record, actor: Actor, period: Period, category: str = "") -> pd.DataFrame:
    """``new_cases``, ``open_cases`` and ``overdue_cases`` by ``grid_id``.

    New by the time reported inside the period; open and overdue as things stood at its end.
    """
    actor.require("read_incidents")
    sql = "FROM grid_cases($scope, $since, $until, $category) ORDER BY grid_id"
    values = _within(actor, period, category)
    return record.frame(sql, values).set_index("grid_id")


def steps_by_grid(record: Record, actor: Actor, period: Period, category: str, step: str) -> pd.DataFrame:
    """New cases per grid and step: ``grid_id``, ``step`` (0 is the oldest), ``new_cases``.

    Only steps with cases; ``data.studies.steps`` fills in the others.

    Args:
        period: of whole steps.
        step: ``day``, ``week`` (seven days from the period's first) or ``month``.
    """
    actor.require("read_incidents")
    sql = "FROM grid_steps($scope, $since, $until, $category, $step) ORDER BY grid_id, step"
    return record.frame(sql, {**_within(actor, period, category), "step": step})


def places(record: Record, actor: Actor, period: Period, category: str = "") -> pd.DataFrame:
    """Where and when the period's new cases were: ``lon``, ``lat``, ``grid_id``, ``reported_at``.

    Cases outside every grid are left out, as from every number by grid: they may lie in another city.
    """
    actor.require("read_incidents")
    sql = """SELECT lon, lat, grid_id, reported_at FROM incidents_in_scope($scope)
      WHERE grid_id IS NOT NULL
        AND reported_at >= $since AND reported_at < $until AND ($category = '' OR starts_with(category, $category))"""
    values = _within(actor, period, category)
    return record.frame(sql, values)


def majors_by_grid(record: Record, actor: Actor, period: Period, step_days: int) -> pd.DataFrame:
    """New cases of the period by ``grid_id``, ``major`` category and ``step`` (0 is the oldest): ``new_cases``, where
    there are any."""
    actor.require("read_incidents")
    sql = "FROM grid_majors($scope, $since, $until, $step_days) ORDER BY grid_id, major, step"
    values = {"scope": actor.scope, "since": period.since, "until": period.until, "step_days": step_days}
    return record.frame(sql, values)


def found_first(record: Record, actor: Actor, period: Period) -> pd.DataFrame:
    """``grid_id``, ``worker_id`` (responsible then, 0: nobody), ``filed`` cases and those ``missed`` by the worker."""
    actor.require("read_incidents")
    sql = "FROM found_first($scope, $since, $until) ORDER BY grid_id, worker_id"
    values = {"scope": actor.scope, "since": period.since, "until": period.until}
    return record.frame(sql, values)


def work_by_grid(record: Record, actor: Actor, period: Period, step_days: int) -> pd.DataFrame:
    """What the period's new cases ask of a worker, step by step: ``grid_id``, ``step`` (0 is the oldest),
    ``cases``, ``handling_hours``, ``handling_squares`` and ``walks``, as ``geo.smoothed_load`` takes them.

    Only steps with cases; the period holds whole steps.
    """
    actor.require("read_incidents")
    sql = "FROM grid_work($scope, $since, $until, $step_days) ORDER BY grid_id, step"
    values = {"scope": actor.scope, "since": period.since, "until": period.until, "step_days": step_days}
    return record.frame(sql, values)


def work_inside(
    record: Record, actor: Actor, grids: gpd.GeoSeries, period: Period, step_days: int
) -> pd.DataFrame:
    """The same for grids that need not be those of today: what lay inside them, whichever grid has it now.

    Args:
        grids: boundaries in EPSG:4326 by ``grid_id``.
    """
    actor.require("read_incidents")
    west, south, east, north = grids.total_bounds.tolist()
    sql = """FROM case_work($since, $until, $step_days)
      WHERE lon BETWEEN $west AND $east AND lat BETWEEN $south AND $north"""
    values = {"since": period.since, "until": period.until, "step_days": step_days}
    rows = record.frame(sql, values | {"west": west, "south": south, "east": east, "north": north})
    inside = rows.assign(
        grid_id=Locator(grids, grids.index).locate(rows["lon"], rows["lat"]),
        handling_squares=rows["handling_hours"] ** 2,
    )
    steps = inside[inside["grid_id"].isin(grids.index)].groupby(["grid_id", "step"])
    sums = steps[["handling_hours", "handling_squares", "walk"]].sum().rename(columns={"walk": "walks"})
    return sums.assign(cases=steps.size()).reset_index()


def due(record: Record, actor: Actor, period: Period) -> pd.DataFrame:
    """``grid_id``, ``worker_id`` (responsible when they fell due, 0: nobody), cases ``due`` in the period and those
    handled ``on_time``."""
    actor.require("read_incidents")
    sql = "FROM due_cases($scope, $since, $until) ORDER BY grid_id, worker_id"
    values = {"scope": actor.scope, "since": period.since, "until": period.until}
    return record.frame(sql, values)


def open_inside(record: Record, actor: Actor, grids: gpd.GeoSeries, day: date) -> pd.DataFrame:
    """Cases in scope that were open when a day began, inside grids that need not be those of today; newest first.

    Args:
        grids: boundaries in EPSG:4326 by ``grid_id``.

    Returns:
        the columns of ``geo.names.INCIDENTS`` as they are today but for ``grid_id``, which is that of ``grids``; and
        ``state_then``.
    """
    actor.require("read_incidents")
    sql = f"""SELECT {_COLUMNS}, last_action FROM incidents_in_scope($scope) JOIN {OPEN_ON} USING (incident_id)
      ORDER BY reported_at DESC, incident_id DESC"""
    return found_inside(record.frame(sql, {"scope": actor.scope, **open_values(grids, day)}), grids)


def open_values(grids: gpd.GeoSeries, day: date) -> dict:
    """The values that ``OPEN_ON`` binds."""
    west, south, east, north = grids.total_bounds.tolist()
    actions = [action for action, state in LEADS.items() if state in OPEN_STATES]
    return {"day": day, "actions": actions, "west": west, "south": south, "east": east, "north": north}


def found_inside(rows: pd.DataFrame, grids: gpd.GeoSeries) -> pd.DataFrame:
    """Rows of ``OPEN_ON`` that lie in some grids, with the ``grid_id`` of these and ``state_then``."""
    rows = rows.assign(
        grid_id=Locator(grids, grids.index).locate(rows["lon"], rows["lat"]),
        state_then=rows["last_action"].map(LEADS),
    )
    return rows[rows["grid_id"].isin(grids.index)].drop(columns="last_action").reset_index(drop=True)


def incidents(
    record: Record, actor: Actor, wanted: Filter, *, limit: int = 200, offset: int = 0
) -> pd.DataFrame:
    """Cases that fit the filter, newest first: the columns of ``geo.names.INCIDENTS``."""
    actor.require("read_incidents")
    sql = f"""SELECT {_COLUMNS}
      FROM incidents_wanted($scope, $since, $until, $category, $states, $grid_ids, $overdue_at, $search)
      WHERE grid_id IS NULL OR NOT $outside ORDER BY reported_at DESC, incident_id DESC LIMIT $limit OFFSET $offset"""
    return record.frame(sql, {**wanted.values(actor), "limit": limit, "offset": offset})


def count(record: Record, actor: Actor, wanted: Filter) -> int:
    """How many cases fit the filter."""
    actor.require("read_incidents")
    sql = """SELECT count(*)
      FROM incidents_wanted($scope, $since, $until, $category, $states, $grid_ids, $overdue_at, $search)
      WHERE grid_id IS NULL OR NOT $outside"""
    return record.rows(sql, wanted.values(actor))[0][0]


def incident(record: Record, actor: Actor, incident_id: int) -> dict:
    """One case.

    Raises:
        NotFound: ``incident_unknown`` when there is none, or none the actor may see.
    """
    actor.require("read_incidents")
    sql = f"SELECT {_COLUMNS} FROM incidents_in_scope($scope) WHERE incident_id = $incident_id"
    found = record.frame(sql, {"scope": actor.scope, "incident_id": incident_id})
    if found.empty:
        raise NotFound("incident_unknown", incident_id=incident_id)
    return found.iloc[0].to_dict()


def log(record: Record, actor: Actor, incident_id: int) -> pd.DataFrame:
    """The log of one case in order, with the organisation's name."""
    incident(record, actor, incident_id)
    sql = """SELECT l.seq, l.action::TEXT AS action, l.logged_at, l.who, o.name AS organisation, l.note
      FROM incident_log l LEFT JOIN organisation o ON o.organisation_id = l.organisation_id
      WHERE l.incident_id = $incident_id ORDER BY l.seq"""
    return record.frame(sql, {"incident_id": incident_id})


def daily(
    record: Record, actor: Actor, period: Period, category: str = "", grid_ids: tuple[int, ...] = ()
) -> pd.DataFrame:
    """New and closed cases in the grids for every day of the period: ``day``, ``new_cases``, ``closed_cases``."""
    actor.require("read_incidents")
    sql = "FROM daily_cases($scope, $since, $until, $category, $grid_ids) ORDER BY day"
    values = _within(actor, period, category)
    return record.frame(sql, {**values, "grid_ids": list(grid_ids)})


def span(record: Record, actor: Actor) -> tuple[date, date] | None:
    """First and last day on which a case in scope was reported, or None without cases."""
    actor.require("read_incidents")
    sql = "SELECT min(reported_at)::DATE, max(reported_at)::DATE FROM incidents_in_scope($scope)"
    first, last = record.rows(sql, {"scope": actor.scope})[0]
    return None if first is None else (first, last)


def categories(record: Record, actor: Actor) -> pd.DataFrame:
    """The city's categories with their names and how many cases in scope carry them (``n``)."""
    actor.require("read_incidents")
    sql = """SELECT c.category, c.major, c.name_zh, c.name_en, c.major_zh, c.major_en, count(i.incident_id) AS n
      FROM category c LEFT JOIN incidents_in_scope($scope) i ON i.category = c.category
      GROUP BY ALL ORDER BY c.category"""
    return record.frame(sql, {"scope": actor.scope})


def outside(record: Record, actor: Actor, period: Period, category: str = "") -> int:
    """How many new cases of a period lie in no grid; seen only with scope ``all``."""
    actor.require("read_incidents")
    sql = """SELECT count(*) FROM incidents_in_scope($scope) WHERE grid_id IS NULL
      AND reported_at >= $since AND reported_at < $until AND ($category = '' OR starts_with(category, $category))"""
    values = _within(actor, period, category)
    return record.rows(sql, values)[0][0]

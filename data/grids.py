"""Readers of grids and divisions."""

from collections.abc import Iterable
from datetime import date

import geopandas as gpd
import pandas as pd

from data.db import Record
from data.permits import Actor
from geo.errors import NotFound
from geo.model import Period

_FACTS = """grid_id, grid_code, name, community_code, street_code, district_code, grid_kind, grid_class,
    households, population, older, children, area_km2"""
_GRID_COLUMNS = f"{_FACTS}, ST_AsWKB(geometry) AS geometry"


def grids(record: Record, actor: Actor) -> gpd.GeoDataFrame:
    """Today's grids inside the actor's scope: the columns of ``geo.names.GRIDS``, by code."""
    actor.require("read_grids")
    sql = f"SELECT {_GRID_COLUMNS} FROM grids_in_scope($scope) ORDER BY grid_code, grid_id"
    return record.geo_frame(sql, {"scope": actor.scope})


def grids_on(record: Record, actor: Actor, day: date) -> gpd.GeoDataFrame:
    """The grids of a day as ``grids`` says them, with the boundaries they had then."""
    actor.require("read_grids")
    sql = f"""SELECT {_GRID_COLUMNS} FROM boundaries_in_scope($scope)
      WHERE valid_from <= $day AND (valid_to IS NULL OR valid_to > $day) ORDER BY grid_code, grid_id"""
    return record.geo_frame(sql, {"scope": actor.scope, "day": day})


def unchanged_since(record: Record, actor: Actor, day: date) -> bool:
    """Whether the grids in scope are still those of a day, with the boundaries they had then."""
    actor.require("read_grids")
    sql = "SELECT count(*) = 0 FROM boundaries_in_scope($scope) WHERE valid_from > $day OR valid_to > $day"
    return bool(record.rows(sql, {"scope": actor.scope, "day": day})[0][0])


def last_known(
    record: Record, actor: Actor, grid_ids: Iterable[int], day: date | None = None
) -> gpd.GeoDataFrame:
    """Some grids as they were last, by a day if one is given: those that are no more too."""
    actor.require("read_grids")
    sql = f"""SELECT {_GRID_COLUMNS} FROM boundaries_in_scope($scope)
      WHERE list_contains($ids::INTEGER[], grid_id) AND ($day::DATE IS NULL OR valid_from <= $day)
      QUALIFY row_number() OVER (PARTITION BY grid_id ORDER BY valid_from DESC) = 1 ORDER BY grid_code, grid_id"""
    return record.geo_frame(sql, {"scope": actor.scope, "ids": list(map(int, grid_ids)), "day": day})


def facts(record: Record, actor: Actor) -> pd.DataFrame:
    """What ``grids`` says by ``grid_id``, in the same order but without the shapes, which take the longest."""
    actor.require("read_grids")
    sql = f"SELECT {_FACTS} FROM grids_in_scope($scope) ORDER BY grid_code, grid_id"
    return record.frame(sql, {"scope": actor.scope}).set_index("grid_id")


def grid(record: Record, actor: Actor, grid_id: int) -> dict:
    """One grid as a mapping of ``geo.names.GRIDS``.

    Raises:
        NotFound: ``grid_unknown`` when there is none, or none the actor may see.
    """
    actor.require("read_grids")
    sql = f"SELECT {_GRID_COLUMNS} FROM grids_in_scope($scope) WHERE grid_id = $grid_id"
    found = record.geo_frame(sql, {"scope": actor.scope, "grid_id": grid_id})
    if found.empty:
        raise NotFound("grid_unknown", grid_id=grid_id)
    return found.iloc[0].to_dict()


def divisions(record: Record, actor: Actor) -> pd.DataFrame:
    """Divisions that hold a grid in scope, with ``grids``, ``households`` and ``population`` summed."""
    actor.require("read_grids")
    return record.frame("FROM division_totals($scope) ORDER BY division_code", {"scope": actor.scope})


def extent(record: Record, actor: Actor, division: str = "") -> tuple[float, float, float, float] | None:
    """West, south, east, north of the grids in scope (inside one division), or None without grids."""
    actor.require("read_grids")
    sql = """SELECT min(min_lon), min(min_lat), max(max_lon), max(max_lat) FROM grids_in_scope($scope)
      WHERE $division IN ('', district_code, street_code, community_code)"""
    (bounds,) = record.rows(sql, {"scope": actor.scope, "division": division})
    return None if bounds[0] is None else bounds


def presence(record: Record, actor: Actor, day: date) -> pd.DataFrame:
    """Days since the last visit before ``day`` and the interval of the grid's class, by ``grid_id``."""
    actor.require("read_grids")
    sql = "FROM grid_presence($scope, $day) ORDER BY grid_id"
    return record.frame(sql, {"scope": actor.scope, "day": day}).set_index("grid_id")


def overdue_days(record: Record, actor: Actor, period: Period, seen: date | None = None) -> pd.Series:
    """Days of the period on which a visit was overdue, by ``grid_id``: visits within the period end such days.

    Args:
        seen: visits count that were made before it; else all of the period.
    """
    actor.require("read_grids")
    sql = "FROM grid_overdue($scope, $since, $until, $seen) ORDER BY grid_id"
    values = {"since": period.since, "until": period.until, "seen": seen or period.until}
    return record.frame(sql, {"scope": actor.scope} | values).set_index("grid_id")["overdue_days"]


def unattended_days(record: Record, actor: Actor, period: Period) -> pd.Series:
    """Days of the period on which no responsible worker was there, by ``grid_id``."""
    actor.require("read_grids")
    sql = "FROM grid_unattended($scope, $since, $until) ORDER BY grid_id"
    values = {"scope": actor.scope, "since": period.since, "until": period.until}
    return record.frame(sql, values).set_index("grid_id")["unattended_days"]


def visit_intervals(record: Record, actor: Actor) -> dict[int, int]:
    """Days from one visit to the next by ``grid_class``."""
    actor.require("read_grids")
    return dict(record.rows("SELECT grid_class, visit_interval_days FROM grid_class"))


def boundary_history(record: Record, actor: Actor, grid_id: int) -> pd.DataFrame:
    """Every version of one grid's boundary, newest first: name, code, area and validity."""
    actor.require("read_grids")
    sql = """SELECT g.name, g.grid_code, g.area_km2, g.valid_from, g.valid_to FROM grid g
      WHERE g.grid_id = $grid_id AND g.grid_id IN (SELECT s.grid_id FROM grids_in_scope($scope) s)
      ORDER BY g.valid_from DESC"""
    return record.frame(sql, {"scope": actor.scope, "grid_id": grid_id})


def names(record: Record, actor: Actor) -> pd.Series:
    """The name of every grid in scope, or its code where it has none, by ``grid_id``."""
    actor.require("read_grids")
    sql = """SELECT grid_id, coalesce(nullif(name, ''), grid_code) AS name FROM grids_in_scope($scope)
      ORDER BY grid_code, grid_id"""
    return record.frame(sql, {"scope": actor.scope}).set_index("grid_id")["name"]

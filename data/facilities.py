"""Readers of facilities, their kinds, and visits."""

import geopandas as gpd
import pandas as pd

from data.db import Record
from data.permits import Actor
from geo.errors import InputError
from geo.model import Period
from geo.names import GROUPS, STREET_EDGES


def facilities(record: Record, actor: Actor, kinds: tuple[str, ...] = ()) -> pd.DataFrame:
    """Facilities of some kinds (all when empty): the columns of ``geo.names.FACILITIES``.

    Facilities are public places and serve neighbours, so row scope does not narrow them.
    """
    actor.require("read_facilities")
    sql = """SELECT facility_id, name, facility_kind, capacity, lon, lat, grid_id, address FROM facility
      WHERE len($kinds) = 0 OR list_contains($kinds, facility_kind) ORDER BY facility_id"""
    return record.frame(sql, {"kinds": list(kinds)})


def streets(record: Record, actor: Actor) -> gpd.GeoDataFrame:
    """The walking network: the columns of ``geo.names.STREET_EDGES``, lines in EPSG:4326. Public as well."""
    actor.require("read_facilities")
    columns = ", ".join(STREET_EDGES[:-1])
    return record.geo_frame(
        f"SELECT {columns}, ST_AsWKB(geometry) AS geometry FROM street_edge ORDER BY edge_id"
    )


def facility_kinds(record: Record, actor: Actor) -> pd.DataFrame:
    """The kinds of the city profile with names, reach and source, and how many there are (``n``).

    ``older_m`` and ``children_m`` are missing where the city asks no shorter walk of these than ``reach_m``.
    """
    actor.require("read_facilities")
    sql = """SELECT k.facility_kind, k.name_zh, k.name_en, k.reach_m, k.older_m, k.children_m, k.icon, k.source,
      count(f.facility_id) AS n
      FROM facility_kind k LEFT JOIN facility f ON f.facility_kind = k.facility_kind
      GROUP BY ALL ORDER BY k.reach_m, k.facility_kind"""
    return record.frame(sql)


def metres_of(record: Record, actor: Actor, kind: str, metres: float = 0.0) -> float:
    """The metres asked for; where these are 0, those of the kind's standard.

    Raises:
        InputError: ``kind_of_facility_unknown``.
    """
    kinds = facility_kinds(record, actor).set_index("facility_kind")["reach_m"]
    if kind not in kinds:
        raise InputError("kind_of_facility_unknown", kind=kind, known=", ".join(kinds.index))
    return float(metres or kinds[kind])


def standards(record: Record, actor: Actor, metres: float = 0.0, kind: str = "all") -> pd.DataFrame:
    """How far is too far: metres by kind, for ``residents``, ``older`` and ``children``.

    Args:
        metres: for everybody and every kind; 0: each kind's own.
        kind: only this one, also where the record holds none of it; ``all``: those of which it holds any.
    """
    kinds = facility_kinds(record, actor)
    asked = kinds["n"] > 0 if kind == "all" else kinds["facility_kind"] == kind
    kinds = kinds[asked].set_index("facility_kind")
    found = pd.DataFrame({"residents": kinds["reach_m"]})
    for group in GROUPS:
        found[group] = kinds[f"{group}_m"].fillna(kinds["reach_m"])
    return found * 0 + metres if metres else found


def visits(record: Record, actor: Actor, grid_id: int, limit: int = 50) -> pd.DataFrame:
    """The latest visits to one grid in scope, with ``worker_name``."""
    actor.require("read_grids")
    sql = """SELECT v.visit_id, v.grid_id, v.worker_id, w.name AS worker_name, v.visited_at, v.minutes, v.source
      FROM visit v LEFT JOIN worker w ON w.worker_id = v.worker_id
      WHERE v.grid_id = $grid_id AND v.grid_id IN (SELECT s.grid_id FROM grids_in_scope($scope) s)
      ORDER BY v.visited_at DESC LIMIT $limit"""
    return record.frame(sql, {"scope": actor.scope, "grid_id": grid_id, "limit": limit})


def visit_hours(record: Record, actor: Actor, period: Period) -> pd.Series:
    """Hours spent on visits in a period, by ``grid_id``."""
    actor.require("read_grids")
    sql = """SELECT s.grid_id, coalesce(sum(v.minutes), 0) / 60 AS visit_hours
      FROM grids_in_scope($scope) s
      LEFT JOIN visit v ON v.grid_id = s.grid_id AND v.visited_at >= $since AND v.visited_at < $until
      GROUP BY s.grid_id ORDER BY s.grid_id"""
    values = {"scope": actor.scope, "since": period.since, "until": period.until}
    return record.frame(sql, values).set_index("grid_id")["visit_hours"]

"""The open cases that go along when grids change hands: for whoever reviews a plan, and for the two workers."""

from collections.abc import Mapping
from datetime import date, timedelta

import geopandas as gpd
import pandas as pd

from data import incidents as cases
from data.db import Record
from data.permits import Actor
from geo.errors import NotFound
from geo.workflow import OPEN_STATES

#: plans whose open cases change hands; of a plan turned down or undone none do
HANDED = ("proposed", "accepted", "in_force")
#: more open cases than this in a plan's grids are left to the list of cases
MOST = 5_000
#: for so many days the two workers are told of a hand-over
TOLD_DAYS = 30


def day_of(plan: Mapping) -> date | None:
    """The day a plan came into force; none while it waits."""
    done = plan["state"] in ("in_force", "reverted")
    return pd.Timestamp(plan["effective_on"]).date() if done else None


def open_cases(record: Record, actor: Actor, plan: Mapping, grids: gpd.GeoDataFrame) -> pd.DataFrame:
    """The cases that go along with a plan's grids, newest first: those open when its day began, or today's while it
    waits; none of a plan turned down or undone.

    Args:
        plan: a row of ``data.commands.PLANS``.
        grids: the plan's grids by ``grid_id``, as ``data.grids.last_known`` gives them by its day.

    Returns:
        the columns of ``geo.names.INCIDENTS``; of a plan in force ``state_then`` too, the state on its day.
    """
    day = day_of(plan)
    handed = plan["state"] in HANDED and len(grids) > 0
    if handed and day is not None:
        return cases.open_inside(record, actor, grids.geometry, day).head(MOST)
    wanted = cases.Filter(states=OPEN_STATES, grid_ids=tuple(map(int, grids.index)))
    return cases.incidents(record, actor, wanted, limit=MOST if handed else 0)


def recent(record: Record, actor: Actor, today: date) -> pd.DataFrame:
    """What plans in force gave the worker who asks or took away in the last ``TOLD_DAYS``, the newest first.

    Returns:
        a row a grid: ``plan_id``, ``title``, ``effective_on``, ``grid_id``, ``grid`` (name or code), ``giver``,
        ``taker`` (names; missing: nobody).
    """
    actor.require("read_handovers")
    sql = """SELECT * EXCLUDE (geometry) FROM handed_over($scope, $since)
      ORDER BY effective_on DESC, plan_id DESC, grid, grid_id"""
    return record.frame(sql, _told(actor, today))


def handed_cases(record: Record, actor: Actor, plan_id: int, today: date) -> pd.DataFrame:
    """The list both workers get: cases open when the plan's day began, in the grids it moved between them and others.

    A grid given away is no longer the giver's: of its cases they keep what they need to hand over, as it was that
    day. No address, no description, no place and nothing that happened since, which may name residents; what became
    of a case is told of those that lie in the beat of today alone.

    Returns:
        a row a case: ``incident_code``, ``category``, ``state_then``, ``state`` (today's; missing outside the beat),
        ``grid``, ``giver``, ``taker``, by grid.

    Raises:
        NotFound: ``plan_unknown`` unless the plan is among the ``recent`` ones.
    """
    actor.require("read_handovers")
    sql = """SELECT grid_id, grid, giver, taker, effective_on, ST_AsWKB(geometry) AS geometry
      FROM handed_over($scope, $since) WHERE plan_id = $plan_id ORDER BY grid_id"""
    moved = record.geo_frame(sql, {**_told(actor, today), "plan_id": plan_id}).set_index("grid_id")
    if moved.empty:
        raise NotFound("plan_unknown", plan_id=plan_id)
    sql = f"""SELECT i.incident_code, i.category, i.lon, i.lat, o.last_action, s.state FROM {cases.OPEN_ON} o
      JOIN incident i ON i.incident_id = o.incident_id
      LEFT JOIN incidents_in_scope($scope) s ON s.incident_id = o.incident_id ORDER BY i.incident_code"""
    day = pd.Timestamp(moved["effective_on"].iloc[0]).date()
    rows = record.frame(sql, {"scope": actor.scope, **cases.open_values(moved.geometry, day)})
    inside = cases.found_inside(rows, moved.geometry).join(moved[["grid", "giver", "taker"]], on="grid_id")
    columns = ["incident_code", "category", "state_then", "state", "grid", "giver", "taker"]
    return inside.sort_values(["grid", "incident_code"], kind="stable", ignore_index=True)[columns]


def _told(actor: Actor, today: date) -> dict:
    return {"scope": actor.scope, "since": today - timedelta(days=TOLD_DAYS)}

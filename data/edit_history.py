"""Boundaries in the course of time: what was edited, and what was where on a day."""

from datetime import date

import geopandas as gpd
import pandas as pd

from data.db import Record
from data.permits import Actor

EDITS = (
    "edit_id", "kind", "state", "reason", "author", "made_at", "effective_on", "ended", "made", "undoes_edit_id",
)  # fmt: skip


def edits(record: Record, actor: Actor) -> pd.DataFrame:
    """Edits of boundaries that concern a grid in scope, newest first: ``EDITS``."""
    actor.require("read_edits")
    sql = f"SELECT {', '.join(EDITS)} FROM edits_in_scope($scope) ORDER BY edit_id DESC"
    return record.frame(sql, {"scope": actor.scope})


def on_day(record: Record, actor: Actor, grid_id: int, day: date) -> gpd.GeoDataFrame:
    """What was on the ground of one of today's grids on a day, and who was responsible.

    Returns:
        a row a grid of that day: ``grid_id``, ``grid_code``, ``name``, ``area_km2``, ``worker_id``,
        ``valid_from``, ``valid_to``, geometry.
    """
    actor.require("read_grids")
    sql = """SELECT * REPLACE (ST_AsWKB(geometry) AS geometry) FROM ground_on($scope, $grid_id, $day)
      ORDER BY grid_code, grid_id"""
    return record.geo_frame(sql, {"scope": actor.scope, "grid_id": grid_id, "day": day})

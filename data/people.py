"""Readers of workers, organisations and who is or was responsible for which grid."""

from datetime import date

import pandas as pd

from data.db import Record
from data.permits import Actor


def workers(record: Record, actor: Actor) -> pd.DataFrame:
    """Workers the actor may see: the columns of ``geo.names.WORKERS`` and ``grids`` in scope today."""
    actor.require("read_workers")
    return record.frame("FROM workers_in_scope($scope) ORDER BY worker_code", {"scope": actor.scope})


def names(record: Record, actor: Actor) -> pd.Series:
    """Names by ``worker_id``: of workers the actor may see, and of whoever a case or a plan in scope names."""
    actor.require("read_workers")
    sql = """SELECT worker_id, name FROM worker
      WHERE worker_id IN (SELECT worker_id FROM workers_in_scope($scope))
        OR worker_id IN (SELECT worker_id FROM incidents_in_scope($scope))
        OR worker_id IN (SELECT unnest([from_worker_id, to_worker_id]) FROM plan_moves_in_scope($scope))
      ORDER BY worker_id"""
    return record.frame(sql, {"scope": actor.scope}).set_index("worker_id")["name"]


def organisations(record: Record, actor: Actor) -> pd.DataFrame:
    """The bodies that act: ``organisation_id``, ``name``, ``actor_kind``."""
    actor.require("read_workers")
    return record.frame("SELECT organisation_id, name, actor_kind FROM organisation ORDER BY organisation_id")


def assignments(record: Record, actor: Actor, day: date | None = None) -> pd.DataFrame:
    """Who is responsible, today or on a day: ``geo.names.ASSIGNMENTS`` and ``worker_name``."""
    actor.require("read_workers")
    source = "current_assignments($scope)" if day is None else "assignments_on($scope, $day)"
    sql = f"""SELECT a.*, w.name AS worker_name FROM {source} a
      JOIN worker w ON w.worker_id = a.worker_id ORDER BY a.grid_id"""
    return record.frame(sql, {"scope": actor.scope} | ({} if day is None else {"day": day}))


def firstly(record: Record, actor: Actor) -> pd.Series:
    """Who was responsible first for each of today's grids: ``worker_id`` by ``grid_id``; spans of no length are left
    out."""
    actor.require("read_workers")
    sql = """SELECT grid_id, arg_min(worker_id, valid_from) AS worker_id FROM assignment
      WHERE grid_id IN (SELECT s.grid_id FROM grids_in_scope($scope) s) AND (valid_to IS NULL OR valid_to > valid_from)
      GROUP BY grid_id ORDER BY grid_id"""
    return record.frame(sql, {"scope": actor.scope}).set_index("grid_id")["worker_id"]


def history(record: Record, actor: Actor, grid_id: int) -> pd.DataFrame:
    """Who was responsible for one grid, newest first; spans of no length are left out."""
    actor.require("read_workers")
    sql = """SELECT a.worker_id, w.name AS worker_name, a.valid_from, a.valid_to, a.plan_id
      FROM assignment a JOIN worker w ON w.worker_id = a.worker_id
      WHERE a.grid_id = $grid_id AND a.grid_id IN (SELECT s.grid_id FROM grids_in_scope($scope) s)
        AND (a.valid_to IS NULL OR a.valid_to > a.valid_from)
      ORDER BY a.valid_from DESC"""
    return record.frame(sql, {"scope": actor.scope, "grid_id": grid_id})

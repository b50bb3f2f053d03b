"""What workers have against a plan that takes grids from them or gives them some, before it is in force."""

from datetime import datetime

import pandas as pd

from data.audit import write
from data.db import Record
from data.permits import Actor
from geo.errors import InputError, NotFound

MOST_CHARACTERS = 1000


def concerning(record: Record, actor: Actor) -> pd.DataFrame:
    """Moves of plans not yet in force that concern the worker who asks, the newest plan first.

    Returns:
        a row a grid: ``plan_id``, ``title``, ``reason``, ``state``, ``effective_on``, ``grid_id``, ``grid``
        (name or code), ``giver``, ``taker`` (names; missing: nobody) and ``objection`` (own; missing: none).
    """
    actor.require("object_to_plan")
    sql = """SELECT p.plan_id, p.title, p.reason, p.state, p.effective_on, m.grid_id,
        coalesce(nullif(g.name, ''), g.grid_code) AS grid, f.name AS giver, t.name AS taker, o.objection
      FROM moves_concerning($scope) m JOIN plan p ON p.plan_id = m.plan_id
      JOIN grid g ON g.grid_id = m.grid_id AND g.valid_to IS NULL
      LEFT JOIN worker f ON f.worker_id = m.from_worker_id LEFT JOIN worker t ON t.worker_id = m.to_worker_id
      LEFT JOIN plan_objection o ON o.plan_id = m.plan_id AND 'worker:' || o.worker_id = $scope
      ORDER BY p.plan_id DESC, m.grid_id"""
    return record.frame(sql, {"scope": actor.scope})


def outcomes(record: Record, actor: Actor) -> pd.DataFrame:
    """What became of the objections of the worker who asks, the last one said first.

    Returns:
        a row a plan: ``plan_id``, ``title``, ``objection``, ``made_at``, ``state``, ``effective_on``, ``reviewer``,
        ``reviewed_at``, ``review_note`` (missing while nobody decided), ``undone_by``, ``undone_at``,
        ``undone_because`` (missing unless the plan was reverted).
    """
    actor.require("object_to_plan")
    sql = "FROM objections_of($scope) ORDER BY made_at DESC, plan_id DESC"
    return record.frame(sql, {"scope": actor.scope})


def object_to(
    record: Record, actor: Actor, plan_id: int, objection: str, *, now: datetime, write_id: str
) -> None:
    """Say what speaks against a plan; said again, it replaces what was said before.

    Raises:
        NotFound: ``plan_unknown`` when the plan is in force, turned down, or does not concern the worker.
        InputError: ``objection_empty``, ``objection_long``.
    """
    words = objection.strip()
    if not words:
        raise InputError("objection_empty")
    if len(words) > MOST_CHARACTERS:
        raise InputError("objection_long", most=MOST_CHARACTERS)

    def change(cursor) -> dict:
        concerned = "SELECT count(*) FROM moves_concerning(?) m WHERE m.plan_id = ?"
        if not cursor.execute(concerned, [actor.scope, plan_id]).fetchone()[0]:
            raise NotFound("plan_unknown", plan_id=plan_id)
        worker_id = int(actor.scope.removeprefix("worker:"))
        sql = "INSERT OR REPLACE INTO plan_objection VALUES (?, ?, ?, ?)"
        cursor.execute(sql, [plan_id, worker_id, words, now])
        return {"after": {"plan_id": plan_id, "worker_id": worker_id, "objection": words}}

    subject = f"plan:{plan_id}"
    write(
        record,
        actor,
        "object_to_plan",
        change,
        now=now,
        subject=subject,
        topics=("plans",),
        write_id=write_id,
    )


def objections(record: Record, actor: Actor, plan_id: int) -> pd.DataFrame:
    """What was said against one plan in scope: ``worker_name``, ``objection``, ``made_at``, the first first."""
    actor.require("read_plans")
    sql = """SELECT w.name AS worker_name, o.objection, o.made_at FROM plan_objection o
      JOIN worker w ON w.worker_id = o.worker_id
      WHERE o.plan_id = $plan_id AND o.plan_id IN (SELECT m.plan_id FROM plan_moves_in_scope($scope) m)
      ORDER BY o.made_at, o.worker_id"""
    return record.frame(sql, {"scope": actor.scope, "plan_id": plan_id})

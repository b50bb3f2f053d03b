"""What was decided ahead comes into force on its day: plans that hand grids over, and edits of boundaries.

The program does it, whoever looks or does not look: ``dashboard.py`` asks every minute.
"""

from collections.abc import Callable
from datetime import datetime

from data.commands import enforce_plan
from data.db import Record
from data.editing import enforce_edit
from data.permits import Actor
from geo.errors import GridkeeperError

#: on one day plans come first: an edit takes the workers of its grids along, a plan cannot move a grid that is gone
_DUE = """SELECT what, id FROM (
    SELECT 1 AS turn, 'plan' AS what, plan_id AS id, effective_on FROM plan WHERE state = 'accepted'
    UNION ALL
    SELECT 2, 'edit', edit_id, effective_on FROM grid_edit WHERE state = 'waiting')
  WHERE effective_on <= ? ORDER BY effective_on, turn, id"""
_ENFORCE: dict[str, Callable[[Record, Actor, int, datetime], int]] = {
    "plan": enforce_plan,
    "edit": enforce_edit,
}


def enforce_due(record: Record, actor: Actor, now: datetime) -> dict[tuple[str, int], GridkeeperError | None]:
    """Put everything in force whose day has come, each from its own day on, in the order of the days.

    Returns:
        what hindered each, by ``("plan", plan_id)`` or ``("edit", edit_id)``; None where nothing did. What is
        hindered goes on waiting, and whoever opens it is told why.
    """
    actor.require("enforce_plan")
    actor.require("enforce_edit")
    due = record.rows(_DUE, [now.date()])
    return {(what, key): _hindrance(_ENFORCE[what], record, actor, key, now) for what, key in due}


def _hindrance(enforce, record: Record, actor: Actor, key: int, now: datetime) -> GridkeeperError | None:
    try:
        enforce(record, actor, key, now)
    except GridkeeperError as error:
        return error
    return None

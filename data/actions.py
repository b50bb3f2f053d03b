"""What was done in the field, where and when: read, marked, taken back.

An action is marked by hand so that later maps show it and its effect can be asked for. One that was
taken back stays on record and is no longer read.
"""

from collections.abc import Iterable
from datetime import date, datetime

import pandas as pd

from data.audit import take_ids, write
from data.db import Record
from data.permits import Actor
from data.plans import check_scope
from geo.errors import InputError, NotAllowed, NotFound
from geo.model import Period
from geo.names import ACTION_KINDS, FIELD_ACTIONS

#: letters a title may have
TITLE_LETTERS = 120


def actions(record: Record, actor: Actor, period: Period | None = None) -> pd.DataFrame:
    """Actions in scope, the latest first: the columns of ``geo.names.FIELD_ACTIONS``.

    An action is seen by whoever may see one of its grids, with those grids alone.

    Args:
        period: only those that had begun by its end, for a map of that time.
    """
    actor.require("read_actions")
    sql = """FROM actions_in_scope($scope) WHERE $until IS NULL OR since < $until
      ORDER BY since DESC, action_id DESC"""
    found = record.frame(sql, {"scope": actor.scope, "until": period and period.until})
    found["grid_ids"] = [tuple(map(int, ids)) for ids in found["grid_ids"]]
    for day in ("since", "until"):
        found[day] = pd.Series([None if pd.isna(at) else at.date() for at in found[day]], dtype=object)
    return found[list(FIELD_ACTIONS)]


def mark_action(
    record: Record,
    actor: Actor,
    *,
    kind: str,
    title: str,
    grid_ids: Iterable[int],
    since: date,
    until: date | None = None,
    note: str = "",
    now: datetime,
    write_id: str,
) -> int:
    """Put on record what is done in some grids.

    Args:
        kind: one of ``geo.names.ACTION_KINDS``.
        title, note: in the author's words.
        grid_ids: where; every one of them in the actor's scope.
        since, until: the first day and the day after the last one, none while it goes on.
        now, write_id: the city's time, and an id that makes a repeated call harmless.

    Returns:
        the ``action_id``.

    Raises:
        InputError: ``action_kind_unknown``, ``action_untitled``, ``action_nowhere``, ``period_empty``;
            ``plan_grids_unknown`` for grids that do not exist or lie outside the actor's scope.
    """
    grid_ids = sorted(set(map(int, grid_ids)))
    _check(kind, title, grid_ids, since, until)
    action = {
        "kind": kind, "title": title.strip(), "note": note.strip(), "since": since, "until": until,
        "who": actor.who, "marked_at": now,
    }  # fmt: skip

    def change(cursor) -> dict:
        check_scope(cursor, actor, grid_ids)
        action_id = _insert(cursor, action, grid_ids)
        return {"after": action | {"action_id": action_id, "grid_ids": grid_ids}, "result": action_id}

    return write(
        record, actor, "mark_action", change,
        now=now, subject="action", topics=("actions",), write_id=write_id,
    )  # fmt: skip


def remove_action(record: Record, actor: Actor, action_id: int, *, now: datetime, write_id: str) -> int:
    """Take an action back: it stays on record and is no longer read; its id is returned.

    Raises:
        NotFound: ``action_unknown`` when there is none, it was taken back already, or none of its grids is
            in the actor's scope.
        NotAllowed: ``action_beyond_scope`` when some of its grids are and some are not.
    """

    def change(cursor) -> dict:
        before = _action_of(cursor, actor, action_id)
        gone = {"removed_at": now, "removed_by": actor.who}
        cursor.execute(
            "UPDATE field_action SET removed_at = ?, removed_by = ? WHERE action_id = ?",
            [*gone.values(), action_id],
        )
        return {"before": before, "after": before | gone, "result": action_id}

    return write(
        record, actor, "remove_action", change,
        now=now, subject=f"action:{action_id}", topics=("actions",), write_id=write_id,
    )  # fmt: skip


def _check(kind: str, title: str, grid_ids: list[int], since: date, until: date | None) -> None:
    if kind not in ACTION_KINDS:
        raise InputError("action_kind_unknown", kind=kind, known=", ".join(ACTION_KINDS))
    if not 0 < len(title.strip()) <= TITLE_LETTERS:
        raise InputError("action_untitled", most=TITLE_LETTERS)
    if not grid_ids:
        raise InputError("action_nowhere")
    if until is not None:
        Period(since, until)  # refuses an end that does not come after the beginning


def _insert(cursor, action: dict, grid_ids: list[int]) -> int:
    action_id = take_ids(cursor, "action", 1)
    row = action | {"action_id": action_id}
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    cursor.execute(f"INSERT INTO field_action ({names}) VALUES ({marks})", list(row.values()))
    cursor.execute("INSERT INTO field_action_grid SELECT ?, unnest(?::INTEGER[])", [action_id, grid_ids])
    return action_id


def _action_of(cursor, actor: Actor, action_id: int) -> dict:
    """One action that still counts, with all its grids, which must all be in scope."""
    found = cursor.execute(
        "SELECT * FROM field_action WHERE action_id = ? AND removed_at IS NULL", [action_id]
    )
    row, names = found.fetchone(), [column[0] for column in found.description]
    sql = """SELECT grid_id, grid_id IN (SELECT s.grid_id FROM grids_in_scope(?) s) FROM field_action_grid
      WHERE action_id = ? ORDER BY grid_id"""
    in_scope = dict(cursor.execute(sql, [actor.scope, action_id]).fetchall())
    if row is None or not any(in_scope.values()):
        raise NotFound("action_unknown", action_id=action_id)
    if not all(in_scope.values()):
        raise NotAllowed("action_beyond_scope", action_id=action_id)
    return dict(zip(names, row, strict=True)) | {"grid_ids": list(in_scope)}

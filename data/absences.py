"""When workers are away: read, noted, taken back. Why somebody is away is not kept.

An absence that was taken back stays on record and is no longer read.
"""

from datetime import date, datetime

import pandas as pd

from data.audit import take_ids, write
from data.db import Record
from data.permits import Actor
from data.plans import check_workers
from geo.errors import NotFound
from geo.model import Period

#: far enough for an end that nobody knows
_OPEN = date(9999, 12, 31)


def absences(record: Record, actor: Actor, period: Period | None = None) -> pd.DataFrame:
    """Absences of workers in scope, the latest first: ``geo.names.ABSENCES`` and ``worker_name``.

    Args:
        period: only those that touch it.
    """
    actor.require("read_workers")
    sql = """FROM absences_in_scope($scope) a
      WHERE $since IS NULL OR (a.since < $until AND (a.until IS NULL OR a.until > $since))
      ORDER BY since DESC, absence_id DESC"""
    values = {"since": period and period.since, "until": period and period.until}
    found = record.frame(sql, {"scope": actor.scope} | values)
    for day in ("since", "until"):
        found[day] = pd.Series([None if pd.isna(at) else at.date() for at in found[day]], dtype=object)
    return found


def note_absence(
    record: Record,
    actor: Actor,
    worker_id: int,
    *,
    since: date,
    until: date | None,
    now: datetime,
    write_id: str,
) -> int:
    """Put on record when a worker is away.

    Args:
        since, until: the first day and the day after the last one, none while nobody knows it.
        now, write_id: the city's time, and an id that makes a repeated call harmless.

    Returns:
        the ``absence_id``.

    Raises:
        InputError: ``period_empty``; ``plan_workers_unknown`` for a worker who is none, or out of scope.
    """
    Period(since, until or _OPEN)  # refuses an end that does not come after the beginning
    absence = {
        "worker_id": int(worker_id), "since": since, "until": until, "who": actor.who, "noted_at": now,
    }  # fmt: skip

    def change(cursor) -> dict:
        check_workers(cursor, actor.scope, [int(worker_id)])
        row = absence | {"absence_id": take_ids(cursor, "absence", 1)}
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        cursor.execute(f"INSERT INTO absence ({names}) VALUES ({marks})", list(row.values()))
        return {"after": row, "result": row["absence_id"]}

    return write(
        record, actor, "note_absence", change,
        now=now, subject=f"worker:{worker_id}", topics=("workers",), write_id=write_id,
    )  # fmt: skip


def remove_absence(record: Record, actor: Actor, absence_id: int, *, now: datetime, write_id: str) -> int:
    """Take an absence back: it stays on record and is no longer read; its id is returned.

    Raises:
        NotFound: ``absence_unknown`` when there is none in the actor's scope, or it was taken back already.
    """

    def change(cursor) -> dict:
        sql = "SELECT * FROM absences_in_scope(?) WHERE absence_id = ?"
        found = cursor.execute(sql, [actor.scope, absence_id])
        row, names = found.fetchone(), [column[0] for column in found.description]
        if row is None:
            raise NotFound("absence_unknown", absence_id=absence_id)
        gone = {"removed_at": now, "removed_by": actor.who}
        cursor.execute(
            "UPDATE absence SET removed_at = ?, removed_by = ? WHERE absence_id = ?",
            [*gone.values(), absence_id],
        )
        before = dict(zip(names, row, strict=True))
        return {"before": before, "after": before | gone, "result": absence_id}

    return write(
        record, actor, "note_absence", change,
        now=now, subject=f"absence:{absence_id}", topics=("workers",), write_id=write_id,
    )  # fmt: skip

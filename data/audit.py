"""One way to write: ``write`` runs a function in a transaction with its audit row, or not at all.

The audit table is a hash chain: each row's hash covers its content and the hash before it, so a row
changed or removed later is found by ``broken_links``.
"""

import hashlib
import json
import random
import time
import uuid
from collections.abc import Callable
from datetime import datetime

import duckdb

from data.db import Record
from data.permits import Actor
from geo.errors import Conflict, RecordBusy

RETRIES = 8


def new_write_id() -> str:
    """A client-made id: a write repeated with the same id is done once."""
    return uuid.uuid4().hex


def write(
    record: Record,
    actor: Actor,
    action: str,
    change: Callable[[duckdb.DuckDBPyConnection], dict],
    *,
    now: datetime,
    subject: str,
    topics: tuple[str, ...],
    write_id: str | None = None,
):
    """Run ``change(cursor)`` in one transaction with its audit row.

    Args:
        action: a key of ``data.permits.PERMITS``; the actor must have it.
        change: does the work; returns ``{"before": …, "after": …, "result": …}`` (each optional, JSON),
            and ``"topics"`` where only the work itself shows which further counters it raises.
        subject: what was written, e.g. ``plan:12``.
        topics: version counters to raise, so that caches and other writers notice.
        write_id: repeat-safe id; a second call with it returns the first call's result.

    Returns:
        the ``result`` that ``change`` gave.

    Raises:
        NotAllowed, whatever ``change`` raises (nothing is written then), or Conflict
        ``write_conflict`` after repeated collisions, or RecordBusy ``audit_headless`` when the head of
        the audit trail is gone.
    """
    actor.require(action)
    write_id = write_id or new_write_id()
    with record.write_lane:
        for attempt in range(RETRIES):
            try:
                return _attempt(record, actor, action, change, now, subject, topics, write_id)
            except (duckdb.TransactionException, duckdb.ConstraintException) as error:
                if not _collided(error):
                    raise
                time.sleep(0.01 * 2**attempt * (1 + random.random()))
            finally:
                record.changed()
    raise Conflict("write_conflict", subject=subject)


def _collided(error: duckdb.Error) -> bool:
    """Another writer was quicker (a key taken meanwhile shows at commit); other constraints are a fault."""
    return isinstance(error, duckdb.TransactionException) or "uplicate key" in str(error)


def _attempt(record, actor, action, change, now, subject, topics, write_id):
    with record.cursor() as cursor:
        cursor.begin()
        try:
            done = cursor.execute("SELECT result FROM audit WHERE write_id = ?", [write_id]).fetchone()
            if done:
                cursor.rollback()
                return json.loads(done[0]) if done[0] else None
            story = change(cursor) or {}
            for topic in (*topics, *story.get("topics", ())):
                cursor.execute("UPDATE version SET n = n + 1 WHERE topic = ?", [topic])
            _append(cursor, record, actor, action, story, now, subject, write_id)
            cursor.commit()
            return story.get("result")
        except BaseException:
            _roll_back(cursor)
            raise


def _roll_back(cursor) -> None:
    try:
        cursor.rollback()
    except duckdb.TransactionException:
        pass  # the failed statement or commit already ended it


def _append(cursor, record, actor, action, story, now, subject, write_id) -> None:
    seq, previous = _head(cursor, record)
    before, after, result = (_json(story.get(part)) for part in ("before", "after", "result"))
    row = [
        seq + 1,
        write_id,
        now.isoformat(sep=" "),
        actor.who,
        actor.role,
        action,
        subject,
        before,
        after,
        result,
    ]
    digest = link(previous, row)
    cursor.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [*row, previous, digest])
    cursor.execute("UPDATE audit_head SET seq = ?, hash = ?", [seq + 1, digest])


def _head(cursor, record: Record) -> tuple[int, str]:
    """Where the chain ends. Without it nothing is written: a new start would hide what was cut off."""
    heads = cursor.execute("SELECT seq, hash FROM audit_head").fetchall()
    if len(heads) != 1:
        raise RecordBusy("audit_headless", file=str(record.path))
    return heads[0]


def _json(value) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def link(previous: str, row: list) -> str:
    """The hash of one audit row after the one before it."""
    text = json.dumps([previous, *row], ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def broken_links(record: Record) -> list[int]:
    """The ``seq`` of every audit row whose hash does not follow from the one before.

    Rows cut off at the end are told by the ``seq`` the chain should have reached; 0 tells that the head
    of the chain, which says so, is itself gone or not one row.
    """
    with record.cursor() as cursor:
        cursor.begin()
        rows = cursor.execute("FROM audit ORDER BY seq").fetchall()
        heads = cursor.execute("FROM audit_head").fetchall()
        cursor.rollback()
    broken, previous, last = [], "", 0
    for row in rows:
        content = [row[0], row[1], row[2].isoformat(sep=" "), *row[3:10]]
        if row[10] != previous or row[11] != link(previous, content):
            broken.append(row[0])
        last, previous = row[0], row[11]
    if heads == [(last, previous)]:
        return broken
    return [*broken, heads[0][0] if len(heads) == 1 else 0]


def take_ids(cursor, subject: str, count: int) -> int:
    """Reserve ``count`` consecutive ids of a subject inside a transaction; the first is returned."""
    (first,) = cursor.execute(
        "UPDATE id_counter SET next_id = next_id + ? WHERE subject = ? RETURNING next_id", [count, subject]
    ).fetchone()
    return first - count

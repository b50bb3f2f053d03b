"""Drafts of plans, kept on record: their author saves them again, proposes them or throws them away.

A draft never comes into force, and is shown to few (``drafts_in_scope``): to its author, and to others who may
``propose_plan`` where all its grids are in their scope. Saving, proposing and throwing away are the author's; a
colleague takes the draft over first, and then is its author.
"""

from collections.abc import Mapping
from datetime import date, datetime

import pandas as pd

from data.audit import write
from data.commands import PLANS, moves_in
from data.db import Record
from data.permits import Actor
from data.plan_locks import Locks, from_text
from data.plans import (
    changed_since,
    check_scope,
    draft_of,
    draw,
    looks,
    set_state,
)
from geo.errors import InputError

#: ``revision`` counts how often a draft was written
DRAFTS = (*PLANS, "revision")


def drafts(record: Record, actor: Actor) -> pd.DataFrame:
    """Drafts the actor may see, thrown away or not, the one saved last first: ``DRAFTS``."""
    actor.require("read_plans")
    sql = "FROM drafts_in_scope($scope, $who, $helps) ORDER BY created_at DESC, plan_id DESC"
    frame = record.frame(sql, looks(actor))
    return frame.assign(locks=frame["locks"].map(from_text))


def draft_moves(record: Record, actor: Actor, plan_id: int) -> pd.DataFrame:
    """One draft's moves in scope, as ``data.commands.plan_moves`` gives a plan's.

    Raises:
        NotFound: ``plan_unknown`` when there is no such draft, or none the actor may see.
    """
    return moves_in(record, actor, "draft_moves_in_scope($scope, $who, $helps)", looks(actor), plan_id)


def changed_hands(record: Record, actor: Actor, base_version: int, grid_ids: list[int]) -> list[int] | None:
    """Which of some grids in scope changed hands since an ``assignments`` version.

    None where responsibilities were imported since, so that nobody can say.
    """
    actor.require("read_plans")
    with record.cursor() as cursor:
        check_scope(cursor, actor, grid_ids)
        moved = changed_since(cursor, base_version)
    return None if moved is None else sorted(moved & set(grid_ids))


def draft_plan(
    record: Record,
    actor: Actor,
    *,
    title: str,
    reason: str,
    moves: Mapping[int, int | None],
    base_version: int,
    effective_on: date,
    locks: Locks,
    draft: tuple[int, int] | None,
    now: datetime,
    write_id: str,
) -> tuple[int, int]:
    """Keep a draft, or save one again: what it held is then replaced, and stays in the audit.

    Args:
        reason: may be empty; whoever reviews asks for it, nobody yet.
        base_version: the ``assignments`` version the draft began with; it is kept, so that whoever goes on with the
            draft is told what changed since.
        draft: the draft to save again and the revision of it that the author saw; None for a new one.
        title, moves, effective_on, locks, now, write_id: as for ``data.commands.propose_plan``.

    Returns:
        the ``plan_id`` and the revision.

    Raises:
        InputError: ``draft_untitled``, and as ``propose_plan`` for moves and locks.
        as ``data.plans.draft_of`` for the draft.
    """
    if not title.strip():
        raise InputError("draft_untitled")

    def change(cursor) -> dict:
        plan = {
            "title": title, "reason": reason, "author": actor.who, "created_at": now,
            "base_version": base_version, "effective_on": effective_on,
        }  # fmt: skip
        return draw(cursor, actor, "draft", plan, moves, locks, draft)

    subject = f"plan:{draft[0]}" if draft else "plan"
    plan_id, revision = write(
        record, actor, "draft_plan", change, now=now, subject=subject, topics=("plans",), write_id=write_id
    )
    return plan_id, revision


def take_over_draft(
    record: Record, actor: Actor, draft: tuple[int, int], *, now: datetime, write_id: str
) -> int:
    """Become the author of a draft that the actor may see; the new revision is returned.

    Raises:
        as ``data.plans.draft_of``.
    """

    def step(cursor, before: dict) -> None:
        sql = "UPDATE plan SET author = ?, revision = revision + 1 WHERE plan_id = ?"
        cursor.execute(sql, [actor.who, before["plan_id"]])

    return _step(record, actor, draft, "take_over", "take_over_draft", step, now, write_id)


def discard_draft(
    record: Record, actor: Actor, draft: tuple[int, int], *, now: datetime, write_id: str
) -> int:
    """Throw a draft away: it is listed no more, and stays in the audit.

    Raises:
        as ``data.plans.draft_of``.
    """

    def step(cursor, before: dict) -> None:
        set_state(cursor, before, "discard")

    return _step(record, actor, draft, "discard", "discard_draft", step, now, write_id)


def _step(record, actor, draft, move, permit, step, now, write_id) -> int:
    def change(cursor) -> dict:
        before = draft_of(cursor, actor, draft, move)
        step(cursor, before)
        sql = "SELECT author, state, revision FROM plan WHERE plan_id = ?"
        author, state, revision = cursor.execute(sql, [draft[0]]).fetchone()
        story = before | {"author": author, "state": state, "revision": revision}
        return {"before": before, "after": story, "result": revision}

    subject = f"plan:{draft[0]}"
    return write(
        record, actor, permit, change, now=now, subject=subject, topics=("plans",), write_id=write_id
    )

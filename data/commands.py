"""What people change on a screen: plans that hand grids from one worker to another, and their review.

A plan remembers who was responsible for each grid when it was made. It is accepted, and comes into force,
only while that is still so: whoever comes second gets a conflict that names the grids, and nothing is lost.
"""

from collections.abc import Mapping
from datetime import date, datetime

import pandas as pd

from data.audit import write
from data.db import Record
from data.permits import Actor
from data.plan_locks import NO_LOCKS, Locks, from_text
from data.plans import (
    apply_plan,
    assignments_version,
    check_fits,
    check_held,
    draw,
    insert_plan,
    moves_of,
    plan_of,
    set_review,
    set_state,
)  # fmt: skip
from geo.errors import InputError, NotFound

PLANS = (
    "plan_id", "title", "reason", "state", "author", "created_at", "base_version", "reviewer",
    "reviewed_at", "review_note", "effective_on", "reverts_plan_id", "moves", "locks",
)  # fmt: skip


def plans(record: Record, actor: Actor) -> pd.DataFrame:
    """Plans that move a grid in scope, newest first: ``PLANS``, ``moves`` being how many grids, ``locks`` as ``Locks``.

    Drafts are no plans yet (``data.drafts``).
    """
    actor.require("read_plans")
    frame = record.frame("FROM plans_in_scope($scope) ORDER BY plan_id DESC", {"scope": actor.scope})
    return frame.assign(locks=frame["locks"].map(from_text))


def plan_moves(record: Record, actor: Actor, plan_id: int) -> pd.DataFrame:
    """One plan's moves in scope: ``grid_id``, ``from_worker_id``, ``to_worker_id`` (missing: nobody).

    Raises:
        NotFound: ``plan_unknown`` when there is no such plan, or none the actor may see.
    """
    return moves_in(record, actor, "plan_moves_in_scope($scope)", {"scope": actor.scope}, plan_id)


def moves_in(record: Record, actor: Actor, source: str, seen: dict, plan_id: int) -> pd.DataFrame:
    """One plan's moves out of those the actor sees: ``source`` in SQL, and what it binds.

    Raises:
        NotFound: ``plan_unknown`` when there are none.
    """
    actor.require("read_plans")
    sql = f"SELECT grid_id, from_worker_id, to_worker_id FROM {source} WHERE plan_id = $plan_id ORDER BY grid_id"
    moves = record.frame(sql, seen | {"plan_id": plan_id})
    if moves.empty:
        raise NotFound("plan_unknown", plan_id=plan_id)
    return moves.astype({"from_worker_id": "Int64", "to_worker_id": "Int64"})


def propose_plan(
    record: Record,
    actor: Actor,
    *,
    title: str,
    reason: str,
    moves: Mapping[int, int | None],
    base_version: int,
    effective_on: date,
    now: datetime,
    write_id: str,
    locks: Locks = NO_LOCKS,
    draft: tuple[int, int] | None = None,
) -> int:
    """Propose to hand grids over. The plan then stands on today's responsibilities: its grids are with whom they were.

    Args:
        title, reason: in the author's words; a reviewer decides by them.
        moves: ``grid_id`` → ``worker_id``, or None to leave the grid without a worker.
        base_version: the ``assignments`` version of what the author saw.
        effective_on: the day from which the plan is to be in force.
        now, write_id: the city's time, and an id that makes a repeated call harmless.
        locks: what was locked while the plan was made; it stays with the plan.
        draft: the draft that becomes the plan, and the revision of it that the author saw.

    Returns:
        the ``plan_id``: the draft's, or a new one.

    Raises:
        InputError: ``plan_empty`` when nothing would change, ``plan_grids_unknown`` for grids that do not
            exist or lie outside the actor's scope, ``plan_workers_unknown`` for workers likewise, ``plan_locked``
            for grids whose moves break a lock.
        Conflict: ``plan_conflict`` when one of the grids changed hands since ``base_version``.
        as ``data.plans.draft_of`` for the draft.
    """
    if not (title.strip() and reason.strip()):
        raise InputError("plan_unexplained")

    def change(cursor) -> dict:
        plan = {
            "title": title, "reason": reason, "author": actor.who, "created_at": now,
            "base_version": base_version, "effective_on": effective_on,
        }  # fmt: skip
        story = draw(cursor, actor, "propose", plan, moves, locks, draft)
        return story | {"result": story["result"][0]}

    subject = f"plan:{draft[0]}" if draft else "plan"
    return write(
        record, actor, "propose_plan", change, now=now, subject=subject, topics=("plans",), write_id=write_id
    )


def accept_plan(
    record: Record, actor: Actor, plan_id: int, *, note: str, now: datetime, write_id: str
) -> int:
    """Agree to a proposed plan: it is in force from its day on, or from today when that day has come.

    Raises:
        InputError: ``plan_move_forbidden`` unless it is proposed, ``plan_grids_unknown`` and
            ``plan_workers_unknown`` for what has gone since.
        NotFound: ``plan_unknown``.
        Conflict: ``plan_conflict`` when a grid is no longer with the worker the plan takes it from;
            nothing is changed then, and the plan stays as it was.
    """
    return _decide(record, actor, "review_plan", plan_id, _accept, note, now, write_id)


def reject_plan(
    record: Record, actor: Actor, plan_id: int, *, note: str, now: datetime, write_id: str
) -> int:
    """Turn a proposed plan down, or an accepted one before its day; it stays on record.

    Raises:
        InputError: ``rejection_unexplained`` without a note; as ``accept_plan``.
    """
    return _decide(record, actor, "review_plan", plan_id, _reject, note, now, write_id)


def revert_plan(
    record: Record, actor: Actor, plan_id: int, *, note: str, now: datetime, write_id: str
) -> int:
    """Undo a plan in force by a reverse plan, in force at once; the reverse plan's id is returned.

    Raises:
        as ``accept_plan``: a grid that changed hands again since is a conflict.
    """
    return _decide(record, actor, "revert_plan", plan_id, _revert, note, now, write_id)


def enforce_plan(record: Record, actor: Actor, plan_id: int, now: datetime) -> int:
    """Put an accepted plan in force from its day on.

    Raises:
        as ``accept_plan``: what is hindered stays accepted.
    """
    return _decide(record, actor, "enforce_plan", plan_id, _enforce, "", now, f"enforce plan {plan_id}")


def _decide(record, actor, permit, plan_id, step, note, now, write_id):
    def change(cursor) -> dict:
        plan = plan_of(cursor, actor, plan_id)
        result, handed_over = step(cursor, actor, plan, note, now)
        story = plan_of(cursor, actor, plan_id) | {"moves": moves_of(cursor, result)}
        if not handed_over:
            return {"before": plan, "after": story, "result": result}
        story["assignments_version"] = assignments_version(cursor) + 1  # as this write leaves it
        return {"before": plan, "after": story, "result": result, "topics": ("assignments",)}

    subject = f"plan:{plan_id}"
    return write(
        record, actor, permit, change, now=now, subject=subject, topics=("plans",), write_id=write_id
    )


# each step answers with the plan whose moves tell the story, and whether grids changed hands


def _accept(cursor, actor, plan, note, now) -> tuple[int, bool]:
    set_state(cursor, plan, "accept")
    check_fits(cursor, plan)
    waits = bool(plan["effective_on"]) and plan["effective_on"] > now.date()
    if not waits:
        _enforce(cursor, actor, plan | {"state": "accepted", "effective_on": now.date()}, note, now)
    set_review(cursor, plan["plan_id"], actor, note, now)
    return plan["plan_id"], not waits


def _enforce(cursor, actor, plan, note, now) -> tuple[int, bool]:
    check_fits(cursor, plan)
    set_state(cursor, plan, "enforce")
    apply_plan(cursor, plan, plan["effective_on"])
    return plan["plan_id"], True


def _reject(cursor, actor, plan, note, now) -> tuple[int, bool]:
    set_state(cursor, plan, "reject")
    if not note.strip():
        raise InputError("rejection_unexplained")
    set_review(cursor, plan["plan_id"], actor, note, now)
    return plan["plan_id"], False


def _revert(cursor, actor, plan, note, now) -> tuple[int, bool]:
    set_state(cursor, plan, "revert")
    moves = {move["grid_id"]: move["from_worker_id"] for move in moves_of(cursor, plan["plan_id"])}
    reverse = {
        "title": f"↩ {plan['title']}", "reason": note or plan["reason"], "state": "in_force", "author": actor.who,
        "created_at": now, "base_version": assignments_version(cursor), "effective_on": now.date(),
        "reverts_plan_id": plan["plan_id"],
    }  # fmt: skip
    check_held(cursor, plan, "to_worker_id")
    plan_id = insert_plan(cursor, reverse, moves)
    check_fits(cursor, {"plan_id": plan_id})
    apply_plan(cursor, {"plan_id": plan_id}, now.date())
    set_review(cursor, plan_id, actor, note, now)
    return plan_id, True

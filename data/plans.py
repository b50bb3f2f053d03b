"""What reassignment plans are made of: the table of their states, and the steps inside a write.

Every function here takes the cursor of a transaction that ``data.audit.write`` began.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime

import pandas as pd

from data.audit import take_ids
from data.permits import Actor
from data.plan_locks import Locks, from_text, to_text
from geo.districts.graph import after_moves
from geo.districts.rules import Together, refusals
from geo.errors import Conflict, InputError, NotAllowed, NotFound
from geo.gaps import NO_WORKER
from geo.workflow import after

#: (state before, action) → state after; what is not here is forbidden
PLAN_MOVES = {
    ("", "draft"): "draft",
    ("", "propose"): "proposed",
    ("draft", "draft"): "draft",
    ("draft", "take_over"): "draft",
    ("draft", "propose"): "proposed",
    ("draft", "discard"): "discarded",
    ("proposed", "accept"): "accepted",
    ("proposed", "reject"): "rejected",
    ("accepted", "enforce"): "in_force",
    ("accepted", "reject"): "rejected",
    ("in_force", "revert"): "reverted",
}
PLAN_FORBIDDEN = "plan_move_forbidden"


def plan_of(cursor, actor: Actor, plan_id: int) -> dict:
    """One plan; every grid it moves must be in the actor's scope."""
    plan = _row(cursor, plan_id)
    check_scope(cursor, actor, [move["grid_id"] for move in moves_of(cursor, plan_id)])
    return plan


def _row(cursor, plan_id: int) -> dict:
    found = cursor.execute("SELECT * FROM plan WHERE plan_id = ?", [plan_id])
    row = found.fetchone()
    if row is None:
        raise NotFound("plan_unknown", plan_id=plan_id)
    names = [column[0] for column in found.description]
    plan = dict(zip(names, row, strict=True))
    return plan | {"locks": from_text(plan["locks"]).facts()}


def draft_of(cursor, actor: Actor, draft: tuple[int, int], action: str) -> dict:
    """One draft with its moves, for a step of whoever may see it: what it was before the step.

    Args:
        draft: ``plan_id`` and the revision the actor saw.

    Raises:
        NotFound: ``plan_unknown`` for a draft the actor may not see.
        NotAllowed: ``draft_of_another``: only its author goes on with it, others take it over first.
        InputError: ``plan_move_forbidden`` when it is a draft no more.
        Conflict: ``draft_saved_meanwhile`` when it was written since.
    """
    plan_id, revision = draft
    plan = _row(cursor, plan_id)
    mine = plan["author"] == actor.who
    seen = "SELECT count(*) FROM drafts_in_scope($scope, $who, $helps) WHERE plan_id = $plan_id"
    if not mine and not cursor.execute(seen, looks(actor) | {"plan_id": plan_id}).fetchone()[0]:
        raise NotFound("plan_unknown", plan_id=plan_id)
    if not mine and action != "take_over":
        raise NotAllowed("draft_of_another", plan_id=plan_id, who=plan["author"])
    after(plan["state"], action, PLAN_MOVES, PLAN_FORBIDDEN)
    if plan["revision"] != revision:
        raise Conflict("draft_saved_meanwhile", plan_id=plan_id, at=plan["created_at"])
    return plan | {"moves": moves_of(cursor, plan_id)}


def looks(actor: Actor) -> dict:
    """What the macros of drafts ask of whoever looks."""
    return {"scope": actor.scope, "who": actor.who, "helps": actor.may("propose_plan")}


def moves_of(cursor, plan_id: int) -> list[dict]:
    """One plan's moves, in the order of grids; None is nobody."""
    sql = "SELECT grid_id, from_worker_id, to_worker_id FROM plan_move WHERE plan_id = ? ORDER BY grid_id"
    names = ("grid_id", "from_worker_id", "to_worker_id")
    return [dict(zip(names, row, strict=True)) for row in cursor.execute(sql, [plan_id]).fetchall()]


def draw(
    cursor, actor: Actor, action: str, plan: dict, moves: Mapping[int, int | None], locks: Locks, draft
) -> dict:
    """Write what somebody drew as a plan, or over the ``draft`` it was; what is proposed stands on today's ground.

    Returns:
        the audit's story, with ``plan_id`` and revision as result.
    """
    moves = {int(grid_id): None if to is None else int(to) for grid_id, to in moves.items()}
    before = draft_of(cursor, actor, draft, action) if draft else None
    check_drawn(cursor, actor, moves, locks)
    if action == "propose":
        check_unchanged_since(cursor, plan["base_version"], list(moves))
        plan = plan | {"base_version": assignments_version(cursor)}
    plan = plan | {
        "state": after(before["state"] if before else "", action, PLAN_MOVES, PLAN_FORBIDDEN),
        "revision": before["revision"] + 1 if before else 1,
    }
    row = plan | {"locks": to_text(locks)}
    if before is None:
        plan_id = insert_plan(cursor, row, moves)
    else:
        plan_id = before["plan_id"]
        names = ", ".join(f"{name} = ?" for name in row)
        cursor.execute(f"UPDATE plan SET {names} WHERE plan_id = ?", [*row.values(), plan_id])
        _put_moves(cursor, plan_id, moves)
    story = plan | {"locks": locks.facts(), "moves": moves_of(cursor, plan_id)}
    return {"before": before, "after": story, "result": [plan_id, plan["revision"]]}


def insert_plan(cursor, plan: dict, moves: Mapping[int, int | None]) -> int:
    """Write a plan and those of its moves that change something."""
    plan_id = take_ids(cursor, "plan", 1)
    row = plan | {"plan_id": plan_id}
    cursor.execute(
        f"INSERT INTO plan ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values())
    )
    _put_moves(cursor, plan_id, moves)
    return plan_id


def _put_moves(cursor, plan_id: int, moves: Mapping[int, int | None]) -> None:
    """Those of the moves that change something, in place of what the plan moved before."""
    changing = _changing(cursor, moves)
    if not changing:
        raise InputError("plan_empty")
    gone = "DELETE FROM plan_move WHERE plan_id = ? AND NOT list_contains(?::INTEGER[], grid_id)"
    cursor.execute(gone, [plan_id, list(changing)])
    cursor.execute(
        """INSERT OR REPLACE INTO plan_move
          SELECT $plan_id, g.grid_id, a.worker_id, g.to_worker_id
          FROM (SELECT unnest($grid_ids::INTEGER[]) AS grid_id, unnest($worker_ids::INTEGER[]) AS to_worker_id) g
          LEFT JOIN assignment a ON a.grid_id = g.grid_id AND a.valid_to IS NULL""",
        {"plan_id": plan_id, "grid_ids": list(changing), "worker_ids": list(changing.values())},
    )


def _held(cursor, grid_ids: list[int]) -> dict[int, int]:
    """Who has which of the grids now; those of nobody are left out."""
    sql = "SELECT grid_id, worker_id FROM assignment WHERE valid_to IS NULL AND list_contains(?::INTEGER[], grid_id)"
    return dict(cursor.execute(sql, [grid_ids]).fetchall())


def _changing(cursor, moves: Mapping[int, int | None]) -> dict[int, int | None]:
    """Those of the moves that change something."""
    held = _held(cursor, list(moves))
    return {grid_id: to for grid_id, to in moves.items() if held.get(grid_id) != to}


def set_state(cursor, plan: dict, action: str) -> None:
    """Move a plan on, or refuse when the table has no such move."""
    state = after(plan["state"], action, PLAN_MOVES, PLAN_FORBIDDEN)
    cursor.execute("UPDATE plan SET state = ? WHERE plan_id = ?", [state, plan["plan_id"]])


def set_review(cursor, plan_id: int, actor: Actor, note: str, now: datetime) -> None:
    """Note who decided, when and why."""
    cursor.execute(
        "UPDATE plan SET reviewer = ?, reviewed_at = ?, review_note = ? WHERE plan_id = ?",
        [actor.who, now, note, plan_id],
    )


def check_fits(cursor, plan: dict) -> None:
    """A plan fits while every grid is with the worker it takes it from, and everybody who gets one is there."""
    check_held(cursor, plan, "from_worker_id")
    moves = moves_of(cursor, plan["plan_id"])
    check_workers(cursor, "all", [m["to_worker_id"] for m in moves if m["to_worker_id"] is not None])


def apply_plan(cursor, plan: dict, day: date) -> None:
    """Close the spans of the moved grids and open new ones from a day on; at most one worker a grid, always."""
    plan_id = plan["plan_id"]
    cursor.execute("UPDATE plan SET effective_on = ? WHERE plan_id = ?", [day, plan_id])
    values = {"plan_id": plan_id, "day": day}
    cursor.execute(
        """UPDATE assignment SET valid_to = greatest(valid_from, $day)
          WHERE valid_to IS NULL AND grid_id IN (SELECT m.grid_id FROM plan_move m WHERE m.plan_id = $plan_id)""",
        values,
    )
    cursor.execute(
        """INSERT INTO assignment
          SELECT m.grid_id, m.to_worker_id, greatest($day, max(a.valid_to)), NULL, m.plan_id
          FROM plan_move m LEFT JOIN assignment a ON a.grid_id = m.grid_id
          WHERE m.plan_id = $plan_id AND m.to_worker_id IS NOT NULL
          GROUP BY m.grid_id, m.to_worker_id, m.plan_id""",
        values,
    )


def check_scope(cursor, actor: Actor, grid_ids: list[int]) -> None:
    """Every grid must exist today and lie in the actor's scope."""
    sql = "SELECT s.grid_id FROM grids_in_scope(?) s WHERE list_contains(?::INTEGER[], s.grid_id)"
    known = {grid_id for (grid_id,) in cursor.execute(sql, [actor.scope, grid_ids]).fetchall()}
    if missing := set(grid_ids) - known:
        raise InputError("plan_grids_unknown", grid_ids=_list(missing))


def check_workers(cursor, scope: str, worker_ids: list[int]) -> None:
    """Every worker must exist in the scope and still be active."""
    sql = "SELECT w.worker_id FROM workers_in_scope(?) w WHERE w.active"
    known = {worker for (worker,) in cursor.execute(sql, [scope]).fetchall()}
    if missing := set(worker_ids) - known:
        raise InputError("plan_workers_unknown", worker_ids=_list(missing))


def check_held(cursor, plan: dict, column: str) -> None:
    """Every moved grid must still be with the worker the plan says (``column``)."""
    planned = {move["grid_id"]: move[column] for move in moves_of(cursor, plan["plan_id"])}
    held = _held(cursor, list(planned))
    changed = [grid_id for grid_id, worker_id in planned.items() if held.get(grid_id) != worker_id]
    if changed:
        raise Conflict("plan_conflict", grid_ids=_list(changed), who=_who_changed(cursor, changed))


def check_drawn(cursor, actor: Actor, moves: Mapping[int, int | None], locks: Locks) -> None:
    """Grids and workers of a plan and of its locks must be the actor's to name, and no move may break a lock.

    Raises:
        InputError: ``plan_grids_unknown``, ``plan_workers_unknown``, ``plan_locked`` with the grids of those moves.
    """
    check_scope(cursor, actor, sorted(locks.grids() | moves.keys()))
    takers = {worker for worker in moves.values() if worker is not None}
    check_workers(cursor, actor.scope, sorted(locks.workers() | takers))
    if broken := _breaking(cursor, _changing(cursor, moves), locks):
        raise InputError("plan_locked", grid_ids=_list(broken))


def _breaking(cursor, moves: dict[int, int | None], locks: Locks) -> set[int]:
    """Grids whose moves break a lock."""
    grid_ids = sorted(moves.keys() | locks.grids())
    held = _held(cursor, grid_ids)
    today = pd.Series([held.get(grid_id, NO_WORKER) for grid_id in grid_ids], grid_ids, dtype=int)
    to = {grid_id: worker or NO_WORKER for grid_id, worker in moves.items()}
    against = refusals(locks.rules(), today, to, pd.Index(sorted(set(to.values()))))
    against += Together(locks.tie).cut(after_moves(today, to))
    named = {error.facts.get(name) for error in against for name in ("grid_id", "other_id")}
    return named & moves.keys()


def changed_since(cursor, base_version: int) -> set[int] | None:
    """Grids that changed hands since an ``assignments`` version; None where they did in bulk and nobody can say."""
    sql = """SELECT after FROM audit
      WHERE action IN ('review_plan', 'enforce_plan', 'revert_plan', 'edit_grids', 'enforce_edit')
      AND CAST(after ->> 'assignments_version' AS BIGINT) > ?"""
    later = [json.loads(text) for (text,) in cursor.execute(sql, [base_version]).fetchall()]
    if assignments_version(cursor) - base_version != len(later):
        return None
    return {move["grid_id"] for plan in later for move in plan["moves"]}


def check_unchanged_since(cursor, base_version: int, grid_ids: list[int]) -> None:
    """None of the grids changed hands since the ``assignments`` version the author saw.

    Raises:
        Conflict: ``plan_conflict`` for grids another plan moved meanwhile, ``plan_stale`` when assignments
            were changed in bulk, so that nobody can say which.
    """
    if (moved := changed_since(cursor, base_version)) is None:
        raise Conflict("plan_stale")
    if changed := moved & set(grid_ids):
        raise Conflict("plan_conflict", grid_ids=_list(changed), who=_who_changed(cursor, sorted(changed)))


def assignments_version(cursor) -> int:
    """The counter that every change of an assignment raises."""
    return cursor.execute("SELECT n FROM version WHERE topic = 'assignments'").fetchone()[0]


def _who_changed(cursor, grid_ids: list[int]) -> str:
    """Who last moved each of the grids: by a plan, or else by an import."""
    sql = """SELECT arg_max(p.reviewer, p.reviewed_at) FROM plan_move m JOIN plan p ON p.plan_id = m.plan_id
      WHERE p.state IN ('in_force', 'reverted') AND list_contains(?::INTEGER[], m.grid_id) GROUP BY m.grid_id"""
    people = {who for (who,) in cursor.execute(sql, [grid_ids]).fetchall()}
    if not people:
        sql = "SELECT who FROM audit WHERE action = 'import' ORDER BY seq DESC LIMIT 1"
        people = {who for (who,) in cursor.execute(sql).fetchall()}
    return ", ".join(sorted(people)) or "–"


def _list(ids) -> str:
    return ", ".join(map(str, sorted(ids)))

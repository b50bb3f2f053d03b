"""Changing boundaries: preview, put in force from a day, wait for a day, withdraw, undo.

A preview writes nothing and carries a stamp of the ground it saw; what is written is worked out anew inside the
transaction and refused when the ground moved meanwhile. Cases and facilities get the grid they lie in by the one rule
for points; who was responsible on a day long past stays on record.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime

import geopandas as gpd
import pandas as pd
import shapely

from data.audit import take_ids, write
from data.boundaries import (
    before_edit,
    check_stamp,
    codes,
    ground,
    heirs,
    measured,
    put_in_force,
    stamp,
)
from data.db import Record
from data.intake.locating import relocate_all
from data.permits import Actor
from data.plans import assignments_version, check_scope
from data.profile import profile_of
from geo.editing.edit import Edit, Request, applied
from geo.editing.perform import perform
from geo.editing.repairs import restore
from geo.errors import GridkeeperError, InputError, NotFound
from geo.locate import Locator
from geo.names import GRID_ID

#: what an edit in force changes for those who read
_TOPICS = ("grids", "assignments", "incidents", "facilities", "buildings", "actions")
_ACTION = "edit_grids"


@dataclass(frozen=True)
class Preview:
    """What an edit would do.

    Attributes:
        before, edit: the grids as they are, and the edit with codes, households and areas.
        cases: new cases ever, by ``grid_id`` of ``edit.after``.
        workers: who would be responsible, ``worker_id`` by ``grid_id`` of ``edit.after``; missing: nobody.
        plans: proposed plans that move one of the grids.
        stamp: of the ground that was seen.
    """

    before: gpd.GeoDataFrame
    edit: Edit
    cases: pd.Series
    workers: pd.Series
    plans: tuple[int, ...]
    stamp: str


def preview(record: Record, actor: Actor, request: Request) -> Preview:
    """What a request would make of the grids; nothing is written.

    Raises:
        InputError: as ``geo.editing.perform.perform`` says; ``plan_grids_unknown`` outside the actor's scope.
    """
    actor.require(_ACTION)
    with record.cursor() as cursor:
        grids, edit = _worked_out(cursor, record, actor, request)
        seen = stamp(cursor, edit.changed)
    points = "SELECT lon, lat FROM incident WHERE list_contains($ids::INTEGER[], grid_id)"
    plans = """SELECT DISTINCT plan_id FROM plan_move JOIN plan USING (plan_id)
      WHERE state IN ('proposed', 'accepted') AND list_contains($ids::INTEGER[], grid_id) ORDER BY plan_id"""
    return Preview(
        before=grids[grids[GRID_ID].isin(edit.changed)],
        edit=edit,
        cases=_cases(grids, edit, record.frame(points, {"ids": list(edit.changed)})),
        workers=_workers(record, grids, edit),
        plans=tuple(plan_id for (plan_id,) in record.rows(plans, {"ids": list(edit.ended)})),
        stamp=seen,
    )


def _cases(grids: gpd.GeoDataFrame, edit: Edit, points: pd.DataFrame) -> pd.Series:
    """How many points come to lie in each grid after an edit."""
    after = applied(grids, edit)
    # new grids get numbers after all others, as they will when written: a point on a border goes to the first
    ids = after[GRID_ID].where(after[GRID_ID] > 0, after[GRID_ID].max() - after[GRID_ID])
    found = Locator(after.geometry, ids).locate(points["lon"], points["lat"])
    counts = pd.Series(found).map(dict(zip(ids, after[GRID_ID], strict=True))).value_counts()
    return counts.reindex(edit.after[GRID_ID]).fillna(0).astype(int)


def _workers(record: Record, grids: gpd.GeoDataFrame, edit: Edit) -> pd.Series:
    """Who would be responsible for each grid after an edit."""
    sql = """SELECT grid_id, worker_id FROM assignment
      WHERE valid_to IS NULL AND list_contains($ids::INTEGER[], grid_id)"""
    held, main = dict(record.rows(sql, {"ids": list(edit.changed)})), heirs(grids, edit)
    after = edit.after[GRID_ID]
    return pd.Series([held.get(main.get(int(one), int(one))) for one in after], index=after, dtype="Int64")


def _worked_out(cursor, record: Record, actor: Actor, request: Request) -> tuple[gpd.GeoDataFrame, Edit]:
    profile = profile_of(record)
    grids = ground(cursor, request)
    edit = perform(grids, request, codes(cursor), profile["grid_code"]["pattern"])
    check_scope(cursor, actor, list(edit.changed))
    after = measured(edit.after, profile["crs"])
    return grids, Edit(edit.request, edit.ended, after, edit.shares, edit.touched)


def edit_grids(
    record: Record,
    actor: Actor,
    request: Request,
    *,
    stamp: str,
    reason: str,
    effective_on: date,
    now: datetime,
    write_id: str,
) -> int:
    """Put an edit in force from a day on; one whose day is to come waits for it.

    Args:
        stamp: of the preview that was confirmed.
        reason: in the author's words.
        effective_on: the first day of the new boundaries; a day past is possible as long as the boundaries
            concerned were in force on it.
        now, write_id: the city's time, and an id that makes a repeated call harmless.

    Returns:
        the ``edit_id``.

    Raises:
        InputError: ``edit_unexplained`` without a reason, ``edit_too_early``; as ``preview``.
        Conflict: ``edit_conflict`` when the ground is not what the preview saw.
    """
    if not reason.strip():
        raise InputError("edit_unexplained")
    waits = effective_on > now.date()

    def change(cursor) -> dict:
        grids, edit = _worked_out(cursor, record, actor, request)
        check_stamp(cursor, edit.changed, stamp)
        row = {
            "edit_id": take_ids(cursor, "edit", 1), "kind": request.kind, "reason": reason.strip(),
            "author": actor.who, "made_at": now, "effective_on": effective_on, "stamp": stamp, "undoes_edit_id": None,
            "request": json.dumps(asdict(request)),
        }  # fmt: skip
        if waits:
            row |= {"state": "waiting", "ended": list(edit.changed), "made": []}
            _insert(cursor, row)
            return {"after": row, "result": row["edit_id"]}
        return _in_force(cursor, grids, edit, row)

    return write(
        record, actor, _ACTION, change,
        now=now, subject="edit", topics=("grids",) if waits else _TOPICS, write_id=write_id,
    )  # fmt: skip


def _in_force(cursor, grids: gpd.GeoDataFrame, edit: Edit, row: dict) -> dict:
    """Write an edit and all that follows from it; the story for the audit."""
    ids = put_in_force(cursor, grids, edit, row["effective_on"], row["edit_id"])
    made = sorted(ids.get(int(one), int(one)) for one in edit.after[GRID_ID])
    row = row | {"state": "in_force", "ended": list(edit.ended), "made": made}
    _insert(cursor, row)
    moved = relocate_all(cursor)
    story = row | {
        "grids": _told(edit.after, ids),
        "points_moved": moved,
        "moves": [{"grid_id": one} for one in sorted({*map(int, edit.changed), *made})],
        "assignments_version": assignments_version(cursor) + 1,  # as this write leaves it
    }
    before = _told(grids[grids[GRID_ID].isin(edit.changed)], {})
    return {"before": {"grids": before}, "after": story, "result": row["edit_id"]}


def _told(grids: gpd.GeoDataFrame, ids: dict[int, int]) -> list[dict]:
    """Boundaries for the audit: whoever asks later finds what was drawn, even if it lasted no day."""
    return [
        {"grid_id": ids.get(int(row.grid_id), int(row.grid_id)), "grid_code": row.grid_code,
         "boundary": shapely.to_wkt(row.geometry, rounding_precision=9)}
        for row in grids.itertuples()
    ]  # fmt: skip


def _insert(cursor, row: dict) -> None:
    cursor.execute("DELETE FROM grid_edit WHERE edit_id = ?", [row["edit_id"]])  # one that waited, if any
    cursor.execute(
        f"INSERT INTO grid_edit ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values())
    )


def enforce_edit(record: Record, actor: Actor, edit_id: int, now: datetime) -> int:
    """Put an edit in force that waited for its day.

    Raises:
        NotFound: ``edit_not_found`` unless there is such an edit that waits.
        Conflict: ``edit_conflict`` when the ground is not what its author saw; it goes on waiting, for its
            author to withdraw.
    """

    def change(cursor) -> dict:
        row, grids, edit = _fitting(cursor, record, actor, edit_id)
        return _in_force(cursor, grids, edit, row)

    return write(
        record, actor, "enforce_edit", change,
        now=now, subject=f"edit:{edit_id}", topics=_TOPICS, write_id=f"enforce edit {edit_id}",
    )  # fmt: skip


def hindrance(record: Record, actor: Actor, edit_id: int) -> GridkeeperError | None:
    """What would keep an edit that waits from coming into force as things stand, or None."""
    actor.require("read_edits")
    try:
        with record.cursor() as cursor:
            _fitting(cursor, record, actor, edit_id)
    except GridkeeperError as error:
        return error
    return None


def _fitting(cursor, record: Record, actor: Actor, edit_id: int) -> tuple[dict, gpd.GeoDataFrame, Edit]:
    """An edit that waits, worked out on the ground of today, which must be what its author saw."""
    row = _edit_of(cursor, edit_id, "waiting")
    grids, edit = _worked_out(cursor, record, actor, _request(row))
    check_stamp(cursor, edit.changed, row["stamp"])
    return row, grids, edit


def withdraw_edit(record: Record, actor: Actor, edit_id: int, *, now: datetime, write_id: str) -> int:
    """Take back an edit that still waits for its day; it stays on record.

    Raises:
        NotFound: ``edit_not_found`` unless there is such an edit that waits.
    """

    def change(cursor) -> dict:
        row = _edit_of(cursor, edit_id, "waiting")
        check_scope(cursor, actor, row["ended"])
        cursor.execute("UPDATE grid_edit SET state = 'withdrawn' WHERE edit_id = ?", [edit_id])
        return {"before": row, "after": row | {"state": "withdrawn"}, "result": edit_id}

    subject = f"edit:{edit_id}"
    return write(
        record, actor, _ACTION, change, now=now, subject=subject, topics=("grids",), write_id=write_id
    )


def undo_edit(
    record: Record, actor: Actor, edit_id: int, *, reason: str, now: datetime, write_id: str
) -> int:
    """Give the ground its boundaries of before an edit back, from today on, by an edit of its own.

    Returns:
        the ``edit_id`` of the new edit.

    Raises:
        NotFound: ``edit_not_found`` unless there is such an edit in force.
        Conflict: ``edit_built_upon`` when what it made was changed since.
        InputError: ``edit_unexplained``, ``edit_before_gone``, ``plan_grids_unknown``.
    """
    if not reason.strip():
        raise InputError("edit_unexplained")

    def change(cursor) -> dict:
        done = _edit_of(cursor, edit_id, "in_force")
        request, old = Request("restore", tuple(done["made"])), before_edit(cursor, done)
        check_scope(cursor, actor, done["made"])
        grids = ground(cursor, request)
        edit = restore(grids, request, old)
        row = {
            "edit_id": take_ids(cursor, "edit", 1), "kind": request.kind, "reason": reason.strip(),
            "author": actor.who, "made_at": now, "effective_on": now.date(), "stamp": "",
            "request": json.dumps(asdict(request)), "undoes_edit_id": edit_id,
        }  # fmt: skip
        cursor.execute("UPDATE grid_edit SET state = 'undone' WHERE edit_id = ?", [edit_id])
        return _in_force(cursor, grids, edit, row)

    subject = f"edit:{edit_id}"
    return write(record, actor, _ACTION, change, now=now, subject=subject, topics=_TOPICS, write_id=write_id)


def _edit_of(cursor, edit_id: int, state: str) -> dict:
    found = cursor.execute("SELECT * FROM grid_edit WHERE edit_id = ? AND state = ?", [edit_id, state])
    row, names = found.fetchone(), [column[0] for column in found.description]
    if row is None:
        raise NotFound("edit_not_found", edit_id=edit_id)
    return dict(zip(names, row, strict=True))


def _request(row: dict) -> Request:
    told = json.loads(row["request"])
    return Request(told["kind"], tuple(told["grid_ids"]), tuple(map(tuple, told["line"])))

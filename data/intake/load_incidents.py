"""Cases: words to codes, place to grid, then the case and the log that leads to its state."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.intake.fields import SOURCE_WORDS, STATE_WORDS
from data.intake.job import Job, Outcome, words
from data.intake.locating import with_places
from data.intake.settle import batched, checked, counts, fingerprint, with_ids
from geo.clock import calendar_of, due_at
from geo.workflow import IMPORTS, reachable

#: screens end at the last case, so a year typed wrong would leave them empty; a day is for other time zones
CHECKS = (
    ("place_missing", "place_fault = 'place_missing'"),
    ("place_not_finite", "place_fault = 'place_not_finite'"),
    ("axes_swapped", "place_fault = 'axes_swapped'"),
    ("place_off_earth", "place_fault = 'place_off_earth'"),
    ("category_unknown", "category IS NULL"),
    ("state_unknown", "state IS NULL"),
    ("source_unknown", "source IS NULL"),
    ("worker_unknown", "worker_code IS NOT NULL AND worker_id IS NULL"),
    ("time_missing", "reported_at IS NULL"),
    ("time_ahead", "greatest(occurred_at, reported_at, handled_at, closed_at) > $now + INTERVAL 1 DAY"),
    ("times_out_of_order", "least(handled_at, closed_at) < reported_at OR closed_at < handled_at"),
)
#: what tells apart the rows of a file without ids
_IDENTITY = fingerprint("s.raw_x", "s.raw_y", "s.reported_at", "s.occurred_at", "s.category", "s.description")
_FIELDS = f"""SELECT s.__pos, s.__row, s.__fault, s.place_fault, s.worker_code,
    $prefix || coalesce(s.source_id, s.incident_code, {_IDENTITY}) AS source_id,
    coalesce(s.incident_code, $prefix || s.source_id) AS given_code,
    c.code AS category, s.description, s.address, s.lon, s.lat, s.raw_x, s.raw_y, s.found_id AS grid_id, w.worker_id,
    CASE WHEN s.source IS NULL THEN 'department' ELSE o.code END AS source,
    coalesce(s.occurred_at, s.reported_at) AS occurred_at, coalesce(s.reported_at, s.occurred_at) AS reported_at,
    CASE WHEN s.state IS NOT NULL THEN t.code WHEN s.closed_at IS NOT NULL THEN 'closed'
      WHEN s.handled_at IS NOT NULL THEN 'handled' ELSE 'reported' END AS state,
    s.handled_at AS given_handled_at, s.closed_at AS given_closed_at
  FROM staged_rows s
  LEFT JOIN category_words c ON c.word = lower(coalesce(s.category, ''))
  LEFT JOIN source_words o ON o.word = lower(s.source)
  LEFT JOIN state_words t ON t.word = replace(lower(s.state), ' ', '_')
  LEFT JOIN worker w ON w.worker_code = s.worker_code"""
#: a case closed nobody knows when is done but not closed: its duration would be invented
_JUDGED = f"""SELECT * EXCLUDE (given_code, given_handled_at, given_closed_at, state),
    coalesce(given_code, source_id) AS incident_code,
    state = 'closed' AND given_closed_at IS NULL AS is_undated,
    CASE WHEN state = 'closed' AND given_closed_at IS NULL THEN 'handled' ELSE state END AS state,
    CASE WHEN state IN ('handled', 'closed') THEN given_handled_at END AS handled_at,
    CASE WHEN state IN ('closed', 'voided', 'rejected') THEN given_closed_at END AS closed_at FROM ({_FIELDS})"""
#: columns a second import of the same id may change, those that follow from the place, and how far the case is
_CHANGING = ("category", "source", "description", "address", "lon", "lat", "worker_id", "occurred_at", "reported_at",
             "incident_code")  # fmt: skip
_ALONG = ("raw_x", "raw_y", "grid_id")
_STANDING = ("state", "handled_at", "closed_at")
#: what a file leaves open stays as it is; what was handled keeps its time, unless it was closed before that
_UPDATED = {
    **{name: f"g.{name}" for name in (*_CHANGING, *_ALONG, "state")},
    "handled_at": "CASE WHEN g.state IN ('handled', 'closed')"
    " THEN coalesce(g.handled_at, least(incident.handled_at, g.closed_at)) END",
    "closed_at": "coalesce(g.closed_at, CASE WHEN g.state = incident.state THEN incident.closed_at END)",
    "due_at": "CASE WHEN incident.due_at IS NULL OR incident.category <> g.category"
    " OR incident.reported_at <> g.reported_at THEN g.due_at ELSE incident.due_at END",
}
#: of the cases whose state differs, those the file is behind with and those it contradicts. It is behind where it
#: says what files said last, or where the case can have come from there; a file seen before tells nothing new
_VERDICTS = """
WITH differing AS (SELECT __pos, id, state, held_state FROM incoming WHERE NOT is_new AND state <> held_state),
  told AS (
    SELECT incident_id, max_by(action::VARCHAR, seq) AS action FROM incident_log
    WHERE starts_with(action::VARCHAR, 'import_') AND incident_id IN (SELECT id FROM differing) GROUP BY 1),
  judged AS (
    SELECT d.__pos, d.state = coalesce(replace(t.action, 'import_', ''), 'reported') AS is_old,
      (d.held_state, d.state) IN (SELECT (r.before, r.after) FROM ways r) AS can_move,
      (d.state, d.held_state) IN (SELECT (r.before, r.after) FROM ways r) AS can_have_moved
    FROM differing d LEFT JOIN told t ON t.incident_id = d.id)
SELECT __pos, is_old OR can_have_moved AS is_behind FROM judged
WHERE is_old OR NOT can_move OR (can_have_moved AND $again)
"""


def load(cursor, table: pa.Table, job: Job, outcome: Outcome) -> None:
    """Write the good rows of a staged table of cases; part of a write."""
    job.progress("locate", 0.0)
    cursor.register("staged_rows", with_places(cursor, table, job, outcome))
    register_words(cursor, job.profile)
    job.progress("check", 0.0)
    good, outcome.faults, _ = checked(
        cursor, _JUDGED, {"prefix": job.prefix, "now": job.now}, CHECKS, "source_id"
    )
    outcome.outside = good["grid_id"].null_count
    if outcome.outside:
        outcome.note("outside_grids", n=outcome.outside)
    undated = pc.sum(good["is_undated"]).as_py() or 0
    if undated:
        outcome.note("closing_time_missing", n=undated)
    job.progress("write", 0.0)
    _write(cursor, good, job, outcome)


def register_words(cursor, profile: dict) -> None:
    """The words for categories, sources and states of a city."""
    categories = {}
    for code, row in profile["categories"].items():
        categories |= dict.fromkeys([code, row["zh"], row["en"], *row.get("aliases", [])], code)
    words(cursor, "category_words", categories)
    words(
        cursor, "source_words", {word: code for code, text in SOURCE_WORDS.items() for word in text.split()}
    )
    states = {word: code for code, text in STATE_WORDS.items() for word in text.split()}
    own = {word.replace(" ", "_"): state for word, state in profile.get("states", {}).items()}
    words(cursor, "state_words", states | own)


def _write(cursor, good: pa.Table, job: Job, outcome: Outcome) -> None:
    rows = with_ids(cursor, good, "incident", _CHANGING, _STANDING)
    rows = _where_they_stand(cursor, rows, job, outcome)
    rows = rows.append_column("due_at", _due(rows, job.profile))
    new, changed = counts(rows)
    outcome.loaded, outcome.unchanged = new + changed, rows.num_rows - new - changed
    cursor.register("incoming", rows)
    values = {"crs": job.crs or "EPSG:4326", "batch": job.batch_id}
    cursor.execute(
        """INSERT INTO incident BY NAME SELECT id AS incident_id, source_id, incident_code, category, source,
          description, address, lon, lat, raw_x, raw_y, $crs AS raw_crs, grid_id, worker_id, occurred_at, reported_at,
          state, due_at, coalesce(handled_at, CASE WHEN state = 'closed' THEN closed_at END) AS handled_at, closed_at,
          $batch AS batch_id FROM incoming WHERE is_new""",
        values,
    )
    if changed:
        columns = ", ".join(f"{name} = {value}" for name, value in _UPDATED.items())
        cursor.execute(
            f"""UPDATE incident SET {columns}, raw_crs = $crs, batch_id = $batch FROM incoming g
              WHERE g.is_changed AND incident.incident_id = g.id""",
            values,
        )
        _log_changed(cursor, job)
    _log_new(cursor, job)


def _where_they_stand(cursor, rows: pa.Table, job: Job, outcome: Outcome) -> pa.Table:
    """The rows with the state each case is to have: a case that has moved on since keeps what it has.

    A state that neither leads to the held one nor follows from it contradicts it: the row is rejected.
    """
    moved = pc.or_(rows["is_changed"], rows["is_moved"])
    differing = pc.and_(rows["is_moved"], pc.not_equal(rows["state"], rows["held_state"]))
    if not pc.any(differing).as_py():
        return rows.set_column(rows.column_names.index("is_changed"), "is_changed", moved)
    behind, against = _verdicts(cursor, rows, job)
    outcome.faults |= dict.fromkeys(against, "state_backwards")
    if behind:
        outcome.note("cases_further_on", n=len(behind))
    kept = pc.is_in(rows["__pos"], pa.array(behind, pa.int64()))
    columns = {name: rows[name] for name in rows.column_names} | {
        "state": pc.if_else(kept, rows["held_state"], rows["state"]),
        "handled_at": pc.if_else(kept, None, rows["handled_at"]),
        "closed_at": pc.if_else(kept, None, rows["closed_at"]),
        "is_changed": pc.if_else(kept, rows["is_changed"], moved),
    }
    good = pc.invert(pc.is_in(rows["__pos"], pa.array(against, pa.int64())))
    return batched(pa.table(columns).filter(good))


def _verdicts(cursor, rows: pa.Table, job: Job) -> tuple[list[int], list[int]]:
    """Positions of the rows the file is behind with, and of those it contradicts."""
    cursor.register("incoming", rows)
    ways = [{"before": before, "after": after} for (before, _), after in IMPORTS.items()]
    cursor.register("ways", pa.Table.from_pylist(ways))
    seen = "SELECT count(*) > 0 FROM intake_batch WHERE kind = 'incidents' AND file_sha256 = ?"
    (again,) = cursor.execute(seen, [job.source.sha256]).fetchone()
    judged = cursor.execute(_VERDICTS, {"again": again}).fetchall()
    return [at for at, is_behind in judged if is_behind], [at for at, is_behind in judged if not is_behind]


def _log_new(cursor, job: Job) -> None:
    """Each new case was reported, and is in the state the file says."""
    cursor.execute(
        """INSERT INTO incident_log SELECT id, 1, 'report'::case_action, reported_at, $who, NULL, NULL
          FROM incoming WHERE is_new""",
        {"who": job.who},
    )
    # constants of the type: a text made for each row and read as an action costs half as much again
    actions = " ".join(
        f"WHEN '{state}' THEN 'import_{state}'::case_action" for state in sorted(reachable("reported"))
    )
    cursor.execute(
        f"""INSERT INTO incident_log SELECT id, 2, CASE state {actions} END,
            coalesce(closed_at, handled_at, reported_at), $who, NULL, NULL
          FROM incoming WHERE is_new AND state <> 'reported'""",
        {"who": job.who},
    )


def _log_changed(cursor, job: Job) -> None:
    """What the file says of a case whose state has changed."""
    cursor.execute(
        """INSERT INTO incident_log SELECT g.id, l.seq + 1, ('import_' || g.state)::case_action,
            coalesce(g.closed_at, g.handled_at, $now), $who, NULL, NULL
          FROM incoming g JOIN (SELECT incident_id, max(seq) AS seq FROM incident_log GROUP BY 1) l
            ON l.incident_id = g.id
          WHERE g.is_changed AND g.state <> g.held_state ORDER BY g.id""",
        {"who": job.who, "now": job.now},
    )


def _due(good: pa.Table, profile: dict) -> pa.Array:
    """When each case is due: the limit of its category, counted from filing."""
    calendar = calendar_of(profile)
    filed = good["reported_at"].to_numpy().astype("datetime64[us]")
    categories = good["category"].combine_chunks().dictionary_encode()
    codes, names = categories.indices.to_numpy(), categories.dictionary.to_pylist()
    due = np.full(len(filed), np.datetime64("NaT"), "datetime64[us]")
    for place, name in enumerate(names):
        here = codes == place
        rule = profile["categories"][name]
        due[here] = due_at(filed[here], rule["limit"], rule["unit"], calendar)
    unfiled = pc.is_in(good["state"], pa.array(["reported", "rejected"]))
    due[unfiled.to_numpy(zero_copy_only=False)] = np.datetime64("NaT")
    return pa.array(due)

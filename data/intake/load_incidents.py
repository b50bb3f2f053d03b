"""Cases: words to codes, place to grid, then the case and the log that leads to its state."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.intake.fields import SOURCE_WORDS, STATE_WORDS
from data.intake.job import Job, Outcome, words
from data.intake.locating import with_places
from data.intake.settle import checked, counts, with_ids
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
    ("time_ahead", "greatest(occurred_at, reported_at) > $now + INTERVAL 1 DAY"),
    ("times_out_of_order", "closed_at < reported_at"),
)
_FIELDS = """SELECT s.__pos, s.__row, s.__fault, s.place_fault, s.worker_code,
    $prefix || coalesce(s.source_id, s.incident_code,
      md5(concat_ws('|', s.raw_x, s.raw_y, s.reported_at, s.occurred_at, s.category, s.description))) AS source_id,
    coalesce(s.incident_code, $prefix || s.source_id) AS given_code,
    c.code AS category, s.description, s.address, s.lon, s.lat, s.raw_x, s.raw_y, s.found_id AS grid_id, w.worker_id,
    CASE WHEN s.source IS NULL THEN 'department' ELSE o.code END AS source,
    coalesce(s.occurred_at, s.reported_at) AS occurred_at, coalesce(s.reported_at, s.occurred_at) AS reported_at,
    CASE WHEN s.state IS NOT NULL THEN t.code WHEN s.closed_at IS NULL THEN 'reported' ELSE 'closed' END AS state,
    s.closed_at AS given_closed_at
  FROM staged_rows s
  LEFT JOIN category_words c ON c.word = lower(coalesce(s.category, ''))
  LEFT JOIN source_words o ON o.word = lower(s.source)
  LEFT JOIN state_words t ON t.word = replace(lower(s.state), ' ', '_')
  LEFT JOIN worker w ON w.worker_code = s.worker_code"""
#: a case closed nobody knows when is done but not closed: its duration would be invented
_JUDGED = f"""SELECT * EXCLUDE (given_code, given_closed_at, state), coalesce(given_code, source_id) AS incident_code,
    state = 'closed' AND given_closed_at IS NULL AS is_undated,
    CASE WHEN state = 'closed' AND given_closed_at IS NULL THEN 'handled' ELSE state END AS state,
    CASE WHEN state IN ('closed', 'voided', 'rejected') THEN given_closed_at END AS closed_at FROM ({_FIELDS})"""
#: columns a second import of the same id may change
_CHANGING = ("category", "source", "description", "address", "lon", "lat", "raw_x", "raw_y", "grid_id", "worker_id",
             "occurred_at", "reported_at", "state", "closed_at", "incident_code")  # fmt: skip


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
    due = _due(good, job.profile)
    rows = with_ids(cursor, good.append_column("due_at", due), "incident", _CHANGING, more="state")
    rows = _without_backwards(rows, outcome)
    new, changed = counts(rows)
    outcome.loaded, outcome.unchanged = new + changed, rows.num_rows - new - changed
    cursor.register("incoming", rows)
    values = {"crs": job.crs or "EPSG:4326", "batch": job.batch_id}
    cursor.execute(
        """INSERT INTO incident BY NAME SELECT id AS incident_id, source_id, incident_code, category, source,
          description, address, lon, lat, raw_x, raw_y, $crs AS raw_crs, grid_id, worker_id, occurred_at, reported_at,
          state, due_at, closed_at, $batch AS batch_id FROM incoming WHERE is_new""",
        values,
    )
    if changed:
        columns = ", ".join(f"{name} = g.{name}" for name in (*_CHANGING, "due_at"))
        cursor.execute(
            f"""UPDATE incident SET {columns}, raw_crs = $crs, batch_id = $batch FROM incoming g
              WHERE g.is_changed AND incident.incident_id = g.id""",
            values,
        )
        _log_changed(cursor, job)
    _log_new(cursor, job)


def _without_backwards(rows: pa.Table, outcome: Outcome) -> pa.Table:
    """A case that no steps can take from its state to the file's keeps what it has."""
    moves = pa.TableGroupBy(rows, ["held_state", "state"]).aggregate([]).to_pylist()
    for move in moves:
        old, new = move["held_state"], move["state"]
        if old in ("", new) or (old, f"import_{new}") in IMPORTS:
            continue
        stuck = pc.and_(pc.equal(rows["held_state"], old), pc.equal(rows["state"], new))
        outcome.faults |= dict.fromkeys(rows.filter(stuck)["__pos"].to_pylist(), "state_backwards")
        rows = rows.filter(pc.invert(stuck))
    return rows


def _log_new(cursor, job: Job) -> None:
    """Each new case was reported, and is in the state the file says; a statement a state, as constants cost little."""
    entries = [(1, "report", "reported_at", "")]
    entries += [
        (2, f"import_{state}", "coalesce(closed_at, reported_at)", state) for state in reachable("reported")
    ]
    for seq, action, at, state in sorted(entries):
        cursor.execute(
            f"""INSERT INTO incident_log SELECT id, {seq}, $action::case_action, {at}, $who, NULL, NULL
              FROM incoming WHERE is_new AND ($state = '' OR state = $state)""",
            {"action": action, "who": job.who, "state": state},
        )


def _log_changed(cursor, job: Job) -> None:
    """What the file says of a case whose state has changed."""
    cursor.execute(
        """INSERT INTO incident_log SELECT g.id, l.seq + 1, ('import_' || g.state)::case_action,
            coalesce(g.closed_at, $now), $who, NULL, NULL
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

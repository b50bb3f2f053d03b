"""Grid workers by code. A file of their cases will do: rows that repeat a worker count once."""

import pyarrow as pa

from data.audit import take_ids
from data.intake.job import Job, Outcome
from data.intake.settle import checked

CHECKS = (
    ("code_missing", "worker_code IS NULL"),
    ("number_negative", "hours_per_week < 0"),
)
_FIELDS = """SELECT __pos, __row, __fault, worker_code, name, hours_per_week, organisation FROM staged_rows"""
#: a field the file leaves empty keeps what the record has
_DIFFERS = """coalesce(g.name, w.name) <> w.name
    OR coalesce(g.hours_per_week, w.hours_per_week) <> w.hours_per_week
    OR (g.organisation IS NOT NULL AND g.organisation IS DISTINCT FROM o.name)"""


def load(cursor, table: pa.Table, job: Job, outcome: Outcome) -> None:
    """Write the good rows of a staged table of workers; part of a write."""
    cursor.register("staged_rows", table)
    good, outcome.faults, repeats = checked(cursor, _FIELDS, {}, CHECKS, "worker_code", collapse=True)
    cursor.register("good_rows", good)
    _organisations(cursor)
    (first,) = cursor.execute("SELECT next_id FROM id_counter WHERE subject = 'worker'").fetchone()
    cursor.execute(
        f"""CREATE OR REPLACE TEMP TABLE incoming AS SELECT g.*, w.worker_id IS NULL AS is_new,
          w.worker_id IS NOT NULL AND ({_DIFFERS}) AS is_changed,
          coalesce(w.worker_id, ? - 1 + row_number() OVER (PARTITION BY w.worker_id IS NULL ORDER BY g.__pos)) AS id
          FROM good_rows g LEFT JOIN worker w ON w.worker_code = g.worker_code
          LEFT JOIN organisation o ON o.organisation_id = w.organisation_id""",
        [first],
    )
    counted = "SELECT count(*) FILTER (is_new), count(*) FILTER (is_changed) FROM incoming"
    new, changed = cursor.execute(counted).fetchone()
    take_ids(cursor, "worker", new)
    _write(cursor, job.batch_id)
    outcome.loaded = new + changed
    outcome.unchanged = good.num_rows - new - changed + repeats


def _organisations(cursor) -> None:
    """Organisations named for the first time; who they are is for the manager to say."""
    names = cursor.execute(
        """SELECT DISTINCT organisation FROM good_rows WHERE organisation IS NOT NULL
          AND organisation NOT IN (SELECT name FROM organisation) ORDER BY 1"""
    ).fetchall()
    first = take_ids(cursor, "organisation", len(names))
    for place, (name,) in enumerate(names):
        cursor.execute("INSERT INTO organisation VALUES (?, ?, ?, 'government')", [first + place, name, name])


def _write(cursor, batch_id: int) -> None:
    cursor.execute(
        """INSERT INTO worker SELECT i.id, i.worker_code, i.worker_code, coalesce(i.name, i.worker_code),
          o.organisation_id, coalesce(i.hours_per_week, 40), true, ?
          FROM incoming i LEFT JOIN organisation o ON o.name = i.organisation WHERE i.is_new ORDER BY i.id""",
        [batch_id],
    )
    cursor.execute(
        """UPDATE worker SET name = coalesce(i.name, worker.name), batch_id = ?,
          hours_per_week = coalesce(i.hours_per_week, worker.hours_per_week),
          organisation_id = coalesce((SELECT o.organisation_id FROM organisation o WHERE o.name = i.organisation),
            worker.organisation_id)
          FROM incoming i WHERE i.is_changed AND i.id = worker.worker_id""",
        [batch_id],
    )

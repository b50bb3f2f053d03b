"""When workers are away, from a file: worker, first day, last day; an empty last day is open."""

import pyarrow as pa

from data.audit import take_ids
from data.intake.job import Job, Outcome
from data.intake.settle import checked

CHECKS = (
    ("code_missing", "worker_code IS NULL"),
    ("worker_unknown", "worker_id IS NULL"),
    ("time_missing", "since IS NULL"),
    ("absence_backwards", "until <= since"),
)
_FIELDS = """SELECT s.__pos, s.__row, s.__fault, s.worker_code, w.worker_id, CAST(s.since AS DATE) AS since,
    CAST(s.last AS DATE) + 1 AS until, s.worker_code || ' ' || s.since AS absence_key
  FROM staged_rows s LEFT JOIN worker w ON w.worker_code = s.worker_code"""
#: the same worker from the same day on: a later file may say another last day
_HELD = "a.worker_id = g.worker_id AND a.since = g.since AND a.removed_at IS NULL"


def load(cursor, table: pa.Table, job: Job, outcome: Outcome) -> None:
    """Write the good rows of a staged table of absences; part of a write."""
    cursor.register("staged_rows", table)
    good, outcome.faults, repeats = checked(cursor, _FIELDS, {}, CHECKS, "absence_key", collapse=True)
    cursor.register("good_rows", good)
    cursor.execute(
        f"""UPDATE absence AS a SET until = g.until, batch_id = ? FROM good_rows g
          WHERE {_HELD} AND a.until IS DISTINCT FROM g.until""",
        [job.batch_id],
    )
    (changed,) = cursor.execute("SELECT count(*) FROM absence WHERE batch_id = ?", [job.batch_id]).fetchone()
    new = f"SELECT g.* FROM good_rows g WHERE NOT EXISTS (FROM absence a WHERE {_HELD})"
    (count,) = cursor.execute(f"SELECT count(*) FROM ({new})").fetchone()
    first = take_ids(cursor, "absence", count)
    cursor.execute(
        f"""INSERT INTO absence SELECT ? - 1 + row_number() OVER (ORDER BY n.__pos), n.worker_id, n.since, n.until, ?,
          ?, NULL, NULL, ? FROM ({new}) n""",
        [first, job.who, job.now, job.batch_id],
    )
    outcome.loaded = count + changed
    outcome.unchanged = good.num_rows - outcome.loaded + repeats

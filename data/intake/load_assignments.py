"""Who is responsible for which grid: one worker a grid; a new one ends the old one's time."""

import pyarrow as pa

from data.intake.job import Job, Outcome
from data.intake.settle import checked

CHECKS = (
    ("code_missing", "grid_code IS NULL OR worker_code IS NULL"),
    ("grid_unknown", "grid_id IS NULL"),
    ("worker_unknown", "worker_id IS NULL"),
    ("assignment_earlier", "valid_from < held_from AND worker_id IS DISTINCT FROM held_id"),
)
_FIELDS = """SELECT s.__pos, s.__row, s.__fault, s.grid_code, s.worker_code, g.grid_id, w.worker_id,
    coalesce(CAST(s.valid_from AS DATE), $today) AS valid_from, a.worker_id AS held_id,
    coalesce(a.valid_from, p.ended) AS held_from
  FROM staged_rows s
  LEFT JOIN grid g ON g.grid_code = s.grid_code AND g.valid_to IS NULL
  LEFT JOIN worker w ON w.worker_code = s.worker_code
  LEFT JOIN assignment a ON a.grid_id = g.grid_id AND a.valid_to IS NULL
  LEFT JOIN (SELECT grid_id, max(valid_to) AS ended FROM assignment GROUP BY grid_id) p ON p.grid_id = g.grid_id"""


def load(cursor, table: pa.Table, job: Job, outcome: Outcome) -> None:
    """Write the good rows of a staged table of assignments; part of a write."""
    cursor.register("staged_rows", table)
    today = {"today": job.now.date()}
    good, outcome.faults, repeats = checked(cursor, _FIELDS, today, CHECKS, "grid_id", collapse=True)
    cursor.register("good_rows", good)
    cursor.execute(
        """CREATE OR REPLACE TEMP TABLE incoming AS SELECT grid_id, worker_id, valid_from FROM good_rows
          WHERE held_id IS DISTINCT FROM worker_id"""
    )
    cursor.execute(
        """UPDATE assignment SET valid_to = i.valid_from FROM incoming i
          WHERE assignment.grid_id = i.grid_id AND assignment.valid_to IS NULL"""
    )
    cursor.execute("INSERT INTO assignment SELECT grid_id, worker_id, valid_from, NULL, NULL FROM incoming")
    (outcome.loaded,) = cursor.execute("SELECT count(*) FROM incoming").fetchone()
    outcome.unchanged = good.num_rows - outcome.loaded + repeats

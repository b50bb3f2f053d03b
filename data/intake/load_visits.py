"""Visits: a worker was in a grid, stated by its code or found from the place."""

import pyarrow as pa

from data.intake.job import Job, Outcome
from data.intake.locating import with_places
from data.intake.settle import checked, fingerprint, register_incoming

CHECKS = (
    ("axes_swapped", "grid_id IS NULL AND place_fault = 'axes_swapped'"),
    ("grid_unknown", "grid_id IS NULL AND grid_code IS NOT NULL"),
    ("place_missing", "grid_id IS NULL AND place_fault IS NOT NULL"),
    ("outside_all_grids", "grid_id IS NULL"),
    ("worker_unknown", "worker_code IS NOT NULL AND worker_id IS NULL"),
    ("time_missing", "visited_at IS NULL"),
    ("time_ahead", "visited_at > $now + INTERVAL 1 DAY"),
    ("number_negative", "minutes < 0"),
)
_FIELDS = f"""SELECT s.__pos, s.__row, s.__fault, s.place_fault, s.grid_code, s.worker_code, s.visited_at, s.minutes,
    CASE WHEN lower(s.source) = 'track' THEN 'track' ELSE 'stated' END AS source,
    coalesce(g.grid_id, s.found_id) AS grid_id, w.worker_id,
    $prefix || coalesce(s.source_id,
      {fingerprint("s.grid_code", "s.raw_x", "s.raw_y", "s.worker_code", "s.visited_at")}) AS source_id
  FROM staged_rows s
  LEFT JOIN grid g ON g.grid_code = s.grid_code AND g.valid_to IS NULL
  LEFT JOIN worker w ON w.worker_code = s.worker_code"""
_CHANGING = ("grid_id", "worker_id", "visited_at", "minutes", "source")


def load(cursor, table: pa.Table, job: Job, outcome: Outcome) -> None:
    """Write the good rows of a staged table of visits; part of a write."""
    cursor.register("staged_rows", with_places(cursor, table, job, outcome))
    good, outcome.faults, repeats = checked(
        cursor, _FIELDS, {"prefix": job.prefix, "now": job.now}, CHECKS, "source_id", collapse=True
    )
    register_incoming(cursor, good, "visit", _CHANGING, outcome, repeats)
    cursor.execute(
        """INSERT INTO visit SELECT id, source_id, grid_id, worker_id, visited_at, minutes, source, ? FROM incoming
          WHERE is_new""",
        [job.batch_id],
    )
    columns = ", ".join(f"{name} = i.{name}" for name in _CHANGING)
    cursor.execute(
        f"UPDATE visit SET {columns}, batch_id = ? FROM incoming i WHERE i.is_changed AND i.id = visit.visit_id",
        [job.batch_id],
    )

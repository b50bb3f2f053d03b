"""GPS tracks: points become visits, one for every stay in a grid that is long enough.

A stay that overlaps one the record holds from a track of the same worker in the same grid is that one, made
longer: files that overlap in time, or cut a stay in two, leave one visit.
"""

import pyarrow as pa

from data.intake.job import Job, Outcome
from data.intake.locating import with_places
from data.intake.settle import checked, fingerprint, register_incoming
from geo.errors import InputError
from geo.stays import stays

#: what makes a stay a visit where the city's profile does not say
USUAL = {"visit_minutes": 5.0, "gap_minutes": 10.0}
CHECKS = (
    ("place_missing", "place_fault = 'place_missing'"),
    ("place_not_finite", "place_fault = 'place_not_finite'"),
    ("place_off_earth", "place_fault = 'place_off_earth'"),
    ("axes_swapped", "place_fault = 'axes_swapped'"),
    ("worker_missing", "worker_code IS NULL"),
    ("worker_unknown", "worker_id IS NULL"),
    ("time_missing", "fixed_at IS NULL"),
    ("time_ahead", "fixed_at > $now + INTERVAL 1 DAY"),
)
_FIELDS = """SELECT s.__pos, s.__row, s.__fault, s.place_fault, s.worker_code, s.fixed_at,
    coalesce(s.found_id, -1) AS grid_id, w.worker_id
  FROM staged_rows s LEFT JOIN worker w ON w.worker_code = s.worker_code"""
#: one row a stay; those that touch a visit the record has from a track take its id and reach over both
_VISITS = f"""
  WITH touched AS (
    SELECT s.*, s.since + to_microseconds(CAST(round(s.minutes * 60e6) AS BIGINT)) AS until FROM stay_rows s),
  held AS (
    SELECT v.source_id, v.worker_id, v.grid_id, v.visited_at AS since,
      v.visited_at + to_microseconds(CAST(round(v.minutes * 60e6) AS BIGINT)) AS until
    FROM visit v WHERE v.source = 'track'),
  joined AS (
    SELECT t.__pos, t.worker_id, t.grid_id, min(h.source_id) AS held_id,
      least(t.since, min(h.since)) AS since, greatest(t.until, max(h.until)) AS until
    FROM touched t LEFT JOIN held h ON h.worker_id = t.worker_id AND h.grid_id = t.grid_id
      AND h.since <= t.until AND t.since <= h.until
    GROUP BY t.__pos, t.worker_id, t.grid_id, t.since, t.until)
  SELECT any_value(__pos) AS __pos, source_id, worker_id, grid_id, min(since) AS visited_at,
    epoch_us(max(until) - min(since)) / 60e6 AS minutes
  FROM (SELECT *, coalesce(held_id, 'track:' || {fingerprint("worker_id", "grid_id", "since")}) AS source_id
    FROM joined)
  GROUP BY source_id, worker_id, grid_id ORDER BY 1"""

#: a stay that a gap had cut in two, and a later file closed, is one visit
_SWALLOWED = """DELETE FROM visit WHERE source = 'track' AND EXISTS (FROM incoming i
  WHERE i.worker_id = visit.worker_id AND i.grid_id = visit.grid_id AND i.id <> visit.visit_id
    AND visit.visited_at >= i.visited_at
    AND visit.visited_at <= i.visited_at + to_microseconds(CAST(round(i.minutes * 60e6) AS BIGINT)))"""


def load(cursor, table: pa.Table, job: Job, outcome: Outcome) -> None:
    """Write the visits that a staged table of points makes; part of a write.

    Raises:
        InputError: ``tracks_need_grids`` where the record holds no grid.
    """
    if not cursor.execute("SELECT count(*) FROM grid WHERE valid_to IS NULL").fetchone()[0]:
        raise InputError("tracks_need_grids")
    cursor.register("staged_rows", with_places(cursor, table, job, outcome))
    good, outcome.faults, _ = checked(cursor, _FIELDS, {"now": job.now}, CHECKS, "__pos")
    stays = _visits(cursor, good, job, outcome)
    register_incoming(cursor, stays, "visit", ("visited_at", "minutes"), outcome)
    cursor.execute(
        """INSERT INTO visit SELECT id, source_id, grid_id, worker_id, visited_at, minutes, 'track', ? FROM incoming
          WHERE is_new""",
        [job.batch_id],
    )
    cursor.execute(
        """UPDATE visit SET visited_at = i.visited_at, minutes = i.minutes, batch_id = ? FROM incoming i
          WHERE i.is_changed AND i.id = visit.visit_id""",
        [job.batch_id],
    )
    cursor.execute(_SWALLOWED)


def _visits(cursor, good: pa.Table, job: Job, outcome: Outcome) -> pa.Table:
    """The stays of the good points as rows of visits."""
    rule = USUAL | job.profile.get("tracks", {})
    fixes = good.select(["worker_id", "fixed_at", "grid_id"]).to_pandas().rename(columns={"fixed_at": "at"})
    found, short = stays(fixes, least_minutes=rule["visit_minutes"], gap_minutes=rule["gap_minutes"])
    outside = int((fixes["grid_id"] < 0).sum())
    outcome.note(
        "tracks_read", points=len(fixes), visits=len(found), short=short, minutes=rule["visit_minutes"],
        outside=outside,
    )  # fmt: skip
    cursor.register(
        "stay_rows", pa.Table.from_pandas(found.assign(__pos=range(len(found))), preserve_index=False)
    )
    visits = cursor.execute(_VISITS).to_arrow_table()
    cursor.unregister("stay_rows")
    return visits

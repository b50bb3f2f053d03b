"""Facilities: points, or shapes reduced to a point inside them, with a kind of the city's table."""

import pyarrow as pa

from data.intake.job import Job, Outcome, words
from data.intake.locating import with_places
from data.intake.settle import checked, fingerprint, register_incoming

CHECKS = (
    ("place_missing", "place_fault = 'place_missing'"),
    ("place_not_finite", "place_fault = 'place_not_finite'"),
    ("axes_swapped", "place_fault = 'axes_swapped'"),
    ("place_off_earth", "place_fault = 'place_off_earth'"),
    ("facility_kind_unknown", "facility_kind IS NULL"),
    ("number_negative", "capacity < 0"),
)
_FIELDS = f"""SELECT s.__pos, s.__row, s.__fault, s.place_fault, k.code AS facility_kind, s.capacity, s.address, s.lon,
    s.lat, s.raw_x, s.raw_y, s.found_id AS grid_id, coalesce(s.name, s.address, '') AS name,
    $prefix || coalesce(s.source_id,
      {fingerprint("s.name", "s.facility_kind", "s.raw_x", "s.raw_y")}) AS source_id
  FROM staged_rows s LEFT JOIN kind_words k ON k.word = lower(s.facility_kind)"""
_CHANGING = ("name", "facility_kind", "capacity", "address", "lon", "lat")
#: follow from the place, as given or as it is: they alone make no change
_ALONG = ("raw_x", "raw_y", "grid_id")


def load(cursor, table: pa.Table, job: Job, outcome: Outcome) -> None:
    """Write the good rows of a staged table of facilities; part of a write."""
    cursor.register("staged_rows", with_places(cursor, table, job, outcome))
    words(cursor, "kind_words", _kind_words(job.profile))
    good, outcome.faults, _ = checked(cursor, _FIELDS, {"prefix": job.prefix}, CHECKS, "source_id")
    outcome.outside = good["grid_id"].null_count
    if outcome.outside:
        outcome.note("outside_grids", n=outcome.outside)
    register_incoming(cursor, good, "facility", _CHANGING, outcome)
    _write(cursor, job)


def _kind_words(profile: dict) -> dict[str, str]:
    found = {}
    for kind, row in profile["facility_kinds"].items():
        found |= dict.fromkeys([kind, row["zh"], row["en"], *row.get("aliases", [])], kind)
    return found


def _write(cursor, job: Job) -> None:
    crs = job.crs or "EPSG:4326"
    cursor.execute(
        """INSERT INTO facility SELECT id, source_id, name, facility_kind, capacity, lon, lat, raw_x, raw_y, ?,
          grid_id, address, ? FROM incoming WHERE is_new""",
        [crs, job.batch_id],
    )
    columns = ", ".join(f"{name} = i.{name}" for name in (*_CHANGING, *_ALONG))
    cursor.execute(
        f"""UPDATE facility SET {columns}, raw_crs = ?, batch_id = ? FROM incoming i
          WHERE i.is_changed AND i.id = facility.facility_id""",
        [crs, job.batch_id],
    )

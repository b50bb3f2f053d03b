"""Buildings: where people live, as points, or footprints reduced to a point inside them."""

import pyarrow as pa

from data.intake.job import Job, Outcome
from data.intake.locating import with_places
from data.intake.settle import checked, fingerprint, register_incoming
from geo.names import PEOPLE

CHECKS = (
    ("place_missing", "place_fault = 'place_missing'"),
    ("place_not_finite", "place_fault = 'place_not_finite'"),
    ("axes_swapped", "place_fault = 'axes_swapped'"),
    ("place_off_earth", "place_fault = 'place_off_earth'"),
    ("number_negative", " OR ".join(f"{column} < 0" for column in PEOPLE)),
    ("group_too_large", "coalesce(older, 0) + coalesce(children, 0) > population"),
)
_COUNTED = ", ".join(f"s.{column}" for column in PEOPLE)
_FIELDS = f"""SELECT s.__pos, s.__row, s.__fault, s.place_fault, {_COUNTED}, s.address, s.lon, s.lat, s.raw_x, s.raw_y,
    s.found_id AS grid_id,
    $prefix || coalesce(s.source_id,
      {fingerprint(*(f"s.{column}" for column in (*PEOPLE, "address", "raw_x", "raw_y")))}) AS source_id
  FROM staged_rows s"""
_CHANGING = (*PEOPLE, "address", "lon", "lat")
#: follow from the place, as given or as it is: they alone make no change
_ALONG = ("raw_x", "raw_y", "grid_id")


def load(cursor, table: pa.Table, job: Job, outcome: Outcome) -> None:
    """Write the good rows of a staged table of buildings; part of a write."""
    cursor.register("staged_rows", with_places(cursor, table, job, outcome))
    good, outcome.faults, repeats = checked(
        cursor, _FIELDS, {"prefix": job.prefix}, CHECKS, "source_id", collapse=True
    )
    outcome.outside = good["grid_id"].null_count
    if outcome.outside:
        outcome.note("outside_grids", n=outcome.outside)
    register_incoming(cursor, good, "building", _CHANGING, outcome, repeats)
    _write(cursor, job)


def _write(cursor, job: Job) -> None:
    crs = job.crs or "EPSG:4326"
    cursor.execute(
        f"""INSERT INTO building SELECT id, source_id, {", ".join(PEOPLE)}, lon, lat, raw_x, raw_y, ?, grid_id,
          address, ? FROM incoming WHERE is_new""",
        [crs, job.batch_id],
    )
    columns = ", ".join(f"{name} = i.{name}" for name in (*_CHANGING, *_ALONG))
    cursor.execute(
        f"""UPDATE building SET {columns}, raw_crs = ?, batch_id = ? FROM incoming i
          WHERE i.is_changed AND i.id = building.building_id""",
        [crs, job.batch_id],
    )

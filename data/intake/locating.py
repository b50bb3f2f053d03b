"""Which grid a place is in, and moving cases when boundaries change."""

import numpy as np
import pyarrow as pa
import shapely

from data.intake.job import Job, Outcome, nullable
from data.intake.places import Places, placed, shifted_system
from data.intake.settle import batched
from geo.errors import InputError
from geo.locate import Locator


def grid_locator(cursor) -> Locator | None:
    """A locator over today's grids, or None when there are none."""
    ids, shapes = grid_shapes(cursor)
    return Locator(shapes, ids) if len(ids) else None


def grid_shapes(cursor) -> tuple[np.ndarray, np.ndarray]:
    """Ids and shapes of today's grids."""
    sql = "SELECT grid_id, ST_AsWKB(geometry) AS shape FROM grid WHERE valid_to IS NULL ORDER BY grid_id"
    found = cursor.execute(sql).to_arrow_table()
    return found["grid_id"].to_numpy(), shapely.from_wkb(found["shape"].to_numpy(zero_copy_only=False))


def grids_extent(cursor) -> tuple[float, float, float, float] | None:
    """West, south, east, north of today's grids."""
    bounds = cursor.execute(
        "SELECT min(min_lon), min(min_lat), max(max_lon), max(max_lat) FROM grid WHERE valid_to IS NULL"
    ).fetchone()
    return None if bounds[0] is None else bounds


def with_places(cursor, table: pa.Table, job: Job, outcome: Outcome) -> pa.Table:
    """Staged rows with ``lon``, ``lat``, ``raw_x``, ``raw_y``, ``place_fault`` and ``grid_id``.

    Raises:
        InputError: ``crs_missing``, or ``crs_looks_shifted`` when stated grid codes fit the places only
            after a Chinese shift and no coordinate system was asked for.
    """
    places = placed(table, job.crs, grids_extent(cursor))
    good = places.fault == None  # noqa: E711 (elementwise)
    found = np.full(table.num_rows, -1)
    locator = grid_locator(cursor)
    if locator is None:
        outcome.note("no_grids_yet")
    else:
        found[good] = locator.locate(places.lon[good], places.lat[good])
        _compare_stated(cursor, table, job, outcome, locator, places, found)
    _say(outcome, places, table.num_rows, job)
    columns = {
        "lon": places.lon, "lat": places.lat, "raw_x": places.raw_x, "raw_y": places.raw_y,
        "place_fault": pa.array(places.fault, pa.string()), "found_id": nullable(found),
    }  # fmt: skip
    kept = [name for name in table.column_names if name not in columns]
    return batched(pa.table({name: table[name] for name in kept} | columns))


def _say(outcome: Outcome, places: Places, read: int, job: Job) -> None:
    exchanged = int((places.fault == "axes_swapped").sum())
    if exchanged > read / 2:
        outcome.note("axes_swapped_mostly", n=exchanged, read=read)
    if not job.crs and np.isfinite(places.raw_x).any():
        outcome.note("crs_assumed")


def _compare_stated(cursor, table, job, outcome, locator, places, found) -> None:
    if "grid_code" not in table.column_names or table["grid_code"].null_count == table.num_rows:
        return
    cursor.register("stated_rows", pa.table({"__pos": table["__pos"], "grid_code": table["grid_code"]}))
    sql = """SELECT coalesce(g.grid_id, -1) AS grid_id FROM stated_rows s
      LEFT JOIN grid g ON g.grid_code = s.grid_code AND g.valid_to IS NULL ORDER BY s.__pos"""
    stated = cursor.execute(sql).to_arrow_table()["grid_id"].to_numpy()
    cursor.unregister("stated_rows")
    told = (stated >= 0) & (places.fault == None)  # noqa: E711 (elementwise)
    differing = int((found[told] != stated[told]).sum())
    if job.options.crs == "" and (shift := shifted_system(locator, places, found, stated)):
        raise InputError("crs_looks_shifted", n=differing, stated=int(told.sum()), crs=shift)
    if differing:
        outcome.note("grid_codes_disagree", n=differing, stated=int(told.sum()))


def relocate_all(cursor) -> int:
    """Give every case, facility and building the grid its place is in now; how many changed."""
    return sum(relocate(cursor, table) for table in ("incident", "facility", "building"))


def relocate(cursor, table: str) -> int:
    """Give every row of ``incident``, ``facility`` or ``building`` the grid its place is in now; how many changed."""
    rows = cursor.execute(f"SELECT {table}_id AS id, lon, lat, coalesce(grid_id, -1) AS grid_id FROM {table}")
    held = rows.to_arrow_table()
    locator = grid_locator(cursor)
    if not held.num_rows or locator is None:
        return 0
    found = locator.locate(held["lon"].to_numpy(), held["lat"].to_numpy())
    moved = found != held["grid_id"].to_numpy()
    if moved.any():
        ids = held["id"].to_numpy()[moved]
        cursor.register("moved_rows", pa.table({"id": ids, "grid_id": nullable(found[moved])}))
        cursor.execute(f"UPDATE {table} SET grid_id = m.grid_id FROM moved_rows m WHERE m.id = {table}_id")
        cursor.unregister("moved_rows")
    return int(moved.sum())

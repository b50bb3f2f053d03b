"""What edits of boundaries are made of inside a write: reading the ground, new versions, and what hangs on them.

Every function here takes the cursor of a transaction. Boundaries are versioned: an edit ends rows and adds rows, and
overwrites none but such as never were in force for a day.
"""

import hashlib
from collections.abc import Iterable
from datetime import date

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import shapely

from data.audit import take_ids
from geo.crs import to_metric
from geo.editing.edit import Edit, Request
from geo.errors import Conflict, InputError
from geo.names import GRID_ID, GRIDS, PEOPLE

#: in degrees: grids whose boxes come this near are looked at together
_MARGIN = 2e-4
_COLUMNS = ", ".join(f"g.{name}" for name in GRIDS if name != "geometry")


def ground(cursor, request: Request) -> gpd.GeoDataFrame:
    """The grids a request is about with all that touch them, and their communities: ``geo.names.GRIDS`` by code.

    Raises:
        InputError: ``edit_grids_unknown`` for a grid that is no more.
    """
    ids = list(request.grid_ids)
    sql = f"""WITH asked AS (SELECT * FROM grid WHERE valid_to IS NULL AND list_contains(?::INTEGER[], grid_id)),
      area AS (SELECT min(min_lon) - {_MARGIN} AS west, min(min_lat) - {_MARGIN} AS south,
        max(max_lon) + {_MARGIN} AS east, max(max_lat) + {_MARGIN} AS north FROM asked)
      SELECT {_COLUMNS}, ST_AsWKB(g.geometry) AS geometry FROM grid g, area
      WHERE g.valid_to IS NULL AND (g.community_code IN (SELECT community_code FROM asked)
        OR (g.min_lon <= area.east AND g.max_lon >= area.west AND g.min_lat <= area.north AND g.max_lat >= area.south))
      ORDER BY g.grid_code, g.grid_id"""
    grids = framed(cursor.execute(sql, [ids]).df())
    if missing := set(ids) - set(grids[GRID_ID]):
        raise InputError("edit_grids_unknown", grid_ids=", ".join(map(str, sorted(missing))))
    return grids


def framed(rows: pd.DataFrame) -> gpd.GeoDataFrame:
    """Rows with WKB as a frame of grids."""
    shapes = shapely.from_wkb([bytes(wkb) for wkb in rows["geometry"]])
    whole = dict.fromkeys(PEOPLE, "Int64")
    return gpd.GeoDataFrame(rows.drop(columns="geometry").astype(whole), geometry=shapes, crs="EPSG:4326")


def codes(cursor) -> set[str]:
    """Every grid code there is or ever was."""
    return {code for (code,) in cursor.execute("SELECT DISTINCT grid_code FROM grid").fetchall()}


def stamp(cursor, grid_ids: Iterable[int]) -> str:
    """A fingerprint of some grids of today: their codes, boundaries and workers."""
    sql = """SELECT g.grid_id, g.grid_code, md5(ST_AsWKB(g.geometry)::BLOB), g.households, a.worker_id
      FROM grid g LEFT JOIN assignment a ON a.grid_id = g.grid_id AND a.valid_to IS NULL
      WHERE g.valid_to IS NULL AND list_contains(?::INTEGER[], g.grid_id) ORDER BY g.grid_id"""
    return hashlib.sha256(repr(cursor.execute(sql, [sorted(grid_ids)]).fetchall()).encode()).hexdigest()


def check_stamp(cursor, grid_ids: Iterable[int], seen: str) -> None:
    """The grids are still what the author saw.

    Raises:
        Conflict: ``edit_conflict``.
    """
    if stamp(cursor, grid_ids) != seen:
        raise Conflict("edit_conflict")


def measured(after: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    """Grids with their area on the ground."""
    return after.assign(area_km2=to_metric(after, crs).area.to_numpy() / 1e6)


def put_in_force(cursor, grids: gpd.GeoDataFrame, edit: Edit, day: date, edit_id: int) -> dict[int, int]:
    """Write new boundaries from a day on, and let go what ended; who looks after a new grid is who looked after the
    one most of its ground comes from, who looks after one that is there again who looked after it last.

    Args:
        grids: the ground as ``ground`` gave it.

    Returns:
        temporary id → the ``grid_id`` it got.

    Raises:
        InputError: ``edit_too_early`` when a boundary concerned began after the day.
    """
    sql = "SELECT max(valid_from) FROM grid WHERE valid_to IS NULL AND list_contains(?::INTEGER[], grid_id)"
    (began,) = cursor.execute(sql, [list(edit.changed)]).fetchone()
    if began and began > day:
        raise InputError("edit_too_early", day=began.isoformat())
    new = [int(grid_id) for grid_id in edit.after[GRID_ID] if grid_id < 0]
    first = take_ids(cursor, "grid", len(new))
    ids = {temporary: first + k for k, temporary in enumerate(sorted(new, reverse=True))}
    held = [ids.get(int(grid_id), int(grid_id)) for grid_id in edit.after[GRID_ID]]
    _end(cursor, edit.changed, day)
    _insert(cursor, edit.after.assign(**{GRID_ID: held}), day)
    _touch(cursor, edit.touched)
    _descend(cursor, edit, heirs(grids, edit), ids, edit_id, day)
    return ids


def _end(cursor, grid_ids: tuple[int, ...], day: date) -> None:
    """Versions end; one that began on the day itself never was in force and gives way."""
    values = {"day": day, "ids": list(grid_ids)}
    current = "valid_to IS NULL AND list_contains($ids::INTEGER[], grid_id)"
    cursor.execute(f"DELETE FROM grid WHERE {current} AND valid_from = $day", values)
    cursor.execute(f"UPDATE grid SET valid_to = $day WHERE {current}", values)


def _insert(cursor, after: gpd.GeoDataFrame, day: date) -> None:
    west, south, east, north = shapely.bounds(after.geometry.to_numpy()).T
    rows = pd.DataFrame(after.drop(columns="geometry")).assign(
        geometry=list(shapely.to_wkb(after.geometry.to_numpy())),
        min_lon=west, min_lat=south, max_lon=east, max_lat=north,
        **after[list(PEOPLE)].astype("Int64"),
    )  # fmt: skip
    cursor.register("edit_rows", pa.Table.from_pandas(rows, preserve_index=False))
    cursor.execute(
        """INSERT INTO grid SELECT grid_id, grid_code, grid_code, name, community_code, street_code, district_code,
          grid_kind, grid_class, households, population, older, children, area_km2, ST_GeomFromWKB(geometry),
          min_lon, min_lat, max_lon, max_lat, ?, NULL, NULL FROM edit_rows ORDER BY grid_id""",
        [day],
    )
    cursor.unregister("edit_rows")


def _touch(cursor, touched: dict[int, object]) -> None:
    """Neighbours get a corner on a side: the same ground, so no new version."""
    for grid_id, shape in touched.items():
        sql = "UPDATE grid SET geometry = ST_GeomFromWKB(?) WHERE valid_to IS NULL AND grid_id = ?"
        cursor.execute(sql, [shapely.to_wkb(shape), int(grid_id)])


def _descend(cursor, edit: Edit, main: dict[int, int], ids: dict[int, int], edit_id: int, day: date) -> None:
    """Who came from whom; new grids take over what was done in any of those they come from."""
    gone = edit.shares[edit.shares["parent_id"].isin(edit.ended)]
    for row in gone.itertuples():
        heir = ids.get(int(row.grid_id), int(row.grid_id))
        sql = "INSERT INTO grid_descent VALUES (?, ?, ?, ?, ?)"
        cursor.execute(sql, [edit_id, heir, int(row.parent_id), float(row.share), day])
    cursor.execute(
        """INSERT INTO field_action_grid SELECT DISTINCT f.action_id, d.grid_id
          FROM field_action_grid f JOIN grid_descent d ON d.parent_id = f.grid_id AND d.edit_id = $edit_id
          WHERE NOT EXISTS (FROM field_action_grid o WHERE o.action_id = f.action_id AND o.grid_id = d.grid_id)""",
        {"edit_id": edit_id},
    )
    for temporary, parent_id in main.items():
        heir = ids.get(temporary, temporary)
        if edit.request.kind == "restore":
            _back(cursor, heir, day)
        else:
            _follow(cursor, heir, parent_id, day)
    cursor.execute(
        """UPDATE assignment SET valid_to = greatest(valid_from, $day)
          WHERE list_contains($ended::INTEGER[], grid_id) AND (valid_to IS NULL OR valid_to > $day)""",
        {"day": day, "ended": list(edit.ended)},
    )


def _follow(cursor, heir: int, parent_id: int, day: date) -> None:
    """A grid has from a day on the workers that another one has."""
    cursor.execute(
        """INSERT INTO assignment SELECT $heir, worker_id, greatest(valid_from, $day), valid_to, plan_id
          FROM assignment WHERE grid_id = $parent
            AND coalesce(valid_to, DATE '9999-12-31') > greatest(valid_from, $day)""",
        {"heir": heir, "parent": parent_id, "day": day},
    )


def _back(cursor, grid_id: int, day: date) -> None:
    """A grid that is there again goes back to whoever had it when it ended, if they still work here.

    Several may have had it on that last day: the one who got it last, perhaps for no day. Who gave it up to nobody
    had let go of it by a plan of that day.
    """
    cursor.execute(
        """INSERT INTO assignment
          WITH gone AS (SELECT max(valid_to) AS on_day FROM grid WHERE grid_id = $grid_id),
          last_one AS (SELECT a.worker_id FROM assignment a, gone
            WHERE a.grid_id = $grid_id AND a.valid_to >= gone.on_day
            ORDER BY a.valid_to DESC, a.valid_from DESC, a.rowid DESC LIMIT 1)
          SELECT $grid_id, l.worker_id, $day, NULL, NULL FROM last_one l
          JOIN worker w ON w.worker_id = l.worker_id AND w.active
          WHERE NOT EXISTS (FROM plan_move m JOIN plan p USING (plan_id), gone
            WHERE m.grid_id = $grid_id AND m.from_worker_id = l.worker_id AND m.to_worker_id IS NULL
              AND p.state = 'in_force' AND p.effective_on = gone.on_day)""",
        {"grid_id": grid_id, "day": day},
    )


def heirs(grids: gpd.GeoDataFrame, edit: Edit) -> dict[int, int]:
    """For each grid that an edit makes, the one that is no more from which most of its ground comes."""
    area = grids.set_index(GRID_ID)["area_km2"]
    gone = edit.shares[edit.shares["parent_id"].isin(edit.ended) & ~edit.shares[GRID_ID].isin(grids[GRID_ID])]
    gone = gone.assign(ground=gone["share"] * gone["parent_id"].map(area))
    order = gone.sort_values(["ground", "parent_id"], ascending=[False, True], kind="stable")
    return {int(r.grid_id): int(r.parent_id) for r in order.drop_duplicates(GRID_ID).itertuples()}


def before_edit(cursor, edit_row: dict) -> gpd.GeoDataFrame:
    """The grids an edit ended or redrew as they were before it.

    Raises:
        Conflict: ``edit_built_upon`` when what it made was changed since.
        InputError: ``edit_before_gone`` when one of them had begun on the day of the edit, so no day knew it.
    """
    values = {
        "made": edit_row["made"], "both": [*edit_row["ended"], *edit_row["made"]],
        "day": edit_row["effective_on"], "edit_id": edit_row["edit_id"],
    }  # fmt: skip
    (later,) = cursor.execute(
        """SELECT (SELECT count(*) FROM grid_edit WHERE edit_id > $edit_id AND state = 'in_force'
            AND list_has_any(list_concat(ended, made), $made::INTEGER[]))
          + (SELECT count(*) FILTER (valid_from <> $day) FROM grid
             WHERE valid_to IS NULL AND list_contains($made::INTEGER[], grid_id))
          + len($made::INTEGER[]) - (SELECT count(*) FROM grid
             WHERE valid_to IS NULL AND list_contains($made::INTEGER[], grid_id))""",
        {name: values[name] for name in ("edit_id", "made", "day")},
    ).fetchone()
    if later:
        raise Conflict("edit_built_upon")
    sql = f"""SELECT {_COLUMNS}, ST_AsWKB(g.geometry) AS geometry FROM grid g
      WHERE g.valid_to = $day AND list_contains($both::INTEGER[], g.grid_id) ORDER BY g.grid_id"""
    old = framed(cursor.execute(sql, {"day": values["day"], "both": values["both"]}).df())
    (made_new,) = cursor.execute(
        "SELECT list(DISTINCT grid_id) FROM grid_descent WHERE edit_id = ?", [edit_row["edit_id"]]
    ).fetchone()
    if len(old) != len(set(values["both"]) - set(made_new or [])):
        raise InputError("edit_before_gone")
    return old

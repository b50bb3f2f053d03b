"""Grids: boundaries are versioned, attributes are updated, cases follow the new boundaries.

A file without geometry updates the attributes of known grids: population by grid code, say.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from data.audit import take_ids
from data.intake.divisions import division_rows, with_divisions, write_divisions
from data.intake.job import Job, Outcome, with_faults, words
from data.intake.locating import grid_shapes, relocate_all
from data.intake.settle import CENTIMETRE, checked
from data.intake.shapes import Shapes, areas, metric
from geo.check import coverage_faults
from geo.names import PEOPLE

_CHECKS = (
    ("code_missing", "grid_code IS NULL"),
    ("grid_kind_unknown", "grid_kind IS NOT NULL AND kind_code IS NULL"),
    ("number_negative", " OR ".join(f"{column} < 0" for column in PEOPLE)),
    ("group_too_large", "coalesce(older, 0) + coalesce(children, 0) > population"),
    ("grid_unknown", "NOT has_shape AND held_id IS NULL"),
)
_FIELDS = """SELECT s.*, k.code AS kind_code, g.grid_id AS held_id, $shapes AS has_shape
  FROM staged_rows s LEFT JOIN kind_words k ON k.word = lower(s.grid_kind)
  LEFT JOIN grid g ON g.grid_code = s.grid_code AND g.valid_to IS NULL"""
_KIND_WORDS = {"basic": "basic", "special": "special", "基础网格": "basic", "基础": "basic", "一般网格": "basic",
               "专属网格": "special", "专属": "special", "专属网格(单位)": "special"}  # fmt: skip
_ATTRIBUTES = ("name", "community_code", "street_code", "district_code", "grid_kind", "grid_class", *PEOPLE)


def load(cursor, table: pa.Table, job: Job, outcome: Outcome) -> None:
    """Write the good rows of a staged table of grids; part of a write."""
    with_shapes = table["geometry"].null_count < table.num_rows
    shapes = areas(table, job.crs) if with_shapes else None
    cursor.register("staged_rows", _faulted(table, shapes))
    words(cursor, "kind_words", _KIND_WORDS)
    good, outcome.faults, _ = checked(cursor, _FIELDS, {"shapes": with_shapes}, _CHECKS, "grid_code")
    grids = good.to_pandas()
    grids["grid_kind"] = grids["kind_code"]
    if with_shapes:
        _load_shapes(cursor, grids, shapes, job, outcome)
    else:
        _update_attributes(cursor, grids, job, outcome)


def _faulted(table: pa.Table, shapes: Shapes | None) -> pa.Table:
    table = table.drop_columns(["geometry"])
    if shapes is None:
        return table
    faults = with_faults(table["__fault"], shapes.fault)
    return table.set_column(table.column_names.index("__fault"), "__fault", faults)


def _load_shapes(cursor, grids: pd.DataFrame, shapes: Shapes, job: Job, outcome: Outcome) -> None:
    geometry = shapes.geometry[grids["__pos"].to_numpy()]
    if shapes.repaired:
        outcome.note("polygons_repaired", n=shapes.repaired)
    grids = _with_held(cursor, grids, shapely.to_wkb(geometry))
    grids = with_divisions(grids, job.profile)
    write_divisions(cursor, division_rows(grids, job.profile))
    grids = _measured(grids, geometry, job.profile)
    _write(cursor, grids, job, outcome)
    if outcome.loaded:
        _say_coverage(cursor, outcome)
        moved = relocate_all(cursor)
        if moved:
            outcome.note("cases_moved", n=moved)


def _with_held(cursor, grids: pd.DataFrame, wkb: np.ndarray) -> pd.DataFrame:
    """Beside each grid what the record holds; a field the file leaves empty keeps what is held."""
    grids = grids.assign(geometry=list(wkb))
    cursor.register(
        "good_rows", pa.Table.from_pandas(grids[["__pos", "grid_code", "geometry"]], preserve_index=False)
    )
    held = cursor.execute(
        f"""SELECT {", ".join(f"g.{name} AS held_{name}" for name in _ATTRIBUTES)}, g.grid_id, g.valid_from,
          ST_AsWKB(g.geometry) AS held_shape
          FROM good_rows r LEFT JOIN grid g ON g.grid_code = r.grid_code AND g.valid_to IS NULL ORDER BY r.__pos"""
    ).df()
    cursor.unregister("good_rows")
    for name in _ATTRIBUTES:
        grids[f"held_{name}"] = held[f"held_{name}"].to_numpy()
        grids[name] = grids[name].astype(object).where(grids[name].notna(), grids[f"held_{name}"])
    return grids.assign(
        grid_id=held["grid_id"].astype("Int64"),
        valid_from=held["valid_from"],
        same_shape=_same_shape(wkb, held["held_shape"]),
    )


def _same_shape(now: np.ndarray, held: pd.Series) -> np.ndarray:
    """Which shapes (WKB) are the held ones to a centimetre, wherever their rings begin and whichever way they run."""
    known = held.notna().to_numpy()
    same = np.zeros(len(now), dtype=bool)
    same[known] = [ours == bytes(theirs) for ours, theirs in zip(now[known], held[known], strict=True)]
    other = known & ~same
    ours, theirs = shapely.from_wkb(now[other]), shapely.from_wkb([bytes(wkb) for wkb in held[other]])
    same[other] = shapely.hausdorff_distance(ours, theirs) <= CENTIMETRE
    return same


def _measured(grids: pd.DataFrame, geometry: np.ndarray, profile: dict) -> pd.DataFrame:
    west, south, east, north = shapely.bounds(geometry).T
    grids = grids.assign(
        min_lon=west, min_lat=south, max_lon=east, max_lat=north,
        area_km2=shapely.area(metric(geometry, profile)) / 1e6,
        name=grids["name"].where(grids["name"].notna(), grids["grid_code"]),
        grid_kind=grids["grid_kind"].where(grids["grid_kind"].notna(), "basic"),
        grid_class=grids["grid_class"].where(grids["grid_class"].notna(), 2),
    )  # fmt: skip
    known = grids["grid_id"].notna()
    same = pd.Series(True, index=grids.index)
    for name in _ATTRIBUTES:
        held, now = grids[f"held_{name}"], grids[name]
        same &= (held == now) | (held.isna() & now.isna())
    return grids.assign(is_new=~known, is_changed=known & ~(same & grids["same_shape"]))


def _write(cursor, grids: pd.DataFrame, job: Job, outcome: Outcome) -> None:
    new = int(grids["is_new"].sum())
    first = take_ids(cursor, "grid", new)
    grids.loc[grids["is_new"], "grid_id"] = np.arange(first, first + new)
    columns = ["grid_id", "grid_code", *_ATTRIBUTES, "area_km2", "geometry", "min_lon", "min_lat", "max_lon", "max_lat",
               "same_shape", "is_new", "is_changed"]  # fmt: skip
    wanted = grids.loc[grids["is_new"] | grids["is_changed"], columns]
    whole = dict.fromkeys(("grid_id", "grid_class", *PEOPLE), "Int64")
    cursor.register("grid_rows", pa.Table.from_pandas(wanted.astype(whole), preserve_index=False))
    _end_old_versions(cursor, job)
    cursor.execute(
        """INSERT INTO grid SELECT grid_id, grid_code, grid_code, name, community_code, street_code, district_code,
          grid_kind, grid_class, households, population, older, children, area_km2, ST_GeomFromWKB(geometry),
          min_lon, min_lat, max_lon, max_lat, ?, NULL, ?
          FROM grid_rows WHERE is_new OR NOT same_shape ORDER BY grid_id""",
        [job.now.date(), job.batch_id],
    )
    cursor.unregister("grid_rows")
    outcome.loaded = len(wanted)
    outcome.unchanged = len(grids) - len(wanted)


def _end_old_versions(cursor, job: Job) -> None:
    """A redrawn grid's old row ends today; attributes alone change in place, no boundary ends for them."""
    columns = ", ".join(f"{name} = r.{name}" for name in _ATTRIBUTES)
    cursor.execute(
        f"""UPDATE grid SET {columns}, batch_id = ? FROM grid_rows r
          WHERE r.is_changed AND r.same_shape AND grid.grid_id = r.grid_id AND grid.valid_to IS NULL""",
        [job.batch_id],
    )
    redrawn = "grid_id IN (SELECT r.grid_id FROM grid_rows r WHERE r.is_changed AND NOT r.same_shape)"
    today = job.now.date()
    cursor.execute(
        f"UPDATE grid SET valid_to = ? WHERE valid_to IS NULL AND valid_from < ? AND {redrawn}",
        [today, today],
    )
    cursor.execute(f"DELETE FROM grid WHERE valid_to IS NULL AND {redrawn}")


def _say_coverage(cursor, outcome: Outcome) -> None:
    ids, shapes = grid_shapes(cursor)
    faults = coverage_faults(gpd.GeoDataFrame({"grid_id": ids}, geometry=shapes, crs="EPSG:4326"))
    kinds = faults["kind"].value_counts()
    gaps, overlaps = int(kinds.get("gap", 0)), int(kinds.get("overlap", 0))
    if gaps or overlaps:
        outcome.note("coverage_faulty", gaps=gaps, overlaps=overlaps)


def _update_attributes(cursor, grids: pd.DataFrame, job: Job, outcome: Outcome) -> None:
    stated = [name for name in _ATTRIBUTES if grids[name].notna().any()]
    whole = dict.fromkeys(("grid_class", *PEOPLE), "Int64")
    cursor.register(
        "grid_rows",
        pa.Table.from_pandas(grids[["held_id", *_ATTRIBUTES]].astype(whole), preserve_index=False),
    )
    differs = (
        " OR ".join(f"coalesce(r.{name}, grid.{name}) IS DISTINCT FROM grid.{name}" for name in stated)
        or "false"
    )
    columns = "".join(f"{name} = coalesce(r.{name}, grid.{name}), " for name in stated)
    changed = cursor.execute(
        f"""UPDATE grid SET {columns} batch_id = ? FROM grid_rows r
          WHERE r.held_id = grid.grid_id AND grid.valid_to IS NULL AND ({differs})""",
        [job.batch_id],
    ).fetchone()[0]
    cursor.unregister("grid_rows")
    outcome.loaded, outcome.unchanged = changed, len(grids) - changed

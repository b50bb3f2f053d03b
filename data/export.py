"""Files out of the record: GeoParquet, GeoPackage, GeoJSON, CSV and XLSX, chosen by the ending.

Columns carry the names that intake knows, and codes instead of internal ids, so that a file can be
imported again. Text that a spreadsheet would run as a formula is made harmless.
"""

import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from data import audit, spreadsheets
from data.db import Record
from data.permits import Actor
from geo.errors import InputError

#: kind → query, and what makes its geometry: WKB from the query, lon and lat, or nothing
_KINDS = {
    "grids": ("FROM export_grids($scope)", "wkb"),
    "incidents": ("FROM export_incidents($scope)", "point"),
    "facilities": ("FROM export_facilities()", "point"),
    "buildings": ("FROM export_buildings($scope)", "point"),
    "workers": ("FROM export_workers($scope)", ""),
    "assignments": ("FROM export_assignments($scope)", ""),
    "visits": ("FROM export_visits($scope)", ""),
    "streets": ("FROM export_streets()", "wkb"),
    "barriers": ("FROM export_barriers()", "wkb"),
    "divisions": (
        "SELECT division_code, level, parent_code, name FROM division_totals($scope) ORDER BY division_code",
        "",
    ),
}
KINDS = tuple(_KINDS)
#: endings of files without shapes, and of those that know lists and days
TABLES, PARQUET = (".csv", ".xlsx"), (".parquet", ".geoparquet")


def rows_of(record: Record, actor: Actor, kind: str) -> pd.DataFrame:
    """What there is of one kind in the actor's scope; a GeoDataFrame in EPSG:4326 where it has places.

    Raises:
        NotAllowed, or InputError ``export_unknown``.
    """
    actor.require("export")
    if kind not in _KINDS:
        raise InputError("export_unknown", kind=kind, known=", ".join(KINDS))
    sql, shape = _KINDS[kind]
    values = {"scope": actor.scope} if "$scope" in sql else None
    if shape == "wkb":
        return record.geo_frame(sql, values)
    frame = record.frame(sql, values)
    if not shape:
        return frame
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame["lon"], frame["lat"]), crs="EPSG:4326")


def export(record: Record, actor: Actor, kind: str, file: Path, *, now: datetime) -> int:
    """Write one kind to a file, which appears whole or not at all; the number of rows is returned.

    Who took how many rows of what, when and into which file is left in the audit trail.

    Raises:
        InputError: ``ending_unknown``, ``export_unknown``, ``places_missing`` for GeoJSON of what has no
            place, ``rows_too_many`` for XLSX, ``folder_missing``, ``file_unwritable``.
    """
    check_target(file)
    frame = rows_of(record, actor, kind)
    with whole(file) as part:
        WRITERS[file.suffix.lower()](frame, part)
        note_taken(record, actor, kind, file.name, {"rows": len(frame)}, now=now)
    return len(frame)


def note_taken(
    record: Record,
    actor: Actor,
    kind: str,
    file_name: str,
    facts: Mapping[str, object],
    *,
    now: datetime,
    action: str = "export",
) -> None:
    """Leave in the audit trail who took what, when and into which file; without it nothing may be taken.

    Args:
        kind: what was taken, the audit row's subject. facts: what else tells it, such as ``rows``.
        action: the permit it takes: ``export``, or ``print_sheet`` for a sheet of paper.

    Raises:
        NotAllowed.
    """
    taken = {"kind": kind, "file": file_name, "scope": actor.scope, **facts}
    audit.write(record, actor, action, lambda _cursor: {"after": taken}, now=now, subject=kind, topics=())


def check_target(file: Path, known: Collection[str] | None = None) -> None:
    """Refuse a file that cannot be written before the work for it begins.

    Args:
        known: endings that can be written; those of ``WRITERS`` where none are given.

    Raises:
        InputError: ``ending_unknown``, ``folder_missing``.
    """
    ending = file.suffix.lower()
    known = WRITERS if known is None else known
    if ending not in known:
        raise InputError("ending_unknown", ending=ending or file.name, known=" ".join(known))
    if not file.resolve().parent.is_dir():
        raise InputError("folder_missing", folder=str(file.parent))


def write_frame(frame: pd.DataFrame, file: Path, note: dict) -> None:
    """Write a result and, beside it, ``FILE.note.json``, which says how it came to be: both or neither.

    Tables (CSV, XLSX) carry no shapes. Lists are lists in Parquet and JSON text elsewhere, days are days in
    Parquet and text elsewhere.

    Args:
        frame: a GeoDataFrame where the rows have places.
        note: as ``data.notes.note_in_plain`` gives it.

    Raises:
        as ``export``.
    """
    check_target(file)
    ending = file.suffix.lower()
    if ending in TABLES and isinstance(frame, gpd.GeoDataFrame):
        frame = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    if ending not in PARQUET:
        frame = frame.assign(
            **{name: frame[name].map(_as_text) for name in frame if frame[name].dtype == object}
        )
    text = json.dumps(note, ensure_ascii=False, indent=2, allow_nan=False)
    with whole(file.with_name(file.name + ".note.json")) as beside, whole(file) as part:
        beside.write_text(text + "\n", encoding="utf-8")
        WRITERS[ending](frame, part)


def _as_text(value: object) -> object:
    if isinstance(value, list | tuple):
        return json.dumps(value)
    return value.isoformat() if isinstance(value, date) else value


@contextmanager
def whole(file: Path) -> Iterator[Path]:
    """A name beside the file to write to: it becomes the file when all went well, else it goes away.

    Raises:
        InputError: ``file_unwritable`` where the folder or the disk does not take it.
    """
    part = file.with_name(f".{file.stem}.part{file.suffix.lower()}")
    try:
        yield part
        os.replace(part, file)
    except OSError as error:
        raise InputError("file_unwritable", file=str(file), detail=error.strerror or str(error)) from None
    finally:
        part.unlink(missing_ok=True)


def _flat(frame: pd.DataFrame, *, wkt: bool) -> pd.DataFrame:
    """Without geometry: points have lon and lat already, other shapes become WKT where they fit."""
    if not isinstance(frame, gpd.GeoDataFrame):
        return frame
    plain = pd.DataFrame(frame.drop(columns="geometry"))
    if not wkt or "lon" in frame:
        return plain
    return plain.assign(geometry=frame.geometry.to_wkt(rounding_precision=-1))


def _write_parquet(frame: pd.DataFrame, file: Path) -> None:
    frame.to_parquet(file, index=False)


def _write_gpkg(frame: pd.DataFrame, file: Path) -> None:
    pyogrio.write_dataframe(frame, file, driver="GPKG", layer="data")


def _write_geojson(frame: pd.DataFrame, file: Path) -> None:
    """RFC 7946: WGS 84, outer rings counter-clockwise, every decimal the record holds.

    GDAL's writer takes a tail of nines for noise at any precision: it moves a latitude of 29.9999999 to 30,
    which may be another grid.
    """
    if not isinstance(frame, gpd.GeoDataFrame):
        raise InputError("places_missing")
    shapes = shapely.to_geojson(shapely.orient_polygons(frame.geometry.values))
    rows = pd.DataFrame(frame.drop(columns=frame.geometry.name)).to_json(
        orient="records",
        lines=True,
        date_format="iso",
        date_unit="us",
        double_precision=15,
        force_ascii=False,
    )
    features = (
        f'{{"type": "Feature", "properties": {row}, "geometry": {shape or "null"}}}'
        for row, shape in zip(rows.split("\n")[: len(shapes)], shapes, strict=True)
    )
    with open(file, "w", encoding="utf-8") as target:
        target.write('{"type": "FeatureCollection", "features": [\n')
        for number, feature in enumerate(features):
            target.write((",\n" if number else "") + feature)
        target.write("\n]}\n")


WRITERS: dict[str, Callable[[pd.DataFrame, Path], object]] = {
    ".parquet": _write_parquet,
    ".geoparquet": _write_parquet,
    ".gpkg": _write_gpkg,
    ".geojson": _write_geojson,
    ".csv": lambda frame, file: file.write_bytes(spreadsheets.csv(_flat(frame, wkt=True))),
    ".xlsx": lambda frame, file: file.write_bytes(spreadsheets.xlsx(_flat(frame, wkt=False))),
}

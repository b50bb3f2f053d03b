"""Rejected rows: into the record, and beside the database as a file people correct in a spreadsheet and load again."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from data.db import Record
from data.intake import times
from data.intake.fields import FIELDS
from data.intake.job import Job
from data.intake.mapping import plain
from data.intake.model import Problem
from data.intake.places import to_wgs84
from data.intake.reasons import REASONS, REMEDIES
from data.parse.tables import unique
from data.permits import Actor
from data.spreadsheets import guarded

#: what stands before the file's own columns
ABOUT = ("row_number", "reason", "sentence", "what_to_do")
#: what the column is called that holds a shape as text; the first that the file has not
_SHAPE = ("geometry", "wkt", "geom")
#: reason → the field whose word nobody here knows
_WORDS = {
    "category_unknown": "category", "state_unknown": "state", "source_unknown": "source",
    "worker_unknown": "worker_code", "grid_unknown": "grid_code", "facility_kind_unknown": "facility_kind",
}  # fmt: skip
#: so many of them are told
_MOST_WORDS = 6


def rejected_rows(job: Job, staged: pa.Table, faults: dict[int, str]) -> list[tuple[int, str, dict]]:
    """(row number in the file, reason, the row's own values as text) of every fault, in file order.

    Every column of the file is there, also an empty one: it may be what has to be filled in. Corrected, the
    rows load again with the same options.
    """
    positions = sorted(faults)
    at = pa.array(positions, pa.int64())
    taken = job.source.table.take(at)
    texts = {name: [_plain(value) for value in taken[name].to_pylist()] for name in job.source.columns}
    texts |= _dates(job, staged.take(at), texts)
    if job.source.has_shapes:
        texts[_shape_name(job.source.columns)] = _shapes(job, taken["__geometry"])
    rows = zip(*texts.values(), strict=True) if texts else [()] * len(positions)
    return [
        (number or 0, faults[position], dict(zip(texts, row, strict=True)))
        for position, number, row in zip(positions, taken["__row"].to_pylist(), rows, strict=True)
    ]


def unknown_words(job: Job, rows: list[tuple[int, str, dict]]) -> Iterator[Problem]:
    """A note for every column with words that nobody here knows, the commonest first: few words may be many rows."""
    found: dict[str, Counter] = {}
    for _number, reason, values in rows:
        column = job.mapping.get(_WORDS.get(reason, ""))
        if column in values:
            found.setdefault(column, Counter())[values[column] or "–"] += 1
    for column, words in found.items():
        told = [f"{word[:40]} ({n:,})" for word, n in words.most_common(_MOST_WORDS)]
        told += ["…"] if len(words) > _MOST_WORDS else []
        yield Problem("words_unknown", {"column": column, "words": ", ".join(told)})


def _plain(value: object) -> str:
    """A value as text; a whole number in a column of floats without its point, as codes are read.

    >>> _plain(44.0), _plain(0.5), _plain(float("nan")), _plain(None), _plain("001")
    ('44', '0.5', '', '', '001')
    """
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.hex() if isinstance(value, bytes) else str(value)


def _dates(job: Job, read: pa.Table, texts: dict[str, list[str]]) -> dict[str, list[str]]:
    """The dates whose day the whole column told from the month, as they were read: few rows might not tell."""
    is_time = {field.name for field in FIELDS[job.kind] if field.type == "time"}
    return {
        column: [
            str(moment) if moment is not None and times.is_year_last(text) else text
            for text, moment in zip(texts[column], read[name].to_pylist(), strict=True)
        ]
        for name, column in job.mapping.items()
        if name in is_time
    }


def _shape_name(columns: tuple[str, ...]) -> str:
    taken = {plain(column) for column in columns}
    return next((name for name in _SHAPE if name not in taken), unique([*columns, _SHAPE[0]])[-1])


def _shapes(job: Job, column: pa.ChunkedArray) -> list[str]:
    """Shapes as WKT: in longitude and latitude where the file stated a system, for a table states none."""
    shapes = shapely.force_2d(shapely.from_wkb(column.to_numpy().astype(object), on_invalid="ignore"))
    if not job.options.crs:
        shapes = shapely.transform(shapes, lambda xy: np.column_stack(to_wgs84(xy[:, 0], xy[:, 1], job.crs)))
    return ["" if text is None else text for text in shapely.to_wkt(shapes, rounding_precision=-1)]


def keep(cursor, batch_id: int, rows: list[tuple[int, str, dict]]) -> None:
    """Into ``intake_reject``; part of a write."""
    table = pa.table({
        "row_number": pa.array([row[0] for row in rows], pa.int64()),
        "reason": pa.array([row[1] for row in rows], pa.string()),
        "values": pa.array([json.dumps(row[2], ensure_ascii=False) for row in rows], pa.string()),
    })  # fmt: skip
    cursor.register("rejected_rows", table)
    cursor.execute(
        'INSERT INTO intake_reject SELECT ?, row_number, reason, NULL, "values" FROM rejected_rows',
        [batch_id],
    )
    cursor.unregister("rejected_rows")


def write_file(folder: Path, name: str, rows: list[tuple[int, str, dict]]) -> Path:
    """A CSV with row number, reason, its sentence, what to do and the row as it was; no cell runs as a formula.

    A column of the file keeps its name, should it be one of ours.
    """
    columns = list(rows[0][2])
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*unique([*columns, *ABOUT])[len(columns) :], *map(guarded, columns)])
        for number, reason, values in rows:
            writer.writerow(
                [number, reason, REASONS[reason], REMEDIES[reason], *map(guarded, values.values())]
            )
    return path


def rejects(record: Record, actor: Actor, batch_id: int) -> pd.DataFrame:
    """The rejected rows of a batch: ``row_number``, ``reason``, ``values`` (JSON text), in file order."""
    actor.require("read_intake")
    sql = """SELECT row_number, reason, "values" FROM intake_reject WHERE batch_id = $batch ORDER BY row_number"""
    return record.frame(sql, {"batch": batch_id})


def batches(record: Record, actor: Actor) -> pd.DataFrame:
    """Every import, newest first: the columns of ``intake_batch``."""
    actor.require("read_intake")
    return record.frame("FROM intake_batch ORDER BY batch_id DESC")

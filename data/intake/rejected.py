"""Rejected rows: into the record, and beside the database as a file people open in a spreadsheet."""

import csv
import json
from pathlib import Path

import pandas as pd
import pyarrow as pa

from data.db import Record
from data.intake.reader import Source
from data.intake.reasons import REASONS, REMEDIES
from data.permits import Actor
from data.spreadsheets import guarded


def rejected_rows(source: Source, faults: dict[int, str]) -> list[tuple[int, str, dict]]:
    """(row number in the file, reason, the row's own values as text) of every fault, in file order."""
    positions = sorted(faults)
    taken = source.table.take(pa.array(positions, pa.int64()))
    numbers = taken["__row"].to_pylist()
    values = taken.select(list(source.columns)).to_pylist()
    return [
        (
            number or 0,
            faults[position],
            {name: _plain(value) for name, value in row.items() if value is not None},
        )
        for position, number, row in zip(positions, numbers, values, strict=True)
    ]


def _plain(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


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


def write_file(folder: Path, name: str, columns: tuple[str, ...], rows: list[tuple[int, str, dict]]) -> Path:
    """A CSV with row number, reason, its sentence, what to do and the row as it was; no cell runs as a formula."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["row_number", "reason", "sentence", "what_to_do", *map(_safe, columns)])
        for number, reason, values in rows:
            cells = [_safe(values.get(column, "")) for column in columns]
            writer.writerow([number, reason, REASONS[reason], REMEDIES[reason], *cells])
    return path


def _safe(text: str) -> str:
    """Numbers stay as they are, so that a mended file can be imported again."""
    return text if _is_number(text) else str(guarded(text))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def rejects(record: Record, actor: Actor, batch_id: int) -> pd.DataFrame:
    """The rejected rows of a batch: ``row_number``, ``reason``, ``values`` (JSON text), in file order."""
    actor.require("read_intake")
    sql = """SELECT row_number, reason, "values" FROM intake_reject WHERE batch_id = $batch ORDER BY row_number"""
    return record.frame(sql, {"batch": batch_id})


def batches(record: Record, actor: Actor) -> pd.DataFrame:
    """Every import, newest first: the columns of ``intake_batch``."""
    actor.require("read_intake")
    return record.frame("FROM intake_batch ORDER BY batch_id DESC")

"""Fills a record for tests by hand, past intake and permissions, with rows one can count."""

from datetime import date, datetime

import pandas as pd
from town import town, town_assignments

from data.audit import take_ids
from data.db import Record
from data.profile import read_profile, write_profile

SINCE = date(2026, 1, 1)
DIVISIONS = [
    ("990101", "district", None, "Town"),
    ("990101001", "street", "990101", "Main Street"),
    ("990101001001", "community", "990101001", "West"),
    ("990101001002", "community", "990101001", "East"),
]


def insert(record: Record, table: str, frame: pd.DataFrame, **expressions: str) -> None:
    """Insert a frame by column names; ``expressions`` say in SQL how a column is made."""
    values = {name: f'"{name}"' for name in frame.columns} | expressions
    columns = ", ".join(f'"{name}"' for name in values)
    with record.cursor() as cursor:
        cursor.register("rows_given", frame)
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {', '.join(values.values())} FROM rows_given")
        cursor.unregister("rows_given")


def put_profile(record: Record, city: str = "default") -> None:
    """The rule tables of a city."""
    with record.cursor() as cursor:
        cursor.begin()
        write_profile(cursor, read_profile(city))
        cursor.commit()


def put_town(record: Record) -> None:
    """The 3 × 3 town of ``town.py``: divisions, grids, three workers, who is responsible."""
    with record.cursor() as cursor:
        cursor.executemany("INSERT INTO division VALUES (?, ?, ?, ?)", DIVISIONS)
        cursor.execute("INSERT INTO organisation VALUES (1, 'O1', 'Street office', 'government')")
        cursor.executemany(
            "INSERT INTO worker VALUES (?, ?, ?, ?, 1, 40, true, NULL)",
            [(k, f"S{k}", f"W{k:03d}", f"Worker {k}") for k in (1, 2, 3)],
        )
        for subject, count in (("grid", 9), ("worker", 3), ("organisation", 1)):
            take_ids(cursor, subject, count)
    grids = town()
    bounds = grids.bounds.set_axis(["min_lon", "min_lat", "max_lon", "max_lat"], axis=1)
    frame = pd.DataFrame(grids.drop(columns="geometry")).join(bounds)
    frame = frame.assign(source_id=frame["grid_code"], valid_from=SINCE, geometry=grids.geometry.to_wkb())
    insert(record, "grid", frame, geometry="ST_GeomFromWKB(geometry)")
    insert(record, "assignment", town_assignments()[["grid_id", "worker_id", "valid_from"]])


def put_joiner(record: Record) -> None:
    """Worker 4 of the town, with the hours of the others and no grid."""
    with record.cursor() as cursor:
        cursor.execute("INSERT INTO worker VALUES (4, 'S4', 'W004', 'Worker 4', 1, 40, true, NULL)")
        take_ids(cursor, "worker", 1)


def put_incidents(record: Record, rows: list[dict]) -> None:
    """Incidents with what a test does not care about filled in; each with a ``report`` in its log.

    A row needs ``grid_id``; the place is the grid's middle unless ``lon`` and ``lat`` are given.
    """
    middles = town().set_index("grid_id").geometry.representative_point()
    with record.cursor() as cursor:
        first = take_ids(cursor, "incident", len(rows))
    full = [_incident(row, first + k, middles) for k, row in enumerate(rows)]
    insert(record, "incident", pd.DataFrame(full))
    log = [
        {"incident_id": row["incident_id"], "seq": 1, "action": "report", "logged_at": row["reported_at"],
         "who": "resident"}
        for row in full
    ]  # fmt: skip
    insert(record, "incident_log", pd.DataFrame(log))


def _incident(row: dict, incident_id: int, middles) -> dict:
    at = row.get("reported_at", datetime(2026, 3, 2, 9, 0))
    middle = middles.get(row["grid_id"])
    lon, lat = (row["lon"], row["lat"]) if middle is None else (middle.x, middle.y)
    filled = {
        "incident_id": incident_id, "source_id": f"I{incident_id}", "incident_code": f"C{incident_id:06d}",
        "category": "0201", "source": "resident", "description": "", "address": "", "lon": lon, "lat": lat,
        "occurred_at": at, "reported_at": at, "state": "reported", "due_at": None, "closed_at": None,
        "worker_id": None,
    } | row  # fmt: skip
    if filled["state"] == "closed":
        filled = {"handled_at": filled["closed_at"]} | filled
    return (
        {"handled_at": None}
        | filled
        | {"raw_x": filled["lon"], "raw_y": filled["lat"], "raw_crs": "EPSG:4326"}
    )

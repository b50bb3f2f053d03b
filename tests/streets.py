"""Streets and clinics for the 3 × 3 town of ``town.py``, on which walks can be counted.

Three streets run from west to east through the middles of the squares, and one from north to south through
grids 2, 5 and 8. Where they cross they share a vertex, unless told otherwise.
"""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
import stock
from click.testing import CliRunner
from town import METRIC, ORIGIN_M, SIDE_M

from data.cli import main
from data.db import Record

WEST, SOUTH = ORIGIN_M
MIDDLE = (WEST + 1.5 * SIDE_M, SOUTH + 1.5 * SIDE_M)


def degrees(shapes) -> gpd.GeoSeries:
    return gpd.GeoSeries(shapes, crs=METRIC).to_crs("EPSG:4326")


def put_streets(record: Record, *, crossing: bool = True) -> None:
    """The four streets, as a file of lines would bring them: every end a node of its own."""
    x, y = MIDDLE
    side = 3 * SIDE_M
    rows = [y + SIDE_M, y, y - SIDE_M]
    met = [(x, row) for row in rows] if crossing else []
    lines = [[(WEST, row), *met[k : k + 1], (WEST + side, row)] for k, row in enumerate(rows)]
    lines.append([(x, SOUTH + side), *met, (x, SOUTH)])
    put_lines(record, [shapely.LineString(line) for line in lines])


def put_lines(record: Record, lines: list) -> None:
    """Lines in the town's metres, on record."""
    shapes = degrees(lines)
    frame = pd.DataFrame({
        "edge_id": range(1, len(lines) + 1), "source_id": [f"e{k}" for k in range(len(lines))],
        "from_node": range(1, 2 * len(lines), 2), "to_node": range(2, 2 * len(lines) + 1, 2),
        "length_m": [line.length for line in lines], "street_class": "path", "one_way": False,
        "geometry": shapes.to_wkb(),
    })  # fmt: skip
    stock.insert(record, "street_edge", frame, geometry="ST_GeomFromWKB(geometry)")
    _changed(record, "streets")


def put_barriers(record: Record, *shapes) -> None:
    """Rivers in the town's metres, on record."""
    frame = pd.DataFrame({
        "barrier_id": range(1, len(shapes) + 1), "source_id": [f"R{k}" for k in range(len(shapes))],
        "barrier_kind": "river", "geometry": degrees(list(shapes)).to_wkb(),
    })  # fmt: skip
    stock.insert(record, "barrier", frame, geometry="ST_GeomFromWKB(geometry)")
    _changed(record, "barriers")


def put_clinics(record: Record, *places: tuple[float, float], capacity=None) -> None:
    """Clinics at places in the town's metres."""
    points = degrees([shapely.Point(place) for place in places])
    frame = pd.DataFrame({
        "facility_id": range(1, len(places) + 1), "source_id": [f"F{k}" for k in range(len(places))],
        "name": "Clinic", "facility_kind": "clinic", "capacity": capacity or [10.0] * len(places),
        "lon": points.x, "lat": points.y, "raw_x": points.x, "raw_y": points.y, "raw_crs": "EPSG:4326",
        "grid_id": pd.array([_grid(*place) for place in places], "Int64"),
    })  # fmt: skip
    stock.insert(record, "facility", frame)
    _changed(record, "facilities")


def _grid(east: float, north: float) -> int | None:
    """The grid of the town at a place in its metres."""
    column, row = (east - WEST) // SIDE_M, 2 - (north - SOUTH) // SIDE_M
    return int(3 * row + column + 1) if 0 <= column < 3 and 0 <= row < 3 else None


def put_buildings(record: Record, rows: list[tuple], first: int = 1) -> None:
    """Buildings: (grid, east and north in the town's metres, households), numbered from ``first``."""
    grid_ids, east, north, households = zip(*rows, strict=True)
    points = degrees(shapely.points(east, north))
    ids = range(first, first + len(rows))
    frame = pd.DataFrame({
        "building_id": ids, "source_id": [f"B{k}" for k in ids], "grid_id": pd.array(grid_ids, "Int64"),
        "households": pd.array(households, "Int64"), "lon": points.x, "lat": points.y, "raw_x": points.x,
        "raw_y": points.y, "raw_crs": "EPSG:4326",
    })  # fmt: skip
    stock.insert(record, "building", frame)
    _changed(record, "buildings")


def ask(command: str, db: Path, out: Path, *options: str, code: int = 0) -> str:
    """What a command about the clinics says, and that it ends with the code."""
    given = [command, "--db", str(db), "--kind", "clinic", "--out", str(out), *options]
    done = CliRunner().invoke(main, given)
    assert done.exit_code == code, done.output
    return done.output


def _changed(record: Record, topic: str) -> None:
    record.rows("UPDATE version SET n = n + 1 WHERE topic = $1", [topic])
    record.changed()

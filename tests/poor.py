"""Records of which nothing can be said, and the words for it: one grid, islands, no case, all grids alike."""

from datetime import datetime, timedelta

import pandas as pd
import shapely
import stock

from data.audit import take_ids
from data.db import open_record

FIRST = datetime(2026, 1, 1, 9)
DAYS = 200
SIDE = 0.002
#: what an answer that claims nothing says, a phrase each
ANSWERS = (
    "Too few", "too little", "Too short", "stands out from chance", "often enough", "No alarm", "not noticeably",
    "Nothing is marked", "no more than chance", "too few to say", "no cases", "no street network", "Density of cases",
    "0 grids hot", "there are no cases yet", "There are no streets here",
)  # fmt: skip


def estate(folder, side: int, gap: float, cases):
    """A record of ``side`` × ``side`` square grids with a gap between them.

    ``cases``: (row of the grid, days after the first) of each case.
    """
    record = open_record(folder / "gridkeeper.duckdb")
    stock.put_profile(record)
    with record.cursor() as cursor:
        cursor.executemany("INSERT INTO division VALUES (?, ?, ?, ?)", stock.DIVISIONS)
        take_ids(cursor, "grid", side * side)
    step = SIDE + gap
    squares = [
        shapely.box(121 + x * step, 31 + y * step, 121 + x * step + SIDE, 31 + y * step + SIDE)
        for y in range(side)
        for x in range(side)
    ]
    codes = [f"990101001001{n:03d}" for n in range(1, len(squares) + 1)]
    bounds = pd.DataFrame(shapely.bounds(squares), columns=["min_lon", "min_lat", "max_lon", "max_lat"])
    grids = pd.DataFrame({
        "grid_id": range(1, len(squares) + 1), "grid_code": codes, "source_id": codes, "name": codes,
        "community_code": "990101001001", "street_code": "990101001", "district_code": "990101", "area_km2": 0.042,
        "households": 100, "population": 250, "valid_from": stock.SINCE, "geometry": shapely.to_wkb(squares),
    }).join(bounds)  # fmt: skip
    stock.insert(record, "grid", grids, geometry="ST_GeomFromWKB(geometry)")
    middles = shapely.centroid(squares)
    rows = [
        {
            "grid_id": row + 1,
            "lon": middles[row].x,
            "lat": middles[row].y,
            "reported_at": FIRST + timedelta(days=day),
        }
        for row, day in cases
    ]
    if rows:
        stock.put_incidents(record, rows)
    return record


EQUAL = [(row, day) for row in range(36) for day in range(0, DAYS, 2)]
RECORDS = {
    "one grid": (1, 0.0, [(0, day) for day in range(DAYS)]),
    "islands": (6, 0.02, EQUAL),
    "all equal": (6, 0.0, EQUAL),
    "one case": (6, 0.0, [(14, DAYS - 1)]),
    "no case": (6, 0.0, []),
}

"""The 3 × 3 town: small enough to count everything on it by eye.

    north        households            worker             community
    +---+---+---+  +-----+-----+-----+  +---+---+---+  +---+---+---+
    | 1 | 2 | 3 |  | 100 | 200 | 300 |  | 1 | 1 | 2 |  | 1 | 1 | 2 |
    +---+---+---+  +-----+-----+-----+  +---+---+---+  +---+---+---+
    | 4 | 5 | 6 |  | 100 | 200 | 300 |  | 1 | 3 | 2 |  | 1 | 1 | 2 |
    +---+---+---+  +-----+-----+-----+  +---+---+---+  +---+---+---+
    | 7 | 8 | 9 |  | 100 | 200 |   0 |  | 3 | 3 | - |  | 1 | 1 | 2 |
    +---+---+---+  +-----+-----+-----+  +---+---+---+  +---+---+---+

Every grid is a square of 300 m. Two and a half residents live in a household. Grid 9 is a park:
nobody lives there and nobody is responsible for it. Grids 5 and 7 touch in a corner only, so
worker 3's beat falls in two where grid 8 is taken away. Codes are 6-3-3-3: district 990101,
street 001, communities 001 (west) and 002 (east), numbered west to east, then north to south.
"""

from datetime import date

import geopandas as gpd
import pandas as pd
from shapely import box

SIDE_M = 300.0
#: south-west corner, on the central meridian of the zone
ORIGIN_M = (500_000.0, 4_400_000.0)
METRIC = "EPSG:32650"
HOUSEHOLDS = (100, 200, 300, 100, 200, 300, 100, 200, 0)
#: 0 = nobody
WORKERS = (1, 1, 2, 1, 3, 2, 3, 3, 0)
SEQUENCES = (1, 2, 1, 3, 4, 2, 5, 6, 3)


def _square(position: int):
    west = ORIGIN_M[0] + SIDE_M * (position % 3)
    south = ORIGIN_M[1] + SIDE_M * (2 - position // 3)
    return box(west, south, west + SIDE_M, south + SIDE_M)


def town_m() -> gpd.GeoDataFrame:
    """The town as a ``geo.names.GRIDS`` frame with geometry in metres."""
    communities = ["990101001002" if position % 3 == 2 else "990101001001" for position in range(9)]
    return gpd.GeoDataFrame(
        {
            "grid_id": range(1, 10),
            "grid_code": [f"{c}{s:03d}" for c, s in zip(communities, SEQUENCES, strict=True)],
            "name": [f"Grid {k}" for k in range(1, 10)],
            "community_code": communities,
            "street_code": "990101001",
            "district_code": "990101",
            "grid_kind": "basic",
            "grid_class": 2,
            "households": HOUSEHOLDS,
            "population": [int(2.5 * n) for n in HOUSEHOLDS],
            "older": pd.array([pd.NA] * 9, "Int64"),
            "children": pd.array([pd.NA] * 9, "Int64"),
            "area_km2": SIDE_M**2 / 1e6,
        },
        geometry=[_square(position) for position in range(9)],
        crs=METRIC,
    )


def town() -> gpd.GeoDataFrame:
    """The town as readers give it: ``geo.names.GRIDS`` with geometry in EPSG:4326."""
    return town_m().to_crs("EPSG:4326")


def town_beat() -> pd.Series:
    """``worker_id`` by ``grid_id``, 0 where nobody is responsible."""
    return pd.Series(WORKERS, index=pd.RangeIndex(1, 10, name="grid_id"), name="worker_id")


def town_assignments() -> pd.DataFrame:
    """Who is responsible: ``geo.names.ASSIGNMENTS``, since 1 January 2026."""
    beat = town_beat()
    frame = beat[beat > 0].reset_index()
    return frame.assign(valid_from=date(2026, 1, 1), valid_to=None, plan_id=None)


def squares(columns: int, rows: int, side: float = 1.0) -> list:
    """A plain board of squares, west to east, then north to south."""
    return [
        box(side * column, side * (rows - 1 - row), side * (column + 1), side * (rows - row))
        for row in range(rows)
        for column in range(columns)
    ]

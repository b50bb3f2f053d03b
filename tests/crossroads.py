"""A small street picture to count on.

::

    3 --100-- 4 --100-- 5          8 --50-- 9     (a piece of its own, far to the east)
    |         |         |
   100       100       100
    |         |         |
    0 --100-- 1 --100-- 2 --60-- 6

Node 0 is at (0, 0); x grows to the east, y to the north.
"""

import geopandas as gpd
import shapely

PLACES = {
    0: (0, 0), 1: (100, 0), 2: (200, 0), 3: (0, 100), 4: (100, 100), 5: (200, 100), 6: (260, 0),
    8: (1000, 0), 9: (1050, 0),
}  # fmt: skip
EDGES = [(0, 1), (1, 2), (3, 4), (4, 5), (0, 3), (1, 4), (2, 5), (2, 6), (8, 9)]


def picture(edges=EDGES, **columns) -> gpd.GeoDataFrame:
    """Straight streets between the places."""
    lines = [shapely.LineString([PLACES[a], PLACES[b]]) for a, b in edges]
    frame = {"from_node": [a for a, _ in edges], "to_node": [b for _, b in edges]}
    return gpd.GeoDataFrame(
        frame | {"length_m": [line.length for line in lines]} | columns, geometry=lines, crs="EPSG:32650"
    )

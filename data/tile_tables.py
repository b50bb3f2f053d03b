"""Shapes ready to be cut into tiles: one table a kind, scope and data version, in memory.

In EPSG:3857, ordered along a Hilbert curve, with their boxes as columns. Far zooms read copies simplified
as a coverage, so shared borders stay shared. Row scope is applied when a table is built, so nothing
outside it can get into a tile.
"""

import itertools
import threading
import weakref
from collections import OrderedDict, defaultdict

import duckdb
import pandas as pd

from data.db import Record
from data.tile_address import PIXEL_0, degrees

#: kinds of tiles and the counters on which each depends
LAYERS = {
    "grids": ("grids", "assignments"),
    "communities": ("grids", "assignments"),
    "borders": ("grids", "assignments"),
    "beats": ("grids", "assignments"),
    "backdrop": ("grids", "streets"),
}
#: zooms up to which a simpler copy serves; its tolerance is half a pixel of the last of them
BANDS = {"far": 11, "middle": 13}
#: from this many grids on no simpler copies of grids are made: from far, communities are shown instead
PARENT_GRIDS = 50_000
TABLES_KEPT = 160

_SHAPES = {
    "grids": "SELECT id, kind, name, geometry FROM grid_shapes($scope)",
    "communities": """SELECT dense_rank() OVER (ORDER BY s.community_code) AS id, 'community' AS kind,
        any_value(d.name) AS name, {union} AS geometry FROM grid_shapes($scope) s
      LEFT JOIN division d ON d.division_code = s.community_code GROUP BY s.community_code""",
    # a district that is everything needs no name: its streets have the room
    "borders": """SELECT 0 AS id, any_value(d.level) AS kind,
        CASE WHEN count(*) OVER (PARTITION BY any_value(d.level)) > 1 THEN any_value(d.name) ELSE '' END AS name,
        {union} AS geometry
      FROM (SELECT unnest([street_code, district_code]) AS code, geometry FROM grid_shapes($scope)) s
      JOIN division d ON d.division_code = s.code GROUP BY s.code""",
    "beats": """SELECT a.worker_id AS id, 'beat' AS kind, '' AS name, {union} AS geometry
      FROM grid_shapes($scope) s JOIN assignment a ON a.grid_id = s.id AND a.valid_to IS NULL
      GROUP BY a.worker_id""",
    "backdrop": "SELECT id, kind, name, geometry FROM backdrop_shapes() WHERE $scope IS NOT NULL",
}
# the usual way asks that borders fit
_UNIONS = ("ST_CoverageUnion_Agg(s.geometry)", "ST_Union_Agg(s.geometry)")
# where borders do not fit, a hole may be a crack: those up to ten metres wide are closed, others stay
_CLOSED = """SELECT id, kind, name, CASE WHEN list_sum(list_transform(ST_Dump(geometry),
      lambda part: ST_NumInteriorRings(part.geom))) > 0 OR NOT ST_IsValid(geometry)
    THEN ST_Buffer(ST_Buffer(geometry, 5, 2, 'CAP_FLAT', 'JOIN_MITRE', 2), -5, 2, 'CAP_FLAT', 'JOIN_MITRE', 2)
    ELSE geometry END AS geometry FROM ({shapes})"""
# a shape of several parts comes out of ST_Dump as several rows; the first number of their path is whose
_SIMPLER = """WITH whole AS (
    SELECT rows, ST_CoverageSimplify(list_transform(rows, lambda row: row.shape), {tolerance}) AS shapes
    FROM (SELECT list({{'id': id, 'kind': kind, 'name': name, 'shape': geometry}}) AS rows FROM {near})),
  part AS (SELECT unnest(ST_Dump(shapes), recursive := true) FROM whole),
  shape AS (SELECT path[1] AS place, ST_Collect(list(geom)) AS geometry FROM part GROUP BY path[1])
  SELECT rows[place].id AS id, rows[place].kind AS kind, rows[place].name AS name, geometry
  FROM shape, whole WHERE $scope IS NOT NULL"""
_TABLE = """CREATE OR REPLACE TABLE {name} AS
  WITH shape AS MATERIALIZED ({shapes}),
  whole AS (SELECT ST_Extent(ST_Extent_Agg(geometry)) AS box FROM shape)
  SELECT id, kind, name, geometry, ST_XMin(geometry) AS west, ST_YMin(geometry) AS south,
    ST_XMax(geometry) AS east, ST_YMax(geometry) AS north, ST_PointOnSurface(geometry) AS label
  FROM shape, whole WHERE NOT ST_IsEmpty(geometry) ORDER BY ST_Hilbert(geometry, whole.box)"""


def stamp(record: Record, layer: str) -> str:
    """The data version a layer shows, for addresses and caches.

    >>> from data.db import open_record
    >>> stamp(open_record(":memory:"), "grids")
    '0.0'
    """
    return ".".join(map(str, record.version(*LAYERS[layer])))


class Tables:
    """One record's tile tables, built when first asked for at a data version."""

    def __init__(self, record: Record) -> None:
        self.record = weakref.proxy(record)
        self.lock = threading.Lock()
        self.building: defaultdict[tuple, threading.Lock] = defaultdict(threading.Lock)
        self.names: OrderedDict[tuple, str] = OrderedDict()
        self.numbers = itertools.count(1)
        self._sizes: dict[str, tuple] = {}
        self._parents: dict[str, pd.Series] = {}

    def at(self, scope: str, layer: str, z: int) -> str:
        """The name of the table from which a layer's tiles are cut at a zoom."""
        return self.table(scope, layer, self.level(scope, layer, z))

    def level(self, scope: str, layer: str, z: int) -> str:
        """Which copy a zoom reads: ``near``, or the name of a band."""
        if layer == "backdrop" or (layer == "grids" and self.size(scope)[0] >= PARENT_GRIDS):
            return "near"
        return next((band for band, last in BANDS.items() if z <= last), "near")

    def table(self, scope: str, layer: str, level: str) -> str:
        """The name of a table, built unless it exists at this data version; one builds, others wait."""
        key = (layer, level, scope, stamp(self.record, layer))
        with self.building[key[:3]]:
            if key not in self.names:
                name = self._build(scope, layer, level)
                with self.lock:
                    self.names[key] = name
                    self._forget(key)
            return self.names[key]

    def size(self, scope: str) -> tuple[int, float]:
        """How many grids, and the side of a typical one in EPSG:3857 metres."""
        return self._measured(scope)[:2]

    def extent(self, scope: str) -> tuple[float, float, float, float] | None:
        """West, south, east, north of the grids in degrees, or None without grids."""
        count, _side, *box = self._measured(scope)
        return tuple(degrees(*box).values()) if count else None

    def _measured(self, scope: str) -> tuple:
        table = self.table(scope, "grids", "near")
        if table not in self._sizes:
            sql = f"""SELECT count(*), coalesce(sqrt(median((east - west) * (north - south))), 1),
              min(west), min(south), max(east), max(north) FROM {table}"""
            self._sizes[table] = self.record.rows(sql)[0]
        return self._sizes[table]

    def parents(self, scope: str) -> pd.Series:
        """The number of its community by ``grid_id``."""
        table = self.table(scope, "grids", "near")
        if table not in self._parents:
            frame = self.record.frame("FROM grid_parents($scope) ORDER BY grid_id", {"scope": scope})
            self._parents[table] = frame.set_index("grid_id")["parent"]
        return self._parents[table]

    def _build(self, scope: str, layer: str, level: str) -> str:
        name = f"tile.shape_{next(self.numbers)}"
        for shapes in self._recipes(scope, layer, level):
            try:
                self.record.rows(_TABLE.format(name=name, shapes=shapes), {"scope": scope})
                return name
            except duckdb.InvalidInputException:
                continue  # borders that overlap: the next recipe asks less of them
        return self.table(scope, layer, "near")

    def _recipes(self, scope: str, layer: str, level: str) -> list[str]:
        if level in BANDS:
            tolerance = PIXEL_0 / (1 << BANDS[level]) / 2
            near = self.table(scope, layer, "near")
            return [_SIMPLER.format(tolerance=tolerance, near=near)]
        shapes = [_SHAPES[layer].format(union=union) for union in _UNIONS]
        return [_CLOSED.format(shapes=one) for one in shapes] if layer == "borders" else shapes

    def _forget(self, newest: tuple) -> None:
        """Drop tables of this kind and scope at older versions, and the least used beyond the room."""
        stale = [key for key in self.names if key[:3] == newest[:3] and key != newest]
        while len(self.names) - len(stale) > TABLES_KEPT:
            stale.append(next(key for key in self.names if key not in stale))
        for key in stale:
            table = self.names.pop(key)
            self._sizes.pop(table, None)
            self._parents.pop(table, None)
            self.record.rows(f"DROP TABLE IF EXISTS {table}")

"""Vector tiles of grids, beats, borders and background, cut from the record.

Shapes are copied once per scope and data version into tables of the in-memory database ``tile``: in
EPSG:3857, ordered along a Hilbert curve, with their boxes as columns. Far zooms read copies simplified
as a coverage, so shared borders stay shared. A tile is 512 pixels wide, 4,096 units, and carries no
text but labels: values and names travel apart.
"""

import math
import threading
import weakref
from collections import OrderedDict

import duckdb
import pandas as pd

from data.db import Record
from data.permits import Actor
from geo.errors import NotFound
from geo.model import Period

#: what the browser may ask for, and the counters on which each depends
LAYERS = {
    "grids": ("grids", "assignments"),
    "communities": ("grids", "assignments"),
    "borders": ("grids", "assignments"),
    "beats": ("grids", "assignments"),
    "backdrop": ("grids", "streets"),
}
MAX_ZOOM = 16
#: the width of the world in EPSG:3857, metres
WORLD = 2 * math.pi * 6378137
#: metres (EPSG:3857) of a pixel at zoom 0 when tiles are 512 pixels wide
PIXEL_0 = WORLD / 512
#: above this many grids, and while they are smaller than PARENT_PIXELS, communities stand for them
PARENT_GRIDS = 50_000
PARENT_PIXELS = 6
#: grids get labels when about this wide on the screen
LABEL_PIXELS = 56
#: hexagons from centre to corner, and the zoom from which cases stand one by one
HEX_PIXELS = 24
POINTS_FROM = 15
#: zooms up to which a copy serves, and its tolerance: half a pixel of the last of them
BANDS = {"far": 11, "middle": 13}
TABLES_KEPT = 160
TILE_BYTES_KEPT = 128_000_000

_SHAPES = {
    "near": "SELECT id, kind, name, geometry FROM grid_shapes($scope)",
    "communities": """SELECT dense_rank() OVER (ORDER BY s.community_code) AS id, 'community' AS kind,
        any_value(d.name) AS name, {union}(s.geometry) AS geometry FROM grid_shapes($scope) s
      LEFT JOIN division d ON d.division_code = s.community_code GROUP BY s.community_code""",
    "borders": """SELECT 0 AS id, any_value(d.level) AS kind, any_value(d.name) AS name,
        {union}(s.geometry) AS geometry
      FROM (SELECT unnest([street_code, district_code]) AS code, geometry FROM grid_shapes($scope)) s
      JOIN division d ON d.division_code = s.code GROUP BY s.code""",
    "beats": """SELECT a.worker_id AS id, 'beat' AS kind, '' AS name, {union}(s.geometry) AS geometry
      FROM grid_shapes($scope) s JOIN assignment a ON a.grid_id = s.id AND a.valid_to IS NULL
      GROUP BY a.worker_id""",
    "backdrop": "SELECT id, kind, name, geometry FROM backdrop_shapes() WHERE $scope IS NOT NULL",
}
_SIMPLER = """SELECT unnest(ids) AS id, '' AS kind, unnest(names) AS name, unnest(ST_Dump(shapes)).geom AS geometry
  FROM (SELECT list(id ORDER BY id) AS ids, list(name ORDER BY id) AS names,
    ST_CoverageSimplify(list(geometry ORDER BY id), {tolerance}) AS shapes FROM {near}) WHERE $scope IS NOT NULL"""
_TABLE = """CREATE OR REPLACE TABLE {name} AS
  WITH shape AS MATERIALIZED ({shapes}),
  whole AS (SELECT ST_Extent(ST_Extent_Agg(geometry)) AS box FROM shape)
  SELECT id, kind, name, geometry, ST_XMin(geometry) AS west, ST_YMin(geometry) AS south,
    ST_XMax(geometry) AS east, ST_YMax(geometry) AS north, ST_PointOnSurface(geometry) AS label
  FROM shape, whole WHERE NOT ST_IsEmpty(geometry) ORDER BY ST_Hilbert(geometry, whole.box)"""
_TILE = """WITH near AS (FROM {table} WHERE west <= $east + $edge AND east >= $west - $edge
      AND south <= $north + $edge AND north >= $south - $edge AND {only})
  SELECT (SELECT ST_AsMVT(f, '{layer}', 4096, 'geometry', 'id') FROM (
      SELECT id, {properties} ST_AsMVTGeom(geometry, ST_Extent(ST_TileEnvelope($z, $x, $y)), 4096, 64, true)
        AS geometry FROM near) f), {labels}"""
_LABELS = """(SELECT ST_AsMVT(f, 'labels', 4096, 'geometry', 'id') FROM (
      SELECT id, kind, name, ST_AsMVTGeom(label, ST_Extent(ST_TileEnvelope($z, $x, $y)), 4096, 0, true)
        AS geometry FROM near
      WHERE ST_X(label) >= $west AND ST_X(label) < $east AND ST_Y(label) > $south AND ST_Y(label) <= $north
        AND name <> '') f)"""
#: at far zooms only water, green and the main streets
_MAIN_ONLY = "kind IN ('water', 'green', 'motorway', 'trunk', 'primary', 'secondary', 'main')"


def tile(record: Record, actor: Actor, layer: str, z: int, x: int, y: int) -> bytes:
    """One Mapbox vector tile, empty bytes where nothing lies.

    Raises:
        NotFound: ``tile_unknown`` for a layer or an address that does not exist.
    """
    actor.require("read_grids")
    check_address(z, x, y, layer)
    if layer not in LAYERS:
        raise NotFound("tile_unknown", layer=layer, z=z, x=x, y=y)
    return _desk(record).tile(actor.scope, layer, z, x, y)


def stamp(record: Record, layer: str) -> str:
    """The data version a layer shows, for addresses and caches.

    >>> from data.db import open_record
    >>> stamp(open_record(":memory:"), "grids")
    '0.0'
    """
    return ".".join(map(str, record.version(*LAYERS[layer])))


def names(record: Record, actor: Actor, first_id: int, last_id: int) -> list[tuple[int, str, str | None]]:
    """Id, name and worker's name of the grids of a block of ids, inside the actor's scope."""
    actor.require("read_grids")
    sql = "SELECT grid_id, name, worker_name FROM grid_names($scope, $first, $last) ORDER BY grid_id"
    return record.rows(sql, {"scope": actor.scope, "first": first_id, "last": last_id})


def incident_tile(
    record: Record, actor: Actor, period: Period, category: str, z: int, x: int, y: int
) -> dict[str, list]:
    """The new cases of a period in one tile, for a map that counts from afar and points when close.

    Returns:
        ``{"hexes": [[x, y, cases], …]}`` with the middles, in EPSG:3857, of the hexagons whose middle lies
        in the tile, each with all its cases; from ``POINTS_FROM`` on ``{"points": [[x, y, code, category],
        …]}``; nothing where there are none.
    """
    actor.require("read_incidents")
    check_address(z, x, y)
    west, south, east, north = tile_box(z, x, y)
    values = {"scope": actor.scope, "since": period.since, "until": period.until, "category": category}
    size = HEX_PIXELS * PIXEL_0 / (1 << z)
    reach = 0 if z >= POINTS_FROM else 2 * size
    values |= _degrees(west - reach, south - reach, east + reach, north + reach)
    box = "$scope, $since, $until, $category, $west, $south, $east, $north"
    if z >= POINTS_FROM:
        sql = f"SELECT x, y, incident_code, category FROM incident_places({box}) ORDER BY incident_id LIMIT 5000"
        kind, rows = "points", record.rows(sql, values)
    else:
        sql = f"SELECT x, y, cases FROM incident_hexes({box}, $size) ORDER BY y, x"
        kind, rows = "hexes", record.rows(sql, values | {"size": size})
    inside = [[round(a), round(b), *rest] for a, b, *rest in rows if west <= a < east and south < b <= north]
    return {kind: inside} if inside else {}


def tile_box(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """West, south, east, north of a tile in EPSG:3857 metres.

    >>> [round(edge / 1e6, 1) for edge in tile_box(1, 1, 0)]
    [0.0, 0.0, 20.0, 20.0]
    """
    side = WORLD / (1 << z)
    west, north = x * side - WORLD / 2, WORLD / 2 - y * side
    return west, north - side, west + side, north


def check_address(z: int, x: int, y: int, layer: str = "") -> None:
    """Raise ``NotFound`` ``tile_unknown`` for a tile that no zoom has."""
    if not (0 <= z <= MAX_ZOOM and 0 <= x < 1 << z and 0 <= y < 1 << z):
        raise NotFound("tile_unknown", layer=layer, z=z, x=x, y=y)


def _degrees(west: float, south: float, east: float, north: float) -> dict[str, float]:
    def lat(y: float) -> float:
        return math.degrees(2 * math.atan(math.exp(y / 6378137)) - math.pi / 2)

    return {
        "west": math.degrees(west / 6378137),
        "south": lat(south),
        "east": math.degrees(east / 6378137),
        "north": lat(north),
    }


def parents_below(record: Record, actor: Actor) -> int:
    """The tile zoom below which communities stand for grids; 0 when there are few enough grids."""
    actor.require("read_grids")
    count, side = _desk(record).size(actor.scope)
    if count <= PARENT_GRIDS:
        return 0
    return max(0, min(MAX_ZOOM, math.ceil(math.log2(PARENT_PIXELS * PIXEL_0 / side))))


def parents(record: Record, actor: Actor) -> pd.Series:
    """The number of its community by ``grid_id``: the ids of the tiles of communities."""
    actor.require("read_grids")
    return _desk(record).parents(actor.scope)


def warm(record: Record, actor: Actor) -> None:
    """Build what a first view needs, and the tiles of the far zooms."""
    desk = _desk(record)
    count, _ = desk.size(actor.scope)
    for layer in ("backdrop", "borders", "beats"):
        desk.table(actor.scope, layer, layer)
    desk.table(actor.scope, "grids", "near")
    if count > PARENT_GRIDS:
        desk.table(actor.scope, "communities", "communities")


class _Desk:
    """One record's tile tables and the tiles cut so far."""

    def __init__(self, record: Record) -> None:
        self.record = weakref.proxy(record)
        self.lock = threading.RLock()
        self.tables: OrderedDict[tuple, str] = OrderedDict()
        self.tiles: OrderedDict[tuple, bytes] = OrderedDict()
        self.sizes: dict[str, tuple[int, float]] = {}
        self.communities: dict[str, pd.Series] = {}
        self.kept = 0
        self.made = 0

    def tile(self, scope: str, layer: str, z: int, x: int, y: int) -> bytes:
        """A tile, cut unless it was before at this data version."""
        key = (layer, z, x, y, stamp(self.record, layer), scope)
        with self.lock:
            if key in self.tiles:
                self.tiles.move_to_end(key)
                return self.tiles[key]
        body = self.cut(scope, layer, z, x, y)
        with self.lock:
            if key not in self.tiles:
                self.tiles[key] = body
                self.kept += len(body)
            while self.kept > TILE_BYTES_KEPT:
                self.kept -= len(self.tiles.popitem(last=False)[1])
        return body

    def cut(self, scope: str, layer: str, z: int, x: int, y: int) -> bytes:
        west, south, east, north = tile_box(z, x, y)
        box = {"west": west, "east": east, "north": north, "south": south, "edge": (east - west) / 64}
        sql = _TILE.format(
            table=self.table(scope, layer, self.level(scope, layer, z)),
            layer=layer,
            properties="kind," if layer in ("borders", "backdrop") else "",
            labels=_LABELS if self.labelled(scope, layer, z) else "NULL",
            only=_MAIN_ONLY if layer == "backdrop" and z < 13 else "true",
        )
        (parts,) = self.record.rows(sql, {**box, "z": z, "x": x, "y": y})
        return b"".join(bytes(part) for part in parts if part)

    def level(self, scope: str, layer: str, z: int) -> str:
        """Which table a zoom reads. Very many grids are never seen from far, so need no simpler copy."""
        if layer != "grids":
            return layer
        if self.size(scope)[0] > PARENT_GRIDS:
            return "near"
        return next((band for band, last in BANDS.items() if z <= last), "near")

    def labelled(self, scope: str, layer: str, z: int) -> bool:
        """Whether a tile carries names: of grids once they are wide enough to hold them."""
        if layer == "grids":
            return self.size(scope)[1] / (PIXEL_0 / (1 << z)) >= LABEL_PIXELS
        return layer in ("borders", "communities")

    def size(self, scope: str) -> tuple[int, float]:
        """How many grids, and the side of a typical one in EPSG:3857 metres."""
        table = self.table(scope, "grids", "near")
        if table not in self.sizes:
            sql = f"SELECT count(*), coalesce(sqrt(median((east - west) * (north - south))), 1) FROM {table}"
            self.sizes[table] = self.record.rows(sql)[0]
        return self.sizes[table]

    def parents(self, scope: str) -> pd.Series:
        """Community numbers, kept beside the table they belong to."""
        table = self.table(scope, "grids", "near")
        if table not in self.communities:
            frame = self.record.frame("FROM grid_parents($scope) ORDER BY grid_id", {"scope": scope})
            self.communities[table] = frame.set_index("grid_id")["parent"]
        return self.communities[table]

    def table(self, scope: str, layer: str, level: str) -> str:
        """The name of a tile table, built unless it exists at this data version."""
        with self.lock:
            key = (level, scope, stamp(self.record, layer))
            if key not in self.tables:
                self.tables[key] = self.build(scope, layer, level)
                self.forget(key)
            self.tables.move_to_end(key)
            return self.tables[key]

    def build(self, scope: str, layer: str, level: str) -> str:
        self.made += 1
        name = f"tile.shape_{self.made}"
        for shapes in self.recipes(scope, layer, level):
            try:
                self.record.rows(_TABLE.format(name=name, shapes=shapes), {"scope": scope})
                return name
            except duckdb.InvalidInputException:
                continue  # borders that overlap: the next recipe asks less of them
        return self.table(scope, layer, "near")

    def recipes(self, scope: str, layer: str, level: str) -> list[str]:
        if level in BANDS:
            tolerance = PIXEL_0 / (1 << BANDS[level]) / 2
            near = self.table(scope, layer, "near")
            return [_SIMPLER.format(tolerance=tolerance, near=near)]
        return [_SHAPES[level].format(union=union) for union in ("ST_CoverageUnion_Agg", "ST_Union_Agg")]

    def forget(self, newest: tuple) -> None:
        """Drop tables of this kind and scope at older versions, and the least used beyond the room."""
        stale = [key for key in self.tables if key[:2] == newest[:2] and key != newest]
        while len(self.tables) - len(stale) > TABLES_KEPT:
            stale.append(next(key for key in self.tables if key not in stale))
        for key in stale:
            table = self.tables.pop(key)
            self.sizes.pop(table, None)
            self.communities.pop(table, None)
            self.record.rows(f"DROP TABLE IF EXISTS {table}")


_desks: "weakref.WeakKeyDictionary[Record, _Desk]" = weakref.WeakKeyDictionary()
_desks_lock = threading.Lock()


def _desk(record: Record) -> _Desk:
    with _desks_lock:
        if record not in _desks:
            _desks[record] = _Desk(record)
        return _desks[record]

"""Vector tiles of grids, beats, borders and background, cut from the record.

A tile is 512 pixels wide, 4,096 units, and carries no text but labels: values and names travel apart.
"""

import math
import threading
import weakref
from collections import OrderedDict

import duckdb
import pandas as pd

from data.db import Record
from data.permits import Actor
from data.tile_address import MAX_ZOOM, PIXEL_0, check_address, tile_box
from data.tile_tables import LAYERS, PARENT_GRIDS, Tables, stamp
from geo.errors import NotFound

#: very many grids give way to their communities while they are narrower than this on the screen
PARENT_PIXELS = 6
#: grids get labels when about this wide on the screen
LABEL_PIXELS = 56
#: zooms before which only water and green, and then only the main streets too, stand on the ground
MAIN_STREETS_FROM, ALL_STREETS_FROM = 11, 13
TILE_BYTES_KEPT = 128_000_000

_TILE = """WITH near AS (FROM {table} WHERE west <= $east + $edge AND east >= $west - $edge
      AND south <= $north + $edge AND north >= $south - $edge AND {only})
  SELECT (
    SELECT CASE WHEN count(f.geometry) > 0 THEN ST_AsMVT(f, '{layer}', 4096, 'geometry', 'id') END FROM (
      SELECT id, {properties} ST_AsMVTGeom({shape}, ST_Extent(ST_TileEnvelope($z, $x, $y)), 4096, 64, true)
        AS geometry FROM near) f), {labels}"""
_LABELS = """(SELECT CASE WHEN count(*) > 0 THEN ST_AsMVT(f, 'labels', 4096, 'geometry', 'id') END FROM (
      SELECT id, kind, name, ST_AsMVTGeom(label, ST_Extent(ST_TileEnvelope($z, $x, $y)), 4096, 0, true)
        AS geometry FROM near
      WHERE ST_X(label) >= $west AND ST_X(label) < $east AND ST_Y(label) > $south AND ST_Y(label) <= $north
        AND name <> '') f)"""
_NO_STREETS = "kind IN ('water', 'green')"
_MAIN_STREETS = "kind IN ('water', 'green', 'bridge', 'avenue', 'motorway', 'trunk', 'primary', 'secondary')"


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


def names(record: Record, actor: Actor, first_id: int, last_id: int) -> list[tuple[int, str, str | None]]:
    """Id, name and worker's name of the grids of a block of ids, inside the actor's scope."""
    actor.require("read_grids")
    sql = "SELECT grid_id, name, worker_name FROM grid_names($scope, $first, $last) ORDER BY grid_id"
    return record.rows(sql, {"scope": actor.scope, "first": first_id, "last": last_id})


def extent(record: Record, actor: Actor) -> tuple[float, float, float, float] | None:
    """West, south, east, north in degrees of the grids in scope, remembered; None without grids."""
    actor.require("read_grids")
    return _desk(record).tables.extent(actor.scope)


def parents_below(record: Record, actor: Actor) -> int:
    """The tile zoom below which communities stand for grids; 0 when there are few enough grids."""
    actor.require("read_grids")
    count, side = _desk(record).tables.size(actor.scope)
    if count < PARENT_GRIDS:
        return 0
    return max(0, min(MAX_ZOOM, math.ceil(math.log2(PARENT_PIXELS * PIXEL_0 / side))))


def parents(record: Record, actor: Actor) -> pd.Series:
    """The number of its community by ``grid_id``: the ids of the tiles of communities."""
    actor.require("read_grids")
    return _desk(record).tables.parents(actor.scope)


def warm(record: Record, actor: Actor) -> None:
    """Build the tables a first view needs, what it shows first before the rest."""
    tables = _desk(record).tables
    for layer in ("grids", "communities", "backdrop", "borders", "beats"):
        if layer != "communities" or parents_below(record, actor):
            tables.at(actor.scope, layer, MAIN_STREETS_FROM)


class _Desk:
    """Where one record's tiles are cut, and kept while they are wanted."""

    def __init__(self, record: Record) -> None:
        self.record = weakref.proxy(record)
        self.tables = Tables(record)
        self.lock = threading.Lock()
        self.tiles: OrderedDict[tuple, bytes] = OrderedDict()
        self.kept = 0

    def tile(self, scope: str, layer: str, z: int, x: int, y: int) -> bytes:
        """A tile, cut unless it was before at this data version."""
        key = (layer, z, x, y, stamp(self.record, layer), scope)
        with self.lock:
            if key in self.tiles:
                self.tiles.move_to_end(key)
                return self.tiles[key]
        try:
            body = self.cut(scope, layer, z, x, y)
        except duckdb.CatalogException:
            body = self.cut(scope, layer, z, x, y)  # the table was replaced by a newer one in between
        except duckdb.InvalidInputException:
            # an outline that crosses itself, if only after projection, must not take the whole tile with it
            body = self.cut(scope, layer, z, x, y, shape="ST_MakeValid(geometry)")
        with self.lock:
            if key not in self.tiles:
                self.tiles[key] = body
                self.kept += len(body)
            while self.kept > TILE_BYTES_KEPT:
                self.kept -= len(self.tiles.popitem(last=False)[1])
        return body

    def cut(self, scope: str, layer: str, z: int, x: int, y: int, shape: str = "geometry") -> bytes:
        """Cut a tile from its table; ``shape`` is the expression that gives the outlines."""
        west, south, east, north = tile_box(z, x, y)
        box = {"west": west, "east": east, "north": north, "south": south, "edge": (east - west) / 64}
        sql = _TILE.format(
            table=self.tables.at(scope, layer, z),
            layer=layer,
            shape=shape,
            properties="kind," if layer in ("borders", "backdrop") else "",
            labels=_LABELS if self.labelled(scope, layer, z) else "NULL",
            only=_streets(z) if layer == "backdrop" else "true",
        )
        (parts,) = self.record.rows(sql, {**box, "z": z, "x": x, "y": y})
        return b"".join(bytes(part) for part in parts if part)

    def labelled(self, scope: str, layer: str, z: int) -> bool:
        """Whether a tile carries names: of grids once they are wide enough to hold them."""
        if layer == "grids":
            return self.tables.size(scope)[1] / (PIXEL_0 / (1 << z)) >= LABEL_PIXELS
        return layer in ("borders", "communities")


def _streets(z: int) -> str:
    if z < MAIN_STREETS_FROM:
        return _NO_STREETS
    return _MAIN_STREETS if z < ALL_STREETS_FROM else "true"


_desks: "weakref.WeakKeyDictionary[Record, _Desk]" = weakref.WeakKeyDictionary()
_desks_lock = threading.Lock()


def _desk(record: Record) -> _Desk:
    with _desks_lock:
        if record not in _desks:
            _desks[record] = _Desk(record)
        return _desks[record]

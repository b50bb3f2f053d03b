"""Incidents for the map: counted in hexagons from afar, one by one when close."""

from data.db import Record
from data.permits import Actor
from data.tile_address import PIXEL_0, check_address, degrees, tile_box
from geo.model import Period

#: hexagons from centre to corner, in pixels, and the zoom from which cases stand one by one
HEX_PIXELS = 30
POINTS_FROM = 15
#: more points than this in one tile are not drawn
MOST_POINTS = 5_000


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
    values |= degrees(west - reach, south - reach, east + reach, north + reach)
    box = "$scope, $since, $until, $category, $west, $south, $east, $north"
    if z >= POINTS_FROM:
        sql = f"""SELECT x, y, incident_code, category FROM incident_places({box})
          ORDER BY incident_id LIMIT {MOST_POINTS}"""
        kind, rows = "points", record.rows(sql, values)
    else:
        sql = f"SELECT x, y, cases FROM incident_hexes({box}, $size) ORDER BY y, x"
        kind, rows = "hexes", record.rows(sql, values | {"size": size})
    inside = [[round(a), round(b), *rest] for a, b, *rest in rows if west <= a < east and south < b <= north]
    return {kind: inside} if inside else {}

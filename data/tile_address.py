"""Where tiles lie: their boxes in EPSG:3857, their scale, and which addresses exist."""

import math

from geo.errors import NotFound

MAX_ZOOM = 16
EARTH_M = 6378137
#: the width of the world in EPSG:3857, metres
WORLD = 2 * math.pi * EARTH_M
#: metres (EPSG:3857) of a pixel at zoom 0 when tiles are 512 pixels wide
PIXEL_0 = WORLD / 512


def tile_box(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """West, south, east, north of a tile in EPSG:3857 metres.

    >>> [round(edge / 1e6, 1) for edge in tile_box(1, 1, 0)]
    [0.0, 0.0, 20.0, 20.0]
    """
    side = WORLD / (1 << z)
    west, north = x * side - WORLD / 2, WORLD / 2 - y * side
    return west, north - side, west + side, north


def degrees(west: float, south: float, east: float, north: float) -> dict[str, float]:
    """The same box in degrees, by name."""
    return {"west": _lon(west), "south": _lat(south), "east": _lon(east), "north": _lat(north)}


def check_address(z: int, x: int, y: int, layer: str = "") -> None:
    """Whether a zoom has this tile.

    Raises:
        NotFound: ``tile_unknown``.
    """
    if not (0 <= z <= MAX_ZOOM and 0 <= x < 1 << z and 0 <= y < 1 << z):
        raise NotFound("tile_unknown", layer=layer, z=z, x=x, y=y)


def _lon(x: float) -> float:
    return math.degrees(x / EARTH_M)


def _lat(y: float) -> float:
    return math.degrees(2 * math.atan(math.exp(y / EARTH_M)) - math.pi / 2)

"""Tiles over HTTP: areas as vector tiles, incidents counted in hexagons or one by one."""

import json
from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data import incident_tiles, tiles
from data.current import current
from geo.errors import InputError, NotFound
from geo.model import Period
from pages.api.answers import actor, answer

MVT = "application/vnd.mapbox-vector-tile"
#: the address names the data version, so what it answers does not change
A_DAY = "private, max-age=86400"


def tile(request: Request) -> Response:
    """One vector tile."""
    who = actor(request)
    z, x, y = _place(request)
    body = tiles.tile(current(), who, request.path_params["layer"], z, x, y)
    return answer(request, body, MVT, A_DAY)


def incidents(request: Request) -> Response:
    """Incidents of a period inside one tile, as JSON: ``hexes`` [x, y, cases] or ``points``."""
    who = actor(request)
    z, x, y = _place(request)
    period = Period(_day(request, "since"), _day(request, "until"))
    category = request.query_params.get("category", "")
    found = incident_tiles.incident_tile(current(), who, period, category, z, x, y)
    body = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode() if found else b""
    return answer(request, body, "application/json", A_DAY)


def _place(request: Request) -> tuple[int, int, int]:
    parts = [request.path_params[name] for name in "zxy"]
    if not all(part.isascii() and part.isdigit() and len(part) < 9 for part in parts):
        raise NotFound("tile_unknown", layer="", z=parts[0], x=parts[1], y=parts[2])
    z, x, y = map(int, parts)
    return z, x, y


def _day(request: Request, name: str) -> date:
    text = request.query_params.get(name, "")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError("day_unreadable", value=text) from None


ROUTES = [
    Route("/tiles/{layer}/{stamp}/{z}/{x}/{y}", tile),
    Route("/incidents/{stamp}/{z}/{x}/{y}", incidents),
]

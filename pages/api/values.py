"""What travels apart from geometry: values by grid, texts on hover, facilities, pictures."""

import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data import tiles
from data.current import current
from data.payloads import PAYLOADS, Columns, Payload
from geo.errors import NotFound
from pages.api.answers import actor, answer

A_DAY = "private, max-age=86400"
#: grids whose texts are fetched together; the map's script divides ids by the same number
BLOCK = 256


def payload(request: Request) -> Response:
    """Bytes a page put aside, by the hash of their content."""
    found = PAYLOADS.get(request.path_params["name"], actor(request).scope)
    if not isinstance(found, Payload):
        raise NotFound("payload_unknown")
    return answer(request, found.body, found.media_type, A_DAY)


def hover(request: Request) -> Response:
    """Name, worker and the page's own columns for a block of grids: ``{id: [name, [[label, text], …]]}``."""
    who = actor(request)
    block = request.path_params["block"]
    if not (block.isascii() and block.isdigit() and len(block) < 9):
        raise NotFound("payload_unknown")
    first = int(block) * BLOCK
    last = first + BLOCK - 1
    found = PAYLOADS.get(request.path_params["name"], who.scope)
    lines = found.lines(first, last) if isinstance(found, Columns) else {}
    rows = {
        grid_id: [name, ([["worker", worker]] if worker else []) + lines.get(grid_id, [])]
        for grid_id, name, worker in tiles.names(current(), who, first, last)
    }
    body = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    return answer(request, body, "application/json", A_DAY)


ROUTES = [Route("/payloads/{name}", payload), Route("/hover/{name}/{block}", hover)]

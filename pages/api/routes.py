"""Every route of ours, all but one below ``/app``, and the table that turns errors into answers."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from geo.errors import GridkeeperError, NotFound
from pages.api import answers, assets, health, tiles, values

ROOT = "/app"


def _nothing_here(request: Request) -> Response:
    raise NotFound("address_unknown", path=request.url.path)


def _start(request: Request) -> Response:
    """The first page lives at the root; whoever types its name is led there with the whole query."""
    query = request.url.query
    return RedirectResponse("./" + (f"?{query}" if query else ""), 307)


#: the last route of ours keeps what does not exist away from Streamlit, which would answer with its page
ROUTES = [
    Mount(
        ROOT,
        routes=[
            *assets.ROUTES,
            *tiles.ROUTES,
            *values.ROUTES,
            *health.ROUTES,
            Route("/{rest:path}", _nothing_here),
        ],
    ),
    Route("/overview", _start),
]
ERRORS = {GridkeeperError: answers.refuse}

"""Every route of ours, below ``/app``, and the table that turns errors into answers."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from geo.errors import GridkeeperError, NotFound
from pages.api import answers, assets, health, tiles, values

ROOT = "/app"


def _nothing_here(request: Request) -> Response:
    raise NotFound("address_unknown", path=request.url.path)


#: the last route keeps what does not exist away from Streamlit, which would answer with its page
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
    )
]
ERRORS = {GridkeeperError: answers.refuse}

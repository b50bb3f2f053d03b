"""Whether the server lives and can read its record."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from data.current import current


def health(request: Request) -> JSONResponse:
    """``{"status": "ok"}`` once the record answers; it says nothing about what is inside."""
    current().version("grids")
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


ROUTES = [Route("/health", health)]

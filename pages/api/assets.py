"""The map's scripts and styles, from this server: bundles, each made once, kept by the browser."""

from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from geo.errors import NotFound
from pages.api.answers import answer

HERE = Path(__file__).parents[1] / "assets"
#: bundle → its parts, in the order they run
BUNDLES = {
    "map.js": (
        "leaflet/leaflet.js",
        "map/tiles.js",
        "map/paint.js",
        "map/marks.js",
        "map/panel.js",
        "map/pencil.js",
        "map/brush.js",
        "map/repaint.js",
        "map/time.js",
        "map/paper.js",
        "map/picture.js",
        "map/map.js",
    ),
    "months.js": ("map/paper.js", "map/months.js"),
    "map.css": ("leaflet/leaflet.css", "map/map.css"),
}
TYPES = {".js": "text/javascript", ".css": "text/css"}
A_YEAR = "public, max-age=31536000, immutable"


@cache
def bundle(name: str) -> bytes:
    """One bundle's bytes.

    Raises:
        NotFound: ``asset_unknown``.
    """
    if name not in BUNDLES:
        raise NotFound("asset_unknown", name=name)
    return "\n;\n".join((HERE / part).read_text(encoding="utf-8") for part in BUNDLES[name]).encode()


def asset(request: Request) -> Response:
    """A bundle. The digest in the address only makes it change when the bundle does."""
    name = request.path_params["name"]
    return answer(request, bundle(name), TYPES[Path(name).suffix], A_YEAR)


ROUTES = [Route("/assets/{digest}/{name}", asset)]

"""An address without a page: Streamlit would answer with a notice of its own, in English whoever reads it."""

from collections.abc import Collection
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.api.firstsign import is_page
from pages.api.security import is_frame

SCREENS = Path(__file__).parents[1]
#: files that are no address: what runs the pages, and the page that stands at the root
UNADDRESSED = ("shell", "overview")
#: the parameter that tells the overview which address was asked for
MISSING = "missing"
#: characters of an address that are told
MOST = 200


class NoSuchPage:
    """Middleware that leads from an address without a page to the overview, which says so in the reader's language.

    Args:
        app: what answers otherwise.
        pages: names of the pages as they stand in an address.
        base: the path below which Streamlit serves them.
    """

    def __init__(self, app: ASGIApp, pages: Collection[str], base: str = "") -> None:
        self.app = app
        self.pages = frozenset(pages)
        self.root = "/" + f"{base.strip('/')}/".lstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; where the answer is the page though the address has none, lead to the overview."""
        path = scope.get("path", "")
        asked = path.removeprefix(self.root.rstrip("/")).removeprefix("/")
        known = not asked or asked in self.pages or is_frame(path)
        if scope["type"] != "http" or scope["method"] != "GET" or known:
            await self.app(scope, receive, send)
            return
        led = False

        async def leading(message: Message) -> None:
            nonlocal led
            if message["type"] == "http.response.start" and is_page(message):
                led = True
                target = overview(asked, scope["query_string"].decode("latin-1"))
                await RedirectResponse(target, 307)(scope, receive, send)
            elif not led:
                await send(message)

        await self.app(scope, receive, leading)


def addresses() -> frozenset[str]:
    """The pages as they stand in an address."""
    return frozenset(file.stem for file in SCREENS.glob("*.py")) - {*UNADDRESSED}


def overview(asked: str, query: str) -> str:
    """The overview's address as seen from another one, so that it holds behind a relay too.

    Args:
        asked: the address below the root, without its first stroke.
        query: what came with it; it stays.

    >>> overview("nothing", "lang=zh"), overview("a/b", "")
    ('./?lang=zh&missing=%2Fnothing', '../?missing=%2Fa%2Fb')
    """
    kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != MISSING]
    return ("../" * asked.count("/") or "./") + "?" + urlencode([*kept, (MISSING, f"/{asked}"[:MOST])])

"""What the page has before any script: a first sign, and our own style.

Streamlit's page is blank until its scripts have come, so a line runs along its top meanwhile. A browser paints
nothing before the styles that the head asks for have come, and Streamlit's come behind some sixty scripts; so they
are asked for at the end of the body, where they hold up nothing that stands above them. Our own style comes behind
them, for of two rules the later one holds; sent with the page it is not part of every rerun.
"""

import re
from functools import cache
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.api.security import is_frame

ASSETS = Path(__file__).parents[1] / "assets"
#: before the page has any script or style of its own
BEFORE = b"</head>"
#: where what can wait is asked for
END = b"</body>"
STYLESHEET = re.compile(rb'<link rel="stylesheet"[^>]*>')


class FirstSign:
    """Middleware that puts our style into Streamlit's page: the first sign's into its head, the rest at its end."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; where the answer is the page, send it with the rules in it."""
        if scope["type"] != "http" or scope["method"] != "GET" or is_frame(scope["path"]):
            await self.app(scope, receive, send)
            return
        held: list[Message] = []
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        asks_page = any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start" and is_page(message):
                held.append(message)
            elif held:
                held.append(message)
                if not message.get("more_body"):
                    await _send_page(held, send)
            else:
                await send(message)

        # a packed page could not be added to; it is a few kilobytes
        await self.app(scope | {"headers": plain} if asks_page else scope, receive, dressed)


def is_page(start: Message) -> bool:
    """Whether what begins is a whole page of HTML as it stands in its file."""
    headers = MutableHeaders(raw=list(start["headers"]))
    html = headers.get("content-type", "").startswith("text/html")
    return start["status"] == 200 and html and "content-encoding" not in headers


async def _send_page(held: list[Message], send: Send) -> None:
    start, *parts = held
    body = with_style(b"".join(part.get("body", b"") for part in parts))
    headers = MutableHeaders(scope=start)
    headers["content-length"] = str(len(body))
    for name in ("etag", "last-modified", "accept-ranges"):  # they speak of the file, not of what is sent
        del headers[name]
    await send(start)
    await send({"type": "http.response.body", "body": body})


def with_style(page: bytes) -> bytes:
    """A page with the first sign's rules in its head, and all others where they do not hold up the first paint.

    >>> with_style(b"<head></head>").startswith(b"<head><style>"), with_style(b"no head")
    (True, b'no head')
    """
    if BEFORE not in page or END not in page:
        return page.replace(BEFORE, _style("waiting.css") + BEFORE, 1)
    head, rest = page.split(BEFORE, 1)
    late = b"".join(STYLESHEET.findall(head)) + _style("screen.css")
    return STYLESHEET.sub(b"", head) + _style("waiting.css") + BEFORE + rest.replace(END, late + END, 1)


@cache
def _style(name: str) -> bytes:
    return b"<style>" + (ASSETS / name).read_bytes() + b"</style>"

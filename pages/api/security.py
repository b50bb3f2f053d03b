"""Security headers on every answer, and Streamlit's doors that nobody here needs, shut."""

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Streamlit's page needs inline styles and, for its charts, eval; nothing from elsewhere
PAGE = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:;"
    " style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:;"
    " connect-src 'self' data: blob:; worker-src 'self' blob:; frame-src 'self' data: blob:;"
    " object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
#: the map's frame: its own origin, so that even a script smuggled into it reaches nothing of the page
FRAME = (
    "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval';"
    " style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
OTHERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
#: counts of sessions and caches for whoever asks, and an interface that drives pages without a browser
SHUT = ("/_stcore/metrics", "/_stcore/agent")


class ShutDoors:
    """Middleware that knows nothing of some of Streamlit's addresses."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on unless its address is shut."""
        if scope["type"] == "http" and any(door in scope["path"] for door in SHUT):
            await PlainTextResponse("Not Found", 404)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


class SecurityHeaders:
    """Middleware that adds the headers above unless an answer brought its own.

    What fails unforeseen is answered here: Starlette would do so outside of every middleware, without them.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and dress the answer."""
        begun = False

        async def dressed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", FRAME if is_frame(scope["path"]) else PAGE)
                for name, value in OTHERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            await self.app(scope, receive, dressed)
        except Exception:
            if not begun:
                await PlainTextResponse("Internal Server Error", 500)(scope, receive, dressed)
            raise  # Starlette leaves it in the log


def is_frame(path: str) -> bool:
    """Whether an address belongs to a component's frame.

    >>> is_frame("/component/streamlit_folium.st_folium/index.html"), is_frame("/overview")
    (True, False)
    """
    return "/component/" in path

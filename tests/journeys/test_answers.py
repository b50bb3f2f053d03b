"""What the real server answers to programs: headers everywhere, shut doors, nothing to push in from elsewhere."""

import http.client
import re
from urllib.parse import urlsplit

import pytest

PATHS = (
    "/", "/cases", "/grid?grid=1", "/overview", "/nothing/here", "/app/health", "/app/nothing",
    "/app/assets/x/map.js", "/app/assets/x/nothing.js", "/app/tiles/grids/0/1/0/0", "/app/tiles/grids/0/x/0/0?t=1",
    "/app/payloads/x?t=x", "/app/hover/x/0", "/app/incidents/0/1/0/0?since=abc",
    "/component/streamlit_folium.st_folium/index.html", "/component/nothing/index.html", "/media/nothing.csv",
    "/_stcore/health", "/_stcore/host-config", "/_stcore/metrics", "/_stcore/agent", "/static/nothing.js",
    "/..%2f..%2fetc%2fpasswd", "/app/assets/x/..%2f..%2fshell.py",
)  # fmt: skip
ELSEWHERE = "http://elsewhere.example"


class Answer:
    """Status, headers and body of one answer."""

    def __init__(
        self, server, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> None:
        at = urlsplit(server.url)
        line = http.client.HTTPConnection(at.hostname, at.port, timeout=60)
        line.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = line.getresponse()
        self.status = answer.status
        self.headers = {name.lower(): value for name, value in answer.getheaders()}
        self.body = b"" if answer.status == 101 else answer.read()
        line.close()


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers_and_no_trace(server, path):
    answer = Answer(server, path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy and "http:" not in policy and "https:" not in policy
    assert answer.status < 500
    assert b"Traceback" not in answer.body and b'File "' not in answer.body and b"root:x:" not in answer.body


def test_the_script_and_style_of_the_page_carry_them_too(server):
    page = Answer(server, "/").body.decode()
    links = re.findall(r'(?:src|href)="\.?(/?static/[^"]+)"', page)
    assert any(link.endswith(".js") for link in links) and any(link.endswith(".css") for link in links)
    for link in links:
        answer = Answer(server, "/" + link.lstrip("/"))
        assert answer.status == 200
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_page_names_no_other_host(server):
    hosts = set(
        re.findall(r"""(?:src|href|action)=["'](?:https?:)?//([^/"']+)""", Answer(server, "/").body.decode())
    )
    assert hosts == set()


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent", "/_stcore/agent/x"])
def test_doors_nobody_needs_are_shut(server, path):
    assert Answer(server, path).status == 404
    assert Answer(server, path, "POST", b"{}").status == 404


@pytest.mark.parametrize("path", [path for path in PATHS if path.startswith("/app/")])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_our_routes_take_nothing_in(server, path, method):
    answer = Answer(server, path, method, b"x=1", Origin=ELSEWHERE, Content_Type="text/plain")
    assert answer.status in (400, 404, 405)


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_an_upload_needs_a_session_of_its_own(server, method):
    answer = Answer(server, "/_stcore/upload_file/0000/1111", method, b"x", Origin=ELSEWHERE)
    assert 400 <= answer.status < 500
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers.get("access-control-allow-origin", "") in ("", "null")


def shake_hands(server, origin: str) -> int:
    """Ask for the page's live connection as a page of ``origin`` would."""
    return Answer(
        server, "/_stcore/stream", Origin=origin, Connection="Upgrade", Upgrade="websocket",
        Sec_WebSocket_Version="13", Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ==",
    ).status  # fmt: skip


def test_pages_from_elsewhere_get_no_live_connection(server):
    assert shake_hands(server, server.url) == 101
    assert shake_hands(server, ELSEWHERE) == 403


def test_no_cookie_is_readable_across_sites(server):
    for path in ("/", "/_stcore/health", "/_stcore/host-config"):
        cookies = Answer(server, path).headers.get("set-cookie", "")
        assert not cookies or "samesite=lax" in cookies.lower() or "samesite=strict" in cookies.lower()

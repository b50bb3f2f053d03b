"""Security headers stand on every answer; the map's frame is a sandbox without an origin."""

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.api.security import OTHERS, SecurityHeaders, ShutDoors


def policy(answer) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer.headers["content-security-policy"].split(";"))
    return {name: value for name, _, value in parts}


@pytest.mark.parametrize(
    "path", ["/app/health", "/app/assets/x/map.js", "/app/nothing", "/app/tiles/grids/0/1/0/0", "/"]
)
def test_every_answer_carries_them(served, path):
    answer = served.get(path)
    for name, value in OTHERS.items():
        assert answer.headers[name] == value
    rules = policy(answer)
    assert rules["object-src"] == "'none'"
    assert rules["frame-ancestors"] == "'self'"
    assert "http" not in answer.headers["content-security-policy"]


def test_an_answer_to_what_failed_unforeseen_carries_them_too(served, town_record):
    town_record.root.close()
    answer = served.get("/app/health")
    assert (answer.status_code, answer.text) == (500, "Internal Server Error")
    assert {name: answer.headers.get(name) for name in OTHERS} == OTHERS
    assert policy(answer)["default-src"] == "'self'"


def test_what_fails_midway_is_not_answered_twice_and_still_known():
    async def halfway(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        TestClient(SecurityHeaders(halfway)).get("/")


def test_a_components_frame_has_no_origin():
    def frame(request):
        return PlainTextResponse("x")

    app = SecurityHeaders(
        Starlette(routes=[Route("/component/map/index.html", frame), Route("/page", frame)])
    )
    client = TestClient(app)
    inner = policy(client.get("/component/map/index.html"))
    assert inner["sandbox"] == "allow-scripts allow-downloads"  # a picture of the map can be kept
    assert inner["default-src"] == "'none'"
    assert "sandbox" not in policy(client.get("/page"))


def test_an_answer_may_bring_its_own():
    def own(request):
        return PlainTextResponse("x", headers={"Content-Security-Policy": "default-src 'none'"})

    client = TestClient(SecurityHeaders(Starlette(routes=[Route("/", own)])))
    assert client.get("/").headers["content-security-policy"] == "default-src 'none'"


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/base/_stcore/metrics", "/_stcore/agent/interact", "/_stcore/agent/mcp"]
)
def test_doors_nobody_needs_are_shut(path):
    def open_door(request):
        return PlainTextResponse("inside")

    app = SecurityHeaders(
        ShutDoors(Starlette(routes=[Route("/{rest:path}", open_door, methods=["GET", "POST"])]))
    )
    client = TestClient(app)
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 404
        assert "inside" not in answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert client.get("/_stcore/health").text == "inside"

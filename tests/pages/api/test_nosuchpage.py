"""An address without a page leads to the overview, and nothing else does."""

from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.api.nosuchpage import MOST, NoSuchPage, addresses, overview
from pages.parts import frame

ANSWERS = {
    "/text": lambda _request: PlainTextResponse("text"),
    "/wrong": lambda _request: HTMLResponse("wrong", 404),
    "/led": lambda _request: RedirectResponse("/cases"),
    "/{rest:path}": lambda _request: HTMLResponse("<html><head></head></html>"),
}


def client(**how):
    app = Starlette(routes=[Route(path, answer) for path, answer in ANSWERS.items()])
    return TestClient(NoSuchPage(app, ["cases", "gaps"], **how), follow_redirects=False)


@pytest.mark.parametrize(
    ("path", "leads_to", "told"),
    [
        ("/nothing", "/", "/nothing"),
        ("/Cases", "/", "/Cases"),
        ("/a/b", "/", "/a/b"),
        ("/cases/7", "/", "/cases/7"),
        ("/index.html", "/", "/index.html"),
        ("/%E7%BD%91%E6%A0%BC", "/", "/网格"),
        ("/%3Cb%3E", "/", "/<b>"),
        ("/nothing?lang=zh&missing=/cases&foo=", "/", "/nothing"),
        ("/" + "x" * 999, "/", "/" + "x" * (MOST - 1)),
    ],
)
def test_an_address_without_a_page_leads_to_the_overview(path, leads_to, told):
    answer = client().get(path)
    assert answer.status_code == 307
    target = urlsplit(str(answer.next_request.url))
    assert (target.hostname, target.path) == ("testserver", leads_to)
    assert parse_qs(target.query)["missing"] == [told]


def test_the_query_comes_along():
    target = client().get("/nothing?lang=zh&since=2026-03-01&since=&q=a%26b").next_request.url
    assert target.query.decode() == "lang=zh&since=2026-03-01&since=&q=a%26b&missing=%2Fnothing"


def test_no_address_writes_a_header():
    assert overview("a\r\nb", "").isprintable()


@pytest.mark.parametrize("path", ["/", "/cases", "/gaps?foo=1", "/component/map/index.html"])
def test_a_page_is_left_alone(path):
    assert client().get(path).text.startswith("<html>")


@pytest.mark.parametrize(("path", "status"), [("/text", 200), ("/wrong", 404), ("/led", 307)])
def test_what_is_no_page_is_left_alone(path, status):
    answer = client().get(path)
    assert (answer.status_code, "missing" in answer.headers.get("location", "")) == (status, False)


def test_what_only_looks_is_left_alone():
    assert client().head("/nothing").status_code == 200


def test_below_a_path_of_its_own():
    below = client(base="town/")
    assert below.get("/town").status_code == below.get("/town/").status_code == 200
    assert below.get("/town/gaps").status_code == 200
    assert str(below.get("/town/nothing").next_request.url) == "http://testserver/town/?missing=%2Fnothing"


def test_the_pages_of_the_navigation_have_an_address():
    assert addresses() == {file.removesuffix(".py") for file, *_rest in frame.PAGES[1:]}

"""The page comes with a sign that it is on its way; no other answer is touched."""

import re
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.api import firstsign
from pages.api.firstsign import FirstSign, with_style

PAGE = "<html><head><title>甲</title></head><body><div id=root></div></body></html>"


@pytest.fixture(scope="module")
def client():
    def pieces(_request):
        return StreamingResponse(iter([PAGE[:20], PAGE[20:]]), media_type="text/html")

    answers = {
        "/": lambda _request: HTMLResponse(PAGE, headers={"etag": "x", "last-modified": "y"}),
        "/pieces": pieces,
        "/text": lambda _request: PlainTextResponse(PAGE),
        "/wrong": lambda _request: HTMLResponse(PAGE, 404),
        "/packed": lambda _request: HTMLResponse(PAGE, headers={"content-encoding": "identity"}),
        "/seen": lambda request: PlainTextResponse(request.headers.get("accept-encoding", "none")),
        "/component/map/index.html": lambda _request: HTMLResponse(PAGE),
    }
    return TestClient(FirstSign(Starlette(routes=[Route(path, answer) for path, answer in answers.items()])))


@pytest.mark.parametrize("path", ["/", "/pieces"])
def test_the_page_shows_a_sign_before_its_scripts_have_come(client, path):
    answer = client.get(path)
    head, body = answer.text.split("</head>")
    assert "#root:empty::before" in head[head.index("<style>") :]
    assert re.sub("<style>.*?</style>", "", answer.text, flags=re.DOTALL) == PAGE
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert not {"etag", "last-modified"} & set(answer.headers)  # an older sign is never taken for this one


def test_no_style_that_is_still_on_its_way_holds_up_the_first_paint():
    link = '<link rel="stylesheet" crossorigin href="./a.css">'
    page = f"<head><title>甲</title>{link}</head><body><div id=root></div></body>"
    head, body = with_style(page.encode()).decode().split("</head>")
    assert "stylesheet" not in head
    assert body.startswith(f"<body><div id=root></div>{link}<style>")


def test_our_own_style_stands_behind_all_others_for_of_two_rules_the_later_one_holds():
    own = (firstsign.ASSETS / "screen.css").read_text(encoding="utf-8")
    page = (Path(streamlit.__file__).parent / "static/index.html").read_bytes()
    assert with_style(page).decode().rstrip().endswith(f"<style>{own}</style></body>\n</html>")


def test_streamlits_own_page_asks_for_styles_after_what_is_painted_first():
    page = (Path(streamlit.__file__).parent / "static/index.html").read_bytes()
    head, body = with_style(page).split(b"</head>")
    assert b'rel="stylesheet"' not in head
    assert 0 < body.index(b'id="root"') < body.index(b'rel="stylesheet"')


@pytest.mark.parametrize("path", ["/text", "/wrong", "/packed", "/component/map/index.html"])
def test_nothing_else_is_touched(client, path):
    assert client.get(path).text == PAGE


def test_a_page_is_asked_for_unpacked_so_that_it_can_be_added_to(client):
    packed = {"accept-encoding": "gzip"}
    assert client.get("/seen", headers=packed | {"accept": "text/html,*/*"}).text == "none"
    assert client.get("/seen", headers=packed | {"accept": "*/*"}).text == "gzip"


def test_a_look_at_the_headers_alone_is_passed_on(client):
    assert client.head("/").text == ""

"""Tiles over HTTP: packed, tagged, scoped; a bad address is never a traceback."""

import gzip

import mvt
import pytest

WHOLE = "/app/tiles/grids/0.0/8/211/97"  # the zoom-8 tile that holds the town
PERIOD = "since=2026-03-01&until=2026-04-01"


def test_a_tile_arrives_packed_with_a_tag(served, token):
    answer = served.get(WHOLE, params={"t": token()})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "private" in answer.headers["cache-control"]
    assert sorted(feature.id for feature in mvt.decode(answer.content)["grids"]) == list(range(1, 10))


def test_a_browser_that_cannot_unpack_gets_plain_bytes(served, token):
    plain = served.get(WHOLE, params={"t": token()}, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    packed = served.get(WHOLE, params={"t": token()}, headers={"accept-encoding": "gzip"})
    assert packed.content == plain.content
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"


def test_a_large_answer_is_packed(served):
    import re

    from pages.api.assets import bundle

    with served.stream("GET", "/app/assets/x/map.js", headers={"accept-encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == bundle("map.js")
    assert re.search(rb"L\.version|leafletjs\.com", bundle("map.js"))


def test_what_the_browser_has_is_not_sent_again(served, token):
    first = served.get(WHOLE, params={"t": token()})
    again = served.get(WHOLE, params={"t": token()}, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    other = served.get(WHOLE, params={"t": token()}, headers={"if-none-match": '"other"'})
    assert other.status_code == 200


def test_an_empty_tile_says_so(served, token):
    answer = served.get("/app/tiles/grids/0.0/8/0/0", params={"t": token()})
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize(
    "address",
    [
        "/app/tiles/secrets/0/8/211/97", "/app/tiles/grids/0/8/211/999", "/app/tiles/grids/0/99/0/0",
        "/app/tiles/grids/0/8/211/x", "/app/tiles/grids/0/8/-1/97", "/app/tiles/grids/0/8/2e2/97",
        "/app/tiles/grids/0/8/٣/97", "/app/tiles/grids/0/8/211", "/app/tiles", "/app/tiles/grids/0/8/211/97/1",
        "/app/tiles/grids'; DROP TABLE grid; --/0/8/211/97", "/app/tiles/grids/0/99999999999999/1/1", "/app/nothing",
        "/app/", "/app/incidents/0/8/211/999?" + PERIOD,
    ],
)  # fmt: skip
def test_a_bad_address_is_not_found(served, token, address):
    answer = served.get(address, params={"t": token()} | dict(p.split("=") for p in PERIOD.split("&")))
    assert answer.status_code == 404
    assert answer.json()["error"] in ("tile_unknown", "address_unknown")
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "period", ["", "since=2026-03-01", "since=x&until=y", "since=2026-04-01&until=2026-03-01"]
)
def test_a_bad_period_is_refused(served, token, period):
    answer = served.get(f"/app/incidents/0/8/211/97?{period}&t={token()}")
    assert answer.status_code == 400
    assert answer.json()["error"] in ("day_unreadable", "period_empty")


@pytest.mark.parametrize("address", [WHOLE, f"/app/incidents/0/8/211/97?{PERIOD}"])
@pytest.mark.parametrize("word", ["", "forged", "QUJD"])
def test_without_a_token_nothing_is_served(served, address, word):
    answer = served.get(address + ("&" if "?" in address else "?") + "t=" + word)
    assert answer.status_code == 403
    assert answer.json()["error"] == "token_refused"


def test_a_worker_gets_the_beat_only(served, token):
    answer = served.get(WHOLE, params={"t": token("worker:2", "worker")})
    assert sorted(feature.id for feature in mvt.decode(answer.content)["grids"]) == [3, 6]
    assert served.get(WHOLE, params={"t": token("worker:99", "worker")}).status_code == 204


def test_only_reading(served, token):
    assert served.post(WHOLE, params={"t": token()}).status_code == 405


def test_incidents_are_counted(served, token, town_record):
    import stock

    stock.put_incidents(town_record, [{"grid_id": 1}, {"grid_id": 1}, {"grid_id": 6}])
    address = "/app/incidents/0/4/13/6"
    answer = served.get(f"{address}?{PERIOD}&t={token()}").json()
    assert sum(cases for _x, _y, cases in answer["hexes"]) == 3
    answer = served.get(f"{address}?{PERIOD}&t={token('worker:2', 'worker')}").json()
    assert sum(cases for _x, _y, cases in answer["hexes"]) == 1
    assert served.get(f"{address}?since=2020-01-01&until=2020-02-01&t={token()}").status_code == 204

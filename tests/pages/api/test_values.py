"""Values and hover texts over HTTP."""

import pandas as pd

from data.payloads import PAYLOADS, Column, Columns, Payload

ATTACK = "<img src=x onerror=alert(1)>"


def test_a_payload_goes_to_its_scope_only(served, token):
    name = PAYLOADS.put(Payload(b"numbers", "application/octet-stream", "worker:1"))
    mine = served.get(f"/app/payloads/{name}", params={"t": token("worker:1", "worker")})
    assert (mine.status_code, mine.content) == (200, b"numbers")
    for scope in ("worker:2", "all"):
        assert served.get(f"/app/payloads/{name}", params={"t": token(scope)}).status_code == 404
    assert served.get(f"/app/payloads/{name}").status_code == 403


def test_hover_texts_come_in_blocks(served, token, town_record):
    town_record.rows("UPDATE grid SET name = ? WHERE grid_id = 9", [ATTACK])
    counts = pd.Series([4.0, 2.5], index=pd.Index([1, 9], name="grid_id"))
    name = PAYLOADS.put(Columns((Column("Cases", counts, "", 1),), "all"))
    rows = served.get(f"/app/hover/{name}/0", params={"t": token()}).json()
    assert rows["1"] == ["Grid 1", [["worker", "Worker 1"], ["Cases", "4.0"]]]
    assert rows["2"] == ["Grid 2", [["worker", "Worker 1"]]]
    assert rows["9"] == [ATTACK, [["Cases", "2.5"]]]
    assert served.get(f"/app/hover/{name}/1", params={"t": token()}).json() == {}


def test_hover_is_scoped(served, token):
    rows = served.get("/app/hover/0/0", params={"t": token("worker:3", "worker")}).json()
    assert sorted(rows) == ["5", "7", "8"]
    assert served.get("/app/hover/0/0").status_code == 403


def test_texts_are_served_as_data(served, token):
    answer = served.get("/app/hover/0/0", params={"t": token()})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_what_is_gone_is_not_found(served, token):
    for address in ("/app/payloads/nothing", "/app/hover/0/x", "/app/hover/0/-1"):
        answer = served.get(address, params={"t": token()})
        assert answer.status_code == 404
        assert answer.json()["error"] == "payload_unknown"
    columns = PAYLOADS.put(Columns((), "all"))
    assert served.get(f"/app/payloads/{columns}", params={"t": token()}).status_code == 404

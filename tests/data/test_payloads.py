"""Payloads: found by content, handed out by scope, bounded."""

import pandas as pd

from data.payloads import Column, Columns, Payload, Payloads


def payload(body: bytes, scope: str = "all") -> Payload:
    return Payload(body, "text/plain", scope)


def test_the_same_bytes_have_the_same_name_and_are_kept_once():
    store = Payloads()
    assert store.put(payload(b"abc")) == store.put(payload(b"abc"))
    assert store.put(payload(b"abd")) != store.put(payload(b"abc"))


def test_a_payload_is_for_its_own_scope():
    store = Payloads()
    name = store.put(payload(b"secret", "worker:1"))
    assert store.get(name, "worker:1").body == b"secret"
    assert store.get(name, "all") is store.get(name, "worker:2") is None
    assert store.put(payload(b"secret", "worker:2")) != name


def test_the_oldest_unused_goes_first():
    store = Payloads(room=10)
    a, b = store.put(payload(b"aaaa")), store.put(payload(b"bbbb"))
    store.get(a, "all")
    store.put(payload(b"cccc"))
    assert store.get(b, "all") is None
    assert store.get(a, "all").body == b"aaaa"


def test_columns_answer_by_block():
    ids = pd.Index([3, 255, 256], name="grid_id")
    counts = Column("Cases", pd.Series([1.0, float("nan"), 1200.0], index=ids), "per 1,000", 1)
    words = Column("Class", pd.Series(["hot", "cold", "<b>"], index=ids, dtype=object))
    columns = Columns((counts, words), "all")
    assert columns.lines(0, 255) == {
        3: [["Cases", "1.0 per 1,000"], ["Class", "hot"]],
        255: [["Cases", "–"], ["Class", "cold"]],
    }
    assert columns.lines(256, 511) == {256: [["Cases", "1,200.0 per 1,000"], ["Class", "<b>"]]}


def test_columns_are_named_by_content_and_scope():
    store = Payloads()
    ids = pd.Index([1, 2], name="grid_id")

    def put(cells, label="a", scope="all"):
        return store.put(Columns((Column(label, pd.Series(cells, index=ids)),), scope))

    assert put([1.0, 2.0]) == put([1.0, 2.0])
    assert (
        len({put([1.0, 2.0]), put([1.0, 3.0]), put([1.0, 2.0], "b"), put([1.0, 2.0], scope="worker:1")}) == 4
    )

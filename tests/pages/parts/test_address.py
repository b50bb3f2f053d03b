"""The address: what is read from it, what is carried on."""

import pytest

from pages.parts import address


@pytest.fixture
def query(monkeypatch):
    held = {}
    monkeypatch.setattr(address.st, "query_params", held)
    return held


@pytest.mark.parametrize(
    ("text", "found"), [("7", 7), ("", None), ("-1", None), ("1e3", None), ("٣", None), ("9" * 20, None)]
)
def test_ids_are_plain_numbers(query, text, found):
    query["grid"] = text
    assert address.get_id("grid") == found


def test_what_is_empty_leaves(query):
    address.put(since="2026-03-01", page=3)
    assert query == {"since": "2026-03-01", "page": "3"}
    address.put(since="", page=None)
    assert query == {}


def test_what_is_carried_to_another_page(query):
    query.update(lang="zh", since="2026-03-01", measure="rate", grid="4")
    assert address.carried(grid=9, spot="") == {"lang": "zh", "since": "2026-03-01", "grid": "9"}

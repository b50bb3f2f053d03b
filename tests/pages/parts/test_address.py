"""The address: what is read from it, what is carried on."""

import ast

import house
import pytest
import words

from pages.parts import address
from pages.parts.hotspots.hotviews import VIEWS

#: functions of ``address`` and ``filters`` whose first argument is a parameter's name
READ = {"get", "get_id", "get_ids", "get_pairs", "get_one_of", "choice", "pick", "several", "some", "switch", "whole",
        "along", "search", "lines"}  # fmt: skip
#: those whose named arguments are parameters
WRITTEN = {"put", "link", "go", "carried"}
NO_PARAMETERS = {"icon", "width"}


def parameters() -> tuple[set[str], set[str]]:
    """Every parameter that the sources read, and every one they write."""
    read = {view.way[0] for view in VIEWS.values() if view.way} | {"since", "until"}
    written = set()
    for module in words.modules():
        for node in ast.walk(module.tree):
            of, _dot, name = (
                house.dotted(node.func).rpartition(".") if isinstance(node, ast.Call) else ("",) * 3
            )
            if of in ("address", "filters") and name in READ and node.args:
                read |= {words.constant(node.args[0])} - {None}
            elif of == "address" and name in WRITTEN:
                written |= {argument.arg for argument in node.keywords} - NO_PARAMETERS - {None}
    return read, written


def test_the_names_of_the_address_are_those_that_pages_read():
    read, written = parameters()
    assert read == address.NAMES
    assert written <= address.NAMES


class Query(dict):
    """What Streamlit keeps of an address."""

    to_dict = dict.copy


@pytest.fixture
def query(monkeypatch):
    held = Query()
    monkeypatch.setattr(address.st, "query_params", held)
    return held


@pytest.mark.parametrize(
    ("text", "found"), [("7", 7), ("", None), ("-1", None), ("1e3", None), ("٣", None), ("9" * 20, None)]
)
def test_ids_are_plain_numbers(query, text, found):
    query["grid"] = text
    assert address.get_id("grid") == found


@pytest.mark.parametrize(
    ("text", "found", "odd"),
    [
        ("1:2,3:4", ((1, 2), (3, 4)), ""),
        ("", (), ""),
        ("1:2,x:3,4", ((1, 2),), "x:3,4"),
        ("1:2:3", (), "1:2:3"),
    ],
)
def test_pairs_are_two_plain_numbers(query, monkeypatch, text, found, odd):
    noted = []
    monkeypatch.setattr(address.misread, "note", lambda name, text, shown="": noted.append(text))
    query["tie"] = text
    assert address.get_pairs("tie") == found and noted == [odd]
    assert address.pairs([(1, 2), (3, 4)]) == "1:2,3:4"


def test_what_is_empty_leaves(query):
    address.put(since="2026-03-01", page=3)
    assert query == {"since": "2026-03-01", "page": "3"}
    address.put(since="", page=None)
    assert query == {}


def test_what_is_carried_to_another_page(query):
    query.update(lang="zh", since="2026-03-01", measure="rate", grid="4")
    assert address.carried(grid=9, spot="") == {"lang": "zh", "since": "2026-03-01", "grid": "9"}

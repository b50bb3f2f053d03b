"""Words for codes: every code of the science has one, people's text starts no markup."""

import pytest

from data.permits import ROLES
from geo import names, workflow
from pages.parts import labels, session


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")


@pytest.mark.parametrize(
    ("codes", "table"),
    [
        (ROLES, labels.ROLES),
        (workflow.STATES, labels.STATES),
        (workflow.STATES, labels.STATE_COLOURS),
        (workflow.ACTIONS, labels.ACTIONS),
        (names.SOURCES, labels.SOURCES),
        (names.GRID_KINDS, labels.KINDS),
    ],
)
def test_every_code_has_its_word(codes, table):
    assert set(codes) == set(table)


def test_an_unknown_code_stands_for_itself():
    assert labels.state("archived") == "archived"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](http://a/b.png)",
        "**bold**",
        ":material/bug:",
        "$x$",
    ],
)
def test_markup_is_held(text):
    held = labels.plain(text)
    assert "<" not in held
    assert not any(held[k] in "*[]$:!`_" and held[k - 1] != "\\" for k in range(len(held)))


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("http://a.b", "http\\:\u2060//a.b"),
        ("see WWW.a.b", "see WWW\u2060.a.b"),
        ("mail to x@a.b", "mail to x\u2060@a.b"),
        (":material/home:", "\\:\u2060material/home\\:"),
        ("- item", "\\- item"),
        ("a\n===", "a\n\\==="),
        ("12. item", "12\\. item"),
        ("3.5 km at 9:30", "3\\.5 km at 9\\:30"),
        ("@home", "@home"),
    ],
)
def test_no_link_picture_or_list_comes_of_text(text, held):
    assert labels.plain(text) == held


@pytest.mark.parametrize(
    ("name", "words"),
    [("operator", "Operator"), ("manager 3f2a", "Grid manager 3f2a"), ("Wang Li", "Wang Li")],
)
def test_who_did_it_is_told_by_the_words_for_roles(name, words):
    assert labels.who(name) == words

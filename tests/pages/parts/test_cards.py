"""Big numbers: good news, bad news, no news; names are only names."""

import pytest

from pages.parts import cards, session

NAN = float("nan")


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")


@pytest.mark.parametrize(
    ("change", "better", "expected"),
    [
        (3, "lower", ("bad", "▲ +3")),
        (-1200, "lower", ("good", "▼ −1,200")),
        (3, "higher", ("good", "▲ +3")),
        (3, "", ("", "▲ +3")),
        (0, "lower", ("", "no change")),
        (NAN, "lower", ("", "as of today")),
    ],
)
def test_change_in_words(change, better, expected):
    assert cards.change(cards.Figure("Cases", 5, change, "", better)) == expected


def test_a_remark_stands_where_there_is_no_change():
    assert cards.change(cards.Figure("Cases", 5, NAN, "", remark="61%")) == ("", "61%")


def test_no_text_starts_markup():
    card = cards._card(cards.Figure("<b>", NAN, NAN, '"><script>', remark="<i>"))
    assert "<b>" not in card and "<i>" not in card and "<script>" not in card
    assert ">–<" in card


def test_every_figure_of_the_science_has_words():
    from geo.kpi import FIGURES

    assert {figure.code for figure in FIGURES} == set(cards.FIGURES)

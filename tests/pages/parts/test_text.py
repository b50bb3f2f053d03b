"""Words, numbers and dates in the reader's language."""

from datetime import date, datetime

import pandas as pd
import pytest

from geo.errors import InputError
from geo.model import Period
from pages.parts import session, text


@pytest.fixture
def speak(monkeypatch):
    return lambda language: monkeypatch.setattr(session, "language", lambda: language)


def test_words(speak):
    speak("zh")
    assert text._("Overview") == "总览"
    speak("en")
    assert text._("Overview") == "Overview"


def test_plurals(speak):
    speak("en")
    assert [text.ngettext("{n} grid", "{n} grids", n).format(n=n) for n in (1, 2)] == ["1 grid", "2 grids"]
    speak("zh")
    assert text.ngettext("{n} grid", "{n} grids", 2).format(n=2) == "2 个网格"


def test_an_error_as_a_sentence(speak):
    speak("zh")
    assert text.sentence(InputError("city_unknown", city="x", known="default")).startswith(
        "没有名为“x”的城市配置"
    )


@pytest.mark.parametrize("value", [None, float("nan"), pd.NaT, pd.NA])
def test_nothing_is_a_dash(speak, value):
    speak("en")
    assert {
        text.number(value),
        text.percent(value),
        text.day(value),
        text.moment(value),
        text.signed(value),
    } == {"–"}


def test_numbers():
    assert text.number(1234567.891, 1) == "1,234,567.9"
    assert text.percent(0.305) == "30%"
    assert [text.signed(n) for n in (3, -1200, 0, 0.4)] == ["+3", "−1,200", "0", "0"]
    assert text.numbers(pd.Series([1500, None])).tolist() == ["1,500", "–"]


def test_dates(speak):
    speak("zh")
    assert text.moment(datetime(2026, 9, 2, 8, 5)) == "2026年9月2日 08:05"
    speak("en")
    assert text.period(Period(date(2026, 3, 1), date(2026, 3, 8))) == "1 Mar 2026 – 7 Mar 2026"


def test_either_name(speak):
    speak("zh")
    assert text.either({"name_zh": "公园", "name_en": "Park"}) == "公园"


@pytest.mark.parametrize("language", session.LANGUAGES)
def test_every_language_has_a_catalogue(language):
    assert text.catalogue(language).gettext("") != ""


@pytest.mark.parametrize("kind", ["float64", "Int32", "Int64", "object"])
def test_a_column_without_a_single_number_is_a_column_of_dashes(kind):
    column = pd.Series([None, None], index=[7, 9], dtype=kind)
    assert text.numbers(column).to_dict() == {7: text.NOTHING, 9: text.NOTHING}

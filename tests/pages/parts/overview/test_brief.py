"""The leader's brief: what stands on it is what stands on the overview."""

from datetime import date

import numpy as np
import pandas as pd
import pypdfium2
import pytest
import shapely

from data import current
from data.permits import Actor
from data.sheets import drawn
from geo.model import Period
from pages.parts import load, session
from pages.parts.overview import brief

LEADER = Actor("Li Na", "leader", "all")
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
EAST = "990101001002"


@pytest.fixture
def town(busy_town, monkeypatch):
    load.KEPT.forget()
    monkeypatch.setattr(current, "_held", [busy_town])
    monkeypatch.setattr(session, "access", lambda: "demo")
    monkeypatch.setattr(session, "language", lambda: "en")
    return busy_town


def made(area: str = "", measure: str = "count"):
    stands = load.stands(LEADER, MARCH, "", area)
    return brief.sheet(LEADER, stands, area, measure, MARCH, "")


def test_the_numbers_of_march(town):
    """Reported: three in grid 1, one in 2 and in 5. Open: those of 1 and 5 and, since February, that of 3."""
    facts = dict(made().facts)
    assert facts["New cases"].split()[0] == "5" and facts["Open cases"].split()[0] == "3"
    assert facts["Overdue"].split()[0] == "2" and facts["The map shows"] == "New cases (cases)"


def test_grids_parts_and_weeks(town):
    sheet = made()
    watched, parts, trend = sheet.lists
    assert sum(int(row[1]) for row in parts.rows) == 9 and sum(int(row[2]) for row in parts.rows) == 5
    assert len(trend.rows) == 4 and trend.rows[0][0] == "1 Mar 2026"
    assert {area.number for area in sheet.areas} - {""} == {row[0] for row in watched.rows}
    assert len(sheet.areas) == 9 and not sheet.around


def test_a_part_of_the_town_stands_among_the_others(town):
    sheet = made(EAST)
    assert len(sheet.areas) == 3 and len(sheet.around) == 6
    assert sheet.title.startswith("Brief: ") and "3 grids" in sheet.lead


@pytest.mark.parametrize(("lang", "words"), [("en", "Grids to look at"), ("zh", "需要关注的网格")])
def test_it_prints_in_both_languages(town, monkeypatch, lang, words):
    monkeypatch.setattr(session, "language", lambda: lang)
    document = pypdfium2.PdfDocument(drawn(made()))
    assert len(document) == 1 and words in document[0].get_textpage().get_text_bounded()


def test_very_many_grids_are_drawn_colour_by_colour(monkeypatch):
    """A chequered strip of six: two shapes, which together are all of it."""
    monkeypatch.setattr(brief, "MOST", 5)
    squares = pd.Series([shapely.box(k, 0, k + 1, 1) for k in range(6)])
    together = brief._together(squares, pd.Series(np.array(["red", "blue"])[np.arange(6) % 2]))
    assert [(colour, shape.area) for shape, colour in together] == [("blue", 3.0), ("red", 3.0)]


def test_it_is_offered_on_the_overview(open_page, busy_town):
    def offered(**query):
        return [
            one.proto.label for one in open_page(busy_town, "overview.py", **query).get("download_button")
        ]

    assert "Brief (PDF)" in offered()
    assert "简报（PDF）" in offered(lang="zh")

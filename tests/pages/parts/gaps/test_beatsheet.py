"""The sheet of a beat: what stands on it is what stands on the screen."""

from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from data import current, gaps
from data.permits import Actor
from data.sheets import drawn
from geo.model import Period
from pages.parts import load, session
from pages.parts.gaps import beatsheet

LEADER = Actor("Li Na", "leader", "all")
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def beat(busy_town, monkeypatch):
    load.KEPT.forget()
    monkeypatch.setattr(current, "_held", [busy_town])
    monkeypatch.setattr(session, "access", lambda: "demo")
    frame, note = gaps.owed(busy_town, LEADER, MARCH)
    return frame, frame[frame["worker_id"] == 3], note


@pytest.mark.parametrize(("lang", "title"), [("en", "Beat of Worker 3"), ("zh", "Worker 3的责任片区")])
def test_a_beat_on_paper(beat, monkeypatch, lang, title):
    monkeypatch.setattr(session, "language", lambda: lang)
    frame, own, note = beat
    sheet = beatsheet.sheet(LEADER, frame, own, note, MARCH)
    assert sheet.title == title
    assert [len(one.rows) for one in sheet.lists] == [len(own), len(own)]
    assert len(sheet.areas) == len(own) and len(sheet.around) > 0
    assert {area.number for area in sheet.areas} == {row[0] for row in sheet.lists[0].rows}
    page = pypdfium2.PdfDocument(drawn(sheet))[0].get_textpage().get_text_bounded()
    assert title in page


def test_visits_never_made_come_first(beat, monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")
    frame, own, note = beat
    own = own.assign(days_since_visit=[None, 2.0, 30.0], visit_interval_days=7)
    visits = beatsheet._lists(own.assign(number=["1", "2", "3"], why=""), own["name"])[1]
    assert [row[4] for row in visits.rows] == ["now", "23 days late", "in 5 days"]
    assert visits.rows[0][2] == "never"


def test_it_is_offered_for_one_worker_alone(open_page, busy_town):
    def offered(**query):
        return [one.proto.label for one in open_page(busy_town, "gaps.py", **query).get("download_button")]

    assert "Sheet of this beat (PDF)" not in offered()
    assert "Sheet of this beat (PDF)" in offered(worker=3)
    assert "Sheet of this beat (PDF)" in offered(role="worker", worker_id=2)


def test_it_says_to_which_facility_residents_walk_too_far(beat, monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")
    frame, own, note = beat
    note = replace(note, facts=note.facts | {"facility": "Clinic · 300 m"})
    sheet = beatsheet.sheet(LEADER, frame, own, note, MARCH)
    assert ("Facility", "Clinic · 300 m") in sheet.facts
    assert "Person-days within the period" in sheet.foot[0] and "Clinic" not in sheet.foot[0]


@pytest.mark.parametrize(
    ("changes", "told", "rows"),
    [
        ("", "", 3),
        ("away~3", "What if: Worker 3 is away for two weeks", 3),
        ("split~7", "What if: Grid 7 is split", 4),
    ],
)
def test_it_is_of_the_scenario_on_the_screen_and_says_so(
    open_page, busy_town, monkeypatch, changes, told, rows
):
    """Grids 5, 7 and 8; without worker 3 nobody is there for the 500 + 250 + 500 residents, 14 days of 90."""
    made, named = [], []
    monkeypatch.setattr(beatsheet, "drawn", lambda sheet: made.append(sheet) or b"%PDF")
    monkeypatch.setattr(
        beatsheet.downloads, "offer", lambda _actor, _words, make, name, **_how: (make(), named.append(name))
    )
    app = open_page(busy_town, "gaps.py", face="debt", whatif=changes, worker=3)
    assert not app.exception
    (sheet,) = made
    facts = {label.strip(): value for label, value in sheet.facts}
    assert facts["Responsibility"] == ("17,500" if changes == "away~3" else "0")
    assert facts["Residents"] == "1,250"
    assert sheet.lead.startswith(told) and ("not how things are" in " ".join(sheet.foot)) is bool(told)
    assert len(sheet.lists[0].rows) == rows and len(sheet.areas) == 3
    file = f"beat-3-2026-03-31{'-whatif' if told else ''}.pdf"
    assert [name for name in named if name.startswith("beat")] == [file]

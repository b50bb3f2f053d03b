"""A proposal tried on the gaps: under the link stand the numbers of the answer it came from."""

from datetime import date

import pytest
import streets
from shapely import Point
from streets import MIDDLE, SOUTH, WEST

from data import scenario, site
from data.permits import Actor
from data.site import Question
from geo.model import Period
from geo.scenario import MOST, Add, Close, Move, read
from pages.parts import address
from pages.parts.siting import tried

LEADER = Actor("Li Na", "leader", "all")
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
#: sixteen places, four by four
GIVEN = tuple(
    (point.x, point.y)
    for point in streets.degrees(
        [Point(WEST + 110 + 220 * k, SOUTH + 110 + 220 * row) for k in range(4) for row in range(4)]
    )
)


@pytest.fixture
def served(town_record):
    streets.put_streets(town_record)
    streets.put_clinics(town_record, MIDDLE, (MIDDLE[0] + 300, MIDDLE[1]), (WEST + 10, SOUTH + 10))
    return town_record


@pytest.fixture
def led(monkeypatch):
    """Where links lead, as they are made."""
    found = []
    monkeypatch.setattr(address, "link", lambda page, _label, **query: found.append((page, query)))
    return found


@pytest.mark.parametrize(
    "asked",
    [
        Question("clinic", "mclp", 2, 500.0),
        Question("clinic", "mclp", 12, 150.0, "closed", "given", GIVEN),
        Question("clinic", "mclp", 2, 150.0, "moved"),
        Question("clinic", "lscp", 1, 250.0, "closed"),
        Question("clinic", "pmedian", 2, 0.0, "moved"),
    ],
    ids=lambda asked: f"{asked.model}-{asked.existing}",
)
def test_the_gaps_count_whom_the_answer_reaches(served, led, asked):
    """3,750 live here: those beyond reach on the gaps and those the answer covers are all of them."""
    found = site.propose(served, LEADER, asked)
    tried.link(asked, found)
    ((page, query),) = led
    changes, odd, beyond = read(query["whatif"])
    known = scenario.possible(served, LEADER, changes)
    assert page == "gaps.py" and not odd and not beyond and not known.refused
    metres = float(query["metres"] or 0)
    gaps, note = scenario.owed(served, LEADER, MARCH, query["kind"], metres, known.changes)
    assert note.facts["limit_m"] == found.effect.limit_m
    # the gaps tell whole people grid by grid, so at most half a person a grid lies between them
    assert 3750 - gaps["residents_beyond"].sum() == pytest.approx(found.effect.covered[1], abs=4)


def test_what_is_given_up_is_closed_or_moves(served):
    """Of three facilities 2 may stay or move elsewhere: with all of them at 12 given places, three are closed."""
    asked = Question("clinic", "mclp", 12, 150.0, "closed", "given", GIVEN)
    made = tried.changes(asked, site.propose(served, LEADER, asked))
    assert [type(one) for one in made] == [Close] * 3 + [Add] * 12
    asked = Question("clinic", "pcenter", 2, 0.0, "moved")
    found = site.propose(served, LEADER, asked)
    made = tried.changes(asked, found)
    new, gone = ((found.sites["change"] == change).sum() for change in ("new", "closed"))
    assert new == gone - 1 > 0
    assert [type(one) for one in made] == [Move] * new + [Close]


def test_more_changes_than_a_scenario_holds_are_no_link(served, led, monkeypatch):
    said = []
    monkeypatch.setattr(tried.st, "caption", said.append)
    monkeypatch.setattr(tried, "changes", lambda *_asked: (Close(1),) * (MOST + 1))
    tried.link(Question("clinic"), None)
    assert not led and "a scenario holds 20 changes, and this answer has 21" in said[0]

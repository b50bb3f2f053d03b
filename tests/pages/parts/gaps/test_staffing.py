"""Load and absences beside the gaps of responsibility: who sees them, who may note one."""

from datetime import date, datetime

import pytest
import stock

from data.absences import absences
from data.permits import OPERATOR
from pages.parts import session
from pages.parts.gaps import staffing


@pytest.fixture
def busy_record(town_record):
    stock.put_incidents(town_record, [{"grid_id": 1, "reported_at": datetime(2026, 3, 30)}])
    return town_record


def test_days_in_words(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")
    assert staffing.when(date(2026, 3, 9), date(2026, 3, 23)) == "9 Mar 2026 to 22 Mar 2026"
    assert staffing.when(date(2026, 3, 9), None) == "from 9 Mar 2026 on"


def test_the_load_stands_beside_responsibility_alone(open_page, busy_town):
    loads = open_page(busy_town, "gaps.py", face="responsibility").dataframe[-1].value
    assert sorted(loads["name"]) == ["Worker 1", "Worker 2", "Worker 3"]
    assert loads["load_share"].is_monotonic_decreasing
    assert "load_share" not in open_page(busy_town, "gaps.py", face="voice").dataframe[-1].value


def test_load_says_on_what_it_rests_here_and_where_beats_change_hands(open_page, busy_town, words):
    here = words(open_page(busy_town, "gaps.py", face="responsibility", role="manager"))
    there = words(open_page(busy_town, "reassign.py", role="manager"))
    assert "“Reassign” tells load from the last 180 days, smoothed" in here
    assert "“Gaps” tells load from the cases of the period chosen there, not smoothed" in there


def test_a_manager_notes_an_absence_and_takes_it_back(open_page, busy_record, words):
    app = open_page(busy_record, "gaps.py", face="responsibility", role="manager")
    assert "Nobody is on record as away." in words(app)
    app.selectbox(key="absence_worker").set_value(3).run()
    app.button(key="absence_note").click().run()
    assert not app.exception
    assert absences(busy_record, OPERATOR)["worker_id"].tolist() == [3]
    said = words(app).replace("\\", "")
    assert "Worker 3 · from" in said
    assert "the worker is away" in " ".join(app.dataframe[0].value["why"])
    app.button(key="absence_back_1").click().run()
    assert absences(busy_record, OPERATOR).empty


@pytest.mark.parametrize("role", ["leader", "planner", "worker"])
def test_others_note_nothing(open_page, busy_town, role):
    app = open_page(
        busy_town, "gaps.py", face="responsibility", role=role, worker_id=1 if role == "worker" else None
    )
    assert not app.exception
    assert not any(button.key == "absence_note" for button in app.button)


def test_an_absence_that_ends_before_it_begins(open_page, busy_town, words):
    app = open_page(busy_town, "gaps.py", face="responsibility", role="manager")
    app.date_input(key="absence_last").set_value(date(2020, 1, 1)).run()
    assert "ends before it begins" in words(app)
    assert app.button(key="absence_note").disabled

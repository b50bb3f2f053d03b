"""A worker objects on the page; the reviewer reads it as words."""

from datetime import date, datetime

import pytest

from data import commands
from data.audit import new_write_id
from data.permits import Actor

MANAGER = Actor("Wang Min", "manager", "all")
HOSTILE = "<img src=x onerror=alert(1)> [x](javascript:alert(1))"


@pytest.fixture
def proposed(town_record):
    """Grid 8 from worker 3 to worker 2."""
    commands.propose_plan(
        town_record, MANAGER, title="Fairer", reason="Room", moves={8: 2}, effective_on=date(2026, 3, 1),
        base_version=town_record.version("assignments")[0], now=datetime(2026, 3, 1), write_id=new_write_id(),
    )  # fmt: skip
    return town_record


def test_a_worker_objects_and_the_reviewer_reads_it(open_page, proposed, words):
    app = open_page(proposed, "reassign.py", role="worker", worker_id=3)
    assert "Plans that concern you" in words(app) and "Grid 8: Worker 3 → Worker 2" in words(app).replace(
        "\\", ""
    )
    app.text_area[0].input(HOSTILE)
    next(button for button in app.button if button.label == "Object").click().run()
    assert "The reviewer reads this" in words(app)
    said = words(open_page(proposed, "reassign.py", role="manager", part="plans", plan=1))
    assert "Objections" in said and "Worker 3" in said
    assert "<img" not in said and "[x](javascript" not in said


def test_nothing_is_an_answer(open_page, proposed, words):
    app = open_page(proposed, "reassign.py", role="worker", worker_id=1)
    assert "No plan that waits would change your beat" in words(app)
    assert "Objections" not in words(open_page(proposed, "reassign.py", role="manager", part="plans", plan=1))


def test_an_empty_objection_is_refused_in_words(open_page, proposed):
    app = open_page(proposed, "reassign.py", role="worker", worker_id=3)
    next(button for button in app.button if button.label == "Object").click().run()
    assert "Say what speaks against the plan" in app.error[0].value

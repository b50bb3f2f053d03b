"""A worker objects on the page; the reviewer reads it as words."""

from datetime import date, datetime

import pytest

from data import commands, objections
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


def object_and(record, step, day: date | None = None, *, late: bool = False) -> None:
    """Worker 3 objects to the plan at ten, or ``late``; at noon the manager takes a step with the hostile words."""
    if day:
        record.rows("UPDATE plan SET effective_on = ?", [day])
    noon = datetime(2026, 3, 1, 12)
    said = lambda hour: objections.object_to(  # noqa: E731
        record, Actor("W", "worker", "worker:3"), 1, "Mrs Wang knows me", now=datetime(2026, 3, 1, hour),
        write_id=new_write_id(),
    )  # fmt: skip
    if not late:
        said(10)
    if step:
        step(record, MANAGER, 1, note=HOSTILE, now=noon, write_id=new_write_id())
    if late:
        said(14)


@pytest.mark.parametrize(
    ("step", "day", "late", "outcome"),
    [
        (None, None, False, "Nobody has decided yet"),
        (commands.accept_plan, None, False, "Accepted nevertheless: in force since 1 Mar 2026"),
        (commands.accept_plan, date(2026, 5, 1), False, "Accepted nevertheless: in force from 1 May 2026"),
        (
            commands.accept_plan,
            date(2026, 5, 1),
            True,
            "after the plan was accepted: in force from 1 May 2026",
        ),
        (commands.reject_plan, None, False, "The plan was rejected"),
    ],
)
def test_a_worker_reads_what_became_of_an_objection(open_page, proposed, words, step, day, late, outcome):
    object_and(proposed, step, day, late=late)
    said = words(open_page(proposed, "reassign.py", role="worker", worker_id=3)).replace("\\", "")
    assert "What became of your objections" in said and outcome in said
    assert said.count("Mrs Wang knows me") >= 1 and ("Wang Min" in said) == (step is not None)
    assert "<img" not in said, "what the reviewer wrote is shown as text"


def test_a_plan_that_was_undone_says_why(open_page, proposed, words):
    object_and(proposed, commands.accept_plan)
    commands.revert_plan(
        proposed, MANAGER, 1, note="It was too far", now=datetime(2026, 3, 2), write_id=new_write_id()
    )
    said = words(open_page(proposed, "reassign.py", role="worker", worker_id=3))
    assert "came into force and was undone" in said and "It was too far" in said


def test_an_accepted_plan_is_not_told_as_waiting_for_a_decision(open_page, proposed, words):
    object_and(proposed, commands.accept_plan, date(2026, 5, 1))
    said = words(open_page(proposed, "reassign.py", role="worker", worker_id=3))
    assert "Accepted: in force from" in said and "if accepted" not in said


def test_outcomes_are_for_who_objected_and_old_ones_unfold(open_page, proposed, words):
    object_and(proposed, commands.reject_plan)
    silent = words(open_page(proposed, "reassign.py", role="worker", worker_id=2))
    assert "What became" not in silent
    for plan_id in range(2, 9):
        proposed.rows(
            "INSERT INTO plan SELECT * REPLACE (? AS plan_id, ? AS title) FROM plan WHERE plan_id = 1",
            [plan_id, f"Plan {plan_id}"],
        )
        proposed.rows(
            "INSERT INTO plan_objection VALUES (?, 3, 'no', ?)", [plan_id, datetime(2026, 3, plan_id)]
        )
    app = open_page(proposed, "reassign.py", role="worker", worker_id=3)
    (older,) = [one for one in app.expander if one.label == "Earlier objections"]
    inside = " ".join(item.value for item in older.markdown)
    assert "Plan 3" in inside and "Fairer" in inside and "Plan 4" not in inside


def test_nothing_is_an_answer(open_page, proposed, words):
    app = open_page(proposed, "reassign.py", role="worker", worker_id=1)
    assert "No plan that waits would change your beat" in words(app)
    assert "Objections" not in words(open_page(proposed, "reassign.py", role="manager", part="plans", plan=1))


def test_an_empty_objection_is_refused_in_words(open_page, proposed):
    app = open_page(proposed, "reassign.py", role="worker", worker_id=3)
    next(button for button in app.button if button.label == "Object").click().run()
    assert "Say what speaks against the plan" in app.error[0].value

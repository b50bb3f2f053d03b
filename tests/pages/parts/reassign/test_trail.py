"""Undo and redo of a draft: every step back and ahead, and what a new step forgets."""

import pytest

from pages.parts import session
from pages.parts.reassign import trail


@pytest.fixture
def visit(monkeypatch):
    """A visit of the test's own, as the session would keep it."""
    held = {}
    monkeypatch.setattr(session, "value", lambda key, default=None: held.get(key, default))
    monkeypatch.setattr(session, "put", lambda key, value: held.__setitem__(key, value))
    return held


def test_every_new_draft_is_a_step(visit):
    assert trail.steps("") == (("",), 0)
    assert trail.steps("") == (("",), 0)
    assert trail.steps("2:5") == (("", "2:5"), 1)
    assert trail.steps("2:5.8") == (("", "2:5", "2:5.8"), 2)


def test_a_draft_that_a_visit_begins_with_can_be_undone(visit):
    assert trail.steps("2:5") == (("", "2:5"), 1)


def test_a_new_step_after_undo_forgets_what_could_be_redone(visit):
    for moves in ("", "2:5", "2:5.8"):
        trail.steps(moves)
    visit["trail"] = (visit["trail"][0], 1)  # one step back
    assert trail.steps("2:5") == (("", "2:5", "2:5.8"), 1)
    assert trail.steps("3:1") == (("", "2:5", "3:1"), 2)


def test_undo_and_redo_on_the_page(open_page, town_record):
    app = open_page(town_record, "reassign.py", role="manager", grids="5.8")
    assert app.button(key="undo").disabled and app.button(key="redo").disabled
    app.selectbox(key="give_to").select(2)
    app.button(key="give").click().run()
    base = app.query_params["base"]
    app.button(key="take_5").click().run()
    assert app.query_params["moves"] == "2:8"
    for button, moves in (("undo", "2:5.8"), ("undo", ""), ("redo", "2:5.8"), ("redo", "2:8")):
        app.button(key=button).click().run()
        assert app.query_params.get("moves", "") == moves
        assert app.query_params.get("base", "") == (base if moves else "")
    assert app.button(key="redo").disabled

"""Actions: marked from a hotspot or on the map, seen on later maps, judged in a sentence, taken back."""

import pytest

from data.actions import actions
from data.db import open_record
from data.permits import Actor
from pages.parts import work

LEADER = Actor("x", "leader", "all")


@pytest.fixture
def own_demo(demo_db):
    record = open_record(demo_db)
    yield record
    record.close()


def test_an_action_is_marked_judged_and_taken_back(own_demo, open_page, words, monkeypatch):
    monkeypatch.setattr(work, "PATIENCE_S", 60.0)
    before = len(actions(own_demo, LEADER))
    app = open_page(own_demo, "hotspots.py", role="planner", view="actions", mark="5.6")
    assert "Mark an action" in words(app) and "2 grids" in words(app)
    app.text_input(key="action_title").set_value("Night patrol").run()
    app.text_area(key="action_note").set_value("With the park's own people").run()
    app.button(key="action_mark").click().run()
    assert not app.exception
    known = actions(own_demo, LEADER)
    assert len(known) == before + 1
    mine = known[known["title"] == "Night patrol"].iloc[0]
    assert mine["grid_ids"] == (5, 6) and mine["note"] == "With the park's own people"
    assert app.query_params["action"] == str(mine["action_id"])
    assert "Too early to tell" in words(app) and "With the park" in words(app)
    app.button(key=f"remove_{mine['action_id']}").click().run()
    assert len(actions(own_demo, LEADER)) == before


def test_who_may_not_mark_has_no_form(demo_record, open_page, words):
    app = open_page(demo_record, "hotspots.py", role="worker", worker_id=3, view="actions")
    assert not app.exception and "Mark an action" not in words(app)

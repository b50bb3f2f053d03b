"""Actions: marked from a hotspot or on the map, seen on later maps, judged in a sentence, taken back."""

import numpy as np
import pandas as pd
import pytest

from data.actions import actions
from data.db import open_record
from data.permits import Actor
from geo.effect import Change, Effect
from geo.model import Note
from pages.parts import fieldwork, session, work

LEADER = Actor("x", "leader", "all")


def effect(verdict, here=None, weeks=6) -> Effect:
    here = here or Change(-0.4, -0.6, -0.1, 12, 20.0)
    return Effect(
        verdict,
        here,
        Change(),
        (1,),
        (2,),
        pd.DataFrame(),
        np.nan,
        Note("did_it_help", 9, facts={"steps_after": weeks}),
    )


@pytest.mark.parametrize(
    ("language", "told", "said"),
    [
        ("en", effect("better"), "It helped: 12 cases since, where 20.0 would be expected without it: −40%, between "
                                 "−60% and −10%."),
        ("en", effect("worse", Change(0.5, 0.1, 1.2, 30, 20.0)),
         "It got worse: 30 cases since, where 20.0 would be expected without it: +50%, between +10% and +120%."),
        ("en", effect("too_early", weeks=2), "Too early to tell: 2 whole weeks have passed since."),
        ("zh", effect("better"), "有效：此后 12 件，若未行动预计 20.0 件：−40%，区间 −60% 至 −10%。"),
        ("en", effect("too_few", Change()), "Too little to tell: too few cases, or too few grids like these, to see a "
                                            "change."),
    ],
)  # fmt: skip
def test_the_verdict(monkeypatch, language, told, said):
    monkeypatch.setattr(session, "language", lambda: language)
    assert fieldwork.verdict(told) == said


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
    app.button(key="action_mark").click().run()
    assert not app.exception
    known = actions(own_demo, LEADER)
    assert len(known) == before + 1
    mine = known[known["title"] == "Night patrol"].iloc[0]
    assert mine["grid_ids"] == (5, 6)
    assert app.query_params["action"] == str(mine["action_id"])
    assert "Too early to tell" in words(app)
    app.button(key=f"remove_{mine['action_id']}").click().run()
    assert len(actions(own_demo, LEADER)) == before


def test_who_may_not_mark_has_no_form(demo_record, open_page, words):
    app = open_page(demo_record, "hotspots.py", role="worker", worker_id=3, view="actions")
    assert not app.exception and "Mark an action" not in words(app)

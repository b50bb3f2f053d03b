"""Reviewing plans on the page: who may decide, what a decision does, and what one can read of it."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from town import town

from data import commands, current, editing
from data.audit import new_write_id
from data.permits import Actor
from geo.editing.edit import Request
from pages.parts.reassign import review

MANAGER = Actor("Wang Min", "manager", "all")
HOSTILE = "<img src=x onerror=alert(1)> **bold** [x](javascript:alert(1))"


@pytest.fixture
def proposed(town_record):
    """Grid 8 from worker 3 to worker 2, proposed and waiting."""
    propose(town_record, {8: 2})
    return town_record


def propose(record, moves, title="Fairer beats", effective_on=date(2026, 3, 1)) -> int:
    return commands.propose_plan(
        record, MANAGER, title=title, reason="Worker 2 has room", moves=moves,
        base_version=record.version("assignments")[0], effective_on=effective_on,
        now=datetime(2026, 3, 1, 9), write_id=new_write_id(),
    )  # fmt: skip


def plan(open_page, record, role="manager", **query):
    return open_page(record, "reassign.py", role=role, part="plans", **{"plan": 1} | query)


def keys(app) -> set[str]:
    return {button.key for button in app.button} & {"accept", "reject", "revert", "withdraw"}


def state(record, plan_id=1) -> str:
    return commands.plans(record, MANAGER).set_index("plan_id").loc[plan_id, "state"]


@pytest.mark.parametrize(
    ("role", "decisions"), [("manager", {"accept", "reject"}), ("leader", set()), ("planner", set())]
)
def test_who_may_decide(open_page, proposed, words, role, decisions):
    app = plan(open_page, proposed, role)
    assert keys(app) == decisions
    assert ("A grid manager decides" in words(app)) is not bool(decisions)


def test_a_worker_reads_no_plan_that_concerns_others(open_page, proposed, words):
    app = open_page(proposed, "reassign.py", role="worker", worker_id=1, part="plans", plan=1)
    assert not app.exception and "Fairer beats" not in words(app)


def test_what_a_reviewer_sees(open_page, proposed, words):
    app = plan(open_page, proposed)
    said = words(app)
    assert "Fairer beats" in said and "Worker 2 has room" in said
    # from worker 3's grids 5 and 7 it is parted by 300 m each; without cases there is no load to speak of
    assert app.dataframe[0].value.values.tolist() == [["Grid 8", "Worker 3", "Worker 2", "200", "–", "+600"]]
    assert "Households that change worker: 200" in said.replace("\\", "")
    assert app.dataframe[1].value["Pieces"].tolist() == ["1 → 2", "1 → 2"]


def test_accept_and_undo(open_page, proposed, words):
    app = plan(open_page, proposed)
    app.text_input(key="review_note_1").input("agreed")
    app.button(key="accept").click().run()
    assert state(proposed) == "in_force"
    assert keys(app) == {"revert"}
    app.text_input(key="revert_note_1").input("a mistake")
    app.button(key="revert").click().run()
    assert state(proposed) == "reverted" and state(proposed, 2) == "in_force"
    assert keys(app) == set()
    assert app.dataframe[0].value["Households"].tolist() == ["200"], (
        "a plan of the past says whom it concerned"
    )
    assert "Undone by plan" in words(app) and "a mistake" in words(app)
    back = proposed.frame("SELECT worker_id FROM assignment WHERE grid_id = 8 AND valid_to IS NULL")
    assert back["worker_id"].tolist() == [3]


def test_a_note_is_about_one_plan_only(open_page, proposed):
    """Written beside one plan and not sent, it does not stand beside the next that is opened."""
    propose(proposed, {3: 1})
    app = plan(open_page, proposed)
    app.text_input(key="review_note_1").input("Li Na stays").run()
    app.query_params["plan"] = "2"
    app.run()
    assert [one.value for one in app.text_input if "note" in one.key] == [""]


def test_reject(open_page, proposed):
    app = plan(open_page, proposed)
    app.button(key="reject").click().run()
    assert len(app.error) == 1 and state(proposed) == "proposed"  # it asks for the reason
    app.text_input(key="review_note_1").set_value("Li Na stays")
    app.button(key="reject").click().run()
    assert state(proposed) == "rejected" and keys(app) == set()


def test_a_plan_for_later_is_accepted_and_waits_for_its_day(open_page, town_record, words):
    propose(town_record, {8: 2}, effective_on=date.today() + timedelta(days=30))
    app = plan(open_page, town_record)
    assert "Once accepted it comes into force on" in words(app)
    app.button(key="accept").click().run()
    assert state(town_record) == "accepted" and keys(app) == {"withdraw"}
    app.text_input(key="withdraw_note_1").set_value("Li Na stays")
    app.button(key="withdraw").click().run()
    assert state(town_record) == "rejected" and keys(app) == set()


def test_what_hinders_an_accepted_plan_is_said(open_page, town_record, words):
    propose(town_record, {8: 2, 7: 1}, effective_on=date.today() + timedelta(days=30))
    plan(open_page, town_record).button(key="accept").click().run()
    assert "changed hands since" not in words(plan(open_page, town_record))
    town_record.rows("UPDATE assignment SET worker_id = 1 WHERE grid_id = 8")
    app = plan(open_page, town_record)
    assert "changed hands since" in app.warning[0].value and "Grid 8" in app.warning[0].value
    assert "Grid 7" not in app.warning[0].value


def test_grids_that_are_no_more_keep_their_names(open_page, town_record, words):
    """The plan moves grid 8, which is merged with 5 meanwhile."""
    plan = propose(town_record, {8: 2})
    request = Request("merge", (5, 8))
    seen = editing.preview(town_record, MANAGER, request)
    editing.edit_grids(
        town_record, MANAGER, request, stamp=seen.stamp, reason="r", effective_on=date(2026, 6, 1),
        now=datetime(2026, 6, 1), write_id="merge",
    )  # fmt: skip
    app = open_page(town_record, "reassign.py", role="manager", part="plans", plan=plan)
    assert not app.exception
    assert "These grids were split or merged since, so the plan cannot come into force: Grid 8" in words(
        app
    ).replace("\\", "")
    assert app.dataframe[0].value["Grid"].tolist() == ["Grid 8"]


def test_a_conflict_is_a_sentence_and_changes_nothing(open_page, proposed):
    propose(proposed, {8: 1}, "The other one")
    plan(open_page, proposed).button(key="accept").click().run()
    app = plan(open_page, proposed, plan=2)
    app.button(key="accept").click().run()
    said = app.error[0].value.replace("\\", "")
    assert "Nothing was changed" in said and "moved these grids meanwhile: Grid 8." in said
    assert state(proposed, 2) == "proposed"


def test_waiting_plans_are_links_and_all_are_a_table(open_page, proposed, words):
    app = plan(open_page, proposed, plan="")
    assert "Waiting for a decision" in words(app) and "1 · Fairer beats" in words(app)
    assert app.dataframe[0].value["title"].tolist() == ["Fairer beats"]
    assert app.dataframe[0].value["words"].tolist() == ["Proposed"]


def test_people_s_words_stay_words(open_page, town_record, words):
    propose(town_record, {8: 2}, HOSTILE)
    said = words(plan(open_page, town_record))
    assert "<img" not in said and "[x](javascript" not in said


def test_a_record_without_plans(open_page, town_record, words):
    assert "There is no plan yet" in words(plan(open_page, town_record))


def test_the_map_of_a_plan_shows_its_grids_and_what_is_around(town_record, monkeypatch):
    """All around grid 5, in the middle, is the whole town; south of grid 8 there is nothing more."""
    monkeypatch.setattr(current, "_held", [town_record])
    west, south, east, north = town().total_bounds
    assert review._around(MANAGER, pd.Series([5])) == pytest.approx((west, south, east, north), abs=1e-4)
    edge = town().set_index("grid_id").geometry.bounds.loc[8]
    top = edge["maxy"] + (edge["maxy"] - edge["miny"])
    assert review._around(MANAGER, pd.Series([8])) == pytest.approx((west, south, east, top), abs=1e-4)
    assert review._around(MANAGER, pd.Series([999])) is None

"""Proposing a draft, and keeping it, by role: what is written, and what is refused in words."""

from datetime import date, datetime, timedelta

import pytest

from data import commands, drafts
from data.permits import Actor
from data.plan_locks import Locks

MANAGER = Actor("manager test", "manager", "all")


def page(open_page, record, role="manager", **query):
    return open_page(record, "reassign.py", role=role, **query)


def rows(record) -> list[dict]:
    return drafts.drafts(record, MANAGER).to_dict("records")


def test_propose(open_page, town_record, fill):
    app = fill(page(open_page, town_record, moves="1:8,0:7", lock="6"), "Propose")
    assert not app.exception
    plan = commands.plans(town_record, MANAGER).iloc[0]
    assert (plan["title"], plan["reason"], plan["state"]) == ("Fairer", "Worker 1 has room", "proposed")
    assert plan["locks"] == Locks(lock=(6,))
    moves = commands.plan_moves(town_record, MANAGER, int(plan["plan_id"]))
    assert moves["to_worker_id"].fillna(0).tolist() == [0, 1]
    assert app.query_params["plan"] == str(plan["plan_id"])
    assert "moves" not in app.query_params


@pytest.mark.parametrize(("title", "reason"), [("", "why"), ("what", ""), ("  ", "why")])
def test_a_plan_needs_words(open_page, town_record, fill, title, reason):
    app = fill(page(open_page, town_record, moves="1:8"), "Propose", title, reason)
    assert "needs a title and a reason" in app.error[0].value
    assert commands.plans(town_record, MANAGER).empty


@pytest.mark.parametrize("role", ["leader", "planner"])
def test_who_may_not_propose_is_told_so(open_page, town_record, words, role):
    app = page(open_page, town_record, role, moves="1:8")
    assert "a grid manager proposes it" in words(app)
    assert not {"Propose", "Keep as a draft"} & {button.label for button in app.button}


def test_a_draft_is_kept_saved_again_and_proposed(open_page, town_record, fill, words):
    app = fill(page(open_page, town_record, moves="1:8", lock="6"), "Keep as a draft", reason="")
    (row,) = rows(town_record)
    assert (row["title"], row["reason"], row["state"], row["locks"]) == (
        "Fairer", "", "draft", Locks(lock=(6,)),
    )  # fmt: skip
    assert (row["author"], app.query_params["draft"]) == ("manager test", "1:1")
    assert app.query_params["moves"] == "1:8" and "Draft 1 “Fairer”, saved" in words(app)
    app = fill(app, "Save the draft", "Fairer still", "")
    assert app.query_params["draft"] == "1:2" and rows(town_record)[0]["title"] == "Fairer still"
    app = fill(app, "Propose", "Fairer still")
    assert rows(town_record) == [] and "draft" not in app.query_params
    plans = commands.plans(town_record, MANAGER)
    assert plans[["plan_id", "state", "title"]].to_numpy().tolist() == [[1, "proposed", "Fairer still"]]


def test_thrown_away_and_kept_once_more_it_is_another_draft(open_page, town_record, fill):
    app = fill(page(open_page, town_record, moves="1:8"), "Keep as a draft", reason="")
    drafts.discard_draft(town_record, MANAGER, (1, 1), now=datetime(2026, 3, 2), write_id="thrown away")
    app.button(key="let_go").click().run()
    app = fill(app, "Keep as a draft", reason="")
    assert app.query_params["draft"] == "2:1"
    assert {row["plan_id"]: row["state"] for row in rows(town_record)} == {1: "discarded", 2: "draft"}


def test_a_draft_needs_a_title(open_page, town_record, fill):
    app = fill(page(open_page, town_record, moves="1:8"), "Keep as a draft", "  ", "why")
    assert "needs a title" in app.error[0].value and rows(town_record) == []


@pytest.mark.parametrize("button", ["Propose", "Keep as a draft"])
def test_a_move_that_breaks_a_lock_is_refused_by_its_name(open_page, town_record, fill, button):
    app = fill(page(open_page, town_record, moves="1:8,2:7", lock="8"), button)
    said = app.error[0].value.replace("\\", "")
    assert "Grid 8" in said and "Grid 7" not in said
    assert rows(town_record) == [] and commands.plans(town_record, MANAGER).empty


def test_what_another_window_saved_is_not_written_over(open_page, town_record, fill, kept):
    draft = kept({8: 1})
    app = page(open_page, town_record, moves="2:8", draft="1:1")
    kept({7: 1}, draft=draft)
    for button in ("Save the draft", "Propose"):
        app = fill(app, button)
        assert "was saved elsewhere meanwhile" in app.error[0].value
    assert drafts.draft_moves(town_record, MANAGER, 1)["grid_id"].tolist() == [7]
    assert app.query_params["moves"] == "2:8"


def test_going_on_with_a_draft_brings_its_words_and_its_day(open_page, town_record, kept):
    later = date.today() + timedelta(days=30)
    kept({8: 1}, title="Later", reason="Not yet", effective_on=later)
    app = page(open_page, town_record, moves="1:8", draft="1:1")
    assert (app.text_input[0].value, app.text_area[0].value) == ("Later", "Not yet")
    assert app.date_input[0].value == later
    kept({8: 1})  # its day, in March, has passed
    assert page(open_page, town_record, moves="1:8", draft="2:1").date_input[0].value == date.today()

"""Drafts among the plans: who sees them, and what may be done with one."""

from datetime import datetime

import pytest

from data import commands, drafts
from data.permits import Actor
from data.plan_locks import Locks

MANAGER = Actor("manager test", "manager", "all")
HOSTILE = "<img src=x onerror=alert(1)> **bold**"


def page(open_page, record, role="manager", **query):
    return open_page(record, "reassign.py", role=role, part="plans", **query)


def button(app, label):
    return next(one for one in app.button if one.label == label)


def labels(app) -> set[str]:
    return {one.label for one in app.button}


def test_drafts_are_listed_apart_from_plans(open_page, town_record, words, kept, moved):
    moved({1: 2})
    kept({8: 1, 5: 1})
    app = page(open_page, town_record)
    assert "#### Drafts" in words(app) and "2 · Fairer" in words(app) and "2 grids" in words(app)
    assert app.dataframe[0].value["plan_id"].tolist() == [1], "no plan yet"


def test_a_record_with_a_draft_only(open_page, town_record, words, kept):
    kept({8: 1})
    app = page(open_page, town_record)
    assert not app.exception and "1 · Fairer" in words(app)
    assert "All plans" not in words(app) and "There is no plan yet" not in words(app)


@pytest.mark.parametrize("role", ["planner", "leader"])
def test_others_see_nothing_of_it(open_page, town_record, words, kept, role):
    kept({8: 1})
    app = page(open_page, town_record, role, plan=1)
    assert "Fairer" not in words(app) and "There is no plan yet" in words(app)


def test_many_drafts_fold(open_page, town_record, words, kept):
    for _ in range(10):
        kept({8: 1})
    app = page(open_page, town_record)
    assert [one.label for one in app.expander] == ["Earlier drafts (2)"]
    assert {f"{n} · Fairer" for n in range(1, 11)} <= labels(app)


def test_what_one_sees_of_a_draft(open_page, town_record, words, kept):
    kept({8: 2}, locks=Locks(lock=(6,), tie=((5, 7),)), reason="Worker 2 has room")
    app = page(open_page, town_record, plan=1)
    said = words(app).replace("\\", "")
    assert "Worker 2 has room" in said and "Draft of" in said and "Proposed by" not in said
    assert "Locked while it was made" in said and "Grid 6, Grid 5 with Grid 7" in said
    assert app.dataframe[0].value["Grid"].tolist() == ["Grid 8"]
    assert not {"accept", "reject", "revert", "withdraw"} & {one.key for one in app.button}
    assert not app.get("download_button"), "a draft is no file"


def test_going_on_puts_all_of_it_into_the_address(open_page, town_record, kept):
    kept({8: 1}, locks=Locks((6,), (2,), ((8, 3),), ((5, 7),)))
    app = page(open_page, town_record, plan=1)
    button(app, "Go on with this draft").click().run()
    known = {
        name: app.query_params[name] for name in ("moves", "base", "draft", "lock", "stay", "never", "tie")
    }
    assert known == {
        "moves": "1:8", "base": str(town_record.version("assignments")[0]), "draft": "1:1",
        "lock": "6", "stay": "2", "never": "8:3", "tie": "5:7",
    }  # fmt: skip
    assert app.text_input[0].value == "Fairer"


def test_what_changed_hands_since_it_was_saved_is_named(open_page, town_record, kept, moved):
    kept({8: 1, 5: 1})
    assert not any(
        "since this draft was saved" in one.value for one in page(open_page, town_record, plan=1).warning
    )
    moved({8: 2})
    said = page(open_page, town_record, plan=1).warning[0].value.replace("\\", "")
    assert said == "These grids changed hands since this draft was saved: Grid 8."


def test_thrown_away_it_can_still_be_read_and_used_again(open_page, town_record, words, kept):
    kept({8: 1}, locks=Locks(lock=(6,)))
    app = page(open_page, town_record, plan=1)
    app.button(key="discard_1:1").click().run()
    assert drafts.drafts(town_record, MANAGER)["state"].tolist() == ["discarded"]
    assert "was thrown away" in words(app) and "#### Drafts" not in words(app)
    assert not {"Go on with this draft", "Throw away"} & labels(app)
    button(app, "Begin a draft with these moves").click().run()
    assert (app.query_params["moves"], app.query_params["lock"]) == ("1:8", "6")
    assert not {"draft", "base"} & set(app.query_params)


def test_a_colleague_takes_a_draft_over(open_page, town_record, kept):
    kept({8: 1}, who="manager else")
    app = page(open_page, town_record, plan=1)
    assert not {"Go on with this draft", "Throw away"} & labels(app)
    app.button(key="take_over_1:1").click().run()
    assert drafts.drafts(town_record, MANAGER)["author"].tolist() == ["manager test"]
    button(app, "Go on with this draft").click().run()
    assert app.query_params["draft"] == "1:2"


def test_what_was_saved_since_is_not_thrown_away_unseen(open_page, town_record, kept):
    mine = kept({8: 1})
    app = page(open_page, town_record, plan=1)
    kept({7: 1}, draft=mine)
    app = app.button(key="discard_1:1").click().run()
    assert drafts.drafts(town_record, MANAGER)["state"].tolist() == ["draft"]
    assert app.dataframe[0].value["Grid"].tolist() == ["Grid 7"], "it is seen now, and its button counts"
    app.button(key="discard_1:2").click().run()
    assert drafts.drafts(town_record, MANAGER)["state"].tolist() == ["discarded"]


def test_a_plan_begins_a_draft_with_its_locks(open_page, town_record, kept):
    draft = kept({8: 1})
    commands.propose_plan(
        town_record, MANAGER, title="t", reason="r", moves={8: 1}, base_version=town_record.version("assignments")[0],
        effective_on=datetime(2026, 3, 1).date(), now=datetime(2026, 3, 2), write_id="w", locks=Locks(stay=(2,)),
        draft=draft,
    )  # fmt: skip
    app = page(open_page, town_record, plan=1)
    button(app, "Begin a draft with these moves").click().run()
    assert (app.query_params["moves"], app.query_params["stay"]) == ("1:8", "2")


def test_people_s_words_stay_words(open_page, town_record, words, kept):
    kept({8: 1}, title=HOSTILE, reason=HOSTILE)
    for query in ({}, {"plan": 1}):
        said = words(page(open_page, town_record, **query))
        assert "<img" not in said and "**bold**" not in said.replace("****", "")

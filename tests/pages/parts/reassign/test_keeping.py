"""Which kept draft the page goes on with, and what became of it."""

from datetime import datetime

import pytest

from data import drafts
from data.permits import Actor

MANAGER = Actor("manager test", "manager", "all")


def page(open_page, record, **query):
    return open_page(record, "reassign.py", **{"role": "manager", "moves": "1:8", "draft": "1:1"} | query)


def said(app, words) -> str:
    return words(app).replace("\\", "")


def test_a_draft_of_one_s_own_is_named_and_let_go_of(open_page, town_record, words, kept):
    kept({8: 1})
    app = page(open_page, town_record)
    assert "Draft 1 “Fairer”, saved" in said(app, words)
    app.button(key="let_go").click().run()
    assert "draft" not in app.query_params and app.query_params["moves"] == "1:8"
    assert "let_go" not in {button.key for button in app.button}


def test_it_is_named_also_when_nothing_is_left_to_move(open_page, town_record, words, kept):
    kept({8: 1})
    assert "Draft 1 “Fairer”" in said(page(open_page, town_record, moves=""), words)


def test_a_colleague_s_is_taken_over_first(open_page, town_record, words, kept):
    kept({8: 1}, who="manager else")
    assert "of somebody else" in said(page(open_page, town_record), words)


def test_saved_elsewhere_meanwhile(open_page, town_record, kept):
    kept({7: 1}, draft=kept({8: 1}))
    warnings = [one.value for one in page(open_page, town_record).warning]
    assert any("was saved elsewhere meanwhile" in one for one in warnings)


@pytest.mark.parametrize("draft", ["1:1", "77:1"])
def test_a_draft_that_is_none(open_page, town_record, kept, draft):
    mine = kept({8: 1})
    drafts.discard_draft(town_record, MANAGER, mine, now=datetime(2026, 3, 2), write_id="thrown away")
    warnings = [one.value for one in page(open_page, town_record, draft=draft).warning]
    assert any("is a draft no more" in one for one in warnings)


@pytest.mark.parametrize("draft", ["x", "1", "1:", "-1:1", "<b>:1"])
def test_an_address_nobody_wrote(open_page, town_record, draft):
    app = page(open_page, town_record, draft=draft)
    assert not app.exception and "let_go" not in {button.key for button in app.button}


def test_who_may_not_see_it_reads_nothing_of_it(open_page, town_record, words, kept):
    kept({8: 1}, who="manager else")
    for role in ("planner", "leader", "worker"):
        assert "Fairer" not in said(page(open_page, town_record, role=role), words)

"""Drafts on the 3 × 3 town: grids 1, 2, 4 with worker 1; 3, 6 with 2; 5, 7, 8 with 3; nobody in 9."""

import json
from datetime import date, datetime

import pytest

from data import commands, drafts, due, editing, holdings, objections
from data.audit import broken_links, new_write_id
from data.permits import OPERATOR, Actor
from data.plan_book import plan_book
from data.plan_locks import NO_LOCKS, Locks
from geo.editing.edit import Request
from geo.errors import Conflict, InputError, NotAllowed, NotFound

LI = Actor("Li Na", "manager", "all")
WANG = Actor("Wang Wei", "manager", "all")
EAST = Actor("Zhao", "manager", "division:990101001002")
PLANNER = Actor("Chen", "planner", "all")
NOW = datetime(2026, 6, 1, 9)


def told(**other) -> dict:
    return {"now": NOW, "write_id": new_write_id()} | other


def keep(record, moves, actor=LI, **other) -> tuple[int, int]:
    given = {
        "title": "Even out", "reason": "", "effective_on": NOW.date(), "locks": NO_LOCKS, "draft": None,
        "base_version": record.version("assignments")[0],
    }  # fmt: skip
    return drafts.draft_plan(record, actor, moves=moves, **told(**given | other))


def propose(record, moves, draft=None, actor=LI, **other) -> int:
    given = {
        "title": "Even out", "reason": "Worker 3 has too much", "effective_on": NOW.date(), "draft": draft,
        "base_version": record.version("assignments")[0],
    }  # fmt: skip
    return commands.propose_plan(record, actor, moves=moves, **told(**given | other))


def moves_of(record, plan_id, actor=LI) -> dict:
    rows = drafts.draft_moves(record, actor, plan_id).fillna(0)
    return dict(zip(rows["grid_id"], rows["to_worker_id"], strict=True))


def seen(record, actor) -> list[int]:
    return drafts.drafts(record, actor)["plan_id"].tolist()


def test_a_draft_is_kept_with_all_that_is_in_it(town_record):
    locks = Locks(lock=(6,), tie=((7, 8),))
    draft = keep(town_record, {5: 1, 9: None, 3: None}, locks=locks)
    (row,) = drafts.drafts(town_record, LI).to_dict("records")
    assert tuple(row) == drafts.DRAFTS
    assert (row["state"], row["title"], row["reason"], row["locks"]) == ("draft", "Even out", "", locks)
    assert draft == (row["plan_id"], row["revision"]) == (1, 1)
    assert moves_of(town_record, 1) == {3: 0, 5: 1}, "grid 9 is nobody's already"


def test_saved_again_it_holds_what_was_saved_last_and_the_audit_both(town_record):
    draft = keep(town_record, {5: 1, 3: None}, locks=Locks(lock=(6,)))
    again = keep(
        town_record, {5: 2, 7: 1}, draft=draft, title="Other", reason="why", effective_on=date(2026, 7, 1)
    )
    assert again == (1, 2)
    (row,) = drafts.drafts(town_record, LI).to_dict("records")
    assert (row["title"], row["reason"], row["locks"]) == ("Other", "why", NO_LOCKS)
    assert row["effective_on"].date() == date(2026, 7, 1)
    assert moves_of(town_record, 1) == {5: 2, 7: 1}
    story = town_record.rows("SELECT action, subject, before, after FROM audit ORDER BY seq DESC LIMIT 1")[0]
    before, after = json.loads(story[2]), json.loads(story[3])
    assert story[:2] == ("draft_plan", "plan:1")
    assert [move["grid_id"] for move in before["moves"]] == [3, 5] and before["locks"] == {"lock": [6]}
    assert [move["grid_id"] for move in after["moves"]] == [5, 7] and after["locks"] == {}
    assert broken_links(town_record) == []


def test_a_second_window_does_not_write_over_what_it_has_not_seen(town_record):
    draft = keep(town_record, {5: 1})
    keep(town_record, {5: 2}, draft=draft)
    for step in (
        lambda: keep(town_record, {7: 1}, draft=draft),
        lambda: propose(town_record, {7: 1}, draft),
        lambda: drafts.discard_draft(town_record, LI, draft, **told()),
        lambda: drafts.take_over_draft(town_record, WANG, draft, **told()),
    ):
        with pytest.raises(Conflict) as caught:
            step()
        assert caught.value.code == "draft_saved_meanwhile"
        assert caught.value.facts == {"plan_id": 1, "at": NOW}
    assert moves_of(town_record, 1) == {5: 2}


def test_a_repeated_save_is_one(town_record):
    assert {keep(town_record, {5: 1}, write_id="same") for _ in range(3)} == {(1, 1)}


def test_a_draft_becomes_a_plan_of_the_same_number(town_record):
    draft = keep(town_record, {5: 1}, locks=Locks(lock=(6,)))
    assert propose(town_record, {5: 1, 7: 1}, draft, locks=Locks(lock=(8,))) == 1
    (plan,) = commands.plans(town_record, WANG).to_dict("records")
    assert (plan["state"], plan["moves"], plan["locks"]) == ("proposed", 2, Locks(lock=(8,)))
    assert seen(town_record, LI) == []
    sql = "SELECT action, before ->> 'state', after ->> 'state', after -> 'locks' ->> 'lock' FROM audit ORDER BY seq"
    assert town_record.rows(sql) == [
        ("draft_plan", None, "draft", "[6]"), ("propose_plan", "draft", "proposed", "[8]"),
    ]  # fmt: skip
    commands.accept_plan(town_record, WANG, 1, note="", **told())
    held = town_record.rows("SELECT worker_id FROM assignment WHERE valid_to IS NULL AND grid_id IN (5, 7)")
    assert held == [(1,), (1,)]


def test_what_was_proposed_is_a_draft_no_more(town_record):
    plan_id = propose(town_record, {5: 1}, keep(town_record, {5: 1}))
    for step in (
        lambda draft: keep(town_record, {7: 1}, draft=draft),
        lambda draft: propose(town_record, {7: 1}, draft),
        lambda draft: drafts.discard_draft(town_record, LI, draft, **told()),
    ):
        for revision in (1, 2):
            with pytest.raises(InputError, match="plan_move_forbidden"):
                step((plan_id, revision))


def test_thrown_away_it_stays_on_record_and_moves_no_more(town_record):
    draft = keep(town_record, {5: 1})
    drafts.discard_draft(town_record, LI, draft, **told())
    assert drafts.drafts(town_record, LI)["state"].tolist() == ["discarded"]
    assert moves_of(town_record, 1) == {5: 1}
    for step in (lambda: keep(town_record, {7: 1}, draft=draft), lambda: propose(town_record, {7: 1}, draft)):
        with pytest.raises(InputError, match="plan_move_forbidden"):
            step()
    (row,) = town_record.rows(
        "SELECT before ->> 'state', after ->> 'state' FROM audit ORDER BY seq DESC LIMIT 1"
    )
    assert row == ("draft", "discarded")


def test_who_may_see_a_draft(town_record):
    """Grid 5 is in the west, 3 and 6 in the east."""
    west, both, east = (
        keep(town_record, {5: 1}),
        keep(town_record, {5: 1, 3: 1}),
        keep(town_record, {6: None}),
    )
    assert sorted(seen(town_record, LI)) == sorted(seen(town_record, WANG)) == [1, 2, 3]
    assert seen(town_record, EAST) == [3], "a colleague, where all its grids are in scope"
    for role in ("leader", "planner", "operator"):
        assert seen(town_record, Actor("Somebody", role, "all")) == []
        assert len(seen(town_record, Actor("Li Na", role, "all"))) == 3, "the author's they are"
    with pytest.raises(NotAllowed):
        drafts.drafts(town_record, Actor("Li Na", "worker", "worker:1"))
    for plan_id in (west[0], both[0]):
        with pytest.raises(NotFound, match="plan_unknown"):
            drafts.draft_moves(town_record, EAST, plan_id)
        with pytest.raises(NotFound, match="plan_unknown"):
            drafts.take_over_draft(town_record, EAST, (plan_id, 1), **told())
    assert moves_of(town_record, east[0], EAST) == {6: 0}


def test_a_colleague_takes_a_draft_over_before_it_is_theirs_to_save(town_record):
    draft = keep(town_record, {5: 1})
    for step in (
        lambda: keep(town_record, {7: 1}, WANG, draft=draft),
        lambda: propose(town_record, {7: 1}, draft, WANG),
        lambda: drafts.discard_draft(town_record, WANG, draft, **told()),
    ):
        with pytest.raises(NotAllowed) as caught:
            step()
        assert (caught.value.code, caught.value.facts) == (
            "draft_of_another", {"plan_id": 1, "who": "Li Na"},
        )  # fmt: skip
    taken = (1, drafts.take_over_draft(town_record, WANG, draft, **told()))
    assert keep(town_record, {7: 1}, WANG, draft=taken) == (1, 3)
    with pytest.raises(NotAllowed, match="draft_of_another"):
        keep(town_record, {8: 1}, draft=draft)
    sql = "SELECT before ->> 'author', after ->> 'author' FROM audit WHERE action = 'take_over_draft'"
    assert town_record.rows(sql) == [("Li Na", "Wang Wei")]


@pytest.mark.parametrize("role", ["leader", "planner", "worker", "operator"])
def test_only_who_may_propose_keeps_drafts(town_record, role):
    draft, other = keep(town_record, {5: 1}), Actor("Li Na", role, "all")
    for step in (
        lambda: keep(town_record, {5: 1}, other),
        lambda: drafts.take_over_draft(town_record, other, draft, **told()),
        lambda: drafts.discard_draft(town_record, other, draft, **told()),
    ):
        with pytest.raises(NotAllowed):
            step()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"title": " "}, "draft_untitled"),
        ({"moves": {5: 3}}, "plan_empty"),
        ({"moves": {99: 1}}, "plan_grids_unknown"),
        ({"moves": {5: 7}}, "plan_workers_unknown"),
        ({"locks": Locks(lock=(5,))}, "plan_locked"),
    ],
)
def test_what_is_no_draft_is_not_kept(town_record, given, code):
    with pytest.raises(InputError, match=code):
        keep(town_record, **{"moves": {5: 1}} | given)
    draft = keep(town_record, {7: 1})
    with pytest.raises(InputError, match=code):
        keep(town_record, draft=draft, **{"moves": {5: 1}} | given)
    assert moves_of(town_record, draft[0]) == {7: 1}
    if code != "draft_untitled":
        with pytest.raises(InputError, match=code):
            propose(town_record, draft=draft, **{"moves": {5: 1}} | given)


def test_no_reader_of_plans_takes_a_draft_for_one(town_record):
    """Every way to a plan, while the only one on record is a draft that is due, and after it was thrown away."""
    draft = keep(town_record, {5: 1})
    for _ in range(2):
        assert commands.plans(town_record, LI).empty
        for look in (commands.plan_moves, lambda *asked: plan_book(*asked, None)):
            with pytest.raises(NotFound, match="plan_unknown"):
                look(town_record, LI, 1)
        assert objections.concerning(town_record, Actor("w", "worker", "worker:3")).empty
        with pytest.raises(NotFound):
            objections.object_to(town_record, Actor("w", "worker", "worker:3"), 1, "no", **told())
        for decide in (commands.accept_plan, commands.reject_plan, commands.revert_plan):
            with pytest.raises(InputError, match="plan_move_forbidden"):
                decide(town_record, WANG, 1, note="n", **told())
        assert due.enforce_due(town_record, OPERATOR, datetime(2027, 1, 1)) == {}
        assert holdings.facts(town_record, OPERATOR)["rows"]["plan"] == 0
        assert editing.preview(town_record, PLANNER, Request("merge", (5, 8))).plans == ()
        if draft:
            drafts.discard_draft(town_record, LI, draft, **told())
            draft = None
    assert town_record.rows("SELECT grid_id FROM assignment WHERE plan_id IS NOT NULL") == []


def test_which_grids_changed_hands_since(town_record):
    (base,) = town_record.version("assignments")
    plan_id = propose(town_record, {5: 1, 7: 1})
    assert drafts.changed_hands(town_record, LI, base, [5, 8]) == []
    commands.accept_plan(town_record, WANG, plan_id, note="", **told())
    assert drafts.changed_hands(town_record, LI, base, [5, 8]) == [5]
    assert drafts.changed_hands(town_record, LI, base, [8]) == []
    assert drafts.changed_hands(town_record, LI, base + 1, [5, 8]) == []
    with pytest.raises(InputError, match="plan_grids_unknown"):
        drafts.changed_hands(town_record, EAST, base, [5])
    town_record.rows("UPDATE version SET n = n + 1 WHERE topic = 'assignments'")
    assert drafts.changed_hands(town_record, LI, base, [8]) is None, "an import names no grid"


def test_a_draft_keeps_the_ground_it_began_with_and_a_plan_stands_on_today_s(town_record):
    (base,) = town_record.version("assignments")
    commands.accept_plan(town_record, WANG, propose(town_record, {1: 2}), note="", **told())
    draft = keep(town_record, {5: 1}, base_version=base)
    (row,) = drafts.drafts(town_record, LI).to_dict("records")
    assert row["base_version"] == base
    propose(town_record, {5: 1}, draft, base_version=base)
    assert commands.plans(town_record, LI)["base_version"].tolist()[0] == base + 1


def test_a_draft_whose_grid_is_no_more_is_still_saved_and_thrown_away(town_record):
    draft, other = keep(town_record, {8: 2, 6: 1}), keep(town_record, {8: 2})
    request = Request("merge", (5, 8))
    look = editing.preview(town_record, PLANNER, request)
    editing.edit_grids(
        town_record, PLANNER, request, stamp=look.stamp, reason="r", effective_on=NOW.date(), **told()
    )
    keep(town_record, {6: 1}, draft=draft)
    drafts.discard_draft(town_record, LI, other, **told())
    assert drafts.drafts(town_record, LI).set_index("plan_id")["state"].to_dict() == {
        draft[0]: "draft", other[0]: "discarded",
    }  # fmt: skip

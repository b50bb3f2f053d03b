"""Field actions on the 3 × 3 town: who may mark where, what others see of it, and that nothing is lost."""

import json
from datetime import date, datetime

import pytest

from data.actions import TITLE_LETTERS, actions, mark_action, remove_action
from data.audit import broken_links, new_write_id
from data.permits import ROLES, Actor
from geo.errors import InputError, NotAllowed, NotFound
from geo.model import Period
from geo.names import FIELD_ACTIONS

LI = Actor("Li Na", "manager", "all")
EAST = Actor("Zhao", "planner", "division:990101001002")  # grids 3, 6, 9
WORKER_2 = Actor("W", "worker", "worker:2")  # grids 3, 6
NOW = datetime(2026, 3, 10, 9)
SINCE = date(2026, 3, 9)


def mark(record, actor=LI, **other):
    given = {"kind": "patrol", "title": "More patrols", "grid_ids": [6, 5, 6], "since": SINCE, "now": NOW,
             "write_id": new_write_id()} | other  # fmt: skip
    return mark_action(record, actor, **given)


def remove(record, actor, action_id):
    return remove_action(record, actor, action_id, now=NOW, write_id=new_write_id())


def test_what_was_marked_is_read(town_record):
    until = date(2026, 4, 1)
    assert mark(town_record, title=" Lamps ", kind="lighting", note="Six new ones", until=until) == 1
    assert mark(town_record) == 2
    found = actions(town_record, LI)
    assert tuple(found) == FIELD_ACTIONS
    assert found.iloc[1].to_dict() == {
        "action_id": 1, "kind": "lighting", "title": "Lamps", "note": "Six new ones", "since": SINCE, "until": until,
        "who": "Li Na", "marked_at": NOW, "grid_ids": (5, 6),
    }  # fmt: skip
    assert found.iloc[0]["until"] is None


def test_without_actions_there_is_a_frame(town_record):
    assert tuple(actions(town_record, LI)) == FIELD_ACTIONS and actions(town_record, LI).empty


def test_it_is_on_the_audit_trail_with_its_grids(town_record):
    version = town_record.version("actions", "plans")
    mark(town_record)
    ((who, action, subject, after),) = town_record.rows("SELECT who, action, subject, after FROM audit")
    assert (who, action, subject) == ("Li Na", "mark_action", "action")
    assert json.loads(after) == {
        "action_id": 1, "kind": "patrol", "title": "More patrols", "note": "", "since": "2026-03-09", "until": None,
        "who": "Li Na", "marked_at": "2026-03-10 09:00:00", "grid_ids": [5, 6],
    }  # fmt: skip
    assert town_record.version("actions", "plans") == (version[0] + 1, version[1])
    assert broken_links(town_record) == []


def test_a_repeated_call_marks_once(town_record):
    assert mark(town_record, write_id="a") == mark(town_record, write_id="a") == 1
    assert len(actions(town_record, LI)) == 1


def test_taken_back_it_is_read_no_more_and_stays_on_record(town_record):
    mark(town_record)
    assert remove(town_record, LI, 1) == 1
    assert actions(town_record, LI).empty
    assert town_record.rows("SELECT title, removed_at, removed_by FROM field_action") == [
        ("More patrols", NOW, "Li Na")
    ]
    assert town_record.rows("SELECT count(*) FROM field_action_grid") == [(2,)]
    action, before, after = town_record.rows("SELECT action, before, after FROM audit ORDER BY seq")[1]
    assert action == "remove_action"
    assert json.loads(before)["grid_ids"] == json.loads(after)["grid_ids"] == [5, 6]
    assert json.loads(before)["removed_at"] is None and json.loads(after)["removed_by"] == "Li Na"
    with pytest.raises(NotFound, match="action_unknown"):
        remove(town_record, LI, 1)


def test_whoever_sees_one_grid_sees_the_action_with_that_grid_alone(town_record):
    mark(town_record)
    mark(town_record, grid_ids=[1])
    for actor in (EAST, WORKER_2):
        found = actions(town_record, actor)
        assert found["action_id"].tolist() == [1] and found["grid_ids"].tolist() == [(6,)]
    assert actions(town_record, Actor("x", "worker", "worker:77")).empty


def test_every_grid_must_be_in_scope_to_write(town_record):
    for grid_ids in ([5, 6], [77], [1]):
        with pytest.raises(InputError, match="plan_grids_unknown"):
            mark(town_record, EAST, grid_ids=grid_ids)
    assert mark(town_record, EAST, grid_ids=[3, 9]) == 1
    mark(town_record, LI, grid_ids=[5, 6])
    with pytest.raises(NotAllowed, match="action_beyond_scope"):
        remove(town_record, EAST, 2)
    with pytest.raises(NotFound, match="action_unknown"):
        remove(town_record, Actor("y", "manager", "division:990101001001"), 1)
    assert remove(town_record, EAST, 1) == 1
    assert actions(town_record, LI)["action_id"].tolist() == [2]


@pytest.mark.parametrize("role", ROLES)
def test_roles(town_record, role):
    mark(town_record)
    actor = Actor("x", role, "all")
    assert len(actions(town_record, actor)) == 1
    if role in ("leader", "manager", "planner"):
        assert remove(town_record, actor, mark(town_record, actor)) == 2
        return
    with pytest.raises(NotAllowed):
        mark(town_record, actor)
    with pytest.raises(NotAllowed):
        remove(town_record, actor, 1)
    assert len(town_record.rows("FROM audit")) == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"kind": "dance"}, "action_kind_unknown"), ({"title": "  "}, "action_untitled"),
        ({"title": "x" * (TITLE_LETTERS + 1)}, "action_untitled"), ({"grid_ids": []}, "action_nowhere"),
        ({"until": SINCE}, "period_empty"), ({"until": date(2026, 1, 1)}, "period_empty"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_written(town_record, wrong, code):
    with pytest.raises(InputError, match=code):
        mark(town_record, **wrong)
    assert town_record.rows("SELECT count(*) FROM field_action") == [(0,)]


def test_a_map_of_a_time_shows_what_had_begun(town_record):
    mark(town_record, since=date(2026, 3, 1), until=date(2026, 3, 2))
    mark(town_record, since=date(2026, 3, 15))
    seen = [
        actions(town_record, LI, Period(date(2026, 2, 1), until))["action_id"].tolist()
        for until in (date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 15), date(2026, 3, 16))
    ]
    assert seen == [[], [1], [1], [2, 1]]


def test_words_of_people_are_kept_as_they_are(town_record):
    words = "'; DROP TABLE grid; -- <b>网格</b>"
    mark(town_record, title=words, note=words)
    assert actions(town_record, LI)[["title", "note"]].iloc[0].tolist() == [words, words]

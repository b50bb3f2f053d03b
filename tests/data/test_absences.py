"""Absences on the 3 × 3 town: who may note whose, what others see, and that nothing is lost."""

import json
from datetime import date, datetime

import pytest

from data.absences import absences, note_absence, remove_absence
from data.audit import broken_links, new_write_id
from data.permits import OPERATOR, ROLES, Actor
from geo.errors import InputError, NotAllowed, NotFound
from geo.model import Period

LI = Actor("Li Na", "manager", "all")
EAST = Actor("Zhao", "manager", "division:990101001002")  # worker 2
NOW = datetime(2026, 3, 10, 9)
FIRST, AFTER = date(2026, 3, 9), date(2026, 3, 23)


def note(record, worker_id=2, actor=LI, since=FIRST, until=AFTER, write_id=None):
    return note_absence(
        record, actor, worker_id, since=since, until=until, now=NOW, write_id=write_id or new_write_id()
    )


def remove(record, absence_id, actor=LI):
    return remove_absence(record, actor, absence_id, now=NOW, write_id=new_write_id())


def test_what_was_noted_is_read_and_stands_on_the_audit_trail(town_record):
    version = town_record.version("workers")
    assert note(town_record) == 1 and note(town_record, 1, until=None) == 2
    found = absences(town_record, LI).set_index("absence_id")
    assert found.loc[1, ["worker_id", "worker_name", "since", "until"]].tolist() == [
        2,
        "Worker 2",
        FIRST,
        AFTER,
    ]
    assert found.loc[2, "until"] is None
    who, action, subject, after = town_record.rows(
        "SELECT who, action, subject, after FROM audit ORDER BY seq"
    )[0]
    assert (who, action, subject) == ("Li Na", "note_absence", "worker:2")
    assert json.loads(after)["since"] == "2026-03-09"
    assert town_record.version("workers")[0] == version[0] + 2
    assert broken_links(town_record) == []


def test_a_repeated_call_notes_once(town_record):
    assert note(town_record, write_id="a") == note(town_record, write_id="a") == 1
    assert len(absences(town_record, LI)) == 1


def test_taken_back_it_is_read_no_more_and_stays_on_record(town_record):
    note(town_record)
    assert remove(town_record, 1) == 1
    assert absences(town_record, LI).empty
    assert town_record.rows("SELECT worker_id, removed_at, removed_by FROM absence") == [(2, NOW, "Li Na")]
    with pytest.raises(NotFound, match="absence_unknown"):
        remove(town_record, 1)


@pytest.mark.parametrize(
    ("period", "seen"),
    [
        ((date(2026, 3, 1), FIRST), 0),
        ((date(2026, 3, 1), date(2026, 3, 10)), 1),
        ((AFTER, date(2026, 4, 1)), 0),
    ],
)
def test_only_those_that_touch_a_period(town_record, period, seen):
    note(town_record)
    assert len(absences(town_record, LI, Period(*period))) == seen


def test_one_without_an_end_touches_every_later_period(town_record):
    note(town_record, until=None)
    assert len(absences(town_record, LI, Period(date(2027, 1, 1), date(2027, 2, 1)))) == 1


def test_scope(town_record):
    note(town_record, 1)
    note(town_record, 2)
    assert absences(town_record, EAST)["worker_id"].tolist() == [2]
    with pytest.raises(InputError, match="plan_workers_unknown"):
        note(town_record, 1, EAST)
    with pytest.raises(NotFound):
        remove(town_record, 1, EAST)


@pytest.mark.parametrize("role", ROLES)
def test_who_may(town_record, role):
    actor = OPERATOR if role == "operator" else Actor("x", role, "all")
    if role in ("manager", "operator"):
        assert note(town_record, actor=actor) == 1
    else:
        with pytest.raises(NotAllowed):
            note(town_record, actor=actor)


@pytest.mark.parametrize(
    ("worker_id", "until", "code"), [(2, FIRST, "period_empty"), (99, AFTER, "plan_workers_un")]
)
def test_what_cannot_be_is_refused(town_record, worker_id, until, code):
    with pytest.raises(InputError, match=code):
        note(town_record, worker_id, until=until)
    assert town_record.rows("SELECT count(*) FROM absence") == [(0,)]

"""Cached reads: kept per role, scope, record and version; never handed to another."""

from datetime import date

import pytest
import stock

from data import current, grids, incidents
from data.permits import Actor
from geo.errors import NotAllowed
from geo.model import Period
from geo.scenario import Away
from pages.parts import load
from pages.parts.gaps import lacks

LEADER, WORKER = Actor("a", "leader", "all"), Actor("a", "worker", "worker:1")


@pytest.fixture
def held(town_record, monkeypatch):
    load.KEPT.forget()
    monkeypatch.setattr(current, "_held", [town_record])
    return town_record


def test_each_scope_has_its_own_answer(held):
    assert len(load.read(grids.names, LEADER)) == 9
    assert len(load.read(grids.names, WORKER)) == 3
    assert len(load.read(grids.names, LEADER)) == 9


def test_a_role_that_may_not_read_is_refused_though_it_is_cached(held):
    load.read(grids.names, LEADER)
    with pytest.raises(NotAllowed):
        load.read(grids.names, Actor("a", "visitor", "all"))


def test_a_write_makes_a_new_answer(held):
    assert load.read(incidents.count, LEADER, incidents.Filter()) == 0
    stock.put_incidents(held, [{"grid_id": 1}])
    assert load.read(incidents.count, LEADER, incidents.Filter()) == 0
    with held.cursor() as cursor:
        cursor.execute("UPDATE version SET n = n + 1 WHERE topic = 'incidents'")
    held.changed()
    assert load.read(incidents.count, LEADER, incidents.Filter()) == 1


def test_what_was_answered_is_known_until_a_write(held):
    assert not load.known(grids.names, LEADER)
    load.read(grids.names, LEADER)
    assert load.known(grids.names, LEADER) and not load.known(grids.names, WORKER)
    with held.cursor() as cursor:
        cursor.execute("UPDATE version SET n = n + 1 WHERE topic = 'grids'")
    held.changed()
    assert not load.known(grids.names, LEADER)


def test_another_record_has_another_answer(held, busy_town, monkeypatch):
    assert load.as_of(LEADER) is None
    monkeypatch.setattr(current, "_held", [busy_town])
    assert load.as_of(LEADER) == date(2026, 3, 31)


def test_the_last_day_is_the_same_for_every_scope(busy_town, monkeypatch):
    load.KEPT.forget()
    monkeypatch.setattr(current, "_held", [busy_town])
    assert load.as_of(Actor("a", "worker", "worker:2")) == load.as_of(LEADER)


def test_what_one_caller_changes_the_next_does_not_see(held):
    first = load.read(grids.divisions, LEADER)
    first["name"] = "changed"
    assert "changed" not in set(load.read(grids.divisions, LEADER)["name"])


def test_another_kind_asks_for_what_facilities_change_alone(busy_town, monkeypatch):
    load.KEPT.forget()
    monkeypatch.setattr(current, "_held", [busy_town])
    asked = []
    rest = lacks.rest
    monkeypatch.setattr(lacks, "rest", lambda *what: asked.append(what) or rest(*what))
    monkeypatch.setitem(load.TOPICS, lacks.rest, load.TOPICS[rest])
    month = Period(date(2026, 3, 1), date(2026, 4, 1))
    first = load.gaps(LEADER, month, "clinic", 0.0)[0]
    load.gaps(LEADER, month, "park", 0.0)
    assert load.gaps_known(LEADER, month, "clinic", 0.0, ())
    assert not load.gaps_known(LEADER, month, "clinic", 0.0, (Away(3),))
    away = load.gaps(LEADER, month, "clinic", 0.0, (Away(3),))[0]
    assert load.gaps_known(LEADER, month, "clinic", 0.0, (Away(3),))
    assert len(asked) == 1
    assert first.loc[first["worker_id"] == 3, "responsibility"].tolist() == [False] * 3
    assert away.loc[away["worker_id"] == 3, "responsibility"].all()

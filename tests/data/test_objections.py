"""Objections on the 3 × 3 town: grids 1, 2, 4 with worker 1; 3, 6 with 2; 5, 7, 8 with 3; nobody in 9."""

from datetime import datetime

import pytest

from data import commands, objections
from data.audit import broken_links, new_write_id
from data.permits import Actor
from geo.errors import InputError, NotAllowed, NotFound

LI = Actor("Li Na", "manager", "all")
EAST = Actor("Zhao", "manager", "division:990101001002")
NOW = datetime(2026, 6, 1, 9, 0)


def worker(k: int) -> Actor:
    return Actor(f"Worker {k}", "worker", f"worker:{k}")


def object_to(record, k: int, plan_id: int, words: str, hour=10) -> None:
    now = datetime(2026, 6, 1, hour)
    objections.object_to(record, worker(k), plan_id, words, now=now, write_id=new_write_id())


@pytest.fixture
def plan_id(town_record) -> int:
    """Grid 5 from worker 3 to worker 1; worker 2 has nothing to do with it."""
    return commands.propose_plan(
        town_record, LI, title="Even out", reason="Too much", moves={5: 1}, effective_on=NOW.date(),
        base_version=town_record.version("assignments")[0], now=NOW, write_id=new_write_id(),
    )  # fmt: skip


@pytest.mark.parametrize(("k", "concerned"), [(1, True), (2, False), (3, True)])
def test_giver_and_taker_see_the_plan_and_nobody_else(town_record, plan_id, k, concerned):
    rows = objections.concerning(town_record, worker(k))
    assert rows["plan_id"].tolist() == [plan_id] * concerned
    if concerned:
        assert rows.loc[0, ["grid", "giver", "taker"]].tolist() == ["Grid 5", "Worker 3", "Worker 1"]
        object_to(town_record, k, plan_id, "too far")
    else:
        with pytest.raises(NotFound, match="plan_unknown"):
            object_to(town_record, k, plan_id, "too far")


def test_what_is_said_again_replaces_what_was_said(town_record, plan_id):
    object_to(town_record, 3, plan_id, "Mrs Wang knows me", hour=10)
    object_to(town_record, 1, plan_id, "I have no time", hour=11)
    object_to(town_record, 3, plan_id, " I know the street ", hour=12)
    said = objections.objections(town_record, LI, plan_id)
    assert said[["worker_name", "objection"]].to_numpy().tolist() == [
        ["Worker 1", "I have no time"], ["Worker 3", "I know the street"],
    ]  # fmt: skip
    assert objections.concerning(town_record, worker(3)).loc[0, "objection"] == "I know the street"
    assert broken_links(town_record) == []
    assert town_record.rows("SELECT count(*) FROM audit WHERE action = 'object_to_plan'") == [(3,)]


@pytest.mark.parametrize("command", [commands.accept_plan, commands.reject_plan])
def test_of_a_plan_in_force_or_turned_down_nothing_is_said_any_more(town_record, plan_id, command):
    command(town_record, LI, plan_id, note="Not now", now=NOW, write_id=new_write_id())
    assert objections.concerning(town_record, worker(3)).empty
    with pytest.raises(NotFound):
        object_to(town_record, 3, plan_id, "too late")


@pytest.mark.parametrize(("words", "code"), [(" ", "objection_empty"), ("x" * 1001, "objection_long")])
def test_words_that_say_nothing_or_too_much(town_record, plan_id, words, code):
    with pytest.raises(InputError, match=code):
        object_to(town_record, 3, plan_id, words)


@pytest.mark.parametrize("role", ["leader", "manager", "planner", "operator"])
def test_only_workers_object(town_record, plan_id, role):
    with pytest.raises(NotAllowed):
        objections.object_to(
            town_record, Actor("x", role, "worker:3"), plan_id, "no", now=NOW, write_id=new_write_id()
        )


def test_workers_and_other_divisions_do_not_read_what_was_said(town_record, plan_id):
    object_to(town_record, 3, plan_id, "too far")
    with pytest.raises(NotAllowed):
        objections.objections(town_record, worker(1), plan_id)
    assert objections.objections(town_record, EAST, plan_id).empty

"""Objections on the 3 × 3 town: grids 1, 2, 4 with worker 1; 3, 6 with 2; 5, 7, 8 with 3; nobody in 9."""

from datetime import date, datetime

import pandas as pd
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


def end(record, plan_id: int, steps: str) -> None:
    """Decide on a plan at noon, as a reviewer does."""
    commands_of = {
        "accept": commands.accept_plan,
        "reject": commands.reject_plan,
        "revert": commands.revert_plan,
    }
    for hour, step in enumerate(steps.split(), 12):
        now = datetime(2026, 6, 1, hour)
        commands_of[step](record, LI, plan_id, note=f"{step} it", now=now, write_id=new_write_id())


@pytest.mark.parametrize(
    ("steps", "state", "noted", "undone"),
    [
        ("", "proposed", None, None),
        ("accept", "in_force", "accept it", None),
        ("reject", "rejected", "reject it", None),
        ("accept revert", "reverted", "accept it", "revert it"),
    ],
)
def test_a_worker_learns_what_became_of_an_objection(town_record, plan_id, steps, state, noted, undone):
    object_to(town_record, 3, plan_id, "too far")
    end(town_record, plan_id, steps)
    (row,) = objections.outcomes(town_record, worker(3)).astype(object).to_dict("records")
    told = {name: None if value != value else value for name, value in row.items()}  # NaN is not itself
    assert (told["title"], told["objection"], told["state"]) == ("Even out", "too far", state)
    assert (told["review_note"], told["undone_because"]) == (noted, undone)
    assert (told["reviewer"], told["undone_by"]) == (noted and "Li Na", undone and "Li Na")


def test_an_accepted_plan_that_waits_for_its_day_says_so(town_record):
    plan_id = commands.propose_plan(
        town_record, LI, title="Later", reason="Too much", moves={5: 1}, effective_on=date(2026, 7, 1),
        base_version=town_record.version("assignments")[0], now=NOW, write_id=new_write_id(),
    )  # fmt: skip
    object_to(town_record, 3, plan_id, "too far")
    end(town_record, plan_id, "accept")
    rows = objections.outcomes(town_record, worker(3))
    assert rows[["state", "review_note"]].to_numpy().tolist() == [["accepted", "accept it"]]
    assert rows["effective_on"].tolist() == [pd.Timestamp(2026, 7, 1)]


def test_an_outcome_is_read_by_nobody_but_who_objected(town_record, plan_id):
    object_to(town_record, 3, plan_id, "too far")
    end(town_record, plan_id, "reject")
    assert objections.outcomes(town_record, worker(1)).empty, "the taker said nothing"
    for scope in ("all", "worker:", "worker:x", "worker:33", "division:990101001001"):
        assert objections.outcomes(town_record, Actor("x", "worker", scope)).empty
    for role in ("leader", "manager", "planner", "operator"):
        with pytest.raises(NotAllowed):
            objections.outcomes(town_record, Actor("x", role, "all"))


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

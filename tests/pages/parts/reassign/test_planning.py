"""Drafting a hand-over on the page: give, take back, propose, and a change meanwhile, by role."""

from datetime import date, datetime

import pytest
import stock

from data import commands
from data.audit import new_write_id
from data.permits import Actor

MANAGER = Actor("Wang Min", "manager", "all")


def moved(record, moves: dict[int, int]) -> None:
    """Another manager moves grids, today."""
    plan = commands.propose_plan(
        record, MANAGER, title="t", reason="r", moves=moves, base_version=record.version("assignments")[0],
        effective_on=date(2026, 3, 1), now=datetime(2026, 3, 1), write_id=new_write_id(),
    )  # fmt: skip
    commands.accept_plan(record, MANAGER, plan, note="", now=datetime(2026, 3, 2), write_id=new_write_id())


def draft(open_page, record, role="manager", **query):
    return open_page(record, "reassign.py", role=role, **query)


def fill(app, title="Fairer", reason="Worker 1 has room"):
    app.text_input[0].input(title)
    app.text_area[0].input(reason)
    return next(button for button in app.button if button.label == "Propose").click().run()


def test_give_the_chosen_grids(open_page, town_record, words):
    app = draft(open_page, town_record, grids="5.8")
    assert "2 grids chosen" in words(app)
    app.selectbox(key="give_to").select(2)
    app.button(key="give").click().run()
    assert app.query_params["moves"] == "2:5.8"
    assert "grids" not in app.query_params
    assert app.query_params["base"] == str(town_record.version("assignments")[0])


def test_neighbours_are_offered_first_and_the_holder_not_at_all(open_page, town_record):
    options = draft(open_page, town_record, grids="9").selectbox(key="give_to").options
    assert [option.split(" · ")[0] for option in options] == ["Worker 2", "Worker 3", "Worker 1"]
    options = draft(open_page, town_record, grids="5").selectbox(key="give_to").options
    assert [option.split(" · ")[0] for option in options] == ["Worker 1", "Worker 2", "Nobody"]


def test_what_the_draft_changes(open_page, town_record, words):
    app = draft(open_page, town_record, moves="1:8")
    table = app.dataframe[0].value
    assert table["Grids"].tolist() == ["3 → 4", "3 → 2"]
    assert table["Pieces"].tolist() == ["1 → 2", "1 → 2"]
    assert "Without Grid 8, Worker 3's beat falls into 2 pieces." in words(app).replace("\\", "")


def test_how_even_it_becomes_is_told_of_the_farthest_and_of_all(open_page, town_record):
    """All grids are the same: 3, 2 and 3 of 8 are 12.5 % above and 25 % below, a standard deviation of 17.7 %; 4, 2 and
    2 are 50 % above and 25 % below, one of 35.4 %."""
    town_record.rows("UPDATE grid SET households = 100")
    stock.put_incidents(
        town_record, [{"grid_id": grid, "reported_at": datetime(2026, 3, 2, 9)} for grid in range(1, 10)]
    )
    said = " ".join(caption.value for caption in draft(open_page, town_record, moves="1:8").caption)
    assert "farthest from a fair share: 25% away before, 50% after" in said
    assert "from a fair share: 18% before, 35% after" in said


def test_a_draft_that_a_lock_forbids_says_so(open_page, town_record, words):
    """Grid 8 goes to worker 1 although it is locked; grid 3 goes to nobody, which is no matter of rules."""
    said = words(draft(open_page, town_record, moves="1:8,0:3", lock="8"))
    assert said.count("stays with whoever has it") == 1 and "Grid 8 is locked" in said


def test_take_back_one_grid(open_page, town_record):
    app = draft(open_page, town_record, moves="1:8.9")
    app.button(key="take_8").click().run()
    assert app.query_params["moves"] == "1:9"
    app.button(key="take_9").click().run()
    assert "moves" not in app.query_params and "base" not in app.query_params


def test_propose(open_page, town_record):
    app = fill(draft(open_page, town_record, moves="1:8,0:7"))
    assert not app.exception
    plan = commands.plans(town_record, MANAGER).iloc[0]
    assert (plan["title"], plan["reason"], plan["state"]) == ("Fairer", "Worker 1 has room", "proposed")
    moves = commands.plan_moves(town_record, MANAGER, int(plan["plan_id"]))
    assert moves["to_worker_id"].fillna(0).tolist() == [0, 1]
    assert app.query_params["plan"] == str(plan["plan_id"])
    assert "moves" not in app.query_params


@pytest.mark.parametrize(("title", "reason"), [("", "why"), ("what", ""), ("  ", "why")])
def test_a_plan_needs_words(open_page, town_record, title, reason):
    app = fill(draft(open_page, town_record, moves="1:8"), title, reason)
    assert "needs a title and a reason" in app.error[0].value
    assert commands.plans(town_record, MANAGER).empty


def test_the_second_of_two_managers_gets_a_conflict_and_keeps_the_draft(open_page, town_record, words):
    began = town_record.version("assignments")[0]
    moved(town_record, {8: 2})
    app = draft(open_page, town_record, moves="1:8", base=began)
    assert "Responsibilities changed since this draft began" in words(app)
    app = fill(app)
    assert "moved these grids meanwhile" in app.error[0].value
    assert app.query_params["moves"] == "1:8"
    assert len(commands.plans(town_record, MANAGER)) == 1
    app.button(key="looked").click().run()
    fill(app)
    assert len(commands.plans(town_record, MANAGER)) == 2


def test_a_change_elsewhere_is_no_conflict(open_page, town_record):
    began = town_record.version("assignments")[0]
    moved(town_record, {1: 2})
    app = fill(draft(open_page, town_record, moves="1:8", base=began))
    assert not app.error
    assert len(commands.plans(town_record, MANAGER)) == 2


@pytest.mark.parametrize("role", ["leader", "planner"])
def test_who_may_not_propose_is_told_so(open_page, town_record, words, role):
    app = draft(open_page, town_record, role, moves="1:8")
    assert "a grid manager proposes it" in words(app)
    assert not [button for button in app.button if button.label == "Propose"]


def test_a_worker_sees_the_own_beat_and_gives_nothing(open_page, town_record):
    app = open_page(town_record, "reassign.py", role="worker", worker_id=3, moves="1:8", grids="5")
    assert "your own beat" in app.info[0].value
    assert "give_to" not in {box.key for box in app.selectbox}


@pytest.mark.parametrize(
    "query", [{"moves": "x"}, {"grids": "a.b"}, {"plan": "9", "part": "plans"}, {"base": "-1"}]
)
def test_an_address_nobody_wrote(open_page, town_record, query):
    assert not draft(open_page, town_record, **query).exception


def test_an_empty_record(open_page, record, words):
    assert "There are no grids here yet" in words(draft(open_page, record))


def test_who_does_not_adjoin_the_chosen_grids_is_told_before_they_are_given(open_page, town_record, words):
    """Grid 9 touches workers 2 and 3; worker 1 is across the town."""
    app = draft(open_page, town_record, grids="9")
    assert "does not adjoin" not in words(app)
    app.selectbox(key="give_to").select(1).run()
    assert "Worker 1's beat does not adjoin these grids." in words(app).replace("\\", "")

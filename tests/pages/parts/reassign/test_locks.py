"""Locks on the 3 × 3 town: worker 1 has 1, 2, 4; worker 2 has 3, 6; worker 3 has 5, 7, 8; nobody has 9."""

import pytest
import stock

from data import current, people
from data.permits import Actor
from data.plan_locks import Locks
from geo.districts.rules import KeepGrids, KeepWorkers, NeverPairs, Together
from pages.parts.reassign import locks, proposals


def click(*grid_ids: int) -> dict:
    return {"source": "click" if len(grid_ids) == 1 else "lasso", "grid_ids": list(grid_ids)}


def test_one_click_locks_a_grid_and_another_one_frees_it(answered):
    assert answered(click(5), by_click="grids").query_params["lock"] == "5"
    app = answered(click(5), by_click="grids", lock="5.8", grids="1")
    assert (app.query_params["lock"], app.query_params["grids"]) == ("8", "1")


def test_a_lasso_locks_many_and_frees_them_once_all_are_locked(answered):
    assert answered(click(5, 7, 8), by_click="grids", lock="5").query_params["lock"] == "5.7.8"
    assert "lock" not in answered(click(5, 7), by_click="grids", lock="5.7").query_params


def test_one_click_on_any_of_the_beat_locks_its_worker(answered):
    app = answered(click(6), by_click="workers")
    assert app.query_params["stay"] == "2" and not app.exception
    assert "stay" not in answered(click(3), by_click="workers", stay="2").query_params
    assert "stay" not in answered(click(9), by_click="workers").query_params, "nobody has it"


def test_a_worker_locks_nothing(answered):
    app = answered(click(5), role="worker", by_click="grids")
    assert not app.exception and "lock" not in app.query_params


def test_pairs_are_locked_and_every_lock_is_freed_by_its_button(open_page, town_record):
    app = open_page(town_record, "reassign.py", role="manager", grids="5.8")
    app.selectbox(key="give_to").select(2)
    app.button(key="tie").click().run()
    app.selectbox(key="give_to").select(2).run()
    app.button(key="never").click().run()
    assert (app.query_params["tie"], app.query_params["never"]) == ("5:8", "5:2,8:2")
    app.button(key="free_never_5:2").click().run()
    assert app.query_params["never"] == "8:2"
    app.button(key="free_all").click().run()
    assert not {"tie", "never", "lock", "stay"} & set(app.query_params)


def test_a_draft_heeds_every_lock(open_page, town_record, words):
    said = words(
        open_page(town_record, "reassign.py", role="manager", moves="1:5,2:7", stay="1", never="7:2")
    )
    said = said.replace("\\", "")
    assert "Grid Grid 5 cannot go to worker Worker 1: the beat of one of the two is locked." in said
    assert "Grid Grid 7 may never go to worker Worker 2." in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_locked_stands_on_both_parts_of_the_page(open_page, town_record, monkeypatch, lang):
    monkeypatch.setattr(proposals, "SEARCH_S", 0.1)
    monkeypatch.setattr(proposals, "PROOF_S", 0.1)
    stock.put_incidents(town_record, [{"grid_id": 1}])
    for part in ("", "suggest"):
        query = {"part": part} if part else {}
        app = open_page(town_record, "reassign.py", role="planner", lang=lang, lock="5", tie="7:8", **query)
        assert {button.key for button in app.button if button.key.startswith("free_")} >= {
            "free_lock_5", "free_tie_7:8", "free_all",
        }  # fmt: skip


@pytest.mark.parametrize(
    "query", [{"never": "5"}, {"never": "x:1"}, {"tie": "5:8:7"}, {"stay": "one"}, {"tie": "<script>"}]
)
def test_an_address_that_locks_nothing_says_so(open_page, town_record, words, query):
    app = open_page(town_record, "reassign.py", role="manager", **query)
    assert not app.exception and next(iter(query)) in words(app)


@pytest.mark.parametrize("tie", ["1:3", "5:6", "5:7", "9:9", "99:1"])
def test_grids_of_two_workers_or_without_a_common_border_are_not_tied(open_page, town_record, tie):
    app = open_page(town_record, "reassign.py", role="manager", tie=tie)
    assert not [button for button in app.button if button.key.startswith("free_")]


def test_locks_as_rules():
    held = Locks(lock=(1,), stay=(2,), never=((3, 4),), tie=((5, 6),))
    assert held.rules() == [KeepGrids((1,)), KeepWorkers((2,)), NeverPairs(((3, 4),)), Together(((5, 6),))]
    assert Locks().rules() == []


def test_what_is_tied_through_others_goes_along():
    held = Locks(tie=((1, 2), (2, 3), (7, 8)))
    assert locks.partners(held, [3]) == {1, 2, 3} and locks.partners(held, [4]) == {4}


def test_a_lock_given_again_is_taken_away():
    assert locks.toggled(Locks(lock=(1, 2)), "lock", [2]) == Locks(lock=(1,))
    assert locks.toggled(Locks(lock=(1, 2)), "lock", [2, 3]) == Locks(lock=(1, 2, 3))


def test_workers_are_locked_in_their_list_too(answered, open_page, town_record):
    """Among the bars, by keys alone; what is locked on the map stands there, and is freed there."""
    app = open_page(town_record, "reassign.py", role="manager", stay="2")
    chosen = app.multiselect(key="filter_stay")
    assert chosen.value == ["2"] and chosen.options == ["Worker 1", "Worker 2", "Worker 3"]
    chosen.select("3").run()
    assert app.query_params["stay"] == "2.3"
    app.multiselect(key="filter_stay").set_value([]).run()
    assert "stay" not in app.query_params
    assert not open_page(town_record, "reassign.py", role="worker").multiselect


@pytest.mark.parametrize(("lang", "said"), [("en", "No worker is locked"), ("zh", "没有锁定任何网格员")])
def test_an_empty_list_of_locked_workers_says_so(open_page, town_record, lang, said):
    app = open_page(town_record, "reassign.py", role="manager", lang=lang)
    assert app.multiselect(key="filter_stay").placeholder == said


def test_the_locks_of_a_plan_in_words(town_record, monkeypatch):
    """All kinds for who sees the whole town; the east, with grids 3, 6 and 9, reads of its own only."""
    monkeypatch.setattr(current, "_held", [town_record])
    held = Locks((5, 6), (2,), ((9, 1), (8, 2)), ((3, 6), (5, 7)))
    everything = "Grid 5, Grid 6, Worker 2's beat, Grid 9 never to Worker 1, Grid 8 never to Worker 2"
    for scope, told in (
        ("all", f"{everything}, Grid 3 with Grid 6, Grid 5 with Grid 7"),
        ("division:990101001002", "Grid 6, Worker 2's beat, Grid 3 with Grid 6"),
    ):
        actor = Actor("x", "manager", scope)
        assert locks.told(actor, held, people.names(town_record, actor)) == told
    assert locks.told(actor, Locks(), people.names(town_record, actor)) == ""

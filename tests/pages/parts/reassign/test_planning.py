"""Drafting a hand-over on the page: give and take back, by role."""

from datetime import datetime

import pytest
import stock


def draft(open_page, record, role="manager", **query):
    return open_page(record, "reassign.py", role=role, **query)


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

"""The map of a draft: what somebody does on it is in the address before the draft is worked out."""

import pytest


def effects(app):
    """Grids before and after, by the name of the worker."""
    table = next(
        table.value for table in app.dataframe if "Pieces" in table.value and "Worker" in table.value
    )
    return table.set_index("Worker")["Grids"].to_dict()


def test_a_pushed_border_is_in_the_numbers_of_the_same_run(answered):
    """Grid 2 joins worker 2, who has 3 beside it."""
    app = answered({"source": "brush", "grid_ids": [3, 2]})
    assert app.query_params["moves"] == "2:2"
    assert effects(app) == {"Worker 1": "3 → 2", "Worker 2": "2 → 3"}


def test_the_same_answer_is_heard_once(answered):
    app = answered({"source": "brush", "grid_ids": [3, 2]})
    app.button(key="take_2").click().run()
    assert "moves" not in app.query_params


def test_a_click_chooses(answered):
    assert answered({"source": "click", "grid_ids": [5]}).query_params["grids"] == "5"


def test_a_click_on_the_next_beat_hands_over_where_that_is_switched_on(answered):
    asked = {"source": "click", "grid_ids": [6]}
    assert answered(asked, grids="2").query_params["grids"] == "6"
    app = answered(asked, grids="2", by_click="1")
    assert app.query_params["moves"] == "2:2" and "grids" not in app.query_params


@pytest.mark.parametrize("answer", [{"source": "brush", "grid_ids": [3, 2]}, {"source": "brush"}])
def test_a_worker_pushes_nothing(open_page, town_record, answer):
    app = open_page(town_record, "reassign.py", role="worker", worker_id=1)
    app.session_state["reassign"] = {"event": "1"} | answer
    app.run()
    assert not app.exception and "moves" not in app.query_params

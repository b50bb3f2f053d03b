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


def test_keys_pressed_on_the_map_do_what_their_buttons_do(answered):
    """The map's frame keeps what is pressed in it from the page: undo, redo and the lock of the chosen grid."""
    app = answered({"source": "brush", "grid_ids": [3, 2]})
    for event, (key, moves) in enumerate((("Ctrl+Z", ""), ("Ctrl+Y", "2:2"), ("Ctrl+Y", "2:2")), 2):
        app.session_state["reassign"] = {"event": str(event), "source": "key", "key": key, "grid_ids": []}
        assert app.run().query_params.get("moves", "") == moves
    app = answered({"source": "key", "key": "Alt+L", "grid_ids": [5]}, grids="5")
    assert app.query_params["lock"] == "5" and app.query_params["grids"] == "5"


@pytest.mark.parametrize("answer", [{"key": "Alt+L"}, {"key": "Ctrl+Z"}, {"key": "Ctrl+Q"}, {"key": 7}, {}])
def test_a_worker_or_an_unknown_key_does_nothing(answered, answer):
    app = answered({"source": "key", "grid_ids": [5]} | answer, role="worker")
    assert not app.exception and not {"lock", "moves"} & set(app.query_params)

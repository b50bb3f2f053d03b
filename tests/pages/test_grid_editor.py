"""The grid editor on the 3 × 3 town: a preview from the address, a refusal in words, the doctor, undo."""

from datetime import date, datetime

import pytest
from pyproj import Transformer
from town import METRIC, ORIGIN_M, SIDE_M

from data import doctor
from data.editing import edit_grids, preview
from data.permits import Actor
from geo.editing.edit import Request
from pages.parts import maps, mapview
from pages.parts.editor import drafting

MANAGER = Actor("Wang", "manager", "all")
TO_DEGREES = Transformer.from_crs(METRIC, "EPSG:4326", always_xy=True)


def at(x, y):
    return TO_DEGREES.transform(ORIGIN_M[0] + SIDE_M * x, ORIGIN_M[1] + SIDE_M * y)


SPLIT = Request("split", (5,), (at(1.25, 0.9), at(1.25, 2.1)))


def test_a_line_across_a_grid_is_previewed_and_put_in_force(open_page, town_record, words):
    app = open_page(town_record, "grid_editor.py", role="manager", **drafting.parameters(SPLIT))
    assert not app.exception
    rows = app.dataframe[0].value
    assert rows["Grid"].tolist() == ["Grid 5-1", "Grid 5-2"]
    assert rows["Households"].tolist() == ["50", "150"]
    assert rows["Comes from"].tolist() == ["Grid 5", "Grid 5"]
    assert "300 to 500" in app.warning[0].value
    assert "Grid 5-1 (50), Grid 5-2 (150)." in app.warning[0].value
    app.text_area[0].input("Two blocks")
    app.button[[button.label for button in app.button].index("Put in force")].click().run()
    assert app.query_params["part"] == "history"
    assert town_record.rows("SELECT count(*) FROM grid WHERE valid_to IS NULL") == [(10,)]


def test_without_a_reason_nothing_is_written(open_page, town_record, words):
    app = open_page(town_record, "grid_editor.py", role="manager", **drafting.parameters(SPLIT))
    app.button[[button.label for button in app.button].index("Put in force")].click().run()
    assert "needs a reason" in app.error[0].value
    assert town_record.rows("SELECT count(*) FROM grid") == [(9,)]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_refusal_is_told_in_words(open_page, town_record, lang):
    short = Request("split", (5,), (at(1.25, 0.9), at(1.25, 1.5)))
    app = open_page(town_record, "grid_editor.py", role="planner", lang=lang, **drafting.parameters(short))
    assert ("ends inside" if lang == "en" else "止于网格内部") in app.warning[0].value


def test_who_may_not_edit_sees_no_form(open_page, town_record, words):
    app = open_page(town_record, "grid_editor.py", role="leader", **drafting.parameters(SPLIT))
    assert not app.text_area and "Only grid managers" in app.info[0].value
    app = open_page(town_record, "grid_editor.py", role="worker", worker_id=3)
    assert not app.exception and "Grid managers and planners" in words(app)


def test_the_doctor_puts_its_repair_into_the_address(open_page, town_record):
    app = open_page(town_record, "grid_editor.py", role="manager", part="doctor")
    app.button(key="repair_few_households_0").click().run()
    assert app.query_params["edit"] == "merge"
    assert len(app.dataframe[0].value) == 1
    at = [button.key for button in app.button].index("repair_few_households_0")
    assert app.button[at + 1].label == "Put in force", (
        "right below it, and not after everything else that is found"
    )


def test_what_no_repair_mends_is_shown_on_the_map_and_left_to_people(open_page, town_record, monkeypatch):
    monkeypatch.setattr(doctor, "repair", lambda *_: None)
    app = open_page(town_record, "grid_editor.py", role="manager", part="doctor")
    app.button(key="repair_few_households_0").click().run()
    assert app.query_params["look"] == app.query_params["grids"]
    assert "choose one by hand" in app.info[0].value


def test_an_edit_is_opened_and_undone(open_page, town_record, words):
    seen = preview(town_record, MANAGER, SPLIT)
    edit_id = edit_grids(town_record, MANAGER, SPLIT, stamp=seen.stamp, reason="Two", effective_on=date(2026, 6, 1),
                         now=datetime(2026, 6, 10), write_id="w")  # fmt: skip
    app = open_page(town_record, "grid_editor.py", role="manager", part="history", opened=edit_id)
    assert not app.exception
    assert app.dataframe[0].value["Worker"].tolist() == ["Worker 3"]  # the day before, when it was one
    assert "needs a reason" in app.button(key="undo").click().run().error[0].value
    app.text_input(key=f"undo_reason_{edit_id}").input("A mistake")
    assert not app.button(key="undo").disabled, (
        "one click, before the reason is sent, as of every other decision"
    )
    app.button(key="undo").click().run()
    assert town_record.rows("SELECT count(*) FROM grid WHERE valid_to IS NULL") == [(9,)]
    said = words(app)
    assert "Undoing" in said and f"undoes edit {edit_id}" in said and "Undone" not in app.markdown[0].value
    assert app.text_input(key=f"undo_reason_{edit_id + 1}").value == "", "a reason is that of one edit"


@pytest.mark.parametrize(
    "query",
    [{"edit": "melt"}, {"grids": "99"}, {"line": "a~b"}, {"line": "1~2_3"}, {"edit": "fill", "grids": "5"},
     {"part": "history", "opened": "77"}, {"edit": "restore", "grids": "5"}, {"look": "77"}],
)  # fmt: skip
def test_an_address_nobody_wrote(open_page, town_record, query):
    assert not open_page(town_record, "grid_editor.py", role="manager", **query).exception


@pytest.mark.parametrize(
    ("query", "pencil"),
    [
        ({}, False),
        ({"grids": "5"}, True),
        ({"grids": "5.6"}, False),
        ({"edit": "redraw", "grids": "5"}, False),
        ({"edit": "redraw", "grids": "5.6"}, True),
        ({"edit": "merge", "grids": "5.6"}, False),
        ({"part": "doctor", "grids": "5"}, False),
    ],
)
def test_there_is_a_pencil_where_there_is_something_to_cut(
    open_page, town_record, monkeypatch, query, pencil
):
    told = []
    monkeypatch.setattr(mapview, "show", lambda *_, **how: told.append(how["draws"]) or maps.Selection())
    assert not open_page(town_record, "grid_editor.py", role="manager", **query).exception
    assert told == [pencil]

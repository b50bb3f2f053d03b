"""What changed hands since a draft began: said at once, by name, with a way on."""

import pytest

from data import commands
from data.permits import Actor

MANAGER = Actor("Wang Min", "manager", "all")


def page(open_page, record, **query):
    return open_page(record, "reassign.py", **{"role": "manager", "moves": "1:8,2:5"} | query)


def base(record) -> int:
    return record.version("assignments")[0]


def keys(app) -> set[str]:
    return {button.key for button in app.button} & {"take_out", "keep_moves"}


def test_nothing_is_said_while_nothing_changed(open_page, town_record, words):
    for query in ({}, {"base": base(town_record)}):
        app = page(open_page, town_record, **query)
        assert "since" not in words(app) and keys(app) == set()


def test_a_change_elsewhere_is_one_line_and_no_hindrance(open_page, town_record, words, moved, fill):
    began = base(town_record)
    moved({1: 2})
    app = page(open_page, town_record, base=began)
    assert "none of its grids is concerned" in words(app) and keys(app) == set()
    app = fill(app, "Propose")
    assert not app.error
    assert len(commands.plans(town_record, MANAGER)) == 2


@pytest.mark.parametrize("role", ["manager", "planner", "leader"])
def test_the_grids_that_changed_hands_are_named_with_who_has_them(open_page, town_record, moved, role):
    began = base(town_record)
    moved({8: 2, 1: 2})
    app = page(open_page, town_record, base=began, role=role)
    said = app.warning[0].value.replace("\\", "")
    assert "changed hands since it began: Grid 8 (now Worker 2)." in said and "Grid 5" not in said
    assert keys(app) == {"take_out", "keep_moves"}


def test_they_are_taken_out_with_what_is_tied_to_them(open_page, town_record, moved):
    began = base(town_record)
    moved({8: 2})
    app = page(open_page, town_record, base=began)
    app.button(key="take_out").click().run()
    assert (app.query_params["moves"], app.query_params["base"]) == ("2:5", str(base(town_record)))
    app = page(open_page, town_record, moves="1:8", base=began)
    app.button(key="take_out").click().run()
    assert not {"moves", "base"} & set(app.query_params)


def test_the_second_of_two_managers_keeps_the_draft_on_today_s_ground(open_page, town_record, moved, fill):
    began = base(town_record)
    moved({8: 2})
    app = fill(page(open_page, town_record, base=began), "Propose")
    assert "moved these grids meanwhile: Grid 8." in app.error[0].value.replace("\\", "")
    assert len(commands.plans(town_record, MANAGER)) == 1
    app.button(key="keep_moves").click().run()
    assert app.query_params["moves"] == "1:8,2:5"
    fill(app, "Propose")
    assert len(commands.plans(town_record, MANAGER)) == 2


def test_an_import_names_no_grid(open_page, town_record):
    began = base(town_record)
    town_record.rows("UPDATE version SET n = n + 1 WHERE topic = 'assignments'")
    town_record.changed()
    app = page(open_page, town_record, base=began)
    assert "Responsibilities were imported since" in app.warning[0].value
    assert keys(app) == {"keep_moves"}
    app.button(key="keep_moves").click().run()
    assert not any("imported" in one.value for one in app.warning)

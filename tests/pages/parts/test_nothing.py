"""A page without anything to show says what is missing and how to load it, and offers nothing that does nothing."""

import pytest

GRIDS, CASES = "There are no grids here yet.", "The grids are here; there are no cases yet."
#: page → what it says of grids without cases; nothing where it has something to show
SAID = {
    "overview.py": CASES,
    "cases.py": CASES,
    "hotspots.py": CASES,
    "gaps.py": CASES,
    "grid.py": "",
    "siting.py": "",
    "reassign.py": "",
    "grid_editor.py": "",
}
CONTROLS = (
    "button_group",
    "selectbox",
    "date_input",
    "toggle",
    "text_input",
    "multiselect",
    "number_input",
    "button",
)
COMMANDS = {
    GRIDS: "python -m data import grids FILE\npython -m data demo",
    CASES: "python -m data import incidents FILE",
}


@pytest.mark.parametrize("page", SAID)
def test_an_empty_record(open_page, record, words, page):
    _is_empty(open_page(record, page, role="manager"), words, GRIDS)


@pytest.mark.parametrize("page", SAID)
def test_grids_without_cases(open_page, town_record, words, page):
    app = open_page(town_record, page, role="manager")
    assert not app.exception
    if SAID[page]:
        _is_empty(app, words, SAID[page])
    else:
        assert GRIDS not in words(app) and CASES not in words(app)


def _is_empty(app, words, said):
    assert not app.exception
    assert f"#### {said}" in [element.value for element in app.main.markdown]
    assert [code.value for code in app.main.code] == [COMMANDS[said]]
    assert "Load a file on the Intake page" in words(app)
    assert [len(app.main.get(control)) for control in CONTROLS] == [0] * len(CONTROLS)


def test_whoever_loads_nothing_is_told_who_does(open_page, record, words):
    app = open_page(record, "cases.py", role="leader")
    assert "Grid managers and planners load data." in words(app)
    assert "Intake page" not in words(app)

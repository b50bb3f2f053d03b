"""A page without anything to show says what is missing and how to load it, and offers nothing that does nothing."""

from datetime import date, datetime

import pandas as pd
import pytest
import stock
import streets

VISIT = {"visit_id": 1, "source_id": "V1", "grid_id": 1, "visited_at": datetime(2026, 1, 1, 9)}
GRIDS, CASES = "There are no grids here yet.", "The grids are here; there are no cases yet."
#: page → what it says of grids without cases; nothing where it has something to show
SAID = {
    "overview.py": CASES,
    "cases.py": CASES,
    "hotspots.py": CASES,
    "gaps.py": "",
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


@pytest.mark.parametrize(
    ("face", "said", "unsaid"),
    [
        ("service", "750 of 750 residents (100%) have it beyond reach: Clinic", CASES),
        ("presence", "Never visited; a visit is due every", CASES),
        ("responsibility", "Worker 2 is responsible.", CASES),
        ("debt", "Too few people or cases to say which grids are silent. The debt leaves that out.", CASES),
        ("voice", CASES, "Grids with a gap"),
    ],
)
def test_gaps_without_cases(open_page, town_record, words, face, said, unsaid):
    """From grid 3 it is further than 300 m to the clinic in grid 7, whoever reported anything."""
    streets.put_clinics(town_record, (streets.WEST + 150, streets.SOUTH + 150))
    stock.insert(town_record, "visit", pd.DataFrame([VISIT]))
    app = open_page(town_record, "gaps.py", role="manager", face=face, kind="clinic", at=3)
    assert not app.exception
    seen = words(app).replace("\\", "")
    assert said in seen and unsaid not in seen
    assert date.fromisoformat(str(app.date_input[0].value[1])) == date.today()


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

"""What was edited, and what hinders what waits; see also test_grid_editor.py."""

from datetime import date, datetime

import pytest

from data.editing import edit_grids, preview
from data.permits import Actor
from geo.editing.edit import Request
from pages.parts.editor import edited

MANAGER = Actor("Wang", "manager", "all")
MERGE, WEST = Request("merge", (4, 5)), Request("merge", (4, 7))


def test_every_state_of_the_schema_has_words():
    assert set(edited.STATES) == {"waiting", "in_force", "withdrawn", "undone"}


def test_looking_carries_nothing_out_and_says_what_hinders(open_page, town_record):
    seen = preview(town_record, MANAGER, MERGE)
    told = {"reason": "x", "now": datetime(2026, 2, 1)}
    edit_grids(
        town_record, MANAGER, MERGE, stamp=seen.stamp, effective_on=date(2026, 2, 2), write_id="w", **told
    )
    app = open_page(town_record, "grid_editor.py", role="manager", part="history", opened=1)
    assert app.dataframe[0].value["words"].tolist() == ["Waits for its day"]
    assert not app.warning
    seen = preview(town_record, MANAGER, WEST)
    edit_grids(
        town_record, MANAGER, WEST, stamp=seen.stamp, effective_on=date(2026, 2, 1), write_id="v", **told
    )
    app = open_page(town_record, "grid_editor.py", role="manager", part="history", opened=1)
    assert len(app.warning) == 1


@pytest.mark.parametrize(
    ("day", "state"), [(date(2026, 2, 2), "Waits for its day"), (date(2026, 2, 1), "In force")]
)
def test_an_edit_says_which_grids_it_is_about(open_page, town_record, words, day, state):
    seen = preview(town_record, MANAGER, MERGE)
    edit_grids(
        town_record, MANAGER, MERGE, stamp=seen.stamp, effective_on=day, write_id="w", reason="x",
        now=datetime(2026, 2, 1),
    )  # fmt: skip
    app = open_page(town_record, "grid_editor.py", role="manager", part="history", opened=1)
    table = next(table.value for table in app.dataframe if "words" in table.value)
    assert table[["words", "grids"]].to_numpy().tolist() == [[state, "Grid 4, Grid 5"]]
    assert any("Grid 4, Grid 5" in one.value for one in app.caption)

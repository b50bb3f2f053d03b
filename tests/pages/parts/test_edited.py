"""What was edited, and putting in force what waited; see also test_grid_editor.py."""

from datetime import date, datetime

from data.editing import edit_grids, preview
from data.permits import Actor
from geo.editing.edit import Request
from pages.parts import edited

MANAGER = Actor("Wang", "manager", "all")
MERGE = Request("merge", (4, 5))


def test_every_state_of_the_schema_has_words():
    assert set(edited.STATES) == {"waiting", "in_force", "withdrawn", "undone"}


def test_an_edit_whose_day_has_come_is_put_in_force_when_somebody_looks(open_page, town_record):
    seen = preview(town_record, MANAGER, MERGE)
    edit_grids(town_record, MANAGER, MERGE, stamp=seen.stamp, reason="x", effective_on=date(2026, 2, 2),
               now=datetime(2026, 2, 1), write_id="w")  # fmt: skip
    app = open_page(town_record, "grid_editor.py", role="leader", part="history")
    assert app.dataframe[0].value["words"].tolist() == ["Waits for its day"]
    app = open_page(town_record, "grid_editor.py", role="manager", part="history")
    assert app.dataframe[0].value["words"].tolist() == ["In force"]
    assert town_record.rows("SELECT count(*) FROM grid WHERE valid_to IS NULL") == [(8,)]

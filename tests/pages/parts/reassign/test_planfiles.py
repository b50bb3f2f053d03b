"""A plan's files are offered to whoever may take data along, in the reader's words."""

from datetime import date, datetime

import pytest

from data import commands, plan_files
from data.permits import Actor
from pages.parts.reassign import planfiles

MANAGER = Actor("Wang Min", "manager", "all")


def test_every_name_in_the_workbook_has_words():
    names = {*plan_files.FACTS, *plan_files.MOVES, *plan_files.GRIDS, *plan_files.CASES, *plan_files.LISTS}
    assert names <= set(planfiles.WORDS)


@pytest.mark.parametrize(("role", "buttons"), [("manager", 3), ("leader", 3)])
def test_three_files(open_page, town_record, role, buttons):
    commands.propose_plan(
        town_record, MANAGER, title="t", reason="r", moves={5: 1}, now=datetime(2026, 3, 2), write_id="p",
        base_version=town_record.version("assignments")[0], effective_on=date(2026, 3, 2),
    )  # fmt: skip
    app = open_page(town_record, "reassign.py", role=role, part="plans", plan=1)
    offered = [one.proto.label for one in app.get("download_button")]
    assert (
        sum(one in ("GeoPackage", "Hand-over lists (XLSX)", "Pages to print (PDF)") for one in offered)
        == buttons
    )

"""Plans and boundaries that wait for one day, on the 3 × 3 town; see also test_commands.py and test_editing.py."""

from datetime import date, datetime

import pytest

from data.commands import accept_plan, propose_plan
from data.due import enforce_due
from data.editing import edit_grids, preview
from data.permits import OPERATOR, Actor
from geo.editing.edit import Request
from geo.errors import NotAllowed

MANAGER = Actor("Wang", "manager", "all")
NOW, DAY, LATER = datetime(2026, 6, 1, 9), date(2026, 6, 8), datetime(2026, 6, 9, 0, 1)


def plan(record, moves, day=DAY) -> int:
    plan_id = propose_plan(record, MANAGER, title="t", reason="r", moves=moves, effective_on=day, now=NOW,
                           base_version=record.version("assignments")[0], write_id=f"p{moves}")  # fmt: skip
    return accept_plan(record, MANAGER, plan_id, note="", now=NOW, write_id=f"a{moves}")


def merge(record, grid_ids, day=DAY) -> int:
    request = Request("merge", grid_ids)
    return edit_grids(record, MANAGER, request, stamp=preview(record, MANAGER, request).stamp, reason="r",
                      effective_on=day, now=NOW, write_id=f"e{grid_ids}")  # fmt: skip


def test_all_that_is_due_comes_into_force_in_the_order_of_its_days(town_record):
    """Grid 9 goes to worker 2 on the 8th, and on the 8th too grids 1 and 2 become one; the 10th is not yet."""
    waits = merge(town_record, (7, 8), date(2026, 6, 10))
    edit_id, plan_id = merge(town_record, (1, 2)), plan(town_record, {9: 2})
    assert list(enforce_due(town_record, OPERATOR, LATER).items()) == [
        (("plan", plan_id), None), (("edit", edit_id), None),
    ]  # fmt: skip
    held = dict(town_record.rows("SELECT grid_id, worker_id FROM assignment WHERE valid_to IS NULL"))
    assert held == {3: 2, 4: 1, 5: 3, 6: 2, 7: 3, 8: 3, 9: 2, 10: 1}
    assert enforce_due(town_record, OPERATOR, LATER) == {}
    assert town_record.rows("SELECT edit_id FROM grid_edit WHERE state = 'waiting'") == [(waits,)]


def test_what_is_hindered_hinders_nobody_else(town_record):
    """The plan moves grid 4, so the merge of 4 and 5 no longer fits; that of 1 and 2 does."""
    plan_id, torn, whole = plan(town_record, {4: 3}), merge(town_record, (4, 5)), merge(town_record, (1, 2))
    found = enforce_due(town_record, OPERATOR, LATER)
    assert {what: error and error.code for what, error in found.items()} == {
        ("plan", plan_id): None, ("edit", torn): "edit_conflict", ("edit", whole): None,
    }  # fmt: skip


@pytest.mark.parametrize("role", ["leader", "manager", "planner", "worker"])
def test_nobody_but_the_program_carries_out(town_record, role):
    with pytest.raises(NotAllowed):
        enforce_due(town_record, Actor("Somebody", role, "all"), LATER)

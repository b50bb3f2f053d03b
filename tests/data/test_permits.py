"""The table of permissions, cell by cell: a row an action, a column a role."""

import pytest

from data.permits import OPERATOR, PERMITS, ROLES, WHOLE, Actor
from geo.errors import NotAllowed

#               leader manager planner worker operator
PICTURE = """
read_grids      x      x       x       x      x
read_incidents  x      x       x       x      x
read_workers    x      x       x       x      x
read_facilities x      x       x       x      x
read_plans      x      x       x       .      x
read_intake     .      x       x       .      x
read_audit      x      .       .       .      x
read_actions    x      x       x       x      x
mark_action     x      x       x       .      .
remove_action   x      x       x       .      .
export          x      x       x       .      x
import          .      x       x       .      x
read_edits      x      x       x       .      x
edit_grids      .      x       x       .      .
propose_plan    .      x       .       .      .
draft_plan      .      x       .       .      .
take_over_draft .      x       .       .      .
discard_draft   .      x       .       .      .
review_plan     .      x       .       .      .
revert_plan     .      x       .       .      .
print_sheet     x      x       x       x      x
enforce_plan    .      .       .       .      x
enforce_edit    .      .       .       .      x
note_absence    .      x       .       .      x
object_to_plan  .      .       .       x      .
read_handovers  .      .       .       x      .
take_handover   .      .       .       x      .
propose_site    x      x       x       .      x
make_demo       .      .       .       .      x
check           .      x       x       .      x
backup          .      .       .       .      x
set_access      .      .       .       .      x
"""
CELLS = [
    (action, role, mark == "x")
    for action, *marks in map(str.split, PICTURE.strip().splitlines())
    for role, mark in zip(("leader", "manager", "planner", "worker", "operator"), marks, strict=True)
]


@pytest.mark.parametrize(("action", "role", "allowed"), CELLS)
def test_every_cell(action, role, allowed):
    actor = Actor("Somebody", role, "all")
    assert actor.may(action) is allowed
    if not allowed:
        with pytest.raises(NotAllowed) as caught:
            actor.require(action)
        assert caught.value.facts == {"who": "Somebody", "role": role, "action": action}


def test_the_picture_is_whole():
    assert {action for action, _, _ in CELLS} == set(PERMITS)
    assert {role for _, role, _ in CELLS} == set(ROLES)
    assert set().union(*PERMITS.values()) <= set(ROLES)


@pytest.mark.parametrize("role", [*ROLES, "", "admin"])
def test_what_is_not_listed_nobody_may(role):
    assert not Actor("x", role, "all").may("delete_everything")
    assert role in ROLES or not any(Actor("x", role, "all").may(action) for action in PERMITS)


def test_the_command_line_is_the_operator():
    assert (OPERATOR.role, OPERATOR.scope) == ("operator", "all")


@pytest.mark.parametrize("scope", ["division:990101", "worker:1", "", "ALL"])
def test_a_part_of_the_city_gives_nothing_that_cannot_be_narrowed(scope):
    """Imports, rejected rows and checks know no grid, so a row scope could not hold anything back."""
    everybody = [Actor("x", role, scope) for role in ROLES]
    assert not any(actor.may(action) for actor in everybody for action in WHOLE)
    assert Actor("x", "manager", scope).may("propose_plan")
    assert set(PERMITS) >= WHOLE

"""Every cell of the plan's table, and the checks inside a write."""

from itertools import product

import pytest

from data.plans import PLAN_FORBIDDEN, PLAN_MOVES
from geo.errors import InputError
from geo.names import PLAN_STATES
from geo.workflow import after

ACTIONS = ("draft", "propose", "accept", "enforce", "reject", "revert")
#: the table again, drawn as a picture: a row a state, a column an action, "." forbidden
PICTURE = {
    #            draft    propose     accept      enforce     reject      revert
    "":         ("draft", "proposed", ".",        ".",        ".",        "."),
    "draft":    (".",     "proposed", ".",        ".",        ".",        "."),
    "proposed": (".",     ".",        "accepted", ".",        "rejected", "."),
    "accepted": (".",     ".",        ".",        "in_force", "rejected", "."),
    "in_force": (".",     ".",        ".",        ".",        ".",        "reverted"),
    "rejected": (".",     ".",        ".",        ".",        ".",        "."),
    "reverted": (".",     ".",        ".",        ".",        ".",        "."),
}  # fmt: skip


@pytest.mark.parametrize(("state", "action"), list(product(PICTURE, ACTIONS)))
def test_every_move_is_as_drawn(state, action):
    drawn = PICTURE[state][ACTIONS.index(action)]
    if drawn == ".":
        with pytest.raises(InputError) as caught:
            after(state, action, PLAN_MOVES, PLAN_FORBIDDEN)
        assert caught.value.code == "plan_move_forbidden"
        assert caught.value.facts == {"state": state, "action": action}
    else:
        assert after(state, action, PLAN_MOVES, PLAN_FORBIDDEN) == drawn


def test_the_table_knows_only_the_glossarys_states():
    assert set(PLAN_MOVES.values()) == set(PLAN_STATES) == set(PICTURE) - {""}

"""Every cell of the plan's table, and the checks inside a write."""

from itertools import product

import pytest

from data.permits import Actor
from data.plan_locks import Locks
from data.plans import PLAN_FORBIDDEN, PLAN_MOVES, check_drawn
from geo.errors import InputError
from geo.names import PLAN_STATES
from geo.workflow import after

MANAGER = Actor("Li Na", "manager", "all")
ACTIONS = ("draft", "propose", "accept", "enforce", "reject", "revert", "take_over", "discard")
#: the table again, drawn as a picture: a row a state, a column an action, "." forbidden
PICTURE = {
    #             draft    propose     accept      enforce     reject      revert      take_over discard
    "":          ("draft", "proposed", ".",        ".",        ".",        ".",        ".",      "."),
    "draft":     ("draft", "proposed", ".",        ".",        ".",        ".",        "draft",  "discarded"),
    "proposed":  (".",     ".",        "accepted", ".",        "rejected", ".",        ".",      "."),
    "accepted":  (".",     ".",        ".",        "in_force", "rejected", ".",        ".",      "."),
    "in_force":  (".",     ".",        ".",        ".",        ".",        "reverted", ".",      "."),
    "rejected":  (".",     ".",        ".",        ".",        ".",        ".",        ".",      "."),
    "reverted":  (".",     ".",        ".",        ".",        ".",        ".",        ".",      "."),
    "discarded": (".",     ".",        ".",        ".",        ".",        ".",        ".",      "."),
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


@pytest.mark.parametrize(
    ("locks", "moves", "broken"),
    [
        (Locks(lock=(5,)), {5: 1, 8: 1}, "5"),
        (Locks(stay=(3,)), {5: 1, 6: 1, 9: 3}, "5, 9"),  # neither gives nor gets
        (Locks(never=((5, 1),)), {5: 1, 7: 1}, "5"),
        (Locks(tie=((7, 8),)), {7: 1, 5: 1}, "7"),
        (Locks(tie=((7, 8),)), {7: 1, 8: 2}, "7, 8"),
        (Locks(lock=(9,)), {9: 1}, "9"),  # nobody's, and so it stays
    ],
)
def test_a_move_that_breaks_a_lock_is_refused(town_record, locks, moves, broken):
    """Worker 3 has 5, 7 and 8; 2 has 6; nobody has 9."""
    with town_record.cursor() as cursor, pytest.raises(InputError) as caught:
        check_drawn(cursor, MANAGER, moves, locks)
    assert (caught.value.code, caught.value.facts) == ("plan_locked", {"grid_ids": broken})


@pytest.mark.parametrize(
    ("locks", "moves"),
    [
        (Locks(never=((5, 1),)), {5: 2}),
        (Locks(tie=((7, 8),)), {7: 1, 8: 1}),
        (Locks(tie=((7, 8),)), {7: None, 8: None}),
        (Locks(tie=((6, 9),)), {5: 1}),  # two that are apart already: no move of this plan parts them
        (Locks(lock=(5,)), {5: 3, 8: 1}),  # it is worker 3's already: no move
    ],
)
def test_what_breaks_no_lock_passes(town_record, locks, moves):
    with town_record.cursor() as cursor:
        check_drawn(cursor, MANAGER, moves, locks)


@pytest.mark.parametrize(
    ("locks", "code"), [(Locks(lock=(99,)), "plan_grids_unknown"), (Locks(stay=(7,)), "plan_workers_unknown")]
)
def test_a_lock_that_locks_nothing_is_refused(town_record, locks, code):
    with town_record.cursor() as cursor, pytest.raises(InputError, match=code):
        check_drawn(cursor, MANAGER, {5: 1}, locks)

from itertools import product

import pytest

from geo.errors import InputError
from geo.workflow import ACTIONS, LEADS, MOVES, OPEN_STATES, STATES, after, reachable, replay


@pytest.mark.parametrize(("state", "action"), list(product(("", *STATES), ACTIONS)))
def test_every_move_is_allowed_by_the_table_or_refused(state, action):
    if (state, action) in MOVES:
        assert after(state, action) == MOVES[state, action]
    else:
        with pytest.raises(InputError) as refused:
            after(state, action)
        assert refused.value.code == "move_forbidden"
        assert refused.value.facts == {"state": state, "action": action}


def test_the_table_names_known_states_only():
    assert {state for state, _ in MOVES} <= {"", *STATES}
    assert set(MOVES.values()) == set(STATES)
    assert set(OPEN_STATES) < set(STATES)


def test_an_action_leads_to_one_state_whatever_came_before():
    assert set(LEADS) == set(ACTIONS)
    assert {(action, state) for (_, action), state in MOVES.items()} == set(LEADS.items())


def test_from_every_open_state_a_case_can_end_and_from_every_other_it_cannot_move():
    leads_to = {state: {to for (start, _), to in MOVES.items() if start == state} for state in STATES}
    for state in STATES:
        seen, ahead = set(), {state}
        while ahead:
            seen |= ahead
            ahead = set().union(*(leads_to[one] for one in ahead)) - seen
        assert (state in OPEN_STATES) == bool(leads_to[state])
        assert seen - set(OPEN_STATES), state


REACH = {
    "reported": "filed rejected dispatched voided handled suspended closed",
    "filed": "dispatched voided handled suspended closed filed",
    "dispatched": "filed handled suspended voided closed dispatched",
    "handled": "closed dispatched filed handled suspended voided",
    "suspended": "dispatched filed handled voided closed suspended",
    "closed": "", "rejected": "", "voided": "",
}  # fmt: skip


@pytest.mark.parametrize(("state", "other"), list(product(STATES, STATES)))
def test_a_file_moves_a_case_only_where_steps_could(state, other):
    """Read off the diagram of states, arrow by arrow."""
    assert (other in reachable(state)) == (other in REACH[state].split())
    assert ((state, f"import_{other}") in MOVES) == (state != other and other in REACH[state].split())


def test_a_case_returned_suspended_and_reworked():
    log = [
        "report",
        "file",
        "dispatch",
        "return_",
        "dispatch",
        "suspend",
        "resume",
        "handle",
        "rework",
        "handle",
    ]
    assert replay(log) == "handled"
    assert replay([*log, "close"]) == "closed"
    assert replay([]) == ""


def test_nothing_happens_to_a_closed_case():
    with pytest.raises(InputError):
        replay(["report", "file", "dispatch", "handle", "close", "rework"])

"""The life of a case as tables: states, and which action moves a case from where to where.

Source: the stages of GB/T 30428 and CJ/T 213 (report, file, dispatch, handle, check, close),
with return, rework and suspension as the glossary names them.
"""

from collections.abc import Mapping

from geo.errors import InputError

STATES = (
    "reported", "filed", "dispatched", "handled", "closed", "rejected", "voided", "suspended",
)  # fmt: skip
#: states in which somebody still has something to do
OPEN_STATES = ("reported", "filed", "dispatched", "handled", "suspended")
#: (state before, action) → state after: the steps people take
STEPS = {
    ("", "report"): "reported",
    ("reported", "file"): "filed",
    ("reported", "reject"): "rejected",
    ("filed", "dispatch"): "dispatched",
    ("filed", "void"): "voided",
    ("dispatched", "handle"): "handled",
    ("dispatched", "return_"): "filed",
    ("dispatched", "suspend"): "suspended",
    ("dispatched", "void"): "voided",
    ("suspended", "resume"): "dispatched",
    ("suspended", "void"): "voided",
    ("handled", "close"): "closed",
    ("handled", "rework"): "dispatched",
}


def reachable(state: str) -> set[str]:
    """The states that steps can still lead to from a state.

    >>> sorted(reachable("handled"))
    ['closed', 'dispatched', 'filed', 'handled', 'suspended', 'voided']
    """
    found, waiting = set(), {state}
    while waiting:
        nearest = {after for (before, _), after in STEPS.items() if before in waiting}
        waiting, found = nearest - found, found | nearest
    return found


#: what a file tells of a case is its state and not the steps that led there. To write those into the log
#: would invent them, so the log says what is known: imported as closed, as dispatched, …
IMPORTS = {
    (before, f"import_{after}"): after for before in STATES for after in STATES
    if before != after and after in reachable(before)
}  # fmt: skip
#: (state before, action) → state after; what is not here is forbidden
MOVES = STEPS | IMPORTS
ACTIONS = tuple(dict.fromkeys(action for _, action in MOVES))
#: action → state after: an action leads to one state whatever came before, so the last of a log tells the state
LEADS = {action: state for (_, action), state in MOVES.items()}


def after(
    state: str, action: str, moves: Mapping[tuple[str, str], str] = MOVES, forbidden: str = "move_forbidden"
) -> str:
    """The state something is in after ``action``: a case, or whatever else has such a table of ``moves``.

    >>> after("reported", "file")
    'filed'

    Raises:
        InputError: ``forbidden`` when the table has no such move.
    """
    try:
        return moves[state, action]
    except KeyError:
        raise InputError(forbidden, state=state, action=action) from None


def replay(actions: list[str]) -> str:
    """The state a log of actions leads to.

    >>> replay(["report", "file", "dispatch", "handle", "close"])
    'closed'
    """
    state = ""
    for action in actions:
        state = after(state, action)
    return state

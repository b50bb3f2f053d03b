"""The life of a case as tables: states, and which action moves a case from where to where.

Source: the stages of GB/T 30428 and CJ/T 213 (report, file, dispatch, handle, check, close),
with return, rework and suspension as the glossary names them.
"""

from geo.errors import InputError

STATES = (
    "reported", "filed", "dispatched", "handled", "closed", "rejected", "voided", "suspended",
)  # fmt: skip
#: states in which somebody still has something to do
OPEN_STATES = ("reported", "filed", "dispatched", "handled", "suspended")
#: (state before, action) → state after; what is not here is forbidden
MOVES = {
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
ACTIONS = tuple(dict.fromkeys(action for _, action in MOVES))


def after(state: str, action: str) -> str:
    """The state a case is in after ``action``.

    >>> after("reported", "file")
    'filed'

    Raises:
        InputError: ``move_forbidden`` when the table has no such move.
    """
    try:
        return MOVES[state, action]
    except KeyError:
        raise InputError("move_forbidden", state=state, action=action) from None


def replay(actions: list[str]) -> str:
    """The state a log of actions leads to.

    >>> replay(["report", "file", "dispatch", "handle", "close"])
    'closed'
    """
    state = ""
    for action in actions:
        state = after(state, action)
    return state

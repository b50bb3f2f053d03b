"""Where a draft has been in this visit: undo and redo without end, by button or key."""

import streamlit as st

from pages.parts import address, session
from pages.parts.text import _

UNDO, REDO = "Ctrl+Z", "Ctrl+Y"
#: steps along the trail, by key
KEYS = {UNDO: -1, REDO: 1}


def steps(moves: str) -> tuple[tuple[str, ...], int]:
    """Every draft of this visit in turn, and which of them is on the screen.

    A draft that came another way (a click, a link, the browser's back button) is one more step, and
    what could have been redone is forgotten.

    Args:
        moves: the draft on the screen, as in the address.
    """
    drafts, at = session.value("trail", (("",), 0))  # whatever a visit begins with, nothing is a step back
    if drafts[at] != moves:
        drafts, at = (*drafts[: at + 1], moves), at + 1
        session.put("trail", (drafts, at))
    return drafts, at


def go(moves: str, base: int, by: int) -> bool:
    """Put the draft so many steps ahead, or back, into the address; false where the trail ends before.

    Args:
        moves, base: as in ``show``. by: 1 is redo, −1 undo.
    """
    drafts, at = steps(moves)
    to = at + by
    if not 0 <= to < len(drafts):
        return False
    session.put("trail", (drafts, to))
    address.put(moves=drafts[to], base=(address.get("base") or base) if drafts[to] else "")
    return True


def show(moves: str, base: int) -> None:
    """The two buttons.

    Args:
        moves: the draft on the screen.
        base: version of the responsibilities that a draft begun now stands on.
    """
    drafts, at = steps(moves)
    back = st.button(
        _("Undo"), key="undo", icon=":material/undo:", type="tertiary", shortcut=UNDO, disabled=at < 1
    )
    ahead = st.button(
        _("Redo"), key="redo", icon=":material/redo:", type="tertiary", shortcut=REDO,
        disabled=at + 1 >= len(drafts),
    )  # fmt: skip
    if (back or ahead) and go(moves, base, KEYS[UNDO if back else REDO]):
        st.rerun()

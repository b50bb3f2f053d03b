"""The grid doctor's list: what does not fit, and a repair for each to look at."""

import string
from collections.abc import Callable

import streamlit as st

from data import doctor
from data.current import current
from data.permits import Actor
from geo.editing.doctor import FINDINGS, Finding
from geo.errors import GridkeeperError
from pages.parts import address, labels, load, misread
from pages.parts.editor import drafting
from pages.parts.text import N_, _, number, sentence

#: findings of a kind that are written out; the command line lists all
SHOWN = 12
KINDS = {
    "overlap": N_("Two grids claim the same ground"),
    "gap": N_("Ground between grids that belongs to none"),
    "sliver": N_("A part thinner than a footpath"),
    "multi_part": N_("A grid in several parts"),
    "code_order": N_("Codes not west to east, north to south"),
    "many_households": N_("Too many households"),
    "few_households": N_("Too few households"),
}
_AMOUNTS = {
    "code_order": N_("{n} grids"),
    "many_households": N_("{n} households"),
    "few_households": N_("{n} households"),
}


def show(actor: Actor, desk: Callable[[], None]) -> None:
    """Findings by kind; one opens with its repair as a preview.

    Args:
        desk: draws what confirms the repair, below the finding that was opened: elsewhere nobody would look for it.
    """
    with st.spinner(_("Looking the grids over …")):
        found = load.read(doctor.diagnosis, actor)
    fewest, most = doctor.limits(current())
    counts = {kind: [one for one in found if one.kind == kind] for kind in FINDINGS}
    opened = address.get("finding")
    if opened not in {f"{kind}_{n}" for kind in FINDINGS for n in range(min(len(counts[kind]), SHOWN))}:
        desk()
    if not found:
        st.success(_("Everything fits: no gap, no overlap, codes in order, households within the limits."))
        return
    st.caption(
        _("A basic grid is meant to hold {fewest} to {most} households.").format(fewest=fewest, most=most)
    )
    if opened.rstrip(string.digits).removesuffix("_") not in FINDINGS:
        misread.note("finding", opened)
    for kind in (kind for kind in FINDINGS if counts[kind]):
        title = f"{_(KINDS[kind])} · {number(len(counts[kind]))}"
        with st.expander(labels.plain(title), expanded=len(found) <= SHOWN or opened.startswith(kind)):
            for number_, one in enumerate(counts[kind][:SHOWN]):
                _entry(actor, one, f"{kind}_{number_}", desk)
            if len(counts[kind]) > SHOWN:
                words = _("{n} more: {command} lists all")
                st.caption(
                    words.format(n=number(len(counts[kind]) - SHOWN), command="`python -m data doctor`")
                )


def _entry(actor: Actor, one: Finding, key: str, desk: Callable[[], None]) -> None:
    amount = _(_AMOUNTS[one.kind]) if one.kind in _AMOUNTS else _("{n} m²")
    digits = 0 if one.kind in _AMOUNTS or one.amount >= 1000 else 1
    with st.container(horizontal=True, vertical_alignment="center", key=f"finding_{key}"):
        st.markdown(
            labels.plain(
                f"{drafting.grid_words(actor, one.grid_ids)} · {amount.format(n=number(one.amount, digits))}"
            )
        )
        if st.button(_("Look at the repair"), key=f"repair_{key}", type="tertiary"):
            _open(actor, one, key)
    if address.get("finding") == key:
        if not address.get("edit"):
            st.info(_("No repair is better than another here: choose one by hand under “Draw”."))
        desk()


def _open(actor: Actor, one: Finding, key: str) -> None:
    """Put the repair into the address; or its grids alone, where people must decide."""
    try:
        request = doctor.repair(current(), actor, one)
    except GridkeeperError as error:
        st.warning(labels.plain(sentence(error)))
        return
    if request is None:
        address.put(
            edit="", grids=address.ids(one.grid_ids), line="", finding=key, look=address.ids(one.grid_ids)
        )
    else:
        address.put(**drafting.parameters(request), finding=key, look=address.ids(one.grid_ids))
    st.rerun()

"""What changed hands since a draft began, said as soon as the draft is looked at."""

import streamlit as st

from data import drafts
from data.current import current
from data.permits import Actor
from geo.gaps import NO_WORKER
from pages.parts import address, labels
from pages.parts.reassign import handover, locks, planwords
from pages.parts.reassign.ground import Ground
from pages.parts.text import _


def show(actor: Actor, known: Ground, moves: dict[int, int]) -> None:
    """One line where no grid of the draft is concerned; else which are, who has them now, and two ways on."""
    began, now = address.get_id("base"), current().version("assignments")[0]
    if began in (None, now):
        return
    changed = drafts.changed_hands(current(), actor, began, list(moves))
    if changed == []:
        st.caption(_("Responsibilities changed since this draft began; none of its grids is concerned."))
        return
    st.warning(labels.plain(_said(known, changed)))
    with st.container(horizontal=True, gap="small", key="meanwhile"):
        if changed and st.button(_("Take these out of the draft"), key="take_out"):
            along = locks.partners(locks.read(known), changed)
            left = {grid_id: worker for grid_id, worker in moves.items() if grid_id not in along}
            address.put(moves=handover.keep(left), base=now if left else "")
            st.rerun()
        if st.button(_("Keep my moves on today's ground"), key="keep_moves"):
            address.put(base=now)
            st.rerun()


def _said(known: Ground, changed: list[int] | None) -> str:
    if changed is None:
        return _(
            "Responsibilities were imported since this draft began, so nobody can say which of its grids changed"
            " hands. The map shows them as they are now."
        )
    names = known.workers["name"].to_dict() | {NO_WORKER: _("nobody")}
    grids = known.grids.loc[changed]
    now = [
        _("{grid} (now {name})").format(grid=grid, name=names[worker_id])
        for grid, worker_id in zip(labels.grid_names(grids), grids["worker_id"], strict=True)
    ]
    return _("These grids of the draft changed hands since it began: {grids}.").format(
        grids=labels.some(now, planwords.FEW)
    )

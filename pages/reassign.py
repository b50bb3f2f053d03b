"""Reassign: see the load, give grids to another worker, propose it, review it, undo it."""

import streamlit as st

from pages.parts import filters, frame, nothing, session
from pages.parts.reassign import draftmap, handover, loadbars, locks, planning, review, suggesting
from pages.parts.text import _

actor = session.actor()
frame.title(_("Reassign"), _("See the load, give grids to another worker, propose, review, undo."))
if nothing.without_grids(actor):
    st.stop()
with st.spinner(_("Adding up the load …")):
    known = handover.read_ground(actor)

if actor.may("read_plans"):
    parts = {"draft": _("Draft"), "suggest": _("Suggest"), "plans": _("Plans")}
    others = {"suggest": suggesting.show, "plans": review.show}
    part = filters.choice("part", _("Show"), parts, "draft", bare=True)
    if part in others:
        others[part](actor, known)
        st.stop()

draftmap.answer(actor, known)
moves = handover.draft(known)
loads = handover.loads(known, moves)


def _bars() -> None:
    concerned, locked = handover.concerned(known, moves), locks.read(known).stay
    loadbars.show(loads, moves, concerned, locked, choose=lambda: locks.workers(actor, known))


left, right = st.columns([3, 2], gap="medium")
below = st.container()
with left:
    draftmap.show(actor, known, moves)
if moves:  # before what stands beside the map: map and bars are looked at first
    with below:
        _bars()
with right:
    planning.desk(actor, known, moves, draftmap.chosen_grids(known))
    if not moves:
        _bars()
loadbars.table(actor, known, moves, loads)

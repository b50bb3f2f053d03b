"""Reassign: see the load, give grids to another worker, propose it, review it, undo it."""

import streamlit as st

from pages.parts import filters, frame, session
from pages.parts.reassign import handover, loadbars, planning, review, suggesting
from pages.parts.text import _

actor = session.actor()
frame.title(_("Reassign"), _("See the load, give grids to another worker, propose, review, undo."))
with st.spinner(_("Adding up the load …")):
    known = handover.read_ground(actor)
if known.grids.empty:
    frame.empty(_("There are no grids here yet."), code="python -m data import grids FILE")
    st.stop()

if actor.may("read_plans"):
    parts = {"draft": _("Draft"), "suggest": _("Suggest"), "plans": _("Plans")}
    others = {"suggest": suggesting.show, "plans": review.show}
    part = filters.choice("part", _("Show"), parts, "draft", bare=True)
    if part in others:
        others[part](actor, known)
        st.stop()

moves = handover.draft(known)
left, right = st.columns([3, 2], gap="medium")
with left:
    chosen = planning.show_map(actor, known, moves)
with right:
    planning.desk(actor, known, moves, chosen)
    if not moves:
        loadbars.show(known, moves)
if moves:
    loadbars.show(known, moves)
loadbars.table(actor, known, moves)

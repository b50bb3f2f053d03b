"""Reassign: see the load, give grids to another worker, propose it, review it, undo it."""

import streamlit as st

from pages.parts import filters, frame, handover, planning, review, session
from pages.parts.text import _

actor = session.actor()
frame.title(_("Reassign"), _("See the load, give grids to another worker, propose, review, undo."))
known = handover.read_ground(actor)
if known.grids.empty:
    frame.empty(_("There are no grids here yet."), code="python -m data import grids FILE")
    st.stop()

parts = {"draft": _("Draft")} | ({"plans": _("Plans")} if actor.may("read_plans") else {})
if filters.choice("part", _("Show"), parts, "draft") == "plans":
    review.show(actor, known)
    st.stop()

moves = handover.draft(known)
left, right = st.columns([3, 2], gap="medium")
with left:
    chosen = planning.show_map(actor, known, moves)
with right:
    planning.give(known, moves, chosen)
    if moves:
        planning.effects(known, moves)
        planning.take_back(known, moves)
        planning.propose(actor, known, moves)
    planning.load_bars(known, moves)

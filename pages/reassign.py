"""Reassign: see the load, give grids to another worker, propose it, review it, undo it."""

import streamlit as st

from pages.parts import filters, frame, nothing, session
from pages.parts.reassign import draftmap, handover, loadbars, locks, planning, review, suggesting
from pages.parts.text import _

actor = session.actor()
frame.title(_("Reassign"), _("See the load, give grids to another worker, propose, review, undo."))
if nothing.without_grids(actor):
    st.stop()
part = "draft"
if actor.may("read_plans"):
    parts = {"draft": _("Draft"), "suggest": _("Suggest"), "plans": _("Plans")}
    part = filters.choice("part", _("Show"), parts, "draft", bare=True)
sign = st.empty()
if part != "draft":
    with sign, st.spinner(_("Adding up the load …")):
        known = handover.read_ground(actor)
    (suggesting.show if part == "suggest" else review.show)(actor, known)
    st.stop()

left, right = st.columns([3, 2], gap="medium")
below = st.container()
above = left.container(horizontal=True, vertical_alignment="center", key="draft_head")
place = left.container()
with draftmap.ahead_of_beats(actor, sign, place):
    known = handover.read_ground(actor)

draftmap.answer(actor, known)
moves = handover.draft(known)
loads = handover.loads(known, moves)


def _bars() -> None:
    concerned, locked = handover.concerned(known, moves), locks.read(known).stay
    loadbars.show(loads, moves, concerned, locked, choose=lambda: locks.workers(actor, known))


with above:
    draftmap.above(actor, moves)
with place:
    draftmap.show(actor, known, moves)
if moves:  # before what stands beside the map: map and bars are looked at first
    with below:
        _bars()
with right:
    planning.desk(actor, known, moves, draftmap.chosen_grids(known))
    if not moves:
        _bars()
loadbars.table(actor, known, moves, loads)

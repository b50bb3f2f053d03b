"""Grid editor: split, merge, redraw grids from a day on, and the doctor's list of what does not fit."""

import streamlit as st

from pages.parts import filters, frame, nothing, session
from pages.parts.editor import drafting, editdesk, edited, mending
from pages.parts.text import _

actor = session.actor()
frame.title(_("Grid editor"), _("Split, merge and redraw grids from a day on; nothing that was is lost."))
if not actor.may("read_edits"):
    frame.empty(_("Grid managers and planners draw the grids."))
    st.stop()
if nothing.without_grids(actor):
    st.stop()

parts = {"draw": _("Draw"), "doctor": _("Grid doctor"), "history": _("What was edited")}
part = filters.choice("part", _("Show"), parts, "draw", bare=True)
if part == "history":
    edited.show(actor)
    st.stop()

seen = editdesk.preview(actor)
left, right = st.columns([3, 2], gap="medium")
with left:
    drafting.show_map(actor, seen, draws=part == "draw")
    if part == "doctor":  # the list beside it may be long
        editdesk.table(actor, seen)
with right:
    if part == "doctor":
        mending.show(actor, desk=lambda: editdesk.show(actor, seen))
    else:
        drafting.choose(actor)
        editdesk.show(actor, seen)
if part == "draw":
    editdesk.table(actor, seen)

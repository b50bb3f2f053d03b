"""Gaps: who is not reached, not visited, not looked after, not heard, per grid and per worker."""

import streamlit as st

from pages.parts import board, faces, filters, frame, lacks, load, reached, session, voices
from pages.parts.text import _

actor = session.actor()
frame.title(_("Coverage gaps"), _("Who is not reached, not visited, not looked after, not heard."))
with filters.bar():
    period = filters.period(actor, days=90)
    face = filters.choice("face", _("Gap of"), faces.options(), "all")
    kind, metres = faces.reach(actor, face)

if period is None:
    board.nothing_yet(actor)
    st.stop()

with st.spinner(_("Looking for gaps …")):
    grids, note = load.read(lacks.by_grid, actor, period, kind, metres)

left, right = st.columns([3, 2], gap="medium")
with right:
    worker_id = faces.worker_bars(grids, face)
with left:
    faces.show_map(actor, grids, face, kind, period, worker_id)
    faces.explain(grids, face, note)

faces.table(actor, grids, face, note, period, worker_id)
reached.by_community(actor, grids, face, note, period)
voices.by_worker(actor, grids, face, note, period)

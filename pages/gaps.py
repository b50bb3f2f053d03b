"""Gaps: who is not reached, not visited, not looked after, not heard, per grid and per worker."""

import streamlit as st

from pages.parts import board, faces, filters, frame, labels, lacks, load, session
from pages.parts.text import _

actor = session.actor()
frame.title(_("Coverage gaps"), _("Who is not reached, not visited, not looked after, not heard."))
with filters.bar():
    face = filters.choice("face", _("Gap of"), faces.options(), "all")
    kinds = labels.named(load.read(lacks.reaches, actor), "facility_kind")
    kind = filters.pick("kind", _("Facility"), kinds | {"any": _("Any kind")}, board.first_kind(actor))
    metres = filters.pick("metres", _("Reach"), faces.distances(), "0", width=140)
    period = filters.period(actor, days=90)

if period is None:
    board.nothing_yet(actor)
    st.stop()

with st.spinner(_("Looking for gaps …")):
    grids, note = load.read(lacks.by_grid, actor, period, kind, float(metres))

left, right = st.columns([3, 2], gap="medium")
with right:
    worker_id = faces.worker_bars(grids, face)
with left:
    faces.show_map(actor, grids, face, kind, worker_id)
    st.caption(_(faces.FACES[face].words))

faces.table(actor, grids, note, period, worker_id)

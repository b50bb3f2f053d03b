"""Gaps: who is not reached, not visited, not looked after, not heard, per grid and per worker; and what if."""

import streamlit as st

from pages.parts import filters, frame, load, nothing, periods, session
from pages.parts.gaps import (
    around,
    beatsheet,
    compared,
    faces,
    gapfiles,
    gapmap,
    gapwords,
    reached,
    staffing,
    supplied,
    supposed,
    voices,
    whygrid,
)
from pages.parts.text import _

actor = session.actor()
frame.title(_("Coverage gaps"), _("Who is not reached, not visited, not looked after, not heard."))
if nothing.without_grids(actor):
    st.stop()
changes, kept = supposed.changes(actor), supposed.kept(actor)
gapmap.answer(actor, changes)
with filters.bar():
    period = periods.period(actor, days=90, always=True)
    face = filters.choice("face", _("Gap of"), faces.options(), "all")
    kind, metres = faces.reach(actor, face)
    score = supplied.score(face, kind)
    facility = around.facility(actor, face, kind, changes)
    gapwords.explain(actor, face, kind)
if face == "voice" and nothing.without_cases(actor):  # the other faces need none
    st.stop()
sign, above = st.empty(), st.container()
left, right = st.columns([3, 2], gap="medium")
known = load.gaps_known(actor, period, kind, metres, changes) & around.known(actor, facility, changes)
known &= supplied.known(actor, kind, metres, score, changes)
with gapmap.ahead_of_gaps(actor, sign, left, known):
    today, note = load.gaps(actor, period, kind, metres)
    grids = load.gaps(actor, period, kind, metres, changes)[0] if changes else today
    grids["why"] = faces.why(grids, face)
    supply = supplied.supply(actor, kind, metres, score, changes)
    walked = around.surroundings(actor, facility, changes)

note = faces.of_kind(actor, note, kind, metres)
supply = supply and (supply[0], faces.of_kind(actor, supply[1], kind, metres))
said = supposed.noted(actor, note, changes)
worker_id = faces.worker(grids, score)
with left:  # the map is looked at first: it is drawn before what stands above and beside it
    picture = gapfiles.picture(grids, face, said, period)
    if supply:
        shown = supplied.layer(supply, score)
        picture = gapfiles.framed(shown.title, supply[1], period, score)
    colours = gapmap.show_map(
        actor, grids, face, kind, worker_id, changes, facility, supply and shown, walked, picture
    )
with above:
    other = load.gaps(actor, period, kind, metres, kept)[0] if kept else None
    compared.show(actor, note, today, grids, changes, kept, other)
with right:
    faces.worker_bars(grids, face, worker_id, supply, score)
    beatsheet.offer(actor, grids, said, period, worker_id)
with left:
    if supply:
        supplied.explain(supply)
    whygrid.show(grids, note, period)
    around.explain(actor, facility, walked, changes)
    faces.explain(grids, face, said)

supposed.desk(actor, grids, kind, changes)
faces.table(actor, grids, face, said, period, worker_id)
gapfiles.offer(actor, grids, face, said, supply, kind=kind, metres=metres, score=score)
reached.by_area(actor, grids, face, said, period)
voices.by_worker(actor, grids, face, said, period)
staffing.show(actor, face, said, period, changes)
gapmap.numbers(actor, grids, colours, supply[1] if supply else said, period)

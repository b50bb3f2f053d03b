"""Hotspots: where more happens than chance would gather, whose it is, and how sure that is."""

import streamlit as st

from pages.parts import address, board, filters, findings, frame, load, session, spots
from pages.parts.text import _

actor = session.actor()
frame.title(_("Hotspots"), _("Where more happens than chance would gather, and whose it is."))
with filters.bar():
    period = filters.period(actor, days=90)
    category = filters.category(actor)
    basis = filters.choice("basis", _("Compare by"), spots.bases(actor), "count")

if period is None:
    board.nothing_yet(actor)
    st.stop()

with st.spinner(_("Looking for hotspots …"), show_time=False):
    found = load.read(findings.found, actor, period, category, basis)
spot = address.get_id("spot")
spot = spot if spot in found.spots.index else None

left, right = st.columns([3, 2], gap="medium")
with left:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = filters.choice("view", _("Show"), {k: _(v) for k, v in spots.VIEWS.items()}, "classes")
        spots.explain()
    spots.show_map(actor, found, view, spot, period, category)
with right:
    spots.listing(actor, found, spot)

spots.table(actor, found, period)

"""Hotspots: where more happens than chance would gather, since when, whose it is, and whether acting helped."""

import streamlit as st

from pages.parts import filters, frame, nothing, periods, session
from pages.parts.hotspots import hotviews, viewing
from pages.parts.text import _

actor = session.actor()
frame.title(_("Hotspots"), _("Where more happens than chance would gather, and whose it is."))
if nothing.without_cases(actor):
    st.stop()
with filters.bar():
    period = periods.period(actor, days=90)
    category = filters.category(actor)

with st.container(horizontal=True, vertical_alignment="bottom", key="views"):
    view = filters.choice("view", _("Show"), hotviews.names(), "now", bare=True)
    viewing.explain(view)
hotviews.show(hotviews.asked(actor, view, period, category))

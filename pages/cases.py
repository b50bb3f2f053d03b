"""Cases: the list with its filters, and one case with its log."""

import streamlit as st

from pages.parts import address, filters, frame, nothing, periods, session
from pages.parts.cases import caselist, casework
from pages.parts.text import _

actor = session.actor()
incident_id = address.get_id("case")
if incident_id is not None:
    address.link("cases.py", _("All cases"), icon=":material/arrow_back:", **caselist.kept())
    casework.detail(actor, incident_id)
    st.stop()

frame.title(_("Cases"))
if nothing.without_cases(actor):
    st.stop()
with filters.bar():
    period = periods.period(actor)
    category = filters.category(actor)
    wanted = caselist.wanted(actor, period, category)

caselist.show(actor, wanted)

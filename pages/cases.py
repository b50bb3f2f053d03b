"""Cases: the list with its filters, and one case with its log."""

import streamlit as st

from pages.parts import address, filters, frame, session
from pages.parts.cases import caselist, casework
from pages.parts.text import _

actor = session.actor()
incident_id = address.get_id("case")
if incident_id is not None:
    address.link("cases.py", _("All cases"), icon=":material/arrow_back:", **caselist.kept())
    casework.detail(actor, incident_id)
    st.stop()

frame.title(_("Cases"))
with filters.bar():
    period = filters.period(actor)
    category = filters.category(actor)
    wanted = caselist.wanted(actor, period, category)

if wanted is None:
    caselist.nothing_yet()
else:
    caselist.show(actor, wanted)

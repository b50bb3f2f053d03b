"""Intake: one's own data into the record, with a look before anything is written."""

import streamlit as st

from pages.parts import frame, session
from pages.parts.intake import receiving
from pages.parts.text import _

actor = session.actor()
frame.title(_("Intake"), _("Your own data: look at how a file is understood, then load it."))
if not actor.may("import"):
    st.info(_("Grid managers and planners load data. Choose another role to do it."))
    st.stop()

receiving.upload(actor)
receiving.history(actor)

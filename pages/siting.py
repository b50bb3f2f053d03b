"""Where next: where one more facility of a kind would do most, and how near that is to the best possible."""

import streamlit as st

from pages.parts import frame, nothing, session
from pages.parts.siting import siteboard
from pages.parts.text import _

actor = session.actor()
frame.title(_("Where next?"), _("Where new facilities would do most for the people who live here."))
if not actor.may("propose_site"):
    st.info(_("Planners, leaders and grid managers look for sites. Choose another role to do it."))
    st.stop()

if nothing.without_grids(actor):
    st.stop()
asked = siteboard.question(actor)
proposal = siteboard.answer(actor, asked)
if proposal is not None:
    siteboard.show(actor, asked, proposal)

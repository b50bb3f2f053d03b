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
above = st.container()
left, right = st.columns([3, 2], gap="medium")
with above:
    proposal = siteboard.answer(actor, asked, left)
if proposal is None:
    st.stop()
with above:
    siteboard.headline(asked, proposal)
with left:  # first: it is looked at before anything is read
    siteboard.show_map(actor, asked, proposal)
with right:
    siteboard.sentences(actor, proposal)
siteboard.table(actor, asked, proposal)

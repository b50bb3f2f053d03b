"""Grid: everything about one grid."""

import streamlit as st

from pages.parts import address, filters, frame, nothing, periods, session
from pages.parts.grid import gridbook, gridlists
from pages.parts.text import _

actor = session.actor()
grid_id = address.get_id("grid")
if grid_id is None:
    frame.title(_("Grid"), _("Find one by name or code, or click it on the map."))
    if nothing.without_grids(actor):
        st.stop()
    gridbook.choose(actor)
    st.stop()

grid = gridbook.load_grid(actor, grid_id)
gridbook.head(actor, grid)
with filters.bar():
    period = periods.period(actor)
    category = filters.category(actor) if period else ""

left, right = st.columns([3, 2], gap="medium")
with left:
    gridbook.outline(actor, grid, period, category)
with right:
    gridbook.numbers(actor, grid, period, category)
    gridbook.facts(actor, grid, period, category)

part = filters.choice("show", _("Show"), gridbook.parts(), "cases")
gridlists.show(part, actor, grid_id, period)

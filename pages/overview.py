"""Overview: how things stand, where to look, and which way it goes."""

import streamlit as st

from pages.parts import address, drill, filters, frame, load, nothing, periods, session
from pages.parts.map import measures
from pages.parts.overview import board, brief
from pages.parts.text import _

actor = session.actor()
with frame.head(_("Overview")):
    drill.breadcrumb("overview.py", actor, address.get("division"), measure=address.get("measure"))
if nothing.without_cases(actor):
    st.stop()
with filters.bar():
    period = periods.period(actor)
    category = filters.category(actor)
    area = drill.area(actor)

sign, numbers = st.empty(), st.container()
left, right = st.columns([2, 1], gap="medium")
head = left.container(horizontal=True, vertical_alignment="center", key="map_head")
place = left.container()
counted = load.stands_known(actor, period, category, area)
with board.ahead_of_figures(actor, area, sign, numbers, head, place, counted):
    stands = load.stands(actor, period, category, area)
with numbers:
    board.five_numbers(actor, stands, period, category)
with head:
    measure = filters.choice(
        "measure", _("Colour the grids by"), measures.options(stands.unit), "count", bare=True
    )
    on_top = board.on_top(area)
with place:
    board.drill_map(actor, stands, area, measure, on_top, period, category)
with right:
    board.watch_list(actor, stands, period, category)
    brief.offer(actor, stands, area, measure, period, category)

board.trend(stands)
board.table(actor, stands, period)
board.look_ahead(actor, period, category)

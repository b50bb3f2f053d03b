"""One map, a switch of measures, and what was chosen in words a test can read."""

from datetime import date

import pandas as pd
import streamlit as st

from data import tokens
from data.current import current
from data.permits import Actor
from geo.model import Period
from pages.parts import maps, mapview

st.set_page_config(layout="wide")
record = current()
actor = Actor("stage", "manager", st.query_params.get("scope", "all"))
tokens.SPAN_S = int(st.query_params.get("span", 6 * 3600))
measure = st.radio("Measure", ["households", "population", "kind", "beats", "steps"], horizontal=True)


@st.cache_resource
def grids(scope: str) -> pd.DataFrame:
    """The grids as a frame, read once a scope."""
    sql = (
        "SELECT grid_id, households, population, grid_kind, name FROM grids_in_scope($scope) ORDER BY grid_id"
    )
    return record.frame(sql, {"scope": scope}).set_index("grid_id")


@st.cache_resource
def counted(scope: str, measure: str) -> maps.Choropleth:
    """A layer of numbers, kept as pages keep theirs."""
    known = grids(scope)
    return maps.Choropleth(known[measure].astype(float), measure.title(), hover=known[["name"]])


frame = grids(actor.scope)

if measure == "kind":
    kinds = {"basic": ("#fee8c8", "Basic"), "special": ("#b30000", "Special")}
    layer = maps.Choropleth(frame["grid_kind"], "Kind", scheme="classes", classes=kinds)
elif measure == "beats":
    rows = record.rows("SELECT grid_id, worker_id FROM assignment WHERE valid_to IS NULL")
    names = dict(record.rows("SELECT worker_id, name FROM worker"))
    layer = maps.Beats(pd.Series(dict(rows)).reindex(frame.index), names, "Beats")
elif measure == "steps":
    kinds = {"basic": ("#fee8c8", "Basic"), "special": ("#b30000", "Special")}
    layer = maps.Choropleth(frame["grid_kind"], "Kind", scheme="classes", classes=kinds)
else:
    layer = counted(actor.scope, measure)
layers = [layer]
picture = None
if measure == "steps":  # a hot grid that walks from grid 1 to grid 4, one step a day
    walk = pd.DataFrame([[int(n == day) for day in range(4)] for n in range(9)], index=frame.index)
    colours = (("#f7f5f0", "Calm"), ("#b2182b", "Hot"))
    layers.append(
        maps.Frames(walk, ("Mon", "Tue", "Wed", "Thu"), "Day by day", colours, "All days", "By hand")
    )
    picture = maps.Picture("热点 Hotspots", "2026-03-02 – 2026-03-05", ("Method: by hand", "来源"), "map.png")
if st.query_params.get("marks"):
    kinds = dict(record.rows("SELECT facility_kind, name_en FROM facility_kind"))
    period = Period(date(2026, 1, 1), date(2027, 1, 1))
    layers += [maps.Incidents(period), maps.Facilities(names=kinds), maps.Outline((1, 2), "Hot", "hot")]

chosen = tuple(int(part) for part in st.query_params.get("chosen", "").split(",") if part)
found = mapview.show(
    record, actor, layers, key="stage", locale="en", selected=chosen, many=True, picture=picture, height=520
)
if found.source:
    st.query_params["chosen"] = ",".join(map(str, found.grid_ids))
    chosen = found.grid_ids
st.text(f"chosen: {','.join(map(str, chosen)) or 'none'} by {found.source or 'nothing'}.")

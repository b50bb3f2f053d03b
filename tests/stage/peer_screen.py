"""The usual way to the same map: one GeoJSON of all grids through st_folium, values in its properties."""

import folium
import streamlit as st
from streamlit_folium import st_folium

from data import grids as areas
from data.current import current
from data.permits import OPERATOR
from pages.parts import mapview
from pages.parts.map import ramps

st.set_page_config(layout="wide")
measure = st.radio("Measure", ["households", "population"], horizontal=True)


@st.cache_resource
def everything():
    """The grids as a frame, read once: the peer is not charged for reading."""
    return areas.grids(current(), OPERATOR)[["grid_id", "name", "households", "population", "geometry"]]


frame = everything()
numbers = ramps.class_numbers(frame[measure], ramps.quantile_breaks(frame[measure]))
colours = dict(zip(frame["grid_id"], [ramps.RAMPS["blues"][n] for n in numbers], strict=True))
west, south, east, north = frame.total_bounds
ground = folium.Map(location=((south + north) / 2, (west + east) / 2), tiles=None)
ground.default_js = [("leaflet", mapview.address("map.js"))]
ground.default_css = [("leaflet", mapview.address("map.css"))]
ground.fit_bounds([[south, west], [north, east]])
folium.GeoJson(
    frame,
    style_function=lambda feature: {
        "fillColor": colours[feature["properties"]["grid_id"]],
        "color": "#fff",
        "weight": 0.5,
        "fillOpacity": 0.9,
    },
    tooltip=folium.GeoJsonTooltip(fields=["name", measure]),
).add_to(ground)
found = st_folium(ground, key="peer", height=520, use_container_width=True)
last = (found or {}).get("last_active_drawing")
st.text(f"chosen: {last['properties']['grid_id'] if last else 'none'} by peer.")

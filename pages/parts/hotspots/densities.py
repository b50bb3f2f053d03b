"""Where cases lie, as a veil over the map or along its streets: a description, never a proof."""

from dataclasses import replace

import numpy as np
import streamlit as st

from geo.errors import InputError
from pages.parts import load, maps, work
from pages.parts.hotspots import findings, handout, inquiries, viewing
from pages.parts.hotspots.viewing import Viewing
from pages.parts.map import ramps
from pages.parts.text import N_, _, number, sentence

WAYS = {"area": N_("Over the area"), "streets": N_("Along the streets")}
#: pieces of street drawn; the emptiest are left out first
MOST_PIECES = 20_000
CLASSES = 5


def show(asked: Viewing) -> None:
    """The density of the period's cases, its bandwidth stated."""
    if asked.way == "area":
        _over_the_area(asked)
        return
    try:
        _along_streets(asked)
    except InputError as error:
        if error.code != "streets_missing":
            raise
        st.info(sentence(error))


def _ground(asked: Viewing) -> maps.Choropleth:
    kinds = load.grids(asked.actor).set_index("grid_id")["grid_code"].map(lambda _code: "grid")
    return maps.Choropleth(kinds, "", scheme="classes", classes={"grid": ("#f7f5f0", _("Grids"))})


def _nothing() -> None:
    st.info(_("There are no cases in this period to show the density of."))


def _over_the_area(asked: Viewing) -> None:
    above, place = st.container(), st.container()
    with above:
        made = work.answer(
            findings.surface, asked.actor, asked.period, asked.category,
            words=_("Spreading the cases …"), brief=True, ahead=viewing.ahead(asked, place),
        )  # fmt: skip
    if made is None:
        return
    array, bounds, note = made
    if not note.valid:
        _nothing()
        return
    note = replace(note, period=asked.period, caveats=("shows_only", "reported_only"))
    title = _("Cases per km², bandwidth {metres} m").format(metres=number(note.facts["bandwidth_m"]))
    layers = [_ground(asked), maps.Surface(array, bounds, title)]
    with place:
        clicked = viewing.show_map(asked, layers, note, _("Density"))
    viewing.open_grid(asked, clicked)
    handout.shapes(asked, lambda: handout.cells(array, bounds), note, "density")


def _along_streets(asked: Viewing) -> None:
    above, place = st.container(), st.container()
    with above:
        answer = work.answer(
            inquiries.along_streets, asked.actor, asked.period, asked.category,
            words=_("Following the streets …"), ahead=viewing.ahead(asked, place),
        )  # fmt: skip
    if answer is None:
        return
    pieces, note = answer
    if not note.valid:
        _nothing()
        return
    layers = [_ground(asked), _lines(pieces, note)]
    with place:
        clicked = viewing.show_map(asked, layers, note, _("Density along the streets"))
    viewing.open_grid(asked, clicked)
    if (pieces["per_km"] > 0).sum() > MOST_PIECES:
        st.caption(_("Only the {n} fullest pieces of street are drawn.").format(n=number(MOST_PIECES)))
    handout.shapes(asked, lambda: pieces, note, "density_streets")


def _lines(pieces, note) -> maps.Lines:
    """The pieces with something on them, in classes of about equal size."""
    some = pieces[pieces["per_km"] > 0]
    shown = some.nlargest(MOST_PIECES, "per_km")
    least = 0.0 if len(shown) == len(some) else float(shown["per_km"].min())
    breaks = ramps.quantile_breaks(shown["per_km"], CLASSES)
    numbers = ramps.class_numbers(shown["per_km"], breaks)
    ends = [least, *breaks, float(shown["per_km"].max())]
    labels = [f"{number(low, 1)} – {number(high, 1)}" for low, high in zip(ends, ends[1:], strict=False)]
    colours = ramps.ramp_colours("oranges", len(labels))
    lines = tuple(tuple(line.coords) for line in shown.geometry)
    title = _("Cases per km of street, bandwidth {metres} m").format(metres=number(note.facts["bandwidth_m"]))
    return maps.Lines(lines, np.asarray(numbers), tuple(zip(colours, labels, strict=True)), title)

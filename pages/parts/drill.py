"""District → street → community → grid: where the reader is, the way back, and one step down."""

import pandas as pd
import streamlit as st

from data.permits import Actor
from geo.names import DIVISION_LEVELS
from pages.parts import address, filters, labels, load, standing
from pages.parts.text import _


def area(actor: Actor) -> str:
    """Choose an area from a list: a division's code, or nothing for everything in scope."""
    options = {"": _("Whole area")}
    for division in load.read(standing.divisions, actor).values():
        if division.depth >= 0:
            options[division.code] = "   " * division.depth + division.name
    return filters.pick("division", _("Area"), options)


def trail(actor: Actor, code: str) -> list[tuple[str, str]]:
    """Code and name from the whole down to a division."""
    known = load.read(standing.divisions, actor) if code else {}
    steps: list[tuple[str, str]] = []
    while code in known:
        if known[code].depth >= 0:
            steps.insert(0, (code, known[code].name))
        code = known[code].parent
    return [("", _("Whole area")), *steps]


def breadcrumb(page: str, actor: Actor, code: str, **kept: str) -> None:
    """The way back, each step a link; ``kept`` are parameters of the page that stay.

    Nothing while the reader sees everything.
    """
    *above, (_code, here) = trail(actor, code)
    if above:
        with _row():
            for step, name in above:
                address.link(page, labels.plain(name), division=step, **kept)
                st.markdown("›", width="content")
            st.markdown(f"**{labels.plain(here)}**", width="content")


def way_back(actor: Actor, code: str) -> None:
    """From something inside a division to the overview of each place that it lies in, as links."""
    with _row():
        for n, (step, name) in enumerate(trail(actor, code)):
            if n:
                st.markdown("›", width="content")
            address.link("overview.py", labels.plain(name), division=step)


def _row():
    return st.container(horizontal=True, vertical_alignment="center", gap=None, key="breadcrumb")


def deeper(frame: pd.DataFrame, code: str, grid_id: int) -> str | None:
    """The division one level down that holds a grid; None where only the grid itself is left.

    Args:
        frame: by ``grid_id``, with the code of each level. code: where the reader is.
    """
    here = frame[standing.inside(frame, code)]
    for level in DIVISION_LEVELS:
        codes = here[f"{level}_code"]
        if codes.nunique() > 1 and grid_id in codes.index and codes[grid_id]:
            return codes[grid_id]
    return None

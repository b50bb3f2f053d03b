"""Where the record holds nothing to show yet: what is missing, and the ways to load it, in place of the page."""

import streamlit as st

from data import grids as areas
from data.permits import Actor
from pages.parts import address, frame, load
from pages.parts.text import _


def without_grids(actor: Actor) -> bool:
    """Whether there is no grid to look at; if so, it is said, and how to load some."""
    lacking = load.read(areas.extent, actor) is None
    if lacking:
        _say(
            actor,
            _("There are no grids here yet."),
            _("Load your own, or make a demo district to look around:"),
            "python -m data import grids FILE\npython -m data demo",
        )
    return lacking


def without_cases(actor: Actor) -> bool:
    """Whether the record speaks for no day yet, for want of cases; if so, it is said, and how to load some."""
    if load.as_of(actor) is not None:
        return False
    if not without_grids(actor):
        _say(
            actor,
            _("The grids are here; there are no cases yet."),
            _("Load the first ones from a file:"),
            "python -m data import incidents FILE",
        )
    return True


def _say(actor: Actor, text: str, hint: str, code: str) -> None:
    with frame.empty(text, hint, code):
        if actor.may("import"):
            address.link("intake.py", _("Load a file on the Intake page"), icon=":material/upload_file:")
        else:
            st.caption(_("Grid managers and planners load data. Choose another role to do it."))

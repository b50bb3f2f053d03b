"""The views of the hotspot screen, by their name in the address."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from data.permits import Actor
from geo.model import Period
from pages.parts import filters, load
from pages.parts.hotspots import (  # fmt: skip
    alarms,
    densities,
    emergence,
    fieldwork,
    findings,
    months,
    repeats,
    spots,
    trials,
)
from pages.parts.hotspots.viewing import Viewing
from pages.parts.text import N_, _


@dataclass(frozen=True)
class View:
    """A view: its words, what shows it, whether it compares with the people there, and what else is chosen.

    ``way``: the parameter of the address, its label, and the ways by code, the first one being usual.
    """

    words: str
    show: Callable[[Viewing], None]
    compares: bool = False
    way: tuple[str, str, dict[str, str]] | None = None


VIEWS: dict[str, View] = {
    "now": View(N_("Now"), spots.show, True, ("method", N_("A grid is hot"), spots.METHODS)),
    "emerging": View(N_("Emerging"), emergence.show, True),
    "alarm": View(N_("Alarm"), alarms.show, way=("model", N_("Compared with"), alarms.MODELS)),
    "density": View(N_("Density"), densities.show, way=("along", N_("Spread"), densities.WAYS)),
    "repeats": View(N_("Near repeats"), repeats.show),
    "months": View(N_("Month by month"), months.show, True),
    "trial": View(N_("Does it work?"), trials.show),
    "actions": View(N_("Actions"), fieldwork.show),
}


def names() -> dict[str, str]:
    """View → words, for a switch."""
    return {key: _(view.words) for key, view in VIEWS.items()}


def asked(actor: Actor, key: str, period: Period, category: str) -> Viewing:
    """What is asked of a view, after the switches that belong to it."""
    view, basis, way = VIEWS[key], load.read(findings.usual_basis, actor), ""
    with st.container(horizontal=True, vertical_alignment="bottom", key="view_options"):
        if view.compares:
            basis = filters.choice("basis", _("Compare by"), spots.bases(actor), basis)
        if view.way:
            name, label, ways = view.way
            way = filters.choice(name, _(label), {code: _(words) for code, words in ways.items()})
    return Viewing(actor, key, period, category, basis, way)


def show(asked: Viewing) -> None:
    """The view that is asked for."""
    VIEWS[asked.view].show(asked)

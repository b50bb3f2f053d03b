"""How the gaps and the debt are worked out, with weights and caveats: one click away."""

import streamlit as st

from geo.debt import WEIGHTS
from geo.voice import FALSE_SHARE, SILENT_SHARE
from pages.parts import load
from pages.parts.text import N_, _, number, percent

EXPLAINED = {
    "service": N_(
        "Residents are spread over points inside each grid. From each point the walk to the nearest facility of the "
        "kind is measured, along the streets where these are known, else in a straight line with a detour. Who walks "
        "further than the standard is beyond reach. Standards are the life circles of GB 50180-2018 unless the city "
        "has its own. A grid lacks service when half of its residents or more are beyond reach."
    ),
    "presence": N_(
        "Every class of grid has an interval between visits. A grid is overdue when its last visit before the end of "
        "the period is longer ago than that, or when there was none. A visit that nobody recorded was none."
    ),
    "responsibility": N_("A grid lacks responsibility when no worker is assigned to it today."),
    "voice": N_(
        "How many reports to expect is told by a regression on ordinary grids: from the people who live there, the "
        "places, the neighbours, the kinds of cases and the grid's own past. A grid is silent when it reports less "
        "than {share} of that and stands out so clearly that at most {false} of those called silent are false alarms on "
        "average. Silence can mean that all is well, or that nobody looks: go and see."
    ),
    "debt": N_(
        "A resident beyond reach, in a grid overdue for a visit, or in one that nobody is responsible for, is owed a "
        "day for each day that lasts within the period; in a silent grid the share of reports that is lacking. These "
        "person-days are weighed and added up: {weights}. The weights are a choice of the city, not a finding; a "
        "resident who lacks two things is counted twice; what is not on record is owed nothing; and a large beat "
        "owes more than a small one. A debt says that a standard is not met. It does not say whose fault that is."
    ),
}  # fmt: skip
NAMES = {
    "service": N_("Service"),
    "presence": N_("Presence"),
    "responsibility": N_("Responsibility"),
    "voice": N_("Voice"),
    "debt": N_("Debt"),
}


def explain(face: str) -> None:
    """How a face, or each of them, is worked out."""
    with st.popover(_("How this is worked out"), icon=":material/help:"):
        for name in NAMES if face == "all" else [face]:
            st.markdown(f"**{_(NAMES[name])}** · {told(name, weights())}")


def weights() -> dict[str, float]:
    """What a day of each part counts, in this city."""
    return {**WEIGHTS, **load.place().get("coverage_debt", {})}


def told(name: str, weighed: dict[str, float]) -> str:
    """How one face is worked out; ``weighed``: what a day of each part of the debt counts."""
    parts = _(", ").join(f"{_(NAMES[part])} × {number(weighed[part], 1)}" for part in WEIGHTS)
    return _(EXPLAINED[name]).format(
        share=percent(SILENT_SHARE), false=percent(FALSE_SHARE), weights=parts
    )  # fmt: skip

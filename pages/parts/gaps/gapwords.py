"""How the gaps and the debt are worked out, with weights and caveats: one click away."""

import streamlit as st

from data import facilities as places
from data.permits import Actor
from geo.debt import WEIGHTS
from geo.gaps import OVERLOADED
from geo.voice import FALSE_SHARE, SILENT_SHARE
from pages.parts import labels, load
from pages.parts.gaps import reached
from pages.parts.text import N_, _, number, percent

EXPLAINED = {
    "service": N_(
        "Residents walk from the buildings they live in where these are on record, else from points spread inside each "
        "grid. From each the walk to the nearest facility of the kind is measured, along the streets where these are "
        "known, else in a straight line with a detour. Who walks further than the standard is beyond reach. "
        "Standards are the life circles of GB 50180-2018 unless the city "
        "has its own. A grid lacks service when half of its residents or more are beyond reach."
    ),
    "presence": N_(
        "Every class of grid has an interval between visits. A grid is overdue when its last visit before the end of "
        "the period is longer ago than that, or when there was none. A visit that nobody recorded was none."
    ),
    "responsibility": N_(
        "A grid lacks responsibility when no worker is assigned to it today, when the worker is away on the last day "
        "of the period, or when the worker's whole beat needs more than {overloaded} hours for an hour available: "
        "cases by the handling time of their category, visits, the walks between them and fixed duties, against "
        "the hours of the contract without the days away."
    ),
    "voice": N_(
        "What a grid should report in a year or more is told by a regression on ordinary grids: by its households, "
        "size and facilities, what the grids around report apart from bursts, and its own past. A grid is silent when "
        "it reports less than {share} of that, and so little that chance and the usual differences make for at most "
        "{false} of those called silent, on average. Silence can mean that all is well, or that nobody looks: go and "
        "see."
    ),
    "debt": N_(
        "The debt counts every day of the period, not only the last. A resident beyond reach is owed all of them; in a "
        "grid overdue for a visit, the days from when one was due until the next one, and none before the first visit "
        "on record; where nobody responsible was there, the days without a worker or with the worker away. Who "
        "stands in counts once the grid is assigned to them. Where today's worker is overloaded, the share of the "
        "hours that is lacking counts, if it is more; in a silent grid, the share of reports that is lacking. These "
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


def explain(actor: Actor, face: str, kind: str) -> None:
    """How a face, or each of them, is worked out; of service also the standard of the kind and where it is from."""
    with st.popover(_("Method"), icon=":material/help:"):
        for name in NAMES if face == "all" else [face]:
            st.markdown(f"**{_(NAMES[name])}** · {told(name, weights(), overload())}")
            if name == "service":
                lines = reached.standards(load.read(places.facility_kinds, actor), kind)
                st.markdown("\n".join(f"- {labels.plain(line)}" for line in lines))


def weights() -> dict[str, float]:
    """What a day of each part counts, in this city."""
    return {**WEIGHTS, **load.place().get("coverage_debt", {})}


def overload() -> float:
    """Above how many hours needed for an hour available a worker is overloaded, in this city."""
    return load.place().get("responsibility", {}).get("overloaded", OVERLOADED)


def told(name: str, weighed: dict[str, float], limit: float = OVERLOADED) -> str:
    """How one face is worked out; ``weighed``: what a day of each part of the debt counts; ``limit``: of overload."""
    parts = _(", ").join(f"{_(NAMES[part])} × {number(weighed[part], 1)}" for part in WEIGHTS)
    return _(EXPLAINED[name]).format(
        share=percent(SILENT_SHARE), false=percent(FALSE_SHARE), weights=parts, overloaded=number(limit, 1)
    )  # fmt: skip

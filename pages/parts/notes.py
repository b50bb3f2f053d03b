"""The line under every result that says how it came to be: period, basis, count, method, caveats."""

import streamlit as st

from data.permits import Actor
from geo.model import Note, Period
from pages.parts import labels, session
from pages.parts.text import N_, _, number, period

METHODS = {
    "counts": N_("New by the time reported; open and overdue as things stood at the end of the period."),
    "latest": N_("The latest ones, newest first."),
    "nearest": N_("The nearest of each kind, in a straight line from a point inside the grid."),
    "gi_star_exact": N_(
        "Gi* on grids that touch, {grids} grids; exact permutation chance, adjusted for their number."
    ),
    "gi_star_households": N_(
        "Gi* against what households explain, {grids} grids; gamma-Poisson chance, adjusted for their number."
    ),
    "gi_star_residents": N_(
        "Gi* against what residents explain, {grids} grids; gamma-Poisson chance, adjusted for their number."
    ),
    "gamma_poisson": N_("Reports against what households lead to expect (gamma-Poisson)."),
    "gamma_poisson_residents": N_(
        "Reports against what residents lead to expect (gamma-Poisson); households are not known here."
    ),
    "kernel_density": N_(
        "Density of cases, each spread over its surroundings by a Gaussian of {bandwidth_m:,.0f} m."
    ),
    "listed": N_(
        "Cases reported in the period, newest first; time limits as they stood at the end of {day}."
    ),
    "latest_cases": N_("The latest ones, newest first; time limits as they stood at the end of {day}."),
}
CAVEATS: dict[str, str] = {
    "too_few_grids": N_("Too few grids to say."),
    "too_few_incidents": N_("Too few cases to say."),
    "large_windows_approximated": N_("Where counts are large the chance is a saddlepoint approximation."),
    "reported_only": N_("It counts what was reported: many reports are not always many problems."),
    "shows_only": N_("A density shows where cases lie; it does not say whether that is more than chance."),
    "straight_line": N_("Distances are straight lines: rivers and walls are not walked around."),
    "grids_without_households": N_("Grids without households cannot be compared and are left out."),
    "grids_without_residents": N_("Grids without residents cannot be compared and are left out."),
}


def about(note: Note) -> dict[str, str]:
    """A note as labelled lines, for the second sheet of a workbook."""
    lines = {_("Method"): method(note)}
    if note.period:
        lines[_("Period")] = period(note.period)
    lines[_("Number")] = number(note.n)
    if note.source:
        lines[_("Source")] = note.source
    if note.seed is not None:
        lines[_("Seed")] = str(note.seed)
    if note.caveats:
        lines[_("Caveats")] = " ".join(_(CAVEATS.get(code, code)) for code in note.caveats)
    return lines


def method(note: Note) -> str:
    """How the result was made, in a sentence."""
    return _(METHODS.get(note.method, note.method)).format(**note.facts)


def show(note: Note) -> None:
    """The note as one quiet line."""
    st.caption(" · ".join(labels.plain(f"{name}: {text}") for name, text in about(note).items()))


def scope(actor: Actor, covered: Period | None) -> dict[str, str]:
    """Who looked at what, for the second sheet of a workbook."""
    lines = {_("Looking as"): labels.role(actor.role), _("Scope"): actor.scope}
    if session.access() == "demo":
        lines[_("Data")] = _("Fictional district, invented data")
    return lines | ({_("Period"): period(covered)} if covered else {})

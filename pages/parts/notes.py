"""The line under every result that says how it came to be: period, basis, count, method, caveats."""

import streamlit as st

from data.notes import caveat_texts, method_text
from data.permits import Actor
from geo.model import Note, Period
from pages.parts import labels, session
from pages.parts.text import _, number, period


def about(note: Note) -> dict[str, str]:
    """A note as labelled lines, for the second sheet of a workbook."""
    lines = {_("Method"): method(note)}
    if facility := note.facts.get("facility"):
        lines[_("Facility")] = facility
    if note.period:
        lines[_("Period")] = period(note.period)
    lines[_("Number")] = number(note.n)
    if note.source:
        lines[_("Source")] = note.source
    if note.seed is not None:
        lines[_("Seed")] = str(note.seed)
    if note.caveats:
        lines[_("Caveats")] = " ".join(caveat_texts(note, _))
    return lines


def method(note: Note) -> str:
    """How the result was made, in a sentence."""
    return method_text(note, _)


def show(note: Note) -> None:
    """The note as one quiet line."""
    st.caption(" · ".join(map(labels.plain, lines(note))))


def lines(note: Note) -> list[str]:
    """The note as lines of words, each with its label."""
    return [_("{what}: {text}").format(what=name, text=said) for name, said in about(note).items()]


def scope(actor: Actor, covered: Period | None) -> dict[str, str]:
    """Who looked at what, for the second sheet of a workbook."""
    lines = {
        _("Looking as"): labels.role(actor.role),
        _("Scope"): _("All") if actor.scope == "all" else actor.scope,
    }
    if session.access() == "demo":
        lines[_("Data")] = _("Fictional district, invented data")
    return lines | ({_("Period"): period(covered)} if covered else {})

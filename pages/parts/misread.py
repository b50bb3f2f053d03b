"""What of the address was not understood, and what is shown instead: said once, above the page.

Whoever reads a parameter and falls back notes it here; nothing else decides on words. What is noted depends on
what the reader may choose, never on what else there is: a place beyond somebody's scope is told in the words of
one that does not exist.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import streamlit as st

from pages.parts import labels, session
from pages.parts.text import N_, _

#: characters of a value that are repeated
MOST = 40
#: parameter → what stands on the page where it names nothing that can be shown
INSTEAD = {
    "case": N_("the list of cases"),
    "grid": N_("no grid is chosen"),
    "grids": N_("no grid is chosen"),
    "look": N_("no grid is chosen"),
    "lock": N_("no grid is chosen"),
    "mark": N_("no grid is chosen"),
    "worker": N_("all workers"),
    "plan": N_("the list of plans"),
    "opened": N_("the list of edits"),
    "batch": N_("the list of imports"),
    "page": N_("the first page of the list"),
    "at": N_("no grid is chosen"),
    "base": N_("the responsibilities of today"),
    "line": N_("no line is drawn"),
    "moves": N_("no grid changes hands"),
    "anew": N_("today's beats are evened out"),
}
#: parameter → the sentence about it, where it is not that of the others
OWN = {
    "missing": N_("There is no page at “{given}”; this is the overview."),
    "": N_("“{given}” in the address means nothing to any page and changes nothing."),
}
#: choices that come and go with a result: an old one is no mistake of whoever holds the address
PASSING = ("beside",)

#: by thread: where the notices of the run that goes on there stand
_run = threading.local()


def begin(lang: str, unknown: Mapping[str, str]) -> None:
    """A run begins and nothing is amiss yet, but perhaps the language asked for, and what no page reads.

    Args:
        lang: the language of the address.
        unknown: parameters of the address whose names no page knows.
    """
    session.put("misread", ())
    note("", ", ".join(f"{name}={given}" for name, given in unknown.items()))
    if lang and lang not in session.LANGUAGES:
        note("lang", lang, session.LANGUAGES[session.language()])


def note(name: str, given: str, shown: str = "") -> None:
    """Remember a parameter that was not understood.

    Args:
        name: of the parameter.
        given: its value in the address; nothing is noted where it is empty.
        shown: what stands on the page instead, translated; else as in ``INSTEAD``.
    """
    known = session.value("misread", ())
    passing = name in PASSING and given.isdigit()
    if given and not passing and all(name != other for other, *_rest in known):
        session.put("misread", (*known, (name, given, shown)))
        if place := getattr(_run, "place", None):
            _show(place, name, given, shown)


@contextmanager
def told() -> Iterator[None]:
    """Run a page; what it could not read stands above it, whichever way it ends.

    Each is drawn as it is noted: after ``st.stop`` nothing can be drawn any more.
    """
    _run.place = st.container()
    try:
        for name, given, shown in session.value("misread", ()):
            _show(_run.place, name, given, shown)
        yield
    finally:
        _run.place = None


def _show(place, name: str, given: str, shown: str) -> None:
    place.warning(labels.plain(words(name, given, shown)))


def words(name: str, given: str, shown: str = "") -> str:
    """The sentence about one parameter.

    >>> words("plan", "x")
    '“plan=x” in the address was not understood; shown instead: the list of plans.'
    """
    short = given if len(given) <= MOST else f"{given[:MOST]}…"
    if name in OWN:
        return _(OWN[name]).format(given=short)
    said = _("“{given}” in the address was not understood; shown instead: {shown}.")
    instead = shown or _(INSTEAD.get(name, N_("nothing is chosen")))
    return said.format(given=f"{name}={short}", shown=instead.strip())

"""Why a grid has a gap or none: a sentence for each face, beside the map."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from geo.model import Note, Period
from pages.parts import address, labels
from pages.parts.gaps import reached, voices
from pages.parts.text import N_, _, missing, ngettext, number, percent

#: parts of the coverage debt, in the order they are told
PARTS = ("service", "presence", "responsibility", "voice")


_ANSWERS = {
    "nobody": N_("Nobody is responsible."),
    "absent": N_(
        "{name} is responsible, but away: {share} of what the beat needs is lacking in this period."
    ),
    "overloaded": N_(
        "{name} is responsible, and overloaded: {share} of the hours the beat needs are lacking."
    ),
    "somebody": N_("{name} is responsible."),
}


#: group of residents → the share of the kinds that they have beyond reach
_OF_KINDS = {
    "older": N_("For the {all} older residents it is {share}."),
    "children": N_("For the {all} children it is {share}."),
}


def show(frame: pd.DataFrame, note: Note, period: Period) -> None:
    """The grid that was clicked, with what each face says of it, and the way to its page.

    Args:
        note: says of which kind of facility and of which days (``faces.of_kind``).
    """
    grid_id = address.get_id("at")
    if grid_id not in frame.index:
        st.caption(_("Click a grid on the map to see why it has a gap."))
        return
    with st.container(border=True, key="why_grid", gap="small"):
        shown = frame.loc[[half for half in (grid_id, -grid_id) if half in frame.index]]
        for half, name in labels.grid_names(shown).items():
            grid = frame.loc[half].to_dict()
            st.markdown(f"**{labels.plain(name)}**")
            lines = [f"- **{title}** · {labels.plain(words)}" for title, words in told(grid, note)]
            st.markdown("\n".join(lines))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            address.link("grid.py", _("Open the grid"), icon=":material/crop_free:", grid=grid_id,
                         **address.span(period))  # fmt: skip
            if st.button(_("Choose no grid"), key="no_grid", type="tertiary", icon=":material/close:"):
                address.put(at=None)
                st.rerun()


def told(grid: Mapping, note: Note) -> list[tuple[str, str]]:
    """Title and sentence of each face of a grid (a row of ``lacks.by_grid``, with its note as for ``show``)."""
    return [
        (_("Service"), service(grid, note.facts["facility"])),
        (_("Presence"), presence(grid)),
        (_("Responsibility"), responsibility(grid)),
        (_("Voice"), voice(grid, voices.days(note))),
        (_("Debt"), debt(grid)),
    ]


def service(grid: Mapping, kind: str) -> str:
    """Who lives beyond reach, older residents and children among them where they are known."""
    told = [_beyond(grid, kind)]
    for group, (words, _heading) in reached.GROUPS.items():
        beyond = grid[f"{group}_beyond"]
        if not missing(beyond) and beyond:  # theirs may be a shorter distance than that of all
            share = percent(beyond / grid[group])
            words = _OF_KINDS[group] if grid["all_kinds"] else words
            told.append(_(words).format(n=number(beyond), all=number(grid[group]), share=share))
    return " ".join(told)


def _beyond(grid: Mapping, kind: str) -> str:
    if missing(grid["residents_beyond"]):
        return _("Not known: no residents or no such facility on record.")
    if not grid["residents_beyond"]:
        return _("Everybody has it within reach: {kind}.").format(kind=kind)
    if grid["all_kinds"]:
        return _("On average the {n} residents have {share} of the kinds of facility beyond reach.").format(
            n=number(grid["population"]), share=percent(grid["share_beyond"])
        )
    return _("{n} of {all} residents ({share}) have it beyond reach: {kind}.").format(
        n=number(grid["residents_beyond"]), all=number(grid["population"]), share=percent(grid["share_beyond"]),
        kind=kind,
    )  # fmt: skip


def presence(grid: Mapping) -> str:
    """When the last visit was, and when one was due."""
    if not grid["presence_known"]:
        return _("Not known: no visits are on record.")
    every = number(grid["visit_interval_days"])
    if missing(grid["days_since_visit"]):
        return _("Never visited; a visit is due every {every} days.").format(every=every)
    days = int(grid["days_since_visit"])
    ago = ngettext("Visited {ago} day ago; a visit is due every {every} days",
                   "Visited {ago} days ago; a visit is due every {every} days", days)  # fmt: skip
    ago = ago.format(ago=number(days), every=every)
    if grid["presence"]:
        return _("{ago}: {late} days late.").format(ago=ago, late=number(grid["late_days"]))
    return _("{ago}: in time.").format(ago=ago)


def responsibility(grid: Mapping) -> str:
    """Whose it is."""
    if not grid["responsibility_known"]:
        return _("Not known: no workers are on record.")
    words = _(_ANSWERS[grid["responsibility_answer"]])
    return words.format(name=grid["worker_name"], share=percent(grid["responsibility_share"]))


def voice(grid: Mapping, days: int) -> str:
    """Whether it reports as much in so many days as the people there lead to expect."""
    n = int(grid["n"])
    if grid["voice_answer"] == "too_little":
        words = ngettext("{n} report in {days} days; too few are expected to say whether it is silent.",
                         "{n} reports in {days} days; too few are expected to say whether it is silent.",
                         n)  # fmt: skip
    elif grid["voice_answer"] == "fallen_silent":
        words = ngettext(
            "Fallen silent: {n} report in {days} days where {expected} are expected ({low} to {high}), {before} over"
            " as long a time before.",
            "Fallen silent: {n} reports in {days} days where {expected} are expected ({low} to {high}), {before} over"
            " as long a time before.",
            n,
        )
    elif grid["voice"]:
        words = ngettext("Silent: {n} report in {days} days where {expected} are expected ({low} to {high}).",
                         "Silent: {n} reports in {days} days where {expected} are expected ({low} to {high}).",
                         n)  # fmt: skip
    else:
        words = ngettext("{n} report in {days} days, {expected} expected ({low} to {high}): not silent.",
                         "{n} reports in {days} days, {expected} expected ({low} to {high}): not silent.",
                         n)  # fmt: skip
    return words.format(
        n=number(n), days=number(days), expected=number(grid["expected"]), low=number(grid["expected_low"]),
        high=number(grid["expected_high"]), before=number(grid["n_before"]),
    )  # fmt: skip


def debt(grid: Mapping) -> str:
    """The debt and what it is made of."""
    names = {
        "service": _("Service"),
        "presence": _("Presence"),
        "responsibility": _("Responsibility"),
        "voice": _("Voice"),
    }
    parts = [f"{names[part]} {number(grid[f'{part}_debt'])}" for part in PARTS if round(grid[f"{part}_debt"])]
    if not parts:
        return _("Nothing is owed.")
    return _("{n} person-days: {parts}.").format(n=number(grid["debt"]), parts=_(", ").join(parts))

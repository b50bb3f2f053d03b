"""What all views of the hotspot screen share: what is asked, the map with its picture, explanations."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import streamlit as st

from data import actions
from data.current import current
from data.notes import caveat_texts
from data.permits import Actor
from geo.model import Note, Period
from geo.names import ACTION_KINDS
from pages.parts import address, load, maps, mapview, notes, session, standing, text
from pages.parts.ahead import ground
from pages.parts.hotspots.explained import EXPLAINED
from pages.parts.text import _

MAP_PX = 600
KEY = "hotspots"
#: actions that have a line of the legend each
DONE_NAMED = 4


@dataclass(frozen=True)
class Viewing:
    """What is asked of a view: by whom, over what, compared by what (``findings.found``), and in which way."""

    actor: Actor
    view: str
    period: Period
    category: str
    basis: str = "count"
    way: str = ""


def explain(view: str) -> None:
    """How a view's results are found, one click away."""
    with st.popover(_("How is this found?"), icon=":material/help:"):
        st.markdown(_(EXPLAINED[view]))


def ways_on(actor: Actor, grid_ids, **span: object) -> None:
    """From some grids to their cases, to a hand-over of them, to an action there.

    Args:
        span: ``since`` and ``until`` of the cases, as ``address.span`` gives them.
    """
    ids = address.ids(grid_ids)
    address.link("cases.py", _("Open the cases"), icon=":material/assignment:", grid=ids, **span)
    if actor.may("read_plans"):
        address.link("reassign.py", _("Propose a reassignment here"), icon=":material/swap_horiz:", grids=ids)
    if actor.may("mark_action"):
        address.link(
            "hotspots.py", _("Mark an action here"), icon=":material/flag:", view="actions", mark=ids, **span
        )


def ahead(asked: Viewing, place) -> Callable[[str], bool]:
    """Puts a map there that waits for what the view answers, for ``pages.parts.work``."""
    return lambda words: ground(asked.actor, place, words, key=KEY, height=MAP_PX)


def show_map(asked: Viewing, layers: list[maps.Layer], note: Note, title: str) -> int | None:
    """The map with what was done in the field, its picture, and the line that says how it came to be.

    Returns:
        the grid that was just clicked.
    """
    chosen = mapview.show(
        current(),
        asked.actor,
        [*layers, *done_in_the_field(asked)],
        key=KEY,
        locale=text.locale(),
        picture=picture(asked, note, title),
        height=MAP_PX,
    )
    notes.show(note)
    if chosen.source == "step":
        names = next((layer.names for layer in layers if isinstance(layer, maps.Frames)), ())
        address.put(step=names[chosen.step] if 0 <= chosen.step < len(names) else "")
        return None
    return chosen.grid_ids[0] if chosen.source and chosen.grid_ids else None


def done_in_the_field(asked: Viewing) -> list[maps.Outline]:
    """Where something was done before the end of the period, outlined: what and when, the latest first.

    The latest few have a line of the legend each, the others one together.
    """
    if not asked.actor.may("read_actions"):
        return []
    known = load.read(actions.actions, asked.actor, asked.period)
    latest, earlier = known.head(DONE_NAMED), known.iloc[DONE_NAMED:]
    outlines = [
        maps.Outline(tuple(row.grid_ids), done_words(row), "action", row.since.isoformat())
        for row in latest.itertuples()
    ]
    grids = sorted({grid for ids in earlier["grid_ids"] for grid in ids})
    if grids:
        outlines.append(maps.Outline(tuple(grids), _("Something was done here earlier"), "action"))
    return outlines


def done_words(row) -> str:
    """What was done and when, for the legend: ``kind``, ``since`` and ``until`` of an action."""
    until = "" if text.missing(row.until) else f"{row.until - timedelta(days=1):%m-%d}"
    return _("{what}: {when}").format(
        what=kind_name(row.kind), when=f"{row.since:%Y-%m-%d} – {until}".strip()
    )


def kind_name(kind: str) -> str:
    """A kind of action in the reader's language."""
    return ACTION_KINDS[kind][0 if text.locale() == "zh" else 1]


def when(row) -> str:
    """From when to when an action was done."""
    if text.missing(row.until):
        return _("since {day}").format(day=text.day(row.since))
    return text.period(Period(row.since, row.until))


def picture(asked: Viewing, note: Note, title: str) -> maps.Picture:
    """What stands around the map when it is kept as a picture."""
    about = notes.about(note)
    lines = [_("{what}: {text}").format(what=what, text=words) for what, words in about.items()]
    if session.access() == "demo":
        lines.append(_("Fictional district, invented data"))
    lead = " · ".join([text.period(note.period or asked.period), category_name(asked)])
    place = load.place().get("title", {}).get(text.locale(), "")
    whole = " · ".join(filter(None, [place, title]))
    return maps.Picture(whole, lead, tuple(lines), f"hotspots-{asked.view}-{asked.period.until}.png")


def category_name(asked: Viewing) -> str:
    """The category in the reader's language."""
    if not asked.category:
        return _("All categories")
    for row in load.read(standing.categories, asked.actor):
        if asked.category in (row["category"], row["major"]):
            return text.either(row, "name" if asked.category == row["category"] else "major")
    return asked.category


def reasons(note: Note) -> list[str]:
    """Why nothing can be said, a sentence each; not what is to be borne in mind of any result."""
    missing = tuple(code for code in note.caveats if code != "reported_only")
    return caveat_texts(replace(note, caveats=missing), _)


def open_grid(asked: Viewing, grid_id: int | None) -> None:
    """Leave for a grid's page when one was clicked."""
    if grid_id is not None:
        address.go("grid.py", grid=grid_id, **address.span(asked.period))

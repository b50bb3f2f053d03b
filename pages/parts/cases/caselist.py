"""The list of cases: its filters, its pages, and a row that leads to the case."""

import streamlit as st

from data import grids as areas
from data import incidents as cases
from data.permits import Actor
from geo.model import Note, Period
from geo.workflow import STATES
from pages.parts import address, filters, frame, labels, load, notes, tables, text
from pages.parts.cases import casework
from pages.parts.text import N_, _, ngettext, number

ROWS = 50
#: downloads hold at most this many rows, newest first
MOST = 50_000
#: grids named where the list is narrowed to several
NAMED = 4
_OWN = ("state", "overdue", "outside", "search", "grid", "page")


def kept() -> dict[str, str]:
    """The filters of the list as they stand in the address."""
    return {name: address.get(name) for name in _OWN}


def wanted(actor: Actor, period: Period, category: str) -> cases.Filter:
    """Draw the list's own filters; what all of them ask for."""
    states = filters.several("state", _("State"), {state: labels.state(state) for state in STATES})
    search = filters.search("search", _("Search"), _("Code, words, address"))
    overdue = filters.switch("overdue", _("Only overdue"))
    outside = address.get("outside") == "1" or load.read(cases.outside, actor, period, category) > 0
    outside = outside and filters.switch("outside", _("Only outside every grid"))
    return cases.Filter(
        period=period,
        category=category,
        states=states,
        grid_ids=address.get_ids("grid"),
        overdue_at=casework.midnight(period.until) if overdue else None,
        search=search,
        outside=outside,
    )


def show(actor: Actor, wanted: cases.Filter) -> None:
    """The cases asked for, a page at a time, newest first."""
    total = load.read(cases.count, actor, wanted)
    _narrowed_to(actor, wanted)
    if not total:
        frame.empty(_("No case fits these filters."), _("Widen the period or take a filter away."))
        return
    pages = -(-total // ROWS)
    page = min(max(address.get_id("page") or 1, 1), pages)
    rows = load.read(cases.incidents, actor, wanted, limit=ROWS, offset=(page - 1) * ROWS)
    as_of = load.as_of(actor)
    now = casework.midnight(as_of)
    st.caption(ngettext("{n} case", "{n} cases", total).format(n=number(total)))
    note = Note("listed", total, wanted.period, facts={"day": text.last_day(as_of)})
    row = tables.show(
        casework.worded(actor, rows, now),
        casework.columns(),
        actor=actor,
        key=f"cases_{page}",
        file_name="cases",
        about=notes.scope(actor, wanted.period) | notes.about(note),
        rows=18,
        opens=True,
        whole=lambda: casework.worded(actor, load.read(cases.incidents, actor, wanted, limit=MOST), now),
    )
    _pager(page, pages)
    notes.show(note)
    if row is not None:
        address.go("cases.py", case=int(rows.loc[row, "incident_id"]), **kept())


def _narrowed_to(actor: Actor, wanted: cases.Filter) -> None:
    """The grids the list is narrowed to, and the way out."""
    if not wanted.grid_ids:
        return
    names = load.read(areas.names, actor)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for grid_id in wanted.grid_ids[:NAMED]:
            st.badge(
                _("Grid {name}").format(name=labels.plain(names.get(grid_id, str(grid_id)))), color="blue"
            )
        if len(wanted.grid_ids) > NAMED:
            st.badge(_("and {n} more").format(n=number(len(wanted.grid_ids) - NAMED)), color="blue")
        address.link("cases.py", _("Show every grid"), **(kept() | {"grid": "", "page": ""}))


def _pager(page: int, pages: int) -> None:
    if pages == 1:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="pager", gap="small"):
        for label, target in ((N_("Newer"), page - 1), (N_("Older"), page + 1)):
            st.button(
                _(label),
                key=f"pager_{label}",
                disabled=not 1 <= target <= pages,
                on_click=lambda target=target: address.put(page=target),
            )
        words = _("Page {page} of {pages}").format(page=number(page), pages=number(pages))
        st.caption(words, width="content")

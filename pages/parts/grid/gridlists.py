"""The lists of one grid's page: cases, facilities nearby, visits, responsibility, boundary."""

import pandas as pd
import streamlit as st

from data import facilities as places
from data import grids as areas
from data import incidents as cases
from data import people
from data.permits import Actor
from geo.model import Note, Period
from pages.parts import address, figures, load, notes, tables, text
from pages.parts.cases import casework
from pages.parts.text import N_, _

LATEST = 100
#: how a visit is known
VISITS = {"stated": N_("a statement"), "track": N_("a GPS track")}


def show(part: str, actor: Actor, grid_id: int, period: Period | None) -> None:
    """One of the lists."""
    _LISTS[part](actor, grid_id, period)


def _cases(actor: Actor, grid_id: int, period: Period | None) -> None:
    wanted = cases.Filter(grid_ids=(grid_id,))
    rows = load.read(cases.incidents, actor, wanted, limit=LATEST)
    if rows.empty:
        st.caption(_("No case has ever been reported here."))
        return
    as_of = load.as_of(actor)
    now = casework.midnight(as_of)
    columns = [column for column in casework.columns() if column.name not in ("grid_name", "worker_name")]
    row = _table(actor, casework.worded(actor, rows, now), columns, "grid_cases", opens=True)
    notes.show(Note("latest_cases", min(LATEST, len(rows)), facts={"day": text.last_day(as_of)}))
    if row is not None:
        address.go("cases.py", case=int(rows.loc[row, "incident_id"]))
    address.link("cases.py", _("Open in the list of cases"), icon=":material/assignment:", grid=grid_id)


def _facilities(actor: Actor, grid_id: int, period: Period | None) -> None:
    rows = load.read(figures.nearby, actor, grid_id)
    if rows.empty:
        st.caption(_("The record holds no facility yet."))
        return
    kinds = load.kind_names(actor)
    near = rows["distance_m"] <= rows["reach_m"]
    rows = rows.assign(
        kind_name=rows["facility_kind"].map(kinds),
        distance_m=rows["distance_m"].round(),
        within=near.map({True: _("within reach"), False: _("too far")}),
    )
    columns = [
        tables.Column("kind_name", _("Kind"), width="whole"),
        tables.Column("name", _("Nearest")),
        tables.Column("distance_m", _("Distance (m)"), "count"),
        tables.Column("reach_m", _("Reach (m)"), "count"),
        tables.Column("within", _("Reached")),
        tables.Column("address", _("Address")),
    ]
    _table(actor, rows, columns, "grid_facilities")
    notes.show(Note("nearest", len(rows)))


def _visits(actor: Actor, grid_id: int, period: Period | None) -> None:
    rows = load.read(places.visits, actor, grid_id, LATEST)
    if rows.empty:
        st.caption(_("Nobody has visited this grid yet, as far as the record knows."))
        return
    rows = rows.assign(source=[_(VISITS[source]) for source in rows["source"]])
    columns = [
        tables.Column("visited_at", _("Visited"), "moment"),
        tables.Column("worker_name", _("Worker")),
        tables.Column("minutes", _("Minutes"), "count"),
        tables.Column("source", _("Known from")),
    ]
    _table(actor, rows, columns, "grid_visits")
    notes.show(Note("latest", len(rows)))


def _history(actor: Actor, grid_id: int, period: Period | None) -> None:
    rows = load.read(people.history, actor, grid_id)
    if rows.empty:
        st.caption(_("Nobody has ever been responsible for this grid."))
        return
    columns = [
        tables.Column("worker_name", _("Worker")),
        tables.Column("valid_from", _("From"), "day"),
        tables.Column("valid_to", _("Until"), "day"),
        tables.Column("plan_id", _("Plan"), "count"),
    ]
    _table(actor, rows, columns, "grid_history")


def _boundary(actor: Actor, grid_id: int, period: Period | None) -> None:
    columns = [
        tables.Column("valid_from", _("From"), "day"),
        tables.Column("valid_to", _("Until"), "day"),
        tables.Column("name", _("Grid")),
        tables.Column("grid_code", _("Grid code")),
        tables.Column("area_km2", _("Area (km²)"), "precise"),
    ]
    _table(actor, load.read(areas.boundary_history, actor, grid_id), columns, "grid_boundary")


def _table(actor: Actor, rows: pd.DataFrame, columns: list[tables.Column], key: str, opens: bool = False):
    about = notes.scope(actor, None)
    return tables.show(rows, columns, actor=actor, key=key, file_name=key, about=about, opens=opens)


_LISTS = {
    "cases": _cases,
    "facilities": _facilities,
    "visits": _visits,
    "history": _history,
    "boundary": _boundary,
}

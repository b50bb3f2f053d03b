"""One grid: its outline on the map, who and how many, cases, places nearby, visits and history."""

import pandas as pd
import streamlit as st

from data import grids as areas
from data import holdings, people
from data.current import current
from data.permits import Actor
from geo import rates
from geo.model import Period
from pages.parts import (
    address,
    cards,
    drill,
    figures,
    filters,
    frame,
    labels,
    load,
    maps,
    mapview,
    tables,
    text,
)
from pages.parts.gaps import voices
from pages.parts.map import measures
from pages.parts.text import N_, _, number

MAP_PX = 430
#: grids that are listed, and outlined where somebody looks for them; the files have all
LISTED = 200
PARTS = {
    "cases": N_("Cases"),
    "facilities": N_("Facilities nearby"),
    "visits": N_("Visits"),
    "history": N_("Responsibility"),
    "boundary": N_("Boundary"),
}


def choose(actor: Actor) -> None:
    """No grid named yet: find one by name or code, or on the map."""
    search = filters.search("search", _("Find a grid"), _("Name or code"))
    grids = load.grids(actor).drop(columns="geometry")
    hit = grids["name"].str.contains(search, case=False, regex=False)
    found = grids[hit | grids["grid_code"].str.contains(search, regex=False)]
    left, right = st.columns([3, 2], gap="medium")
    with left:
        chosen = mapview.show(
            current(),
            actor,
            [maps.Outline(tuple(int(g) for g in found["grid_id"][:LISTED]) if search else (), _("Found"))],
            key="choose_grid",
            locale=text.locale(),
            height=MAP_PX + 90,
        )
    with right:
        row = _found(actor, found)
    if chosen.source or row is not None:
        address.go("grid.py", grid=chosen.grid_ids[0] if chosen.source else int(found.iloc[row]["grid_id"]))


def _found(actor: Actor, found: pd.DataFrame) -> int | None:
    if found.empty:
        st.caption(_("No grid has this name or code."))
        return None
    people, heading = measures.people(rates.exposure(found)[1])
    columns = [
        tables.Column("name", _("Grid")),
        tables.Column("grid_code", _("Grid code")),
        tables.Column(people, heading, "count"),
    ]
    if len(found) > LISTED:
        st.caption(
            _("The first {n} of {all} rows.").format(n=text.number(LISTED), all=text.number(len(found)))
        )
    return tables.show(
        found.head(LISTED), columns, actor=actor, key="found", file_name="grids", rows=14, opens=True,
        whole=lambda: found,
    )  # fmt: skip


def parts() -> dict[str, str]:
    """The lists below, translated."""
    return {name: _(word) for name, word in PARTS.items()}


def load_grid(actor: Actor, grid_id: int) -> dict:
    """One grid.

    Raises:
        NotFound: ``grid_unknown`` when there is none, or none the actor may see.
    """
    return load.read(areas.grid, actor, grid_id)


def head(actor: Actor, grid: dict) -> None:
    """Where it lies, its name and what kind of grid it is."""
    drill.way_back(actor, grid["community_code"])
    frame.title(labels.grid_name(grid))
    with st.container(horizontal=True, gap="small"):
        st.badge(labels.plain(grid["grid_code"]), color="gray")
        st.badge(labels.kind(grid["grid_kind"]), color="blue")
        st.badge(_("Class {n}").format(n=grid["grid_class"]), color="gray")


def outline(actor: Actor, grid: dict, period: Period | None, category: str) -> None:
    """The grid on the map with its cases and the facilities around; a click leads to a neighbour."""
    kinds = load.kind_names(actor)
    layers: list[maps.Layer] = [maps.Outline((grid["grid_id"],), labels.grid_name(grid))]
    if period:
        layers.append(maps.Incidents(period, category, _("New cases")))
    layers.append(maps.Facilities((), _("Facilities"), kinds))
    chosen = mapview.show(
        current(),
        actor,
        layers,
        key="grid",
        locale=text.locale(),
        selected=(grid["grid_id"],),
        focus=_around(grid["geometry"].bounds),
        height=MAP_PX,
    )
    if chosen.source and chosen.grid_ids[0] != grid["grid_id"]:
        address.put(grid=chosen.grid_ids[0])
        st.rerun()


def _around(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Bounds with some of the neighbourhood."""
    west, south, east, north = bounds
    wide, high = 0.6 * (east - west), 0.6 * (north - south)
    return west - wide, south - high, east + wide, north + high


def numbers(actor: Actor, grid: dict, period: Period | None, category: str) -> None:
    """Cases of the period against the one before, and visits."""
    if period is None:
        st.caption(_("There are no cases yet."))
        return
    row = load.read(figures.by_grid, actor, period, category).loc[grid["grid_id"]]
    codes = ("new_cases", "open_cases", "overdue_cases")
    cards.row([cards.figure(code, row[code], row[code] - row[f"{code}_before"]) for code in codes])


def facts(actor: Actor, grid: dict, period: Period | None, category: str) -> None:
    """Who is responsible, how many people, how often they report and should,
    and when somebody was last there."""
    held = load.read(people.assignments, actor).set_index("grid_id")["worker_name"]
    lines = [
        (_("Worker"), held.get(grid["grid_id"], _("nobody"))),
        (_("Households"), number(grid["households"])),
        (_("Residents"), number(grid["population"])),
        (_("Size"), _("{n} km²").format(n=number(grid["area_km2"], 3))),
    ]
    if period is not None:
        lines.append(voices.line(actor, grid["grid_id"], period))
        lines.append(_rate(actor, grid["grid_id"], period, category))
        presence = load.read(areas.presence, actor, period.until).loc[grid["grid_id"]]
        every = _("{n} days").format(n=number(presence["visit_interval_days"]))
        recorded = "visit" in load.read(holdings.known, actor, period.until)
        unseen = _("never visited") if recorded else _("no visits are recorded")
        last = presence["last_visit_at"]
        lines.append((_("Last visit"), unseen if text.missing(last) else text.day(last)))
        lines.append((_("To be visited every"), every))
    tables.facts(lines)


def _rate(actor: Actor, grid_id: int, period: Period, category: str) -> tuple[str, str]:
    """New cases against the people there, and what the grids around lead to expect of so few people."""
    unit = rates.exposure(load.grids(actor))[1]
    told = load.read(figures.of_people, actor, period, category).loc[[grid_id]]
    words = measures.rate_words(told).iloc[0]
    if not text.missing(told["smoothed_near"].iloc[0]):
        near = number(told["smoothed_near"].iloc[0], 1)
        words = _("{rate}; smoothed with its neighbours {near}").format(rate=words, near=near)
    return _(measures.measures(unit)["rate"].title), words

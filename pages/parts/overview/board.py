"""What the overview is made of: five numbers, the map, where to look, the trend and the table."""

from contextlib import AbstractContextManager
from math import nan

import pandas as pd
import streamlit as st

from data import grids as areas
from data import incidents as cases
from data.current import current
from data.permits import Actor
from geo.model import Note, Period
from pages.parts import (
    address,
    ahead,
    cards,
    charts,
    drill,
    filters,
    labels,
    load,
    maps,
    mapview,
    notes,
    reasons,
    standing,
    tables,
    text,
    work,
)
from pages.parts.hotspots import inquiries
from pages.parts.map import measures
from pages.parts.standing import Standing
from pages.parts.text import _, ngettext

MAP_PX = 560
KEY = "overview"


def first_kind(actor: Actor) -> str:
    """The kind of facility the overview speaks of: the city profile's first that the record holds."""
    return load.read(standing.first_kind, actor).get("facility_kind", "")


def five_numbers(actor: Actor, stands: Standing, period: Period, category: str) -> None:
    """How things stand, each beside the period before."""
    cards.row(figures(stands))
    whole = _("As things stood at the end of {day}, the last day of this record.")
    words = whole if period.until == load.as_of(actor) else _("As things stood at the end of {day}.")
    compared = _("Changes against {period}.").format(period=text.period(period.before()))
    outside = _outside(actor, period, category) if stands.inside.all() else ""
    st.caption(f"{words.format(day=text.day(period.last))} {compared} {outside}")


def ahead_of_figures(
    actor: Actor, area: str, sign, numbers, head, place, known: bool
) -> AbstractContextManager[None]:
    """The map without colours while figures are counted (``ahead.of_figures``); above it, at their height, figures
    without a value.

    Args:
        numbers, head: where the figures stand, and the switches above the map.
    """

    def beside() -> None:
        with numbers:
            cards.row([cards.figure(code, nan, nan, "…") for code in cards.FIGURES])
            st.caption(_("Counting …"))
        with head:
            on_top(area)

    return ahead.of_figures(
        actor, sign, place, known=known, words=_("Counting …"), key=KEY, height=MAP_PX,
        focus=extent(actor, area), beside=beside,
    )  # fmt: skip


def figures(stands: Standing) -> list[cards.Figure]:
    """The five numbers, with what is to be said where there is no change to show."""
    remarks = {"residents_beyond_reach": _reach_remark(stands.kind)}
    if "no_worker" not in stands.rows:
        remarks["grids_without_worker"] = _("no worker on record")
    return [cards.figure(code, *pair, remarks.get(code, "")) for code, pair in stands.numbers.items()]


def _outside(actor: Actor, period: Period, category: str) -> str:
    n = load.read(cases.outside, actor, period, category)
    words = ngettext(
        "{n} new case of this period lies outside every grid and is not counted here.",
        "{n} new cases of this period lie outside every grid and are not counted here.",
        n,
    )
    return words.format(n=text.number(n)) if n else ""


def _reach_remark(kind: dict) -> str:
    if not kind:
        return _("no facility on record")
    if "share" not in kind:
        return _("residents are not known")
    return _("{share} · {kind}").format(share=text.percent(kind["share"]), kind=text.either(kind))


def on_top(area: str) -> tuple[str, ...]:
    """What lies on the grids: hotspots; cases once the reader is inside a street; facilities if asked for."""
    options = {"hotspots": _("+ hotspots"), "cases": _("+ cases"), "facilities": _("+ facilities")}
    return filters.some("top", _("On the map"), options, ("hotspots", *(("cases",) if area else ())))


def extent(actor: Actor, area: str) -> tuple[float, float, float, float] | None:
    """What the map looks at: west, south, east, north of an area."""
    return load.read(areas.extent, actor, area)


def drill_map(
    actor: Actor,
    stands: Standing,
    area: str,
    measure: str,
    top: tuple[str, ...],
    period: Period,
    category: str,
) -> None:
    """The map; a click goes one level down, and at the last level to the grid's page."""
    layers: list[maps.Layer] = [load.layer(actor, period, category, area, measure)]
    if "hotspots" in top:
        layers.append(_hotspots(stands))
    if "cases" in top:
        layers.append(maps.Incidents(period, category, _("New cases")))
    if "facilities" in top:
        kinds = load.kind_names(actor)
        layers.append(maps.Facilities((), _("Facilities"), kinds))
    chosen = mapview.show(
        current(),
        actor,
        layers,
        key=KEY,
        locale=text.locale(),
        focus=extent(actor, area),
        height=MAP_PX,
    )
    if chosen.source:
        _follow(stands.grids, area, chosen.grid_ids[0])


def _hotspots(stands: Standing) -> maps.Outline:
    """Grids that are hot in this period, as the hotspot screen finds them, outlined."""
    return maps.Outline(stands.hot, _("Hotspots, 90 % sure or more"), "hot")


def _follow(all_grids: pd.DataFrame, area: str, grid_id: int) -> None:
    below = drill.deeper(all_grids, area, grid_id)
    if below is None:
        address.go("grid.py", grid=grid_id)
    address.put(division=below)
    st.rerun()


def watch_list(actor: Actor, stands: Standing, period: Period, category: str) -> None:
    """Grids to look at, each with its reason; it says which reason is still being worked out."""
    st.markdown(f"#### {_('Grids to look at')}")
    if "likely" not in stands.grids and work.pending(inquiries.likely, actor, period.until, category):
        st.caption(_("Where the next cases are likely is still being worked out. It joins the reasons here the next"
                     " time you look."))  # fmt: skip
    if not stands.watched:
        st.caption(_("No grid stands out in this period."))
    cards.watch([(grid_id, name, reasons.words(why, facts)) for grid_id, name, why, facts in stands.watched])


def look_ahead(actor: Actor, period: Period, category: str) -> None:
    """Have it worked out where the next cases are likely; the list says so from the next run on."""
    work.meanwhile(inquiries.likely, actor, period.until, category)


def trend(stands: Standing) -> None:
    """New and closed cases day by day."""
    st.markdown(f"#### {_('Trend')}")
    charts.trend(stands.daily, key="trend")


def table(actor: Actor, stands: Standing, period: Period) -> None:
    """The numbers of the map as a table; a row leads to its grid."""
    rows = stands.rows
    people, heading = measures.people(stands.unit)
    columns = [
        tables.Column("name", _("Grid")),
        tables.Column("grid_code", _("Grid code")),
        tables.Column("worker_name", _("Worker")),
        tables.Column(people, heading, "count"),
        tables.Column("new_cases", _("New cases"), "count"),
        *measures.rate_columns(stands.unit),
        tables.Column("open_cases", _("Open cases"), "count"),
        tables.Column("overdue_cases", _("Overdue"), "count"),
        tables.Column("workload_hours", _("Workload (hours a week)"), "decimal"),
        tables.Column("beyond_reach", _("Residents beyond reach"), "count"),
    ]
    note = Note("counts", int(rows["new_cases"].sum()), period)
    st.markdown(f"#### {_('All grids')} · {labels.grids(len(rows))}")
    about = notes.scope(actor, period) | notes.about(note)
    row = tables.show(
        rows, columns, actor=actor, key="overview_table", file_name="grids", about=about, opens=True,
        sheet=stands.sheet,
    )  # fmt: skip
    notes.show(note)
    if row is not None:
        address.go("grid.py", grid=int(rows.loc[row, "grid_id"]))

"""What the overview is made of: five numbers, the map, where to look, the trend and the table."""

import pandas as pd
import streamlit as st

from data import facilities as places
from data import grids as areas
from data import incidents as cases
from data.current import current
from data.permits import Actor
from geo import kpi
from geo.model import Note, Period
from pages.parts import (
    address,
    cards,
    charts,
    drill,
    figures,
    filters,
    findings,
    frame,
    labels,
    load,
    maps,
    mapview,
    measures,
    notes,
    reasons,
    tables,
    text,
)
from pages.parts.text import _

MAP_PX = 560
WATCHED = 10


def nothing_yet(actor: Actor) -> None:
    """The overview of a record that holds no grids, or grids but no case yet."""
    if load.read(areas.extent, actor) is None:
        frame.empty(
            _("There are no grids here yet."),
            _("Load your own, or make a demo district to look around:"),
            "python -m data import grids FILE\npython -m data demo",
        )
    else:
        frame.empty(
            _("The grids are here; there are no cases yet."),
            _("Load the first ones from a file:"),
            "python -m data import incidents FILE",
        )


def load_figures(actor: Actor, period: Period, category: str) -> pd.DataFrame:
    """The figures of every grid in scope, by ``grid_id``."""
    found = load.read(figures.by_grid, actor, period, category)
    kind = first_kind(actor)
    return found.join(load.read(figures.beyond_reach, actor)[kind].rename("beyond_reach")) if kind else found


def first_kind(actor: Actor) -> str:
    """The kind of facility the overview speaks of: the city profile's first that the record holds."""
    known = load.read(places.facility_kinds, actor).set_index("facility_kind")["n"]
    return next((kind for kind in load.place()["facility_kinds"] if known.get(kind, 0)), "")


def five_numbers(actor: Actor, shown: pd.DataFrame, period: Period) -> None:
    """How things stand, each beside the period before."""
    before = shown.filter(regex="_before$").rename(columns=lambda name: name.removesuffix("_before"))
    found = kpi.overview(shown, before)
    remarks = {"residents_beyond_reach": _reach_remark(actor, shown)}
    if "no_worker" not in shown:
        remarks["grids_without_worker"] = _("no worker on record")
    cards.row(
        [
            cards.figure(code, row["value"], row["change"], remarks.get(code, ""))
            for code, row in found.iterrows()
        ]
    )
    whole = _("As things stood at the end of {day}, the last day of this record.")
    words = whole if period.until == load.as_of(actor) else _("As things stood at the end of {day}.")
    compared = _("Changes against {period}.").format(period=text.period(period.before()))
    st.caption(f"{words.format(day=text.day(period.last))} {compared}")


def _reach_remark(actor: Actor, shown: pd.DataFrame) -> str:
    kind = first_kind(actor)
    if not kind:
        return _("no facility on record")
    name = labels.named(load.read(places.facility_kinds, actor), "facility_kind")[kind]
    if shown["population"].isna().all():
        return _("residents are not known")
    share = kpi.ratio(shown["beyond_reach"].sum(), shown["population"].sum())
    return _("{share} · {kind}").format(share=text.percent(share), kind=name)


def on_top(area: str) -> tuple[str, ...]:
    """What lies on the grids: cases once the reader is inside a street, facilities when asked for."""
    options = {"cases": _("+ cases"), "facilities": _("+ facilities")}
    return filters.some("top", _("On the map"), options, ("cases",) if area else ())


def drill_map(
    actor: Actor,
    all_grids: pd.DataFrame,
    area: str,
    measure: str,
    top: tuple[str, ...],
    period: Period,
    category: str,
) -> None:
    """The map; a click goes one level down, and at the last level to the grid's page."""
    layers: list[maps.Layer] = [measures.layer(all_grids, measure, drill.inside(all_grids, area))]
    if "cases" in top:
        layers.append(maps.Incidents(period, category, _("New cases")))
    if "facilities" in top:
        kinds = labels.named(load.read(places.facility_kinds, actor), "facility_kind")
        layers.append(maps.Facilities((), _("Facilities"), kinds))
    chosen = mapview.show(
        current(),
        actor,
        layers,
        key="overview",
        locale=text.locale(),
        focus=areas.extent(current(), actor, area),
        height=MAP_PX,
    )
    if chosen.source:
        _follow(all_grids, area, chosen.grid_ids[0])


def _follow(all_grids: pd.DataFrame, area: str, grid_id: int) -> None:
    below = drill.deeper(all_grids, area, grid_id)
    if below is None:
        address.go("grid.py", grid=grid_id)
    address.put(division=below)
    st.rerun()


def watch_list(actor: Actor, shown: pd.DataFrame, period: Period, category: str) -> None:
    """Grids to look at, each with its reason."""
    weighed = shown.rename(columns={"new_cases_before": "new_before"})
    weighed = weighed.join(load.read(figures.watched, actor, period, category))
    weighed["class"] = load.read(findings.found, actor, period, category, "count").grids["class"]
    found = kpi.grids_to_watch(weighed, WATCHED)
    st.markdown(f"#### {_('Grids to look at')}")
    if found.empty:
        st.caption(_("No grid stands out in this period."))
    cards.watch(
        [
            (int(row.Index), labels.grid_name(shown.loc[row.Index]), reasons.words(row.reasons, row.facts))
            for row in found.itertuples()
        ]
    )


def trend(actor: Actor, shown: pd.DataFrame, period: Period, category: str, whole: bool) -> None:
    """New and closed cases day by day."""
    st.markdown(f"#### {_('Trend')}")
    ids = () if whole else tuple(int(grid_id) for grid_id in shown.index)
    charts.trend(load.read(cases.daily, actor, period, category, ids), key="trend")


def table(actor: Actor, shown: pd.DataFrame, period: Period) -> None:
    """The numbers of the map as a table; a row leads to its grid."""
    rows = shown.sort_values(["new_cases", "grid_code"], ascending=[False, True]).reset_index()
    rows["name"] = rows["name"].where(rows["name"] != "", rows["grid_code"])
    rows["beyond_reach"] = rows["beyond_reach"].round() if "beyond_reach" in rows else None
    people, heading = measures.people(shown)
    columns = [
        tables.Column("name", _("Grid")),
        tables.Column("grid_code", _("Grid code")),
        tables.Column("worker_name", _("Worker")),
        tables.Column(people, heading, "count"),
        tables.Column("new_cases", _("New cases"), "count"),
        tables.Column("per_1000", measures.options(shown)["rate"], "decimal"),
        tables.Column("open_cases", _("Open cases"), "count"),
        tables.Column("overdue_cases", _("Overdue"), "count"),
        tables.Column("workload_hours", _("Workload (hours a week)"), "decimal"),
        tables.Column("beyond_reach", _("Residents beyond reach"), "count"),
    ]
    note = Note("counts", int(shown["new_cases"].sum()), period)
    st.markdown(f"#### {_('All grids')} · {labels.grids(len(rows))}")
    about = notes.scope(actor, period) | notes.about(note)
    row = tables.show(
        rows, columns, actor=actor, key="overview_table", file_name="grids", about=about, opens=True
    )
    notes.show(note)
    if row is not None:
        address.go("grid.py", grid=int(rows.loc[row, "grid_id"]))

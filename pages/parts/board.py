"""What the overview is made of: five numbers, the map, where to look, the trend and the table."""

import pandas as pd
import streamlit as st

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
    frame_ = load.read(figures.by_grid, actor, period, category)
    return frame_.join(load.read(figures.beyond_reach, actor)["any_kind"].rename("beyond_reach"))


def five_numbers(shown: pd.DataFrame, period: Period) -> None:
    """How things stand, each beside the period before."""
    before = {
        name: shown[f"{name}_before"] for name in ("open_cases", "new_cases", "overdue_cases", "no_worker")
    }
    found = kpi.overview(shown, pd.DataFrame(before))
    people = shown["population"].sum()
    share = kpi.ratio(found.loc["residents_beyond_reach", "value"], people)
    extra = {"residents_beyond_reach": _("{share} of all residents").format(share=text.percent(share))}
    st.caption(_("Compared with {period}").format(period=text.period(period.before())))
    cards.row(
        [
            cards.figure(code, row["value"], row["change"], extra.get(code, ""))
            for code, row in found.iterrows()
        ]
    )


def drill_map(
    actor: Actor, all_grids: pd.DataFrame, area: str, measure: str, period: Period, category: str
) -> None:
    """The map; a click goes one level down, and at the last level to the grid's page."""
    layers: list[maps.Layer] = [
        measures.layer(all_grids, measure, drill.inside(all_grids, area)),
        maps.Incidents(period, category, _("New cases")),
    ]
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
    columns = [
        tables.Column("name", _("Grid")),
        tables.Column("grid_code", _("Grid code")),
        tables.Column("worker_name", _("Worker")),
        tables.Column("households", _("Households"), "count"),
        tables.Column("new_cases", _("New cases"), "count"),
        tables.Column("per_1000_households", _("Per 1,000 households"), "decimal"),
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

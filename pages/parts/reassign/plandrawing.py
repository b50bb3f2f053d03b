"""Plans of better beats drawn: the curve they lie on, what changes on the map, their numbers side by side."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st

from data.current import current
from data.permits import Actor
from data.rebalance import Balancing
from geo.districts.beats import Beats
from geo.districts.bound import whole_grids
from geo.districts.rebalance import Plan
from geo.rates import exposure
from pages.parts import charts, filters, labels, load, maps, mapview, tables, text
from pages.parts.map import measures
from pages.parts.reassign import compactness, locks, planwords, proposals
from pages.parts.reassign.ground import Ground
from pages.parts.reassign.proposals import Suggested
from pages.parts.text import N_, NOTHING, _, number, percent

ARROW = "#1f2933"
#: height of the map of one plan, and of each of two
MAP_PX, SMALL_PX = 560, 420
#: headings of what a plan comes to, and how its numbers are written
FIGURES = {
    "changes": N_("Grids that change hands"),
    "homes": "",
    "imbalance": N_("Farthest from a fair share"),
    "spread": N_("Spread around a fair share"),
    "border_km": N_("Borders between beats, km"),
}


def curve(found: Suggested, plan: Plan) -> None:
    """Imbalance against what changes least: a dot a plan, and by changed grids how far left it could lie at most."""
    people = _people(found.start)
    rows = pd.DataFrame(
        {
            "changes": [p.changes for p in found.found.plans],
            "homes": [proposals.homes(found.start, p) for p in found.found.plans],
            "fewest": [whole_grids(p.fewest) for p in found.found.plans],
            "imbalance": [p.imbalance for p in found.found.plans],
            "chosen": [p is plan for p in found.found.plans],
        }
    )
    rows = rows[np.isfinite(rows["imbalance"])]  # today's has no place where somebody who leaves has grids
    by_grids = found.fewest == "grids"
    x = {"field": "changes" if by_grids else "homes", "type": "quantitative",
         "title": _("Grids that change hands") if by_grids else people,
         "axis": {"gridColor": charts.LINES, "tickMinStep": 1}}  # fmt: skip
    y = {"field": "imbalance", "type": "quantitative", "title": None,
         "axis": {"gridColor": charts.LINES, "format": "%"}}  # fmt: skip
    colour = {"condition": {"test": "datum.chosen", "value": charts.SECOND}, "value": charts.ACCENT}
    bound = {"mark": {"type": "rule", "strokeWidth": 2, "color": "#c3ccd2"},
             "encoding": {"x": x, "x2": {"field": "fewest"}}}  # fmt: skip
    dots = {"mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
            "encoding": {"x": x, "color": colour, "tooltip": [
                {"field": "changes", "type": "quantitative", "title": _("Grids that change hands")},
                {"field": "homes", "type": "quantitative", "title": people, "format": ",.0f"},
                {"field": "imbalance", "type": "quantitative", "title": _("Farthest from a fair share"),
                 "format": ".1%"},
                {"field": "fewest", "type": "quantitative", "title": _("No plan with fewer grids than")},
            ]}}  # fmt: skip
    spec = {"encoding": {"y": y}, "layer": [bound, dots] if by_grids else [dots]}
    st.caption(_("Farthest from a fair share"))  # wraps, which the title of an axis does not
    charts.show(spec, rows, 220, key="frontier", words=planwords.verdict(found, plan))
    if by_grids:
        st.caption(_("A dot is a plan; the line beside it ends where no plan as even can be."))
    else:
        st.caption(_("A dot is a plan. How few households it could be is not proven, only how few grids."))


def _people(start: Balancing) -> str:
    """The heading of how many households, or residents, change worker."""
    heading = measures.people(exposure(start.facts)[1])[1]
    return _("{people} that change worker").format(people=heading)


def beside(found: Suggested, plan: Plan) -> Plan | None:
    """The plan to compare with, from the address; none where nothing is asked."""
    others = [other for other in found.found.plans if other is not plan and other.changes]
    options = {"": _("nothing else")} | {str(other.changes): labels.grids(other.changes) for other in others}
    asked = filters.pick("beside", _("Compare with"), options)
    return next((other for other in others if str(other.changes) == asked), None)


def numbers(actor: Actor, known: Ground, found: Suggested, plans: list[Plan]) -> None:
    """Some plans with all their numbers side by side, today's beats first."""
    shown = {_("Today"): found.found.plans[0]} | {
        labels.grids(one.changes): one for one in plans if one.changes
    }
    compared(actor, known, {name: (found.start, one) for name, one in shown.items()})


def compared(actor: Actor, known: Ground, shown: dict[str, tuple[Balancing, Plan]]) -> None:
    """Some plans with all their numbers side by side, each with what it starts from."""
    more = compactness.rows(
        actor, known, [proposals.moved(*one) for one in shown.values()], compactness.switch(actor)
    )
    rows = {name: _worded(proposals.figures(*one)) for name, one in shown.items()}
    people = _people(next(iter(shown.values()))[0])
    names = [_(words) if words else people for words in FIGURES.values()]
    table = pd.DataFrame(rows).set_axis(names)
    extra = pd.DataFrame(more.values(), index=list(more), columns=table.columns)
    table = pd.concat([table, extra]).rename_axis(_("Measure")).reset_index()
    st.dataframe(table, hide_index=True, key="compared")


def _worded(figures: pd.Series) -> list[str]:
    return [
        number(figures["changes"]), number(figures["homes"]),
        percent(figures["imbalance"]) if math.isfinite(figures["imbalance"]) else NOTHING,
        percent(figures["spread"]), number(figures["border_km"], 1),
    ]  # fmt: skip


def on_map(actor: Actor, known: Ground, found: Suggested, plan: Plan, other: Plan | None = None) -> None:
    """What a plan changes on the map; with another one, both beside each other, on a phone below each other."""
    if other is None:
        _changes(actor, known, found, plan, "suggested", MAP_PX)
        return
    for column, one, key in zip(st.columns(2), (plan, other), ("suggested", "suggested_beside"), strict=True):
        with column:
            words = _("{grids}, {away} from a fair share at most")
            words = words.format(grids=labels.grids(one.changes), away=percent(one.imbalance))
            st.markdown(f"**{labels.plain(words)}**")
            _changes(actor, known, found, one, key, SMALL_PX)


def _changes(actor: Actor, known: Ground, found: Suggested, plan: Plan, key: str, height: int) -> None:
    """Today's beats, and what changes on top: hatched grids, each with an arrow to its new beat."""
    names = known.workers["name"].to_dict()
    today = known.grids["worker_id"]
    beats = found.start.beats
    moved = np.flatnonzero(plan.workers != beats.today)
    layers: list[maps.Layer] = [
        maps.Beats(
            today.where(today > 0).astype(float),
            names,
            _("Beats today"),
            colours=known.colours.to_dict(),
            pale=True,
        ),
        maps.Outline(tuple(int(one) for one in beats.grid_ids[moved]), _("Changes hands"), "changed"),
        *_joined(beats, plan),
        *locks.layers(known, locks.read(known)),
    ]
    arrows = _arrows(actor, beats, plan, moved)
    if arrows:
        kind = ((ARROW, _("To its new beat")),)
        layers.append(maps.Lines(arrows, np.zeros(len(arrows), dtype=int), kind, "", arrows=True))
    mapview.show(current(), actor, layers, key=key, locale=text.locale(), height=height)


def _joined(beats: Beats, plan: Plan) -> list[maps.Outline]:
    """The beat of who joins, to which no arrow points: it is where nobody of theirs was."""
    grids = np.flatnonzero(proposals.without_grid(beats, beats.today)[plan.workers])
    return (
        [maps.Outline(tuple(map(int, beats.grid_ids[grids])), _("Beat of who joins"), "action")]
        if len(grids)
        else []
    )


def _arrows(actor: Actor, beats: Beats, plan: Plan, moved: np.ndarray) -> tuple:
    """An arrow for all that goes from one worker to another: from its middle to the new beat's nearest grid."""
    points = load.grids(actor).set_index("grid_id").geometry.representative_point().loc[beats.grid_ids]
    xy = np.column_stack([points.x, points.y])
    pairs = pd.Series(moved).groupby([beats.today[moved], plan.workers[moved]])
    arrows = []
    for (_giver, taker), grids in pairs:
        kept = np.flatnonzero((beats.today == taker) & (plan.workers == taker))
        if len(kept):
            middle = xy[grids].mean(axis=0)
            nearest = kept[np.argmin(((xy[kept] - middle) ** 2).sum(axis=1))]
            arrows.append((tuple(middle), tuple(xy[nearest])))
    return tuple(arrows)


def moves(actor: Actor, known: Ground, found: Suggested, plan: Plan) -> None:
    """Every move explained, in an order in which beats stay whole on the way."""
    if not plan.changes:
        return
    rows = named(known, proposals.moves(found.start, plan), found.start.names)
    rows["border_m"] = rows["border_m"].round()
    rows["words"] = [planwords.move_words(row) for row in rows.to_dict("records")]
    heading = measures.people(exposure(found.start.facts)[1])[1]
    columns = [
        tables.Column("grid", _("Grid")),
        tables.Column("from_name", _("From worker")),
        tables.Column("to_name", _("To worker")),
        tables.Column("words", _("What it does"), width="large"),
        tables.Column("border_m", _("Border, m"), "count"),
        tables.Column("households", heading, "count"),
    ]
    st.markdown(f"#### {_('What changes hands')}")
    about = {_("What this changes"): planwords.verdict(found, plan)}
    tables.show(rows, columns, actor=actor, key="plan_moves", file_name="plan", about=about)


def named(known: Ground, rows: pd.DataFrame, names: Mapping[int, str]) -> pd.DataFrame:
    """Moves by ``grid_id`` with ``grid``, ``from_name`` and ``to_name``; ``names``: of workers."""
    sides = {f"{side}_name": rows[side].map(names) for side in ("from", "to")}
    return rows.assign(grid=labels.grid_names(known.grids.loc[rows.index]), **sides)

"""The reassign screen's suggestions: ever more even with ever more grids changing hands, and how few it could be."""

import math

import numpy as np
import pandas as pd
import streamlit as st

from data.current import current
from data.permits import Actor
from geo.districts.rebalance import Plan
from geo.errors import GridkeeperError
from geo.rates import exposure
from pages.parts import (
    address,
    charts,
    filters,
    frame,
    handover,
    labels,
    load,
    maps,
    mapview,
    measures,
    planning,
    proposals,
    tables,
    text,
    work,
)
from pages.parts.ground import Ground
from pages.parts.proposals import Asked, Suggested
from pages.parts.text import N_, _, missing, ngettext, number, percent, sentence

AIMS = {"0.2": 0.2, "0.1": 0.1, "0.05": 0.05}
WITHIN = {"": N_("to anybody"), "street": N_("within its street"), "community": N_("within its community")}
ARROW = "#1f2933"
MAP_PX = 560
#: headings of what a plan comes to, and how its numbers are written
FIGURES = {
    "changes": N_("Grids that change hands"),
    "homes": "",
    "imbalance": N_("Farthest from a fair share"),
    "spread": N_("Spread around a fair share"),
    "border_km": N_("Borders between beats, km"),
}


def show(actor: Actor, known: Ground) -> None:
    """Ask for plans, slide along them, see what changes, and make one the draft."""
    until = load.as_of(actor)
    if until is None:
        frame.empty(
            _("Without cases there is no load to even out."), code="python -m data import incidents FILE"
        )
        return
    asked = _asked(known)
    try:
        found = work.unfolding(
            proposals.suggested, actor, until, *asked.key(),
            words=_("Looking for plans …"), shown=_points, line=_progress,
        )  # fmt: skip
    except GridkeeperError as error:
        st.error(labels.plain(sentence(error)))
        return
    if found is not None:
        _plans(actor, known, found, asked)


def _asked(known: Ground) -> Asked:
    """What the plans should do, from the address."""
    names = known.workers["name"]
    with filters.bar():
        aims = {key: _("± {share}").format(share=percent(aim)) for key, aim in AIMS.items()}
        aim = filters.choice("aim", _("Nobody farther from a fair share than"), aims, "0.1")
        within = filters.choice(
            "within", _("A grid may go"), {key: _(words) for key, words in WITHIN.items()}
        )
        away = filters.pick(
            "away", _("Leaves or is away"), {"": _("nobody")} | {str(k): name for k, name in names.items()}
        )
    return Asked(AIMS[aim], within, handover.locked(known), (int(away),) if away else ())


def _points(found: Suggested | None) -> tuple:
    """What the page shows of an answer, to be compared."""
    return tuple((plan.changes, plan.imbalance, plan.fewest) for plan in found.found.plans) if found else ()


def _progress(so_far: work.Unfolding) -> None:
    """How the search stands."""
    if so_far.state == "working":
        st.caption(
            _("A first plan is below; fewer changes and a proof of how few it could be are looked for …")
        )
    elif so_far.state == "stopped":
        st.caption(_("Stopped: the plans are those found until then."))


def _plans(actor: Actor, known: Ground, found: Suggested, asked: Asked) -> None:
    plans = found.found.plans
    if found.noise:
        st.info(
            _(
                "The imbalance is within what chance makes of the load: nobody is surely more than {aim} from a"
                " fair share. The best advice is to change nothing."
            ).format(aim=percent(asked.aim))
        )
    if len(plans) == 1:
        _nothing_found(plans[0], asked)
        return
    left, right = st.columns([3, 2], gap="medium")
    with right:
        plan = _slide(found, asked)
        st.markdown(labels.plain(verdict(found, plan)))
        _curve(found, plan)
        if plan.changes:
            _take(known, found, plan)
        _compare(found, plan)
    with left:
        _map(actor, known, found, plan)
    _moves(actor, known, found, plan)


def _nothing_found(today: Plan, asked: Asked) -> None:
    if today.imbalance <= asked.aim + 1e-9:
        words = _("Nobody is farther than {share} from a fair share: there is nothing to even out.")
        st.success(words.format(share=percent(today.imbalance)))
    else:
        st.warning(_("No plan was found under these rules. Allow more, or unlock some grids."))


def _slide(found: Suggested, asked: Asked) -> Plan:
    """The plan on the screen: the slider's, the address's, or the one that meets the aim."""
    plans = {plan.changes: plan for plan in found.found.plans}
    at = filters.along("at", _("Grids that change hands"), list(plans), found.found.best(asked.aim).changes)
    return plans[at]


def verdict(found: Suggested, plan: Plan) -> str:
    """What a plan does, and how few changes it could take, in a sentence."""
    before = percent(found.found.plans[0].imbalance)
    if not plan.changes:
        return _("Today the worker farthest from a fair share is {before} from it.").format(before=before)
    words = ngettext(
        "{n} changed grid brings the imbalance from {before} to {after}.",
        "{n} changed grids bring the imbalance from {before} to {after}.",
        plan.changes,
    ).format(n=number(plan.changes), before=before, after=percent(plan.imbalance))
    if plan.fewest >= plan.changes:
        return f"{words} {_('No plan as even changes fewer.')}"
    if plan.fewest <= 1:
        return words
    adjoining = _("No plan as even, in which grids go to adjoining beats only, changes fewer than {n}.")
    bound = adjoining if found.found.adjoining else _("No plan as even changes fewer than {n}.")
    return f"{words} {bound.format(n=number(math.ceil(plan.fewest - 1e-9)))}"


def _curve(found: Suggested, plan: Plan) -> None:
    """Imbalance against changed grids: a dot a plan, and how far left it could lie at most."""
    rows = pd.DataFrame(
        {
            "changes": [p.changes for p in found.found.plans],
            "fewest": [math.ceil(p.fewest - 1e-9) for p in found.found.plans],
            "imbalance": [p.imbalance for p in found.found.plans],
            "chosen": [p is plan for p in found.found.plans],
        }
    )
    x = {"field": "changes", "type": "quantitative", "title": _("Grids that change hands"),
         "axis": {"gridColor": charts.LINES, "tickMinStep": 1}}  # fmt: skip
    y = {"field": "imbalance", "type": "quantitative", "title": _("Farthest from a fair share"),
         "axis": {"gridColor": charts.LINES, "format": "%"}}  # fmt: skip
    colour = {"condition": {"test": "datum.chosen", "value": charts.SECOND}, "value": charts.ACCENT}
    spec = {
        "encoding": {"y": y},
        "layer": [
            {"mark": {"type": "rule", "strokeWidth": 2, "color": "#c3ccd2"},
             "encoding": {"x": x, "x2": {"field": "fewest"}}},
            {"mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
             "encoding": {"x": x, "color": colour, "tooltip": [
                 {"field": "changes", "type": "quantitative", "title": _("Grids that change hands")},
                 {"field": "imbalance", "type": "quantitative", "title": _("Farthest from a fair share"),
                  "format": ".1%"},
                 {"field": "fewest", "type": "quantitative", "title": _("No plan with fewer than")},
             ]}},
        ],
    }  # fmt: skip
    charts.show(spec, rows, 220, key="frontier", words=verdict(found, plan))
    st.caption(_("A dot is a plan; the line beside it ends where no plan as even can be."))


def _take(known: Ground, found: Suggested, plan: Plan) -> None:
    """Make a plan the draft, from which it is changed and proposed."""
    if st.button(_("Make this my draft"), key="take", type="primary", icon=":material/edit:"):
        beats = found.start.beats
        moved = np.flatnonzero(plan.workers != beats.today)
        to = {int(beats.grid_ids[at]): int(beats.worker_ids[plan.workers[at]]) for at in moved}
        address.put(moves=handover.keep(handover.sound(known, to)), base=planning.base(), grids="", part="")
        st.rerun()


def _compare(found: Suggested, plan: Plan) -> None:
    """Today, the plan, and another one, with all their numbers side by side."""
    others = [other for other in found.found.plans if other is not plan and other.changes]
    options = {"": _("nothing else")} | {str(other.changes): labels.grids(other.changes) for other in others}
    beside = filters.pick("beside", _("Compare with"), options)
    shown = {_("Today"): found.found.plans[0]} | ({labels.grids(plan.changes): plan} if plan.changes else {})
    shown |= {labels.grids(other.changes): other for other in others if str(other.changes) == beside}
    rows = {name: _worded(proposals.figures(found, one)) for name, one in shown.items()}
    heading = measures.people(exposure(found.start.facts)[1])[1]
    names = [
        _(words) if words else _("{people} that change worker").format(people=heading)
        for words in FIGURES.values()
    ]
    table = pd.DataFrame(rows).set_axis(names).rename_axis(_("Measure")).reset_index()
    st.dataframe(table, hide_index=True, key="compared")


def _worded(figures: pd.Series) -> list[str]:
    return [
        number(figures["changes"]), number(figures["homes"]), percent(figures["imbalance"]),
        percent(figures["spread"]), number(figures["border_km"], 1),
    ]  # fmt: skip


def _map(actor: Actor, known: Ground, found: Suggested, plan: Plan) -> None:
    """Today's beats, and what changes on top: hatched grids, each with an arrow to its new beat."""
    names = known.workers["name"].to_dict()
    today = known.grids["worker_id"]
    beats = found.start.beats
    moved = np.flatnonzero(plan.workers != beats.today)
    layers: list[maps.Layer] = [
        maps.Beats(
            today.where(today > 0).astype(float), names, _("Beats today"), colours=known.colours.to_dict()
        ),
        maps.Outline(tuple(int(one) for one in beats.grid_ids[moved]), _("Changes hands"), "changed"),
        maps.Outline(handover.locked(known), _("Locked: stays with its worker"), "locked"),
    ]
    arrows = _arrows(actor, beats, plan, moved)
    if arrows:
        kind = ((ARROW, _("To its new beat")),)
        layers.append(maps.Lines(arrows, np.zeros(len(arrows), dtype=int), kind, "", arrows=True))
    mapview.show(current(), actor, layers, key="suggested", locale=text.locale(), height=MAP_PX)


def _arrows(actor: Actor, beats, plan: Plan, moved: np.ndarray) -> tuple:
    """From the middle of every grid that moves to the nearest grid of its new beat."""
    points = load.grids(actor).set_index("grid_id").geometry.representative_point().loc[beats.grid_ids]
    x, y = points.x.to_numpy(), points.y.to_numpy()
    arrows = []
    for grid in moved:
        there = np.flatnonzero((plan.workers == plan.workers[grid]) & (beats.today == plan.workers[grid]))
        if len(there):
            to = there[np.argmin((x[there] - x[grid]) ** 2 + (y[there] - y[grid]) ** 2)]
            arrows.append(((x[grid], y[grid]), (x[to], y[to])))
    return tuple(arrows)


def _moves(actor: Actor, known: Ground, found: Suggested, plan: Plan) -> None:
    """Every move explained, in an order in which beats stay whole on the way."""
    if not plan.changes:
        return
    rows = proposals.moves(found, plan).join(known.grids[["name", "grid_code"]])
    names = found.start.names
    rows["grid"] = rows["name"].where(rows["name"] != "", rows["grid_code"])
    for side in ("from", "to"):
        rows[f"{side}_name"] = rows[side].map(names)
    rows["words"] = [move_words(row) for row in rows.to_dict("records")]
    heading = measures.people(exposure(found.start.facts)[1])[1]
    columns = [
        tables.Column("grid", _("Grid")),
        tables.Column("from_name", _("From")),
        tables.Column("to_name", _("To")),
        tables.Column("words", _("What it does"), width="large"),
        tables.Column("border_m", _("Border, m"), "count"),
        tables.Column("households", heading, "count"),
    ]
    st.markdown(f"#### {_('What changes hands')}")
    about = {_("What this draft changes"): verdict(found, plan)}
    tables.show(rows, columns, actor=actor, key="plan_moves", file_name="plan", about=about)


def move_words(row: dict) -> str:
    """One move: what it takes from the giver and brings the taker, as shares of a fair load."""
    parts = [
        _("{name} {change}").format(name=row[f"{side}_name"], change=f"{row[f'{side}_change']:+.0%}")
        for side in ("from", "to")
        if not missing(row[f"{side}_change"])
    ]
    return _(", ").join(parts)

"""Did it help? A sentence, the weeks before and after, and with what the acted grids are compared."""

from datetime import date

import numpy as np
import pandas as pd
import streamlit as st

from geo.effect import SEEN, Change, Effect
from pages.parts import address, charts, labels, load, notes, tables, work
from pages.parts.hotspots import inquiries, viewing
from pages.parts.hotspots.inquiries import Outcome
from pages.parts.hotspots.viewing import Viewing
from pages.parts.text import N_, _, missing, ngettext, number, percent

VERDICTS = {
    "better": N_("It helped: {share} fewer cases than grids like these lead to expect ({low} to {high}): {observed} "
                 "instead of {expected}."),
    "worse": N_("It got worse: {share} more cases than grids like these lead to expect ({low} to {high}): {observed} "
                "instead of {expected}."),
    "no_difference": N_("No difference can be seen: {observed} cases, where grids like these lead to expect {expected} "
                        "({low} to {high}). A halving or a doubling would have been seen."),
    "too_few": N_("Too little to tell: too few cases, or too few grids like these, to see a change."),
    "unsure": N_("Too little to tell: from {low} to {high} everything is possible, with {observed} cases where grids "
                 "like these lead to expect {expected}."),
}  # fmt: skip
NEXT_DOOR = {
    "fell": N_("Next door it fell too ({low} to {high})."),
    "rose": N_("Next door it rose ({low} to {high}): trouble may have moved there."),
    "same": N_("Next door: no difference."),
    "unknown": N_("Next door there is too little to tell."),
}
CHART_PX = 270


def show(asked: Viewing, action_id: int, since: date) -> None:
    """What became of an action, once it is worked out."""
    told = work.answer(
        inquiries.helped, asked.actor, action_id, load.as_of(asked.actor), asked.category,
        words=_("Comparing with other grids …"),
    )  # fmt: skip
    if told is None:
        return
    st.markdown(f"**{labels.plain(verdict(told.effect))}**")
    if told.effect.note.valid:
        st.markdown(labels.plain(next_door(told.effect.around)))
    if len(told.effect.controls):
        _drawing(asked, told, since)
        _naive(told.effect)
        _controls(asked, told)
    notes.show(told.effect.note)


def verdict(effect: Effect) -> str:
    """What became of an action, in a sentence."""
    here = effect.here
    if effect.verdict == "too_early":
        return _early(effect)
    unsure = effect.verdict == "too_few" and not missing(here.change)
    return _(VERDICTS["unsure" if unsure else effect.verdict]).format(
        share=percent(abs(here.change)), low=signed(here.low), high=signed(here.high),
        observed=number(here.observed), expected=number(here.expected, 1),
    )  # fmt: skip


def _early(effect: Effect) -> str:
    weeks = effect.note.facts["steps_after"]
    words = ngettext(
        "Too early to tell: {n} whole week has passed since. It takes {early} at least, more where cases are few.",
        "Too early to tell: {n} whole weeks have passed since. It takes {early} at least, more where cases are "
        "few.",
        weeks,
    )
    return words.format(n=number(weeks), early=number(effect.note.facts["early"]))


def next_door(around: Change) -> str:
    """What happened in the grids that touch the acted ones, in a sentence."""
    return _(NEXT_DOOR[_side(around)]).format(low=signed(around.low), high=signed(around.high))


def _side(around: Change) -> str:
    if missing(around.change):
        return "unknown"
    if around.high < 0 or around.low > 0:
        return "fell" if around.high < 0 else "rose"
    return "same" if SEEN[0] < 1 + around.low and 1 + around.high < SEEN[1] else "unknown"


def signed(share: float) -> str:
    """A change as a percentage with its sign.

    >>> signed(-0.45), signed(0.2), signed(float("inf"))
    ('−45%', '+20%', '+∞')
    """
    if np.isposinf(share):
        return "+∞"
    return percent(share).replace("-", "−") if not share > 0 else f"+{percent(share)}"


def lines(told: Outcome, since: date) -> pd.DataFrame:
    """What the drawing shows, a row a group and week: ``week``, ``group``, ``cases`` a grid, ``mean`` of its side.

    The week in which the action began belongs to no side, unless it began with it.
    """
    weeks = told.weeks.rename_axis("week").reset_index().melt("week", var_name="group", value_name="cases")
    ends = weeks["week"] + pd.Timedelta(weeks=1)
    sides = {"before": ends <= since, "after": weeks["week"] >= since}
    means = pd.DataFrame({side: weeks["group"].map(told.effect.means[side]) for side in sides})
    mean = sum(means[side].where(within, 0.0) for side, within in sides.items())
    within = sides["before"] | sides["after"]
    return weeks.assign(mean=mean.where(within), side=np.where(sides["before"], "before", "after"))


def _drawing(asked: Viewing, told: Outcome, since: date) -> None:
    """Week by week, thin; the means before and after, thick; the day it began, a line."""
    names = {"acted": _("Where it was done"), "controls": _("Grids like these")}
    rows = lines(told, since)
    rows = rows.assign(group=rows["group"].map(names), week=rows["week"].map(date.isoformat))
    rows["part"] = rows["group"] + rows["side"]
    title = _("New cases a grid and week")
    at = {"field": "week", "type": "temporal", "title": None,
          "axis": {"format": "%m-%d", "grid": False, "tickCount": 6}}  # fmt: skip
    colour = {"field": "group", "type": "nominal",
              "scale": {"domain": list(names.values()), "range": [charts.SECOND, charts.ACCENT]},
              "legend": {"title": None, "orient": "top", "symbolType": "stroke", "symbolStrokeWidth": 3}}  # fmt: skip

    def height(column: str) -> dict:
        axis = {"tickCount": 3, "gridColor": charts.LINES, "domain": False, "ticks": False}
        return {"field": column, "type": "quantitative", "title": None, "axis": axis}

    began = {"year": since.year, "month": since.month, "date": since.day}
    spec = {
        "title": {"text": f"{title} · {viewing.category_name(asked)}", "anchor": "start", "fontSize": 12,
                  "fontWeight": "normal", "color": charts.QUIET},
        "layer": [
            {"mark": {"type": "rule", "strokeDash": [4, 3], "color": charts.QUIET},
             "encoding": {"x": {"datum": began, "type": "temporal"}}},
            {"mark": {"type": "line", "strokeWidth": 1, "opacity": 0.45},
             "encoding": {"x": at, "y": height("cases"), "color": colour}},
            {"mark": {"type": "line", "strokeWidth": 3.5},
             "encoding": {"x": at, "y": height("mean"), "color": colour, "detail": {"field": "part"}}},
        ],
    }  # fmt: skip
    shown = rows[["week", "group", "cases", "mean", "part"]]
    charts.show(spec, shown, CHART_PX, key=f"outcome_{since}", words=verdict(told.effect))


def _naive(effect: Effect) -> None:
    """The comparison everybody makes, called what it is."""
    if missing(effect.naive):
        return
    words = _("Before and after alone would say {change}. That mistakes luck for success: the worst grids get better "
              "by themselves.")  # fmt: skip
    st.caption(labels.plain(words.format(change=signed(effect.naive))))


def _controls(asked: Viewing, told: Outcome) -> None:
    """The grids compared with, on demand; a row leads to its grid."""
    rows = told.alike.join(load.grids(asked.actor).set_index("grid_id")[["name", "grid_code"]]).reset_index()
    rows["name"] = rows["name"].where(rows["name"] != "", rows["grid_code"])
    columns = [
        tables.Column("name", _("Grid")),
        tables.Column("before", _("A week before"), "decimal"),
        tables.Column("after", _("A week after"), "decimal"),
    ]
    words = _("Compared with {grids}").format(grids=labels.grids(len(rows)))
    about = notes.scope(asked.actor, asked.period) | notes.about(told.effect.note)
    with st.expander(words):
        row = tables.show(
            rows, columns, actor=asked.actor, key="controls_table", file_name="controls", about=about, rows=6,
            opens=True,
        )  # fmt: skip
    if row is not None:
        address.go("grid.py", grid=int(rows.loc[row, "grid_id"]), **address.span(asked.period))

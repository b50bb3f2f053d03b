"""The load of every worker as bars: today, with a draft, and a fair share by the hours available."""

from collections.abc import Callable, Collection

import pandas as pd
import streamlit as st

from data.permits import Actor
from data.workloads import LOAD_DAYS
from geo.districts.graph import after_moves, pieces
from geo.workload import SURELY
from pages.parts import charts, tables
from pages.parts.reassign.ground import Ground
from pages.parts.text import _, number, numbers

#: bars drawn; the most and least loaded say what there is to say
BARS = 40
BEFORE = "#c3ccd2"


def show(
    loads: pd.DataFrame,
    moves: dict[int, int],
    concerned: frozenset[int] = frozenset(),
    locked: Collection[int] = (),
    choose: Callable[[], None] = lambda: None,
) -> None:
    """Load of every worker, before and after, with a fair share of each.

    Args:
        loads: as ``handover.loads`` gives them. concerned: workers whose bars are drawn in any case.
        locked: workers whose bars say that their beat stays. choose: draws what locks them, above the bars.
    """
    if loads.empty:
        return
    shown = _shown(loads, concerned | frozenset(locked))
    shown["name"] = shown["name"].mask(
        shown.index.isin(list(locked)), [_("{name} (locked)").format(name=name) for name in shown["name"]]
    )
    st.markdown(f"#### {_('Load of each worker')}")
    choose()
    words = _(
        "Cases of the last {n} days by the handling time of their category, the visits due, the walks from one to"
        " the next, and fixed duties."
    )
    other = _(
        "“Gaps” tells load from the cases of the period chosen there, not smoothed: its numbers differ."
    )
    words = f"{words.format(n=LOAD_DAYS)} {other}"
    if len(loads) > 1:
        words = f"{words} {_('The mark is a fair share: all hours, split by the hours each has for a beat.')}"
    if loads["after_se"].any():
        words = (
            f"{words} {_('The thin line is what chance leaves open: 95 times in 100 the load is within it.')}"
        )
    names = {"after": _("With this draft") if moves else _("Today")}
    names = ({"before": _("Today")} if moves else {}) | names
    height = (24 if moves else charts.bar_px(len(shown))) * len(shown) + (115 if moves else 85)
    charts.show(_spec(len(shown) > 1, names), _long(shown, names), height, key="load_bars", words=words)
    if len(shown) < len(loads):
        left_out = _("Shown are the {n} most and the {n} least loaded of {all} workers.")
        if concerned:
            left_out = _(
                "Shown are those whose grids change, and the most and least loaded of {all} workers."
            )
        words = f"{words} {left_out.format(n=BARS // 2, all=number(len(loads)))}"
    st.caption(words)


def _shown(loads: pd.DataFrame, concerned: frozenset[int]) -> pd.DataFrame:
    """Those to draw, the most loaded first: all, or those concerned and the ends of the order."""
    loads = loads.sort_values("after", ascending=False)
    others = loads.index[~loads.index.isin(concerned)]
    ends = max(BARS - (len(loads) - len(others)), 0)
    left_out = others[-(-ends // 2) : len(others) - ends // 2]
    return loads.drop(left_out)


def table(actor: Actor, known: Ground, moves: dict[int, int], loads: pd.DataFrame) -> None:
    """The same numbers as a table, the most loaded first, with how many pieces each beat is in."""
    rows = loads.sort_values("after", ascending=False)
    if rows.empty:
        return
    after = after_moves(known.grids["worker_id"], moves)
    rows["grids"] = after.value_counts().reindex(rows.index, fill_value=0)
    rows["pieces"] = pieces(after, known.touching).reindex(rows.index, fill_value=0)
    ratio = rows["after"] / rows["fair_share"].where(rows["fair_share"] > 0)
    rows["above"] = (ratio - 1).round(2) + 0.0  # a little less than nothing is no minus nothing
    rows["either_side"] = SURELY * rows["after_se"]
    doubt = tables.Column(
        "either_side", _("±, hours a week"), "decimal",
        help=_("95 times in 100 the load is no farther than this from the hours told."),
    )  # fmt: skip
    shares = [
        tables.Column("fair_share", _("Fair share"), "decimal"),
        tables.Column("above", _("Above or below"), "percent"),
    ]
    columns = [
        tables.Column("name", _("Worker")),
        tables.Column("grids", _("Grids"), "count"),
        tables.Column("before", _("Hours a week, today"), "decimal"),
        *([tables.Column("after", _("Hours a week, with this draft"), "decimal")] if moves else []),
        *([doubt] if rows["after_se"].any() else []),
        *(shares if len(rows) > 1 else []),  # who sees only their own beat knows of no share
        tables.Column("pieces", _("Pieces"), "count"),
    ]
    st.markdown(f"#### {_('All workers')}")
    tables.show(rows.reset_index(), columns, actor=actor, key="load_table", file_name="workload")


def _long(shown: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """A row a bar: ``name``, ``place`` in the order, ``when``, ``hours``, ``fair_share``, and the hours that chance
    leaves open, from ``low`` to ``high`` and as words, ``within``."""
    bars = [
        shown[["name", "fair_share"]].assign(
            place=range(len(shown)), when=when, hours=shown[column],
            low=(shown[column] - SURELY * shown[f"{column}_se"]).clip(lower=0),
            high=shown[column] + SURELY * shown[f"{column}_se"],
        )
        for column, when in names.items()
    ]  # fmt: skip
    long = pd.concat(bars, ignore_index=True)
    ends = zip(numbers(long["low"], 1), numbers(long["high"], 1), strict=True)
    long["within"] = [_("{low} to {high}").format(low=low, high=high) for low, high in ends]
    return long.round({"hours": 2, "fair_share": 2, "low": 2, "high": 2})


def _spec(shares: bool, names: dict[str, str]) -> dict:
    """The drawing: bars side by side for each worker, on the last of them a thin line as long as chance leaves open,
    and a mark at the fair share where there are ``shares``.

    It is the same for every draft, the order of the workers too being a column: the browser then only puts the
    new rows into the drawing that stands, where a new drawing would take it some 50 ms of each edit.
    """
    colours = [BEFORE, charts.ACCENT][-len(names) :]
    legend = {"title": None, "orient": "top"} if len(names) > 1 else None
    name = {
        "field": "name",
        "type": "nominal",
        "sort": {"field": "place", "op": "min"},
        "title": None,
        "axis": charts.NAMES,
    }
    fair = {"field": "fair_share", "type": "quantitative"}
    beside = {"field": "when", "sort": list(names.values())}
    tooltip = [
        {"field": "name", "type": "nominal", "title": _("Worker")},
        {"field": "when", "type": "nominal", "title": _("When")},
        {"field": "hours", "type": "quantitative", "title": _("Hours a week"), "format": ",.1f"},
        {"field": "within", "type": "nominal", "title": "95 %"},
        fair | {"title": _("Fair share"), "format": ",.1f"},
    ]
    mark = {"type": "tick", "color": charts.SECOND, "thickness": 3, "opacity": 1}
    return {
        "encoding": {"y": name},
        "layer": [
            {
                "mark": {"type": "bar", "cornerRadiusEnd": 2},
                "encoding": {
                    "x": {
                        "field": "hours", "type": "quantitative", "title": _("Hours a week"),
                        "axis": {"gridColor": charts.LINES, "tickCount": 5},
                    },
                    "yOffset": beside,
                    "color": {
                        "field": "when", "type": "nominal", "legend": legend,
                        "scale": {"domain": list(names.values()), "range": colours},
                    },
                    "tooltip": tooltip,
                },
            },
            _whisker(list(names.values()), tooltip),
            *([{"mark": mark, "encoding": {"x": fair}}]
              if shares else []),
        ],
    }  # fmt: skip


def _whisker(whens: list[str], tooltip: list[dict]) -> dict:
    """A thin line with small ends on the last bar of every worker; none where nothing is left to chance."""
    line, end = {"color": charts.INK, "strokeWidth": 1.2}, {"color": charts.INK, "thickness": 1.2, "size": 6}
    low, high = ({"field": field, "type": "quantitative"} for field in ("low", "high"))
    return {
        "transform": [
            {"filter": {"field": "when", "equal": whens[-1]}},
            {"filter": "datum.high > datum.low"},
        ],
        "encoding": {"yOffset": {"field": "when", "sort": whens}, "tooltip": tooltip},
        "layer": [
            {"mark": {"type": "rule"} | line, "encoding": {"x": low, "x2": {"field": "high"}}},
            *({"mark": {"type": "tick"} | end, "encoding": {"x": x}} for x in (low, high)),
        ],
    }

"""Does it work? Each way of ranking grids, tried on weeks it has not seen, with its uncertainty."""

import pandas as pd
import streamlit as st

from geo.hotspots.backtest import SHARE, Choice
from pages.parts import charts, notes, tables, work
from pages.parts.hotspots import handout, inquiries
from pages.parts.hotspots.viewing import Viewing
from pages.parts.text import N_, _, number, percent

METHODS = {
    "random": N_("By lot"),
    "last": N_("Last week's cases"),
    "recent": N_("Cases of four weeks"),
    "past": N_("All past cases"),
    "decay": N_("Past cases, fading"),
    "kernel": N_("Past cases and next door"),
    "near_repeat": N_("Near repeats"),
    "shrunk": N_("Smoothed rates"),
    "gi": N_("Gi*"),
    "emerging": N_("Weeks hot"),
}
VERDICTS = {
    "better": N_("On your data “{method}” names the places of the weeks that follow best, beyond doubt: {hit} of the "
                 "cases fell on {share} of the area."),
    "simple": N_("On your data nothing beats plain counting beyond doubt, so “{method}” stays: {hit} of the cases of "
                 "the weeks that followed fell on {share} of the area."),
    "chance": N_("On your data even “{method}” hits no more than chance would: these cases do not stay where they "
                 "were."),
    "too_few": N_("There is too little to try the methods on: they need at least three hidden months with thirty cases "
                  "in thirty grids."),
}  # fmt: skip


def show(asked: Viewing) -> None:
    """The verdict in a sentence, the drawing, the table."""
    found = work.answer(
        inquiries.tried, asked.actor, asked.period.until, asked.category, words=_("Trying each method …")
    )
    if found is None:
        return
    words = verdict(found.choice)
    if found.choice.verdict == "too_few":
        st.info(words)
        notes.show(found.note)
        return
    st.markdown(f"#### {words}")
    if found.choice.works:
        st.caption(_("The overview's list of grids to look at uses it too."))
    rows = found.frame[found.frame["share"] == found.choice.figures["share"]].copy()
    rows["name"] = [_(METHODS[method]) for method in rows["method"]]
    rows["chosen"] = rows["method"] == found.choice.method
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _drawing(rows, words)
    with right:
        _ways(rows)
    notes.show(found.note)
    _table(asked, found)


def verdict(choice: Choice) -> str:
    """Which way works, in a sentence."""
    figures = choice.figures
    return _(VERDICTS[choice.verdict]).format(
        method=_(METHODS[choice.method]), hit=percent(figures["hit_rate"]), share=percent(figures["share"])
    )


def _drawing(rows: pd.DataFrame, words: str) -> None:
    """A dot and its interval a method, the best first."""
    title = _("Share of later cases caught on {share} of the area").format(share=percent(SHARE))
    order = rows.sort_values("hit_rate", ascending=False)["name"].tolist()
    names = {"field": "name", "type": "nominal", "sort": order, "title": None, "axis": charts.NAMES}
    colour = {"condition": {"test": "datum.chosen", "value": charts.SECOND}, "value": charts.ACCENT}
    axis = {"format": "%", "gridColor": charts.LINES, "tickCount": 5}
    low = {"field": "hit_low", "type": "quantitative", "title": None, "axis": axis}
    spec = {
        "encoding": {"y": names, "color": colour},
        "layer": [
            {"mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.45},
             "encoding": {"x": low, "x2": {"field": "hit_high"}}},
            {"mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
             "encoding": {
                 "x": {"field": "hit_rate", "type": "quantitative"},
                 "tooltip": [
                     {"field": "name", "type": "nominal", "title": _("Method")},
                     {"field": "hit_rate", "type": "quantitative", "title": title, "format": ".1%"},
                     {"field": "pai", "type": "quantitative", "title": "PAI", "format": ".2f"},
                     {"field": "pei", "type": "quantitative", "title": "PEI", "format": ".2f"},
                 ]}},
        ],
    }  # fmt: skip
    st.caption(title)  # wraps, which the title of an axis does not
    shown = rows[["name", "hit_rate", "hit_low", "hit_high", "pai", "pei", "chosen"]]
    charts.show(spec, shown, 34 * len(rows) + 40, key="trial", words=words)


def _ways(rows: pd.DataFrame) -> None:
    """What the numbers mean for somebody who makes the list."""
    best = rows[rows["chosen"]].iloc[0]
    by_lot = rows[rows["method"] == "random"].iloc[0]
    tables.facts(
        [
            (_("Caught by the method used"), percent(best["hit_rate"])),
            (_("Caught by lot"), percent(by_lot["hit_rate"])),
            (_("Times better than by lot (PAI)"), number(best["pai"], 1)),
            (_("Of what any list could catch (PEI)"), percent(best["pei"])),
            (_("Stays on the next list"), percent(best["stability"])),
            (_("Grids on a list"), number(best["list_grids"])),
            (_("Times tried"), number(best["origins"])),
        ]
    )


def _table(asked: Viewing, found: inquiries.Tried) -> None:
    rows = found.frame.assign(name=[_(METHODS[method]) for method in found.frame["method"]])
    columns = [
        tables.Column("name", _("Method")),
        tables.Column("share", _("Share of the area"), "percent"),
        tables.Column("hit_rate", _("Cases caught"), "percent"),
        tables.Column("hit_low", _("At least"), "percent"),
        tables.Column("hit_high", _("At most"), "percent"),
        tables.Column("pai", "PAI", "decimal"),
        tables.Column("pei", "PEI", "precise"),
        tables.Column("gain", _("PEI above plain counting"), "precise"),
        tables.Column("gain_low", _("Above it at least"), "precise"),
        tables.Column("stability", _("Stays on the next list"), "percent"),
    ]
    about = notes.scope(asked.actor, found.note.period) | notes.about(found.note)
    with st.expander(_("All numbers")):
        tables.show(rows, columns, actor=asked.actor, key="trial_table", file_name="backtest", about=about)
    handout.table(asked, found.frame, found.note, "backtest")

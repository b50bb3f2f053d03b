"""Charts: few colours, one message each, with words for those who cannot see them.

Drawings are plain Vega-Lite: building the same with altair costs ten times as long on every rerun.
"""

import textwrap
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import streamlit as st

from pages.parts import session
from pages.parts.text import _, number

INK, ACCENT, QUIET = "#1f2a33", "#1f6f9f", "#5b6770"
SECOND, LINES = "#d9822b", "#eceff1"
#: an axis of names: every one is written
NAMES = {"ticks": False, "domain": False, "labelLimit": 180, "labelOverlap": False, "labelFlush": False}
#: height of the axis below the bars with its title, and of the paddings: a single bar keeps its own
AXIS_PX = 80
#: letters in a line of an axis' title, as the bars stand in two fifths of the page; height of each line but the first
TITLE_LETTERS, TITLE_PX = 32, 14
#: lines of an axis of numbers, about: it ends with one, or what is written there would be cut at the edge
TICKS = 5
#: height of a legend of two lines above the bars, with what is kept clear around it
LEGEND_PX = 84
#: a trend of more days than this is drawn by weeks
DAYS = 62
_CONFIG = {
    "view": {"strokeWidth": 0},
    "axis": {"labelColor": QUIET, "titleColor": QUIET, "labelFontSize": 12, "titleFontWeight": "normal"},
    "legend": {"labelColor": INK, "labelFontSize": 13},
}


def trend(daily: pd.DataFrame, *, key: str, height: int = 210) -> None:
    """New and closed cases over time: by day, by week when the period is long.

    Args:
        daily: ``day``, ``new_cases``, ``closed_cases``, a row a day.
    """
    frame = steps(daily)
    names = [_("New cases"), _("Closed cases")]
    new, closed = frame["new_cases"].to_numpy(), frame["closed_cases"].to_numpy()
    days = np.datetime_as_string(frame["day"].to_numpy(), unit="D").tolist()
    cases = np.concatenate([new, closed])
    # arrays and Arrow: frames would make the trend a tenth of a rerun of the overview
    long = pa.table({"day": days * 2, "what": np.repeat(names, len(days)), "cases": cases})
    words = _("New cases in total: {new}; closed: {closed}.").format(
        new=number(daily["new_cases"].to_numpy().sum()), closed=number(daily["closed_cases"].to_numpy().sum())
    )
    top = max(cases.max(initial=0), 1)  # nothing happened is a line at 0 of 1
    spec = _lines(names, days, len(frame) < len(daily), int(top))
    _draw(spec | {"height": height}, long, key=key, alt=words)


def _lines(names: list[str], days: list[str], weekly: bool, top: int) -> dict:
    """The drawing of the trend; ``top`` is the most of the axis.

    Where a point is a week it says so below, and where the days are of several years the axis names the year.
    """
    when = _("Week from") if weekly else _("Day")
    years = len({day[:4] for day in days}) > 1
    return {
        "layer": [
            {"mark": {"type": "line", "strokeWidth": 2, "strokeJoin": "round"}},
            {"mark": {"type": "point", "filled": True, "size": 18}},
        ],
        "encoding": {
            "x": {
                "field": "day", "type": "temporal", "title": when if weekly else None,
                "axis": {"format": "%Y-%m-%d" if years else "%m-%d", "grid": False, "tickCount": 8},
            },
            "y": {
                "field": "cases", "type": "quantitative", "title": None,
                "scale": {"domain": [0, top], "nice": True},
                "axis": {"tickCount": min(4, top), "tickMinStep": 1, "format": ",d", "gridColor": LINES,
                         "domain": False, "ticks": False},
            },
            "color": {
                "field": "what", "type": "nominal", "scale": {"domain": names, "range": [ACCENT, SECOND]},
                "legend": {"title": None, "orient": "top", "symbolType": "stroke", "symbolStrokeWidth": 3},
            },
            "tooltip": [
                {"field": "day", "type": "temporal", "title": when, "format": "%Y-%m-%d"},
                {"field": "what", "type": "nominal", "title": _("What")},
                {"field": "cases", "type": "quantitative", "title": _("Cases")},
            ],
        },
    }  # fmt: skip


def steps(daily: pd.DataFrame, most: int = DAYS) -> pd.DataFrame:
    """A row a day, or a row a week where these would be more than ``most``; a week is whole or left out."""
    if len(daily) <= most:
        return daily
    days = daily["day"]
    weeks = (days - days.min()).dt.days // 7
    whole = weeks.map(weeks.value_counts()) == 7
    summed = daily[whole].groupby(weeks[whole])[["new_cases", "closed_cases"]].sum()
    return summed.assign(day=days.min() + pd.to_timedelta(summed.index * 7, unit="D"))


def picked_bar(key: str, ident: str, chosen: int | None) -> int | None:
    """Which of the ``bars`` of that key is chosen now, a click counted in before anything is drawn: a page that asks
    first draws once."""
    state = session.value(key)
    marks = state["selection"].get("bar") if state else None
    if not marks:
        return chosen
    return None if marks[0][ident] == chosen else int(marks[0][ident])


def bars(
    frame: pd.DataFrame,
    value: str,
    name: str,
    ident: str,
    *,
    key: str,
    title: str,
    unit: str,
    chosen: int | None,
    parts: Mapping[str, tuple[str, str]] | None = None,
    digits: int = 0,
) -> None:
    """One bar a row, longest first, of which one can be chosen by a click; ``picked_bar`` tells of it.

    Args:
        frame: a row a bar; ``ident`` is the column with what a click answers.
        key: one for each bar chosen, so that a click is told from the click before.
        chosen: which bar is drawn as chosen; a click on it lets go of it.
        parts: what a bar is made of: column → name and colour; they add up to ``value``.
        digits: decimals of the values.
    """
    words = _("{title}: from {low} to {high}, {mean} on average.").format(
        title=title, **{word: number(found, max(digits, 1)) for word, found in
           (("low", frame[value].min()), ("high", frame[value].max()), ("mean", frame[value].mean()))},
    )  # fmt: skip
    shown = frame[[value, name, ident]].assign(chosen=frame[ident] == chosen)
    spec = _bars(value, name, ident, _heading(title, unit), digits)
    spec["height"] = bar_px(len(frame)) * len(frame) + AXIS_PX
    spec["height"] += TITLE_PX * (len(spec["encoding"]["x"]["title"]) - 1)
    if parts:
        spec = _parted(spec, frame.nlargest(len(frame), value)[name].tolist(), parts, chosen is not None)
        spec["height"] += LEGEND_PX
        shown = _long(frame[[name, ident, *parts]].assign(chosen=shown["chosen"]), value, parts)
    _draw(spec, shown, key=key, alt=words, on_select="rerun", selection_mode="bar")


def _heading(title: str, unit: str) -> str:
    """A title with its unit, unless it names it: a phone has no room for both.

    >>> _heading("Silent grids", "grids"), _heading("Visits overdue", "grids")
    ('Silent grids', 'Visits overdue (grids)')
    """
    return title if unit.lower() in title.lower() else _("{title} ({unit})").format(title=title, unit=unit)


def bar_px(bars: int) -> int:
    """How high a bar with its name is: many are thin, so that all stand beside the map."""
    return 20 if bars <= 26 else 14


def _bars(value: str, name: str, ident: str, heading: str, digits: int = 0) -> dict:
    """The drawing of bars of which one is chosen."""
    whole = {} if digits else {"tickMinStep": 1}
    return {
        "mark": {"type": "bar", "cornerRadiusEnd": 2, "cursor": "pointer"},
        "params": [{"name": "bar", "select": {"type": "point", "fields": [ident]}}],
        "encoding": {
            "x": {
                "field": value, "type": "quantitative", "title": textwrap.wrap(heading, TITLE_LETTERS),
                "scale": {"nice": TICKS}, "axis": {"gridColor": LINES, "tickCount": TICKS, **whole},
            },
            "y": {"field": name, "type": "nominal", "sort": "-x", "title": None, "axis": NAMES},
            "color": {"condition": {"test": "datum.chosen", "value": SECOND}, "value": ACCENT},
            "tooltip": [
                {"field": name, "type": "nominal", "title": _("Name")},
                {"field": value, "type": "quantitative", "title": heading, "format": f",.{digits}f"},
            ],
        },
    }  # fmt: skip


def _parted(spec: dict, order: list[str], parts: Mapping[str, tuple[str, str]], faded: bool) -> dict:
    """The drawing of bars, each in its parts; where one is chosen, the others are faded."""
    names, colours = zip(*parts.values(), strict=True)
    colour = {
        "field": "part", "type": "nominal", "scale": {"domain": list(names), "range": list(colours)},
        "legend": {"title": None, "orient": "top", "columns": 2},
    }  # fmt: skip
    encoding = spec["encoding"]
    more = {
        "y": encoding["y"] | {"sort": order},
        "color": colour,
        "order": {"field": "place", "type": "quantitative"},
        "opacity": {"condition": {"test": "datum.chosen", "value": 1}, "value": 0.45 if faded else 1},
        "tooltip": [*encoding["tooltip"], {"field": "part", "type": "nominal", "title": _("Part")}],
    }
    return spec | {"encoding": encoding | more}


def _long(frame: pd.DataFrame, value: str, parts: Mapping[str, tuple[str, str]]) -> pd.DataFrame:
    """A row a bar and part: its ``value``, the name of the ``part`` and its ``place``."""
    rows = [
        frame.drop(columns=list(parts)).assign(**{value: frame[column], "part": name, "place": place})
        for place, (column, (name, _colour)) in enumerate(parts.items())
    ]
    return pd.concat(rows, ignore_index=True)


def _draw(spec: dict, frame: pd.DataFrame | pa.Table, **settings):
    return st.vega_lite_chart(frame, spec | {"config": _CONFIG}, **settings)


def show(spec: dict, frame: pd.DataFrame, height: int, *, key: str, words: str) -> None:
    """A drawing of one's own in the house's style; ``words`` are for those who cannot see it."""
    _draw(spec | {"height": height}, frame, key=key, alt=words)

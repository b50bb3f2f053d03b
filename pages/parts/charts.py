"""Charts: few colours, one message each, with words for those who cannot see them."""

import altair as alt
import pandas as pd
import streamlit as st

from pages.parts.text import _, number

INK, ACCENT, QUIET = "#1f2a33", "#1f6f9f", "#5b6770"
SECOND, LINES = "#d9822b", "#eceff1"
_Y_AXIS = alt.Axis(tickCount=4, gridColor=LINES, domain=False, ticks=False)
_NAME_AXIS = alt.Axis(ticks=False, domain=False, labelLimit=180)


def trend(daily: pd.DataFrame, *, key: str, height: int = 210) -> None:
    """New and closed cases over time: by day, by week when the period is long.

    Args:
        daily: ``day``, ``new_cases``, ``closed_cases``, a row a day.
    """
    frame = _steps(daily)
    weekly = len(frame) < len(daily)
    names = {"new_cases": _("New cases"), "closed_cases": _("Closed cases")}
    long = frame.melt("day", list(names), var_name="what", value_name="cases")
    long["what"] = long["what"].map(names)
    colour = alt.Color(
        "what:N",
        scale=alt.Scale(domain=list(names.values()), range=[ACCENT, SECOND]),
        legend=alt.Legend(title=None, orient="top", symbolType="stroke", symbolStrokeWidth=3),
    )
    base = alt.Chart(long).encode(
        x=alt.X("day:T", title=None, axis=alt.Axis(format="%m-%d", grid=False, tickCount=8)),
        y=alt.Y("cases:Q", title=None, axis=_Y_AXIS),
        color=colour,
        tooltip=[
            alt.Tooltip("day:T", title=_("Week from") if weekly else _("Day"), format="%Y-%m-%d"),
            alt.Tooltip("what:N", title=_("What")),
            alt.Tooltip("cases:Q", title=_("Cases")),
        ],
    )
    drawing = base.mark_line(strokeWidth=2, interpolate="monotone") + base.mark_point(filled=True, size=18)
    words = _("New cases in total: {new}; closed: {closed}.").format(
        new=number(daily["new_cases"].sum()), closed=number(daily["closed_cases"].sum())
    )
    st.altair_chart(_quiet(drawing, height), key=key, alt=words)


def _steps(daily: pd.DataFrame) -> pd.DataFrame:
    days = pd.to_datetime(daily["day"])
    if len(daily) <= 62:
        return daily.assign(day=days)
    weeks = (days - days.min()).dt.days // 7
    whole = weeks.map(weeks.value_counts()) == 7
    summed = daily[whole].groupby(weeks[whole])[["new_cases", "closed_cases"]].sum()
    return summed.assign(day=days.min() + pd.to_timedelta(summed.index * 7, unit="D"))


def bars(
    frame: pd.DataFrame, value: str, name: str, *, key: str, title: str, unit: str = "", mean: bool = True
) -> None:
    """One bar a row, longest first, with the mean as a line.

    Args:
        frame: a row a bar. value: the column with lengths. name: the column with names.
        title: what is measured, with its unit in ``unit``.
    """
    heading = f"{title} ({unit})" if unit else title
    bar = (
        alt.Chart(frame)
        .mark_bar(color=ACCENT, cornerRadiusEnd=2)
        .encode(
            x=alt.X(f"{value}:Q", title=heading, axis=alt.Axis(gridColor=LINES, tickCount=5)),
            y=alt.Y(f"{name}:N", sort="-x", title=None, axis=_NAME_AXIS),
            tooltip=[alt.Tooltip(f"{name}:N", title=_("Name")),
                     alt.Tooltip(f"{value}:Q", title=heading, format=",.1f")],
        )
    )  # fmt: skip
    rule = alt.Chart(frame).mark_rule(color=SECOND, strokeDash=[4, 3]).encode(x=f"mean({value}):Q")
    words = _("{title}: from {low} to {high}, {mean} on average.").format(
        title=title, low=number(frame[value].min(), 1), high=number(frame[value].max(), 1),
        mean=number(frame[value].mean(), 1),
    )  # fmt: skip
    st.altair_chart(_quiet(bar + rule if mean else bar, max(120, 22 * len(frame))), key=key, alt=words)


def chosen_bar(
    frame: pd.DataFrame,
    value: str,
    name: str,
    ident: str,
    *,
    key: str,
    title: str,
    unit: str,
    chosen: int | None,
) -> int | None:
    """One bar a row, longest first, of which one can be chosen by a click.

    Args:
        frame: a row a bar; ``ident`` is the column with what a click answers.
        chosen: which bar is drawn as chosen.

    Returns:
        the bar chosen now.
    """
    heading = f"{title} ({unit})"
    picked = alt.selection_point(name="bar", fields=[ident])
    ink = alt.condition(
        alt.datum[ident] == (-1 if chosen is None else chosen), alt.value(SECOND), alt.value(ACCENT)
    )
    bar = (
        alt.Chart(frame)
        .mark_bar(cornerRadiusEnd=2, cursor="pointer")
        .encode(
            x=alt.X(f"{value}:Q", title=heading, axis=alt.Axis(gridColor=LINES, tickCount=5)),
            y=alt.Y(f"{name}:N", sort="-x", title=None, axis=_NAME_AXIS),
            color=ink,
            tooltip=[alt.Tooltip(f"{name}:N", title=_("Name")),
                     alt.Tooltip(f"{value}:Q", title=heading, format=",.0f")],
        )
        .add_params(picked)
    )  # fmt: skip
    words = _("{title}: from {low} to {high}, {mean} on average.").format(
        title=title, low=number(frame[value].min(), 1), high=number(frame[value].max(), 1),
        mean=number(frame[value].mean(), 1),
    )  # fmt: skip
    state = st.altair_chart(
        _quiet(bar, max(120, 20 * len(frame))), key=key, alt=words, on_select="rerun", selection_mode="bar"
    )
    marks = state["selection"]["bar"]
    return int(marks[0][ident]) if marks else chosen


def show(drawing, height: int, *, key: str, words: str) -> None:
    """A drawing of one's own in the house's style; ``words`` are for those who cannot see it."""
    st.altair_chart(_quiet(drawing, height), key=key, alt=words)


def _quiet(drawing, height: int):
    return (
        drawing.properties(height=height)
        .configure_view(strokeWidth=0)
        .configure_axis(labelColor=QUIET, titleColor=QUIET, labelFontSize=12, titleFontWeight="normal")
        .configure_legend(labelColor=INK, labelFontSize=13)
    )

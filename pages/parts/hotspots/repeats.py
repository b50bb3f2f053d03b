"""Near repeats: after one case, are there more nearby in the days after than chance would make?"""

from html import escape

import pandas as pd
import streamlit as st

from pages.parts import notes, tables, work
from pages.parts.hotspots import handout, inquiries, viewing
from pages.parts.hotspots.viewing import Viewing
from pages.parts.text import NOTHING, _, missing, ngettext, number

#: a cell counts when its chance is at most this and it holds so much more than chance
SURE, MORE = 0.01, 1.1
#: ratio up to which a colour reaches, lightest first
SHADES = ((1.1, "#fff1dc"), (1.25, "#fdd49e"), (1.5, "#fdbb84"), (2.0, "#fc8d59"), (float("inf"), "#b30000"))


def show(asked: Viewing) -> None:
    """One sentence and the table it comes from."""
    answer = work.answer(
        inquiries.repeats, asked.actor, asked.period, asked.category, words=_("Comparing pairs of cases …")
    )
    if answer is None:
        return
    frame, note = answer
    if not note.valid:
        st.info(" ".join([_("There is too little to say."), *viewing.reasons(note)]))
        return
    st.markdown(f"#### {sentence(frame)}")
    st.html(matrix(frame))
    st.caption(_("Pairs of cases, times what chance makes. Grey: no more than chance might bring."))
    notes.show(note)
    _table(asked, frame, note)


def sentence(frame: pd.DataFrame) -> str:
    """What the table says, in a sentence: how far and how long after a case more come than chance makes."""
    sure = frame[(frame["p"] <= SURE) & (frame["ratio"] >= MORE)]
    first = frame.iloc[0]
    near = sure[sure["from_m"] == 0]
    if near.empty:
        return _("One case does not noticeably raise the odds of another nearby in the days after.")
    lasts, soon = near["to_days"].max(), near.iloc[0]
    reaches = sure[sure["to_days"] <= lasts]["to_m"].max()
    return _(
        "After a case there are {times} times as many cases as chance makes within {near} m and {days}; "
        "at least a tenth more come up to {metres} m and {last} away."
    ).format(
        times=number(soon["ratio"], 2 if soon["ratio"] < 2 else 1), near=number(first["to_m"]),
        days=_days(soon["to_days"]), metres=number(reaches), last=_days(lasts),
    )  # fmt: skip


def _days(n: float) -> str:
    return ngettext("{n} day", "{n} days", int(n)).format(n=number(n))


def matrix(frame: pd.DataFrame) -> str:
    """Distance down, days across; the darker, the more than chance."""
    days = frame[["from_days", "to_days"]].drop_duplicates().itertuples(index=False)
    spans = [f"{0 if not low else low + 1:g}–{high:g}" for low, high in days]
    head = "".join(f"<th scope='col'>{_('{span} days').format(span=span)}</th>" for span in spans)
    body = "".join(_row(low, high, cells) for (low, high), cells in frame.groupby(["from_m", "to_m"]))
    caption = escape(_("Pairs of cases against chance, by distance and days apart"))
    return f"<table class='matrix' aria-label='{caption}'><tr><td></td>{head}</tr>{body}</table>"


def _row(low: float, high: float, cells: pd.DataFrame) -> str:
    title = _("{low} – {high} m").format(low=number(low), high=number(high))
    drawn = "".join(_cell(cell) for cell in cells.itertuples())
    return f"<tr><th scope='row'>{title}</th>{drawn}</tr>"


def _cell(cell) -> str:
    sure = cell.p <= SURE
    colour = next(shade for end, shade in SHADES if not cell.ratio > end)
    ink = "#fff" if sure and cell.ratio > 2.0 else "#1b2a34" if sure else "#5b6770"
    back = colour if sure else "#f4f4f2"
    ratio = NOTHING if missing(cell.ratio) else f"× {number(cell.ratio, 2)}"
    hint = _("{n} pairs, {expected} by chance; p = {p}").format(
        n=number(cell.observed), expected=number(cell.expected), p=number(cell.p, 3)
    )
    return f"<td style='background:{back};color:{ink}' title='{escape(hint)}'>{ratio}</td>"


def _table(asked: Viewing, frame: pd.DataFrame, note) -> None:
    columns = [
        tables.Column("from_m", _("From (m)"), "count"),
        tables.Column("to_m", _("To (m)"), "count"),
        tables.Column("from_days", _("From (days)"), "count"),
        tables.Column("to_days", _("To (days)"), "count"),
        tables.Column("observed", _("Pairs"), "count"),
        tables.Column("expected", _("By chance"), "decimal"),
        tables.Column("ratio", _("Times chance"), "decimal"),
        tables.Column("p", "p", "chance"),
    ]
    about = notes.scope(asked.actor, asked.period) | notes.about(note)
    with st.expander(_("All numbers")):
        tables.show(
            frame, columns, actor=asked.actor, key="repeats_table", file_name="near_repeats", about=about
        )
    handout.table(asked, frame, note, "near_repeats")

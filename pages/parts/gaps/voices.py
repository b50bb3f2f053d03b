"""Voice on the screens: what one grid is expected to report, and who found what in every worker's beat."""

import pandas as pd
import streamlit as st

from data.permits import Actor
from data.voice import voices
from geo.gaps import NO_WORKER
from geo.model import Note, Period
from pages.parts import load, notes, reasons, tables
from pages.parts.gaps import lacks
from pages.parts.text import _, number


def _heard(row) -> str:
    """A grid that is not silent may still lie outside what is usual: some of many grids do by chance."""
    if row["n"] < row["expected_low"]:
        return _("fewer than usual, not so few as to call it silent")
    return _("more than usual") if row["n"] > row["expected_high"] else _("as expected")


#: what stands beside the expected number
_SAID = {
    "heard": _heard,
    "silent": reasons.of_voice,
    "fallen_silent": reasons.of_voice,
    "too_little": lambda row: _("too little is expected to say"),
}


def days(note: Note) -> int:
    """Over how many days reports are counted and expected: a year where the record has one, whatever the period."""
    return (note.facts["voice_last"] - note.facts["voice_since"]).days + 1


def of_days(words: str, n: int) -> str:
    """The head of a column that counts other days than its neighbours."""
    return _("{what} ({days} days)").format(what=words, days=number(n))


def line(actor: Actor, grid_id: int, period: Period) -> tuple[str, str]:
    """Reports of a grid beside what is expected of it, as a labelled line."""
    found, note = load.read(voices, actor, period)
    row = found.loc[grid_id].rename({"before": "n_before", "answer": "voice_answer"})
    told = _("{n} in {days} days; expected {expected} ({low} to {high}): {answer}").format(
        n=number(row["n"]), days=number(days(note)),
        expected=number(row["expected"], 1), low=number(row["expected_low"]), high=number(row["expected_high"]),
        answer=_SAID[row["voice_answer"]](row),
    )  # fmt: skip
    return _("Reports"), told


def per_worker(frame: pd.DataFrame, missed: pd.DataFrame) -> pd.DataFrame:
    """A row a worker: reports, silent grids, and who found the cases; the highest miss rate first.

    Args:
        frame: of ``lacks.by_grid``. missed: of ``lacks.missed`` by worker.
    """
    worker = frame["worker_id"].fillna(NO_WORKER).astype(int)
    sums = frame[["n", "expected", "voice"]].groupby(worker).sum().join(missed)
    names = frame["worker_name"].groupby(worker).first()
    sums.insert(0, "name", names.fillna(_("Nobody responsible")))
    shares = [name for name in ("miss_rate", "miss_low", "miss_high") if name in sums]
    sums[shares] = sums[shares].astype(float).round(3)
    return sums.sort_values(["miss_rate", "name"], ascending=[False, True], kind="stable").reset_index()


def by_worker(actor: Actor, frame: pd.DataFrame, face: str, note: Note, period: Period) -> None:
    """The workers as a table, where the face is that of voice."""
    if face != "voice" or frame.empty:
        return
    workers = tuple(sorted({NO_WORKER, *frame["worker_id"].dropna().astype(int)}))
    rows = per_worker(frame, load.read(lacks.missed, actor, period, "worker_id", workers))
    columns = [
        tables.Column("name", _("Worker")),
        tables.Column("n", of_days(_("Reports"), days(note)), "count"),
        tables.Column("expected", of_days(_("Expected"), days(note)), "decimal"),
        tables.Column("voice", _("Silent grids"), "count"),
        tables.Column("filed", of_days(_("Filed cases"), period.days), "count"),
        tables.Column("missed", _("Found first by residents or the hotline"), "count"),
        tables.Column("miss_rate", of_days(_("Miss rate"), period.days), "percent"),
        tables.Column("miss_low", _("at least"), "percent"),
        tables.Column("miss_high", _("at most"), "percent"),
    ]
    st.markdown(f"#### {_('Who found the cases')}")
    st.caption(_("The miss rate is the share of the period's filed cases that residents or the hotline told of before"
                 " the worker did, among those of the worker responsible at the time; too few cases give none. It does"
                 " not say whose fault that is."))  # fmt: skip
    about = notes.scope(actor, period) | notes.about(note)
    tables.show(rows, columns, actor=actor, key="missed", file_name="missed", about=about)

"""How much of a kind of facility is there for residents: access scores on the map, instead of the nearest alone."""

import pandas as pd
import streamlit as st

from data.access import Question
from data.permits import Actor
from geo.gaps import NO_WORKER
from geo.model import Note
from geo.scenario import Change
from pages.parts import filters, labels, load, maps, notes
from pages.parts.gaps import lacks, supposed
from pages.parts.text import N_, _, number, percent

SCORES = {
    "nearest": N_("Walk to the nearest"),
    "cumulative": N_("Capacity within reach"),
    "2sfca": N_("Supply per 1,000 residents"),
    "e2sfca": N_("Supply per 1,000, the near counting more"),
    "3sfca": N_("Supply per 1,000, with a choice among several"),
}

GROUPS = {"older": N_("{score} for older residents."), "children": N_("{score} for children.")}


def score(face: str, kind: str) -> str:
    """Which score to show; that of the nearest facility except where the face is service and one kind is asked for."""
    if face != "service" or kind == "all":
        return "nearest"
    return filters.pick("score", _("Measure"), {code: _(words) for code, words in SCORES.items()}, "nearest")


def supply(
    actor: Actor, kind: str, metres: float, asked: str, changes: tuple[Change, ...] = ()
) -> tuple[pd.DataFrame, Note] | None:
    """The score of every grid with its note, with the changes of a scenario; nothing where the nearest is asked for."""
    if asked == "nearest":
        return None
    frame, note = load.read(lacks.supply, actor, Question(kind, asked, metres), changes)
    return frame, supposed.noted(actor, note, changes)


def known(actor: Actor, kind: str, metres: float, asked: str, changes: tuple[Change, ...]) -> bool:
    """Whether ``supply`` would answer at once."""
    return asked == "nearest" or load.known(lacks.supply, actor, Question(kind, asked, metres), changes)


def unit(asked: str) -> str:
    """The unit of a score, where its name does not say it."""
    return _("capacity") if asked == "cumulative" else ""


def layer(found: tuple[pd.DataFrame, Note], asked: str) -> maps.Choropleth:
    """The score as a layer of the map."""
    return maps.Choropleth(found[0]["score"].round(2), _(SCORES[asked]), unit(asked), ramp="greens",
                           lacking=_("Nobody lives here"))  # fmt: skip


def per_worker(found: tuple[pd.DataFrame, Note], workers: pd.Series) -> pd.DataFrame:
    """The score of every beat, its residents' average: ``worker_id`` and ``score``, a row a worker; none where there
    is nothing to tell.

    Args:
        workers: who is responsible, by ``grid_id``; missing is nobody.
    """
    frame, note = found
    if not note.valid:
        return pd.DataFrame({"worker_id": pd.Series(dtype=int), "score": pd.Series(dtype=float)})
    known = frame[(frame["residents"] > 0) & frame["score"].notna()]
    whose = workers.reindex(known.index).fillna(NO_WORKER).astype(int).rename("worker_id")
    people = known["residents"].groupby(whose).sum()
    return ((known["residents"] * known["score"]).groupby(whose).sum() / people).rename("score").reset_index()


def explain(found: tuple[pd.DataFrame, Note]) -> None:
    """What it is on average and for how many there is none, and how it was made."""
    frame, note = found
    st.caption(labels.plain(" ".join(told(frame, note))))
    notes.show(note)


def told(frame: pd.DataFrame, note: Note) -> list[str]:
    """In sentences: on average for residents and for each group somebody counted; who has none."""
    people = frame["residents"]
    if not note.valid or not people.sum():
        return []
    middle, none = _average(frame, "residents", "score"), people[frame["score"] <= 0].sum()
    said = [
        _("{score} on average for {n} residents.").format(score=number(middle, 2), n=number(people.sum()))
    ]
    for group, words in GROUPS.items():
        if group in frame and frame[group].sum() > 0:
            said.append(_(words).format(score=number(_average(frame, group, f"{group}_score"), 2)))
    if none:
        said.append(
            _("{n} residents ({share}) live in grids from which none is reached.").format(
                n=number(none), share=percent(none / people.sum())
            )
        )
    return said


def _average(frame: pd.DataFrame, people: str, column: str) -> float:
    known = frame[[people, column]].dropna()
    return float((known[people] * known[column]).sum() / known[people].sum())

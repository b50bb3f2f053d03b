"""Voice: from the record to what every grid reports and what one has to expect of it.

The expectation is that of the whole record, whoever asks: what is usual elsewhere says what is unusual here.
"""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd

from data import facilities as places
from data import grids as areas
from data import incidents as cases
from data import studies
from data.db import Record
from data.networks import kept
from data.permits import Actor
from geo import rates
from geo.bursts import without_bursts
from geo.model import Note, Period
from geo.voice import Around, Past, voice_gap

#: silence is told from this many days at least: a grid that reports three times a month needs a year to be heard
DAYS = 365
#: days before these that say what a grid used to report, at most and at least
PAST_DAYS, LEAST_PAST_DAYS = 730, 28
#: bursts are told from so many steps of the window: months of a year
STEPS = 12
_TOPICS = ("incidents", "grids", "facilities", "profile")


def voices(record: Record, actor: Actor, period: Period) -> tuple[pd.DataFrame, Note]:
    """As ``geo.voice.voice_gap`` gives it for the grids in scope, as things stand at the end of the period.

    Args:
        period: silence is told from it and, where it is shorter than ``DAYS``, from what was before.

    Returns:
        by ``grid_id``; the note's period is what silence was told from, and its numbers are those in scope.
    """
    actor.require("read_incidents")
    everybody = replace(actor, scope="all")
    seen = _window(record, everybody, period)
    frame, note = kept(record, ("voices", seen), _TOPICS, lambda: _voices(record, everybody, seen))
    own = frame.loc[areas.names(record, actor).index]
    judged = int((own["answer"] != "too_little").sum())
    facts = {**note.facts, "grids": judged, "voice_since": seen.since, "voice_last": seen.last}
    return own.copy(), replace(note, n=int(own["n"].sum()), facts=facts)


def _window(record: Record, everybody: Actor, period: Period) -> Period:
    since = min(period.since, period.until - timedelta(days=DAYS))
    span = cases.span(record, everybody)
    first = span[0] if span else since
    return Period(min(max(since, first), period.until - timedelta(days=1)), period.until)


def _voices(record: Record, everybody: Actor, period: Period) -> tuple[pd.DataFrame, Note]:
    frame = areas.facts(record, everybody)
    people, unit = rates.exposure(frame)
    kinds = _by_kind(record, everybody, period, frame.index)
    order = areas.grids(record, everybody)["grid_id"]
    at = pd.Index(order).get_indexer(frame.index)
    neighbours = studies.neighbours(record, everybody)[at][:, at]
    around = Around(neighbours, frame["community_code"].to_numpy(), without_bursts(kinds).sum(axis=2))
    found, note = voice_gap(
        pd.Series(kinds.sum(axis=(1, 2)), frame.index, name="n"), people, _traits(record, everybody, frame),
        around=around, past=_past(record, everybody, period), period=period,
    )  # fmt: skip
    return found, note if unit == "households" else replace(note, method=f"{note.method}_residents")


def _by_kind(record: Record, everybody: Actor, period: Period, grid_ids: pd.Index) -> np.ndarray:
    """Reports, grids × major categories × steps."""
    days = -(-period.days // STEPS)
    found = cases.majors_by_grid(record, everybody, period, days)
    major, names = pd.factorize(found["major"], sort=True)
    kinds = np.zeros((len(grid_ids), len(names), -(-period.days // days)), dtype=int)
    kinds[grid_ids.get_indexer(found["grid_id"]), major, found["step"].to_numpy(int)] = found["new_cases"]
    return kinds


def _traits(record: Record, everybody: Actor, frame: pd.DataFrame) -> pd.DataFrame:
    """Size, whether it is a special grid, and its facilities of every kind."""
    found = places.facilities(record, everybody).dropna(subset="grid_id")
    counts = found.groupby(["grid_id", "facility_kind"]).size().unstack(fill_value=0)
    special = (frame["grid_kind"] == "special").astype(float)
    own = pd.DataFrame({"area": np.log(frame["area_km2"].clip(lower=1e-6)), "special": special})
    return own.join(np.log1p(counts.reindex(frame.index, fill_value=0)))


def _past(record: Record, everybody: Actor, period: Period) -> Past | None:
    span = cases.span(record, everybody)
    since = max(span[0], period.since - timedelta(days=PAST_DAYS)) if span else period.since
    if (period.since - since).days < LEAST_PAST_DAYS:
        return None
    before = Period(since, period.since)
    counts = cases.cases_by_grid(record, everybody, before)["new_cases"]
    return Past(counts, before.days / period.days)

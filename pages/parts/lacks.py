"""What the gaps screen computes: the four faces of a gap, a row a grid; called like readers."""

from dataclasses import replace

import pandas as pd

from data import facilities as places
from data import grids as areas
from data import holdings, networks, people
from data import incidents as cases
from data.db import Record
from data.permits import Actor
from geo import gaps, rates
from geo.model import Note, Period
from pages.parts import figures

#: a grid lacks service where at least this share of its residents is beyond reach
SHARE_BEYOND = 0.5


def by_grid(
    record: Record, actor: Actor, period: Period, kind: str, metres: float
) -> tuple[pd.DataFrame, Note]:
    """The four faces by ``grid_id``, as things stand at the end of the period.

    Args:
        kind: of facility; ``any``: beyond reach of at least one kind the record knows.
        metres: reach; 0 is each kind's own.

    Returns:
        who and where; ``residents_beyond`` and ``share_beyond``; ``late``, ``late_days`` and
        ``days_since_visit``; ``no_worker``; ``n``, ``expected`` and ``silent``; and the booleans
        ``service``, ``presence``, ``responsibility``, ``voice`` with their sum ``faces``. The note is
        that of the voices. What the record holds none of (``data.holdings.known``) is no gap:
        ``presence_known`` and ``responsibility_known`` are false then.
    """
    frame = areas.facts(record, actor)
    worker = people.assignments(record, actor).set_index("grid_id")[["worker_id", "worker_name"]]
    frame = frame.join(worker)
    beyond = figures.beyond_reach(record, actor, metres)
    column = "any_kind" if kind == "any" else kind
    frame["residents_beyond"] = beyond[column].round() if column in beyond else float("nan")
    residents = frame["population"].astype(float)
    frame["share_beyond"] = frame["residents_beyond"] / residents.where(residents > 0)
    seen = areas.presence(record, actor, period.until)
    frame = frame.join(seen[["days_since_visit", "visit_interval_days"]]).join(gaps.presence_gap(seen))
    counts = (
        cases.cases_by_grid(record, actor, period)["new_cases"].reindex(frame.index).fillna(0).astype(int)
    )
    people_there, unit = rates.exposure(frame)
    voice, note = gaps.voice_gap(counts, people_there, period=period)
    walked = networks.walks(record, actor)[1].note
    caveats, facts = (*note.caveats, *walked.caveats, "reported_only"), {**walked.facts, **note.facts}
    note = figures.of_people(replace(note, caveats=caveats, facts=facts), unit)
    frame = frame.join(voice[["n", "expected", "silent"]])
    frame["service"] = frame["share_beyond"] >= SHARE_BEYOND
    known = holdings.known(record, actor, period.until)
    frame["presence_known"], frame["responsibility_known"] = "visit" in known, "worker" in known
    frame["presence"] = frame["late"].fillna(False).astype(bool) & frame["presence_known"]
    frame["no_worker"] = gaps.responsibility_gap(frame["worker_id"]) & frame["responsibility_known"]
    frame["responsibility"] = frame["no_worker"]
    frame["voice"] = frame["silent"].fillna(False).astype(bool)
    frame["faces"] = frame[["service", "presence", "responsibility", "voice"]].sum(axis=1)
    return frame, note


def reaches(record: Record, actor: Actor) -> pd.DataFrame:
    """Kinds of facility the record knows, with names and reach."""
    kinds = places.facility_kinds(record, actor)
    return kinds[kinds["n"] > 0]

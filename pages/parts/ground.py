"""The ground a hand-over stands on: today's grids, beats and load; called like a reader."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from scipy import sparse

from data import grids as areas
from data import people, studies
from data.db import Record
from data.permits import Actor
from geo.districts.colouring import beat_colours
from geo.gaps import NO_WORKER
from geo.model import Period
from pages.parts import figures
from pages.parts.maps import HUES

#: load is measured over so many days: long enough that a quiet fortnight moves nobody
LOAD_DAYS = 180


@dataclass(frozen=True)
class Ground:
    """What a draft stands on: today's grids, beats and load.

    ``grids`` by ``grid_id`` with ``name``, ``worker_id`` (0: nobody) and ``workload_hours``;
    ``workers`` by ``worker_id``; ``touching`` in the order of ``grids``: which share a stretch of border,
    because nobody walks through a corner. ``colours`` of the map by ``worker_id``, beats that touch differ.
    """

    grids: pd.DataFrame
    workers: pd.DataFrame
    touching: sparse.csr_array
    colours: pd.Series


def ground(record: Record, actor: Actor, until: date | None) -> Ground:
    """Today's beats, and the load of the ``LOAD_DAYS`` days before ``until``."""
    frame = areas.facts(record, actor)
    worker = people.assignments(record, actor).set_index("grid_id")["worker_id"]
    frame["worker_id"] = worker.reindex(frame.index).fillna(NO_WORKER).astype(int)
    frame["workload_hours"] = 0.0
    if until is not None:
        period = Period(until - timedelta(days=LOAD_DAYS), until)
        frame["workload_hours"] = figures.hours(record, actor, period).reindex(frame.index).fillna(0.0)
    workers = people.workers(record, actor).set_index("worker_id")
    touching = studies.neighbours(record, actor, "rook")
    colours = beat_colours(frame["worker_id"], touching, workers.index, len(HUES))
    return Ground(frame, workers[workers["active"]], touching, colours)

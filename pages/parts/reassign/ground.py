"""The ground a hand-over stands on: today's grids, beats and load; called like a reader."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from scipy import sparse

from data import grids as areas
from data import people, studies, workloads
from data.db import Record
from data.permits import Actor
from geo.districts.colouring import beat_colours
from geo.gaps import NO_WORKER
from pages.parts.maps import HUES


@dataclass(frozen=True)
class Ground:
    """What a draft stands on: today's grids, beats and load.

    ``grids`` by ``grid_id`` with ``name``, ``worker_id`` (0: nobody) and what ``data.workloads.smoothed`` says;
    ``workers`` by ``worker_id`` with ``available_hours``; ``touching`` in the order of ``grids``: which share a
    stretch of border, because nobody walks through a corner. ``colours`` of the map by ``worker_id``, beats
    that touch differ.
    """

    grids: pd.DataFrame
    workers: pd.DataFrame
    touching: sparse.csr_array
    colours: pd.Series


def ground(record: Record, actor: Actor, until: date | None) -> Ground:
    """Today's beats, and the load of the months before ``until``; none without a case on record."""
    frame = areas.facts(record, actor)
    worker = people.assignments(record, actor).set_index("grid_id")["worker_id"]
    frame["worker_id"] = worker.reindex(frame.index).fillna(NO_WORKER).astype(int)
    if until is None:
        frame = frame.assign(workload_hours=0.0, workload_se=0.0)
    else:
        frame = frame.join(workloads.smoothed(record, actor, until))
    workers = people.workers(record, actor).set_index("worker_id")
    touching = studies.neighbours(record, actor, "rook")
    colours = beat_colours(frame["worker_id"], touching, workers.index, len(HUES))
    hours = workloads.available(record, actor)
    return Ground(frame, workers.loc[hours.index].assign(available_hours=hours), touching, colours)

"""The ground a hand-over stands on: today's grids, beats and load; called like a reader."""

from dataclasses import dataclass
from datetime import date
from itertools import repeat

import pandas as pd
from scipy import sparse

from data import barriers, people, studies, workloads
from data import grids as areas
from data.db import Record
from data.payloads import Columns
from data.permits import Actor
from geo import rates
from geo.districts.colouring import beat_colours
from geo.gaps import NO_WORKER
from pages.parts.map import mapcolours, measures
from pages.parts.maps import HUES
from pages.parts.text import _, numbers


@dataclass(frozen=True)
class Ground:
    """What a draft stands on: today's grids, beats and load.

    ``grids`` by ``grid_id`` with ``name``, ``worker_id`` (0: nobody) and what ``data.workloads.smoothed`` says;
    ``workers`` by ``worker_id`` with ``available_hours``; ``touching`` in the order of ``grids``: which share a
    stretch of border that can be crossed, because nobody walks through a corner or a river; ``beside``: which share
    one, barriers or not. ``colours`` of the map by ``worker_id``, beats beside one another differ. ``parted``: pairs of
    neighbours with a barrier between them.
    """

    grids: pd.DataFrame
    workers: pd.DataFrame
    touching: sparse.csr_array
    beside: sparse.csr_array
    colours: pd.Series
    parted: int = 0


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
    beside = studies.neighbours(record, actor, "rook")
    colours = _colours(frame["worker_id"], people.firstly(record, actor), beside, workers.index)
    touching = barriers.crossable(record, actor)
    hours = workloads.available(record, actor, until)
    return Ground(frame, workers.loc[hours.index].assign(available_hours=hours), touching, beside,
                  colours, barriers.parted(record, actor).nnz // 2)  # fmt: skip


def _colours(today: pd.Series, first: pd.Series, beside: sparse.csr_array, everybody: pd.Index) -> pd.Series:
    """Those of the beats there were first: a plan that comes into force changes only the colours that clash."""
    first = first.reindex(today.index).fillna(NO_WORKER).astype(int)
    before = beat_colours(first, beside, everybody, len(HUES))
    return beat_colours(today, beside, everybody, len(HUES), before)


def hover(actor: Actor, known: Ground) -> Columns | None:
    """What is read of a grid on the map of the beats; a draft changes none of it."""
    people, heading = measures.people(rates.exposure(known.grids)[1])
    names = known.workers["name"].to_dict()
    lines = {
        _("Worker today"): list(map(names.get, known.grids["worker_id"], repeat(_("nobody")))),
        _("Hours a week"): numbers(known.grids["workload_hours"], 1),
        heading: numbers(known.grids[people]),
    }
    return mapcolours.read_on_hover(actor, pd.DataFrame(lines, index=known.grids.index))

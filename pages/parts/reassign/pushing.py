"""A border pushed on the map: who gets which grids, and why nobody gets any."""

import numpy as np
import pandas as pd

from geo.gaps import NO_WORKER
from pages.parts import labels, session
from pages.parts.reassign import handover
from pages.parts.reassign.ground import Ground
from pages.parts.text import _


def push(known: Ground, moves: dict[int, int], after: pd.Series, entered: tuple[int, ...]) -> None:
    """The draft with a border pushed, in the address; where that moves no grid, why not is told after it.

    Args:
        after: ``worker_id`` by ``grid_id`` as the draft has it. entered: as in ``pushed``.
    """
    worker_id, taken = pushed(known, after, entered)
    if taken:
        handover.hand_over(known, moves, tuple(taken), worker_id)
    else:
        session.put("unpushed", hindrance(known, after, entered))


def pushed(known: Ground, after: pd.Series, entered: tuple[int, ...]) -> tuple[int, list[int]]:
    """Who gets which grids when a border is pushed: the beat of the first takes those it touches, one by one.

    Args:
        after: ``worker_id`` by ``grid_id`` as the draft has it.
        entered: grids in the order in which the pointer was in them.
    """
    entered = tuple(one for one in entered if one in after.index)
    worker_id = int(after[entered[0]]) if entered else NO_WORKER
    rows = after.index.get_indexer(list(entered))
    beat = set(np.flatnonzero(after.to_numpy() == worker_id)) if worker_id != NO_WORKER else set()
    taken = []
    for grid_id, row in zip(entered, rows, strict=True):
        around = known.touching.indices[known.touching.indptr[row] : known.touching.indptr[row + 1]]
        if row not in beat and not beat.isdisjoint(around):
            beat.add(row)
            taken.append(grid_id)
    return worker_id, taken


def hindrance(known: Ground, after: pd.Series, entered: tuple[int, ...]) -> str:
    """Why a push moved no grid: it began where nobody is, stayed inside the beat, or reached what does not touch it.

    Arguments as in ``pushed``.
    """
    entered = tuple(one for one in entered if one in after.index)
    if not entered:
        return ""
    names = known.grids.loc[list(entered)].apply(labels.grid_name, axis=1)
    worker_id = int(after[entered[0]])
    if worker_id == NO_WORKER:
        words = _(
            "{grid} is nobody's: there is no beat to push. Press on a beat and drag over what it is to get."
        )
        return words.format(grid=names.iloc[0])
    worker = known.workers["name"].get(worker_id, "")
    other = next((one for one in entered if after[one] != worker_id), None)
    if other is None:
        return _(
            "The drag stayed inside {name}'s beat. Drag on, over the border, into what it is to get."
        ).format(name=worker)
    words = _("{grid} stays: it shares no stretch of border that can be crossed with {name}'s beat.")
    return words.format(grid=names[other], name=worker)

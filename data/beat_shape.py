"""How compact the beats of the record are, today and after some grids change hands."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from data import grids as areas
from data import networks, people, studies, workloads
from data.db import Record
from data.permits import Actor
from geo.access.walking import walk_matrix
from geo.districts import compact
from geo.districts.graph import after_moves


def from_middle_m(
    record: Record, actor: Actor, today: pd.Series, moves: Mapping[int, int]
) -> tuple[float, float]:
    """How far the ground lies from the middle of its beat (``geo.districts.compact``): today, and after the moves.

    Args:
        today: ``worker_id`` by ``grid_id``. moves: ``grid_id`` → ``worker_id``; 0: nobody.
    """
    question = ("moments", actor.role, actor.scope)
    known = networks.kept(
        record, question, ("grids", "profile", "assignments"), lambda: _moments(record, actor)
    )
    return tuple(compact.from_middle_m(known, held) for held in (today, after_moves(today, moves)))


def walk_minutes(
    record: Record, actor: Actor, moves: tuple[tuple[int, int], ...], *, progress: Callable[[float], None]
) -> tuple[float, float]:
    """Minutes on foot from grid to grid of a beat, on average: today, and after the moves.

    Along the streets between the grids' middles, at the pace of the city's workers.

    Args:
        moves: pairs of ``grid_id`` and ``worker_id``; 0: nobody.

    Raises:
        Cancelled: by ``progress``.
    """
    actor.require("read_facilities")
    shapes = areas.grids(record, actor).set_index("grid_id").geometry.to_crs(networks.crs(record, actor))
    points = shapes.representative_point()
    places = pd.DataFrame({"x_m": points.x, "y_m": points.y}, index=shapes.index)
    net, ways = networks.network(record, actor), networks.ways(record)
    known: dict[tuple[int, ...], tuple[float, int]] = {}
    today, after = _held(record, actor, dict(moves))
    beats = max(today.nunique(), 1) + len({*dict(moves).values(), *today.reindex(list(dict(moves)))})

    def metres(grid_ids: pd.Index) -> np.ndarray:
        progress(min(len(known) / beats, 1.0))
        here = places.loc[grid_ids]
        return walk_matrix(here, here, net, np.inf, **ways)

    pace = workloads.habits(record).metres_a_minute
    return tuple(compact.walk_inside_m(held, metres, known) / pace for held in (today, after))


def _moments(record: Record, actor: Actor) -> pd.DataFrame:
    return compact.moments(
        studies.in_metres(record, areas.grids(record, actor).set_index("grid_id").geometry)
    )


def _held(record: Record, actor: Actor, moves: Mapping[int, int]) -> tuple[pd.Series, pd.Series]:
    today = people.assignments(record, actor).set_index("grid_id")["worker_id"]
    index = today.index.union(pd.Index(list(moves), dtype=today.index.dtype))
    today = today.reindex(index).fillna(0).astype(int)
    return today, after_moves(today, moves)

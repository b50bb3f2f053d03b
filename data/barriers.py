"""Barriers on the ground of the record: which neighbouring grids nobody walks between."""

import numpy as np
from scipy import sparse

from data import grids as areas
from data import networks, studies
from data.db import Record
from data.permits import Actor
from geo.districts.barriers import parted as between
from geo.districts.barriers import without


def crossable(record: Record, actor: Actor, *, barriers: bool = True) -> sparse.csr_array:
    """Which grids in scope share a stretch of border that somebody can cross, in the order of ``grids``.

    Args:
        barriers: False: any stretch of border, as if there were no river and no motorway.
    """
    touching = studies.neighbours(record, actor, "rook")
    apart = parted(record, actor) if barriers else None
    return without(touching, apart) if apart is not None and apart.nnz else touching


def parted(record: Record, actor: Actor) -> sparse.csr_array:
    """Which grids in scope touch across a barrier without a street over it; kept for a version of the record."""
    actor.require("read_grids")
    topics = ("grids", "streets", "barriers", "profile", "assignments")
    key = ("parted", actor.role, actor.scope)
    return networks.kept(record, key, topics, lambda: _parted(record, actor))


def _parted(record: Record, actor: Actor) -> sparse.csr_array:
    touching = studies.neighbours(record, actor, "rook")
    barriers = _metric(
        record, actor, "SELECT ST_AsWKB(geometry) AS geometry FROM barrier ORDER BY barrier_id"
    )
    if not len(barriers) or not touching.shape[0]:
        return sparse.csr_array(touching.shape, dtype=bool)
    shapes = areas.grids(record, actor).geometry.to_crs(networks.crs(record, actor)).to_numpy()
    streets = "SELECT ST_AsWKB(geometry) AS geometry FROM street_edge WHERE street_class NOT LIKE 'motorway%'"
    return between(shapes, touching, barriers, _metric(record, actor, streets))


def _metric(record: Record, actor: Actor, sql: str) -> np.ndarray:
    """Shapes of a query in the metres of all the grids: streets and rivers are public, scope does not narrow them."""
    found, crs = record.geo_frame(sql), networks.crs(record, actor)
    return found.geometry.to_crs(crs).to_numpy() if crs and len(found) else np.array([], dtype=object)

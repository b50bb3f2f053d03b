"""Which grids are neighbours: a sparse matrix, row and column i being the i-th geometry.

A clean coverage shares its vertices exactly, so neighbours are found by hashing them, without
any geometric test. Dirty borders go the slow road: everything nearer than a tolerance touches.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from scipy import sparse

from geo.errors import InputError

RULES = ("queen", "rook")


def shared_border(geometries: Sequence, *, rule: str = "queen", tolerance: float = 0.0) -> sparse.csr_array:
    """Neighbours by common vertices (``queen``) or common edges (``rook``).

    Args:
        geometries: n polygons or multipolygons, in any CRS; missing ones have no neighbour.
        rule: ``queen``: a common corner is enough; ``rook``: a stretch of border is needed.
        tolerance: above zero, polygons nearer than this (in the geometries' unit) are neighbours
            whether or not their vertices agree; for borders with slivers, overlaps and gaps. With
            ``rook`` they must also run beside each other for more than four tolerances.

    Returns:
        n × n, symmetric, 1.0 where two polygons are neighbours, nothing on the diagonal.

    Raises:
        InputError: ``rule_unknown``.
    """
    if rule not in RULES:
        raise InputError("rule_unknown", rule=rule, known=", ".join(RULES))
    shapes = np.asarray(geometries, dtype=object)
    if tolerance > 0:
        return _near(shapes, tolerance, rule)
    return _common_vertices(shapes) if rule == "queen" else _ones(_edge_lengths(shapes))


def border_lengths(geometries: Sequence) -> sparse.csr_array:
    """Length of the border that each two polygons share, from the edges they have in common.

    Args:
        geometries: n polygons of a clean coverage, in a metric CRS.

    Returns:
        n × n, symmetric, metres; nothing where only a corner or no border is shared.
    """
    return _edge_lengths(np.asarray(geometries, dtype=object))


def _common_vertices(shapes: np.ndarray) -> sparse.csr_array:
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    vertex = _same_place(xy)
    has_vertex = sparse.csr_array(
        (np.ones(len(owner)), (owner, vertex)), shape=(len(shapes), vertex.max(initial=0) + 1)
    )
    return _ones(has_vertex @ has_vertex.T)


def _same_place(xy: np.ndarray) -> np.ndarray:
    """An id for every coordinate; equal coordinates get equal ids."""
    return pd.factorize(xy[:, 0] + 1j * xy[:, 1])[0]


def _edge_lengths(shapes: np.ndarray) -> sparse.csr_array:
    parts, shape_of_part = shapely.get_parts(shapes, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    vertex = _same_place(xy)
    start = np.flatnonzero(ring[1:] == ring[:-1])
    ends = np.sort(np.column_stack([vertex[start], vertex[start + 1]]), axis=1).astype(np.int64)
    edge = pd.factorize(ends[:, 0] * (vertex.max(initial=0) + 1) + ends[:, 1])[0]
    length = np.hypot(*(xy[start + 1] - xy[start]).T)
    return _lengths_in_common(edge, shape_of_part[part_of_ring[ring[start]]], length, len(shapes))


def _lengths_in_common(edge, owner, length, n: int) -> sparse.csr_array:
    """Sum the edges that lie in the rings of two different shapes."""
    order = np.argsort(edge, kind="stable")
    edge, owner, length = edge[order], owner[order], length[order]
    twice = np.flatnonzero((edge[1:] == edge[:-1]) & (owner[1:] != owner[:-1]))
    one, other, metres = owner[twice], owner[twice + 1], length[twice]
    half = sparse.coo_array((metres, (one, other)), shape=(n, n))
    return (half + half.T).tocsr()


def _near(shapes: np.ndarray, tolerance: float, rule: str) -> sparse.csr_array:
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=tolerance)
    keep = one < other
    one, other = one[keep], other[keep]
    if rule == "rook":
        reach = shapely.buffer(shapes[one], tolerance)
        beside = shapely.length(shapely.intersection(reach, shapely.boundary(shapes[other])))
        # where only corners meet, some two tolerances of the other's border lie within reach
        one, other = one[beside > 4 * tolerance], other[beside > 4 * tolerance]
    half = sparse.coo_array((np.ones(len(one)), (one, other)), shape=(len(shapes), len(shapes)))
    return (half + half.T).tocsr()


def _ones(matrix: sparse.csr_array) -> sparse.csr_array:
    """The same pattern with 1.0 everywhere and no diagonal."""
    pattern = sparse.coo_array(matrix)
    off = pattern.row != pattern.col
    ones = np.ones(int(off.sum()))
    return sparse.csr_array((ones, (pattern.row[off], pattern.col[off])), shape=matrix.shape)

"""Which grids are neighbours: a sparse matrix, row and column i being the i-th geometry.

A clean coverage shares its vertices exactly, so neighbours are found by hashing them, without
any geometric test. Dirty borders go the slow road: everything nearer than a tolerance touches.
Where there are points and no polygons, whatever lies within a distance or nearest is a neighbour.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.spatial import cKDTree

from geo.errors import InputError

RULES = ("queen", "rook")
#: pairs of neighbours beyond which a distance is refused: their matrix takes about a gigabyte
MOST_PAIRS = 20_000_000
#: distances that differ by less than this share are equal
SAME = 1e-9


def parse_rule(rule: str) -> tuple[str, float]:
    """What a rule for neighbours says: its kind and its size.

    Args:
        rule: ``queen`` or ``rook`` (size 0), ``knn:8`` (the 8 nearest), ``band:500`` (within 500 m).

    Raises:
        InputError: ``neighbours_unknown``.

    >>> parse_rule("queen"), parse_rule("knn:8"), parse_rule("band:500")
    (('queen', 0.0), ('knn', 8.0), ('band', 500.0))
    """
    kind, _, size = rule.partition(":")
    if rule in RULES:
        return rule, 0.0
    if kind == "knn" and size.isdecimal() and int(size) > 0:
        return kind, float(int(size))
    if kind == "band" and _above_zero(size):
        return kind, float(size)
    raise InputError("neighbours_unknown", rule=rule)


def _above_zero(text: str) -> bool:
    try:
        return 0 < float(text) < np.inf
    except ValueError:
        return False


def distance_band(x_m: np.ndarray, y_m: np.ndarray, distance_m: float) -> sparse.csr_array:
    """Neighbours by distance: all that lie no further away.

    Args:
        x_m, y_m: n coordinates in metres; where one is missing the place has no neighbour.
        distance_m: above zero; places at just this distance are neighbours.

    Returns:
        n × n, symmetric, 1.0 where two places are neighbours, nothing on the diagonal.

    Raises:
        InputError: ``neighbours_unknown`` for no distance; ``neighbours_too_many``.

    >>> distance_band([0, 3, 6], [0, 0, 0], 3).toarray()
    array([[0., 1., 0.],
           [1., 0., 1.],
           [0., 1., 0.]])
    """
    if not 0 < distance_m < np.inf:
        raise InputError("neighbours_unknown", rule=f"band:{distance_m}")
    xy, known = _places(x_m, y_m)
    tree, reach = cKDTree(xy), distance_m * (1 + SAME)
    pairs = int(tree.count_neighbors(tree, reach)) - len(xy) if len(xy) else 0
    if pairs > MOST_PAIRS:
        raise InputError("neighbours_too_many", distance=distance_m, average=round(pairs / len(xy)))
    one, other = known[tree.query_pairs(reach, output_type="ndarray").T.reshape(2, -1)]
    n = len(np.asarray(x_m))
    half = sparse.coo_array((np.ones(len(one)), (one, other)), shape=(n, n))
    return (half + half.T).tocsr()


def k_nearest(x_m: np.ndarray, y_m: np.ndarray, k: int) -> sparse.csr_array:
    """The k nearest of every place; among equally near ones those that come first.

    Args:
        x_m, y_m: n coordinates in metres; where one is missing the place has no neighbour and is none.
        k: at least 1; with k or fewer other places all of them are neighbours.

    Returns:
        n × n, 1.0 at the k nearest of each row's place, nothing on the diagonal; not symmetric.

    Raises:
        InputError: ``neighbours_unknown`` for k below 1.

    >>> k_nearest([0, 3, 6, 10], [0, 0, 0, 0], 1).toarray()
    array([[0., 1., 0., 0.],
           [1., 0., 0., 0.],
           [0., 1., 0., 0.],
           [0., 0., 1., 0.]])
    """
    if k < 1:
        raise InputError("neighbours_unknown", rule=f"knn:{k}")
    xy, known = _places(x_m, y_m)
    n, k = len(np.asarray(x_m)), min(int(k), max(len(xy) - 1, 0))
    found = np.empty((len(xy), k), dtype=int)
    tree, open_rows, asked = cKDTree(xy), np.arange(len(xy) if k else 0), k + 2
    while len(open_rows):
        asked = min(asked, len(xy))
        settled, nearest = _nearest(tree, open_rows, k, asked)
        found[open_rows[settled]] = nearest[settled]
        open_rows, asked = open_rows[~settled], 2 * asked
    rows = np.repeat(known, k)
    return sparse.csr_array((np.ones(len(rows)), (rows, known[found.ravel()])), shape=(n, n))


def _nearest(tree: cKDTree, rows: np.ndarray, k: int, asked: int) -> tuple[np.ndarray, np.ndarray]:
    """The k nearest of some rows among the ``asked`` nearest, and whether no tie was cut off there."""
    away, who = tree.query(tree.data[rows], k=asked)
    away[who == rows[:, None]] = -1.0  # itself, which need not come first among places that coincide
    last = np.sort(away, axis=1)[:, [k]]
    rank = np.round(away / np.where(last > 0, last, 1.0) / SAME)
    order = np.lexsort((who, rank), axis=1)[:, 1 : k + 1]
    settled = (asked == tree.n) | (away[:, -1] > last[:, 0] * (1 + SAME))
    return settled & (away == -1.0).any(axis=1), np.take_along_axis(who, order, axis=1)


def _places(x_m: np.ndarray, y_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The coordinates that are known, and whose they are."""
    xy = np.column_stack([np.asarray(x_m, dtype=float), np.asarray(y_m, dtype=float)])
    known = np.flatnonzero(np.isfinite(xy).all(axis=1))
    return xy[known], known


def row_standardised(weights: sparse.csr_array) -> sparse.csr_array:
    """The weights of every row divided by their sum, so that a lag is a mean; empty rows stay empty.

    >>> row_standardised(sparse.csr_array(np.array([[0, 1, 1], [1, 0, 0], [0, 0, 0.0]]))).toarray()
    array([[0. , 0.5, 0.5],
           [1. , 0. , 0. ],
           [0. , 0. , 0. ]])
    """
    total = weights.sum(axis=1)
    return sparse.csr_array(sparse.diags_array(1 / np.where(total == 0, 1.0, total)) @ weights)


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

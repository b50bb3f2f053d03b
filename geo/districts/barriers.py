"""Rivers, motorways and railways between neighbours: who shares a border and yet cannot walk across it."""

import numpy as np
import shapely
from scipy import sparse

#: how far from a border a barrier may be drawn and still run along it: maps differ by the width of a carriageway
NEAR_M = 30.0
#: share of a border that has to run along barriers to part the two grids: less leaves a stretch to walk across
MOST_OPEN = 0.2
#: borders of two grids count as shared up to this width of a gap or an overlap
SLACK_M = 1.0


def parted(
    shapes: np.ndarray, neighbours: sparse.csr_array, barriers: np.ndarray, streets: np.ndarray
) -> sparse.csr_array:
    """Which neighbours have a barrier between them that nobody crosses on foot.

    Two grids are parted where at least four fifths of their common border run along barriers, within 30 m, and
    no street crosses a barrier there: a bridge or an underpass joins them again.

    Args:
        shapes: polygons of the grids in metres.
        neighbours: grids × grids, not zero where two share a stretch of border.
        barriers: lines or polygons in the same metres. streets: lines that are walked.

    Returns:
        grids × grids, symmetric: true where two neighbours are parted.

    >>> west, east = shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)
    >>> both = sparse.csr_array(np.array([[0, 1], [1, 0]]))
    >>> river, bridge = shapely.LineString([(110, -9), (110, 109)]), shapely.LineString([(50, 50), (150, 50)])
    >>> parted(np.array([west, east]), both, np.array([river]), np.array([])).toarray().tolist()
    [[False, True], [True, False]]
    >>> parted(np.array([west, east]), both, np.array([river]), np.array([bridge])).nnz
    0
    """
    pairs = sparse.triu(neighbours, k=1).tocoo()
    one, other = _beside_barriers(shapes, pairs.row, pairs.col, barriers)
    borders = shapely.intersection(shapely.boundary(shapes[one]), shapely.buffer(shapes[other], SLACK_M))
    closed = _along(borders, barriers) & ~_crossed(borders, barriers, streets)
    one, other = one[closed], other[closed]
    n = len(shapes)
    half = sparse.csr_array((np.ones(len(one), dtype=bool), (one, other)), shape=(n, n))
    return sparse.csr_array(half + half.T)


def without(neighbours: sparse.csr_array, apart: sparse.csr_array) -> sparse.csr_array:
    """The neighbours that are not parted: a matrix of its own, both given ones stay as they are."""
    left = sparse.csr_array(neighbours - neighbours.multiply(apart != 0))
    left.eliminate_zeros()
    return left


def _beside_barriers(shapes, one, other, barriers) -> tuple[np.ndarray, np.ndarray]:
    """The pairs of which both grids come near some barrier: few, and only they are looked at closely."""
    near = np.zeros(len(shapes), dtype=bool)
    if len(barriers) and len(shapes):
        near[shapely.STRtree(barriers).query(shapes, predicate="dwithin", distance=NEAR_M)[0]] = True
    both = near[one] & near[other]
    return one[both], other[both]


def _along(borders: np.ndarray, barriers: np.ndarray) -> np.ndarray:
    """Whether enough of each border runs along barriers."""
    found = np.zeros(len(borders), dtype=bool)
    if not len(borders):
        return found
    at, which = shapely.STRtree(barriers).query(borders, predicate="dwithin", distance=NEAR_M)
    order = np.argsort(at, kind="stable")
    rows, begins = np.unique(at[order], return_index=True)
    for row, beside in zip(rows, np.split(which[order], begins[1:]), strict=True):
        ground = shapely.union_all(shapely.buffer(barriers[beside], NEAR_M))
        length = borders[row].length
        found[row] = length > 0 and borders[row].intersection(ground).length >= (1 - MOST_OPEN) * length
    return found


def _crossed(borders: np.ndarray, barriers: np.ndarray, streets: np.ndarray) -> np.ndarray:
    """Whether a street crosses a barrier near each border."""
    found = np.zeros(len(borders), dtype=bool)
    if not len(borders) or not len(streets):
        return found
    street, barrier = shapely.STRtree(barriers).query(streets, predicate="intersects")
    places = shapely.intersection(streets[street], barriers[barrier])
    if len(places):
        found[shapely.STRtree(places).query(borders, predicate="dwithin", distance=NEAR_M)[0]] = True
    return found

"""Which grid a point is in: a raster over the grids that answers most points by look-up.

Over the grids lies a raster of small cells. A cell that no border crosses has one answer. In the others
a level line is drawn from the point to the west, and every border it crosses changes the answer by a known
step: what is east of the border less what is west of it. Steps are sums of grid numbers plus a large stride
a grid, so the sum tells both which grid a point is in and whether it is in more than one.

Only borders of the point's own cell are crossed. A border that leaves the cell through its west side is
continued there straight up or down, out of the point's way, so that all else is one constant a cell.

A point so near a border that rounding could decide, and a point in several grids, is answered by exact
predicates over a tree of the grids instead: the smallest id of the grids it touches. So a point on a
border belongs to exactly one grid, whatever the order of the grids or the points.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from geo.errors import InputError

#: answer for a point in no grid
NOWHERE = -1
#: raster cells a border segment: finer looks up more and builds longer
_CELLS_PER_EDGE = 4
_MOST_CELLS = 16_000_000
#: points handled at a time, so that the arrays stay in the processor's cache
_CHUNK = 1 << 16
#: one grid more in the sum of steps; grid numbers stay below it
_STRIDE = float(1 << 26)
#: of a cell: how much wider a border is drawn into the raster than it is
_PAD = 1e-6
#: columns of the table of edges: a point on it, its unit normal, the levels between which it is crossed, step
_X, _Y, _NX, _NY, _FROM, _TO, _STEP = range(7)


class Locator:
    """Finds the grid of each point.

    Args:
        geometries: array of polygons and multipolygons in any one coordinate system; empty ones are left out.
        ids: their ids, integers of the same length; −1 is kept for "nowhere".

    Attributes:
        method: ``"raster"``, or ``"tree"`` when a polygon is broken (it crosses itself), so that only the
            slower exact predicates give an answer for every point. Gaps and overlaps do not matter.

    Raises:
        InputError: ``ids_differ`` when there are not as many ids as geometries.

    >>> from shapely import box
    >>> Locator([box(0, 0, 1, 1), box(1, 0, 2, 1)], [7, 3]).locate([0.5, 1.0, 5.0], [0.5, 0.5, 0.5])
    array([ 7,  3, -1])
    """

    def __init__(self, geometries, ids) -> None:
        shapes, ids = np.asarray(geometries, dtype=object), np.asarray(ids, dtype=np.int64)
        if len(shapes) != len(ids):
            raise InputError("ids_differ", ids=len(ids), geometries=len(shapes))
        order = np.argsort(ids, kind="stable")
        order = order[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))[order]]
        # the predicates' last bit depends on the direction of a ring: one direction for all
        self._shapes = shapely.orient_polygons(shapely.force_2d(shapes[order]))
        self._ids = np.append(ids[order], NOWHERE)  # the last one answers for number −1
        self._tree = shapely.STRtree(self._shapes)
        whole = len(order) > 0 and shapely.is_valid(self._shapes).all()
        self._raster = _raster(self._shapes) if whole else None
        self.method = "raster" if whole else "tree"

    def locate(self, x, y) -> np.ndarray:
        """The id of the grid each point is in.

        Args:
            x, y: coordinates, arrays of length n, in the system of the grids.

        Returns:
            int64 array of length n; −1 for a point outside every grid or without a finite place.
        """
        x, y = np.atleast_1d(np.asarray(x, dtype=float)), np.atleast_1d(np.asarray(y, dtype=float))
        found = np.full(len(x), NOWHERE, dtype=np.int64)
        for begin in range(0, len(x), _CHUNK):
            part = slice(begin, begin + _CHUNK)
            found[part] = self._numbers(x[part], y[part])
        return self._ids[found]

    def _numbers(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        if self._raster is None:
            found, doubtful = np.full(len(x), NOWHERE), np.isfinite(x) & np.isfinite(y)
        else:
            found, doubtful = self._raster.numbers(x, y)
        if doubtful.any():
            found[doubtful] = self._touched(x[doubtful], y[doubtful])
        return found

    def _touched(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """The first grid each point touches; grids are in the order of their ids."""
        point, grid = self._tree.query(shapely.points(x, y), predicate="intersects")
        first = np.full(len(x), len(self._shapes))
        np.minimum.at(first, point, grid)
        return np.where(first < len(self._shapes), first, NOWHERE)


@dataclass(frozen=True)
class _Raster:
    """Cells row by row from the south-west; the edges of cell c are ``edges[first[c]:first[c + 1]]``."""

    west: float
    south: float
    east: float
    north: float
    side: float
    columns: int
    base: np.ndarray
    first: np.ndarray
    edges: np.ndarray
    doubt: float

    def numbers(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Grid numbers (−1 outside), and which points need the exact predicates instead."""
        sums, doubtful = np.zeros(len(x)), np.zeros(len(x), dtype=bool)
        within = (x >= self.west) & (x <= self.east) & (y >= self.south) & (y <= self.north)
        inside = slice(None) if within.all() else np.flatnonzero(within)
        sums[inside], doubtful[inside] = self._sums(x[inside], y[inside])
        alone = (sums > _STRIDE) & (sums < 2 * _STRIDE)
        return np.where(alone, sums - _STRIDE - 1, NOWHERE).astype(np.int64), doubtful | ~(
            alone | (sums == 0)
        )

    def _sums(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        cell = _slot(y, self.south, self.side) * self.columns + _slot(x, self.west, self.side)
        sums, doubtful = self.base[cell], np.zeros(len(x), dtype=bool)
        at, end = self.first[cell], self.first[cell + 1]
        left = np.flatnonzero(at < end)
        at, end, x, y = at[left], end[left], x[left], y[left]
        while len(left):
            edge = self.edges.take(at, axis=0)
            east_of = (x - edge[:, _X]) * edge[:, _NX] + (y - edge[:, _Y]) * edge[:, _NY]
            crossed = (east_of >= 0) & (y >= edge[:, _FROM]) & (y < edge[:, _TO])
            sums[left] += crossed * edge[:, _STEP]
            doubtful[left[np.abs(east_of) <= self.doubt]] = True
            at += 1
            more = np.flatnonzero(at < end)
            left, at, end, x, y = left[more], at[more], end[more], x[more], y[more]
        return sums, doubtful


def _slot(value: np.ndarray, start: float, side: float) -> np.ndarray:
    """Which row or column of the raster."""
    return ((value - start) / side).astype(np.int64)


def _raster(shapes: np.ndarray) -> _Raster:
    low, high, step = _edges(shapes)
    west, south, east, north = shapely.total_bounds(shapes)
    cells = min(_CELLS_PER_EDGE * len(step), _MOST_CELLS)
    side = max(np.sqrt((east - west) * (north - south) / cells), max(east - west, north - south) / cells)
    columns, rows = int((east - west) / side) + 1, int((north - south) / side) + 1
    edge, row, begin, end = _spans(low, high, west, south, side, columns, rows)
    base = _passed(low, high, step, edge, row, end, (rows, columns), south + side * (np.arange(rows) + 0.5))
    length = end - begin + 1
    edge, row, begin = np.repeat(edge, length), np.repeat(row, length), np.repeat(begin, length)
    cell = row * columns + begin + np.arange(len(edge)) - np.repeat(np.cumsum(length) - length, length)
    order = np.argsort(cell, kind="stable")
    edge, cell = edge[order], cell[order]
    table = _table(low[edge], high[edge], step[edge], west + side * (cell % columns))
    middle = south + side * (cell // columns + 0.5)
    base -= np.bincount(cell, _continued(table, low[edge], high[edge], middle), rows * columns)
    first = np.concatenate([[0], np.cumsum(np.bincount(cell, minlength=rows * columns))])
    doubt = 8 * np.finfo(float).eps * np.abs([west, south, east, north]).max()
    return _Raster(west, south, east, north, side, columns, base, first, table, doubt)


def _edges(shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every border segment once: lower end, upper end, and the step from its west to its east side.

    Shells run anticlockwise and holes clockwise, so a grid lies to the left of its rings.
    """
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    joined = np.flatnonzero((ring[1:] == ring[:-1]) & (xy[1:] != xy[:-1]).any(axis=1))
    start, stop = xy[joined], xy[joined + 1]
    worth = owner[part[ring[joined]]] + 1 + _STRIDE
    up = (stop[:, 1] > start[:, 1]) | ((stop[:, 1] == start[:, 1]) & (stop[:, 0] > start[:, 0]))
    low, high = np.where(up[:, None], start, stop), np.where(up[:, None], stop, start)
    return _merged(low, high, np.where(up, -worth, worth))


def _merged(low: np.ndarray, high: np.ndarray, step: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Equal segments become one with the sum of their steps; those that change nothing are left out."""
    both = np.hstack([low, high]) + 0.0  # −0.0 and 0.0 are one place
    order = np.argsort(_hashed(both), kind="stable")
    both = both[order]
    new = np.flatnonzero(np.append(True, (both[1:] != both[:-1]).any(axis=1)))
    step = np.add.reduceat(step[order], new)
    kept = new[step != 0]
    return both[kept, :2], both[kept, 2:], step[step != 0]


def _hashed(rows: np.ndarray) -> np.ndarray:
    """One number a row: equal rows get equal ones; unequal rows with equal ones are merely not merged."""
    bits, mixed = rows.view(np.uint64), np.zeros(len(rows), dtype=np.uint64)
    for column in range(bits.shape[1]):
        mixed = (mixed ^ bits[:, column]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _spans(low, high, west, south, side, columns, rows):
    """For each edge and row of cells it meets: edge, row, and the first and last column it may touch.

    A column that lies wholly east of the edge is left out, whatever the padding says.
    """
    bottom = np.clip(np.floor((low[:, 1] - south) / side - _PAD), 0, rows - 1).astype(np.int64)
    top = np.clip(np.floor((high[:, 1] - south) / side + _PAD), 0, rows - 1).astype(np.int64)
    count = top - bottom + 1
    edge = np.repeat(np.arange(len(low)), count)
    row = bottom[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    (x0, y0), (x1, y1) = low[edge].T, high[edge].T
    rise = np.where(y1 > y0, y1 - y0, 1.0)
    enter = np.where(y1 > y0, np.clip((south + side * (row - _PAD) - y0) / rise, 0, 1), 0)
    leave = np.where(y1 > y0, np.clip((south + side * (row + 1 + _PAD) - y0) / rise, 0, 1), 1)
    ends = np.sort([x0 + enter * (x1 - x0), x0 + leave * (x1 - x0)], axis=0)
    begin, end = np.floor((ends - west) / side + [[-_PAD], [_PAD]]).astype(np.int64)
    end -= np.maximum(x0, x1) < west + side * end
    return edge, row, np.clip(begin, 0, columns - 1), np.minimum(end, columns - 1)


def _passed(low, high, step, edge, row, end, shape, middles) -> np.ndarray:
    """For each cell the steps of edges that lie wholly west of it on the level of its middle."""
    rows, columns = shape
    level = middles[row]
    counts = (low[edge, 1] <= level) & (level < high[edge, 1]) & (end + 1 < columns)
    edge, cell = edge[counts], row[counts] * columns + end[counts] + 1
    starts = np.bincount(cell, step[edge], rows * columns).reshape(rows, columns)
    return np.cumsum(starts, axis=1, dtype=float).ravel()


def _table(low: np.ndarray, high: np.ndarray, step: np.ndarray, west: np.ndarray) -> np.ndarray:
    """The table of edges for cells whose west sides are given; see the columns above."""
    table = np.zeros((len(low), 8))  # eight numbers are one line of the processor's cache
    (run, rise), scale = (high - low).T, np.abs(high - low).sum(axis=1)
    table[:, _X], table[:, _Y] = low.T
    table[:, _NX], table[:, _NY], table[:, _STEP] = rise / scale, -run / scale, step
    table[:, _FROM] = np.where(low[:, 0] < west, -np.inf, low[:, 1])
    table[:, _TO] = np.where(high[:, 0] < west, np.inf, high[:, 1])
    return table


def _continued(table: np.ndarray, low: np.ndarray, high: np.ndarray, level: np.ndarray) -> np.ndarray:
    """The step of each edge whose continuation, not the edge itself, is crossed on a level."""
    itself = (low[:, 1] <= level) & (level < high[:, 1])
    with_ends = (table[:, _FROM] <= level) & (level < table[:, _TO])
    return table[:, _STEP] * (with_ends & ~itself)

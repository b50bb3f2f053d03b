"""Streets cut into short pieces (lixels), and how the pieces hang together.

A lixel is to a street what a pixel is to a picture: one number is shown along it.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy import sparse

#: no piece is shorter, so that streets without length conduct instead of dividing by zero
SHORTEST_M = 0.1


@dataclass(frozen=True)
class Lixels:
    """Pieces in the order of the streets, and along each from its first end to its last.

    ``street``: position of the street a piece belongs to; ``number``: 0, 1, … along it; ``pieces``:
    into how many it was cut; ``length_m``: of the piece.
    """

    street: np.ndarray
    number: np.ndarray
    pieces: np.ndarray
    length_m: np.ndarray

    def at(self, street: np.ndarray, share: np.ndarray) -> np.ndarray:
        """The piece in which places lie, given their street and how far along it they are, 0 to 1."""
        first = np.flatnonzero(self.number == 0)
        pieces = self.pieces[first][street]
        return first[street] + np.minimum((share * pieces).astype(int), pieces - 1)


def cut(length_m: np.ndarray, longest_m: float) -> Lixels:
    """Cut each street into as few equal pieces as are no longer than ``longest_m``.

    >>> cut(np.array([100.0, 30.0]), 50).length_m
    array([50., 50., 30.])
    """
    length = np.maximum(length_m, SHORTEST_M)
    pieces = np.maximum(np.ceil(length / longest_m - 1e-9), 1).astype(int)
    street = np.repeat(np.arange(len(length)), pieces)
    number = np.arange(len(street)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    return Lixels(street, number, pieces[street], (length / pieces)[street])


def conductance(lixels: Lixels, from_node: np.ndarray, to_node: np.ndarray) -> sparse.csr_array:
    """How easily something flows between the middles of pieces: 1 over the metres between them.

    Args:
        from_node, to_node: numbers from 0 of the crossings at which each street begins and ends.

    Returns:
        Symmetric; first the pieces, then the crossings.
    """
    n = len(lixels.street)
    size = n + int(max(from_node.max(initial=-1), to_node.max(initial=-1))) + 1
    goes_on = np.flatnonzero(lixels.number + 1 < lixels.pieces)
    begins, ends = np.flatnonzero(lixels.number == 0), np.flatnonzero(lixels.number + 1 == lixels.pieces)
    one = np.concatenate([goes_on, begins, ends])
    other = np.concatenate([goes_on + 1, n + from_node, n + to_node])
    ease = np.concatenate([np.ones(len(goes_on)), np.full(2 * len(begins), 2.0)]) / lixels.length_m[one]
    half = sparse.coo_array((ease, (one, other)), shape=(size, size))
    return sparse.csr_array(half + half.T)


def drawn(streets: np.ndarray, lixels: Lixels) -> np.ndarray:
    """The line of every piece.

    Args:
        streets: lines; one of several parts is drawn as if they were joined.
    """
    begin = lixels.number / lixels.pieces
    return stretches(streets, lixels.street, begin, (lixels.number + 1) / lixels.pieces)


def stretches(streets: np.ndarray, street: np.ndarray, begin: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Parts of streets as lines.

    Args:
        streets: lines; one of several parts is drawn as if they were joined.
        street: position of the street that each part is of.
        begin, end: how far along it, 0 to 1.

    >>> line = np.array([shapely.LineString([(0, 0), (10, 0), (10, 10)])])
    >>> stretches(line, np.array([0]), np.array([0.25]), np.array([0.75]))[0].wkt
    'LINESTRING (5 0, 10 0, 10 5)'
    """
    xy, owner = shapely.get_coordinates(streets, return_index=True)
    same = owner[1:] == owner[:-1]
    along = np.concatenate([[0.0], np.cumsum(np.where(same, np.hypot(*np.diff(xy, axis=0).T), 0.0))])
    first = np.searchsorted(owner, np.arange(len(streets)))
    last = np.searchsorted(owner, np.arange(len(streets)), side="right") - 1
    start, length = along[first][street], (along[last] - along[first])[street]
    return _lines(xy, along, first[street], last[street], start + length * begin, start + length * end)


def _lines(xy, along, first, last, begin, end) -> np.ndarray:
    """From ``begin`` to ``end`` along the street between its vertices ``first`` and ``last``."""
    after, before = _between(along, first, last, begin, end)
    inner = np.maximum(before - after + 1, 0)
    piece = np.repeat(np.arange(len(begin)), inner)
    vertex = after[piece] + np.arange(len(piece)) - np.repeat(np.cumsum(inner) - inner, inner)
    points = [_point(xy, along, first, last, begin), xy[vertex], _point(xy, along, first, last, end)]
    owner = np.concatenate([np.arange(len(begin)), piece, np.arange(len(begin))])
    order = np.argsort(owner, kind="stable")
    return shapely.linestrings(np.vstack(points)[order], indices=owner[order])


def _between(along, first, last, begin, end) -> tuple[np.ndarray, np.ndarray]:
    """The first and the last vertex strictly inside each piece."""
    after = np.searchsorted(along, begin, side="right")
    before = np.searchsorted(along, end, side="left") - 1
    return np.clip(after, first + 1, last), np.clip(before, first, last - 1)


def _point(xy, along, first, last, at) -> np.ndarray:
    """The place so far along the street."""
    left = np.clip(np.searchsorted(along, at, side="right") - 1, first, np.maximum(last - 1, first))
    right = np.minimum(left + 1, last)
    span = along[right] - along[left]
    share = np.where(span > 0, (at - along[left]) / np.where(span > 0, span, 1.0), 0.0)
    return xy[left] + share[:, None].clip(0, 1) * (xy[right] - xy[left])

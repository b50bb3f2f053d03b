"""The streets as a graph in metres, how far it can be trusted, and where places stand on it.

A place stands on the nearest street, not on the nearest crossing: its walk begins along the street in
either direction. Streets are walked both ways unless they say ``one_way``.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from geo.errors import InputError

#: a place further from every street stands on none
SNAP_M = 200.0
#: a piece of the network shorter than this share of the largest is debris: nobody is led onto it
DEBRIS = 0.01
#: a network of which less than this share hangs together is broken
USABLE = 0.9
#: a dead end this near to a street it does not meet was most likely meant to meet it
NEARLY_M = 2.0
#: the type of a plain line
LINE = shapely.GeometryType.LINESTRING.value
#: places snapped at once
TOGETHER = 50_000


@dataclass(frozen=True)
class Network:
    """Streets and crossings.

    ``tail`` and ``head``: numbers from 0 of the crossings where each street begins and ends; ``length_m``,
    ``one_way`` (walked from tail to head only) and ``lines`` by street; ``ways``: metres from the one
    crossing to the next, row to column; ``xy``: places of the crossings; ``piece``: by street, which connected
    part it is of, 0 the longest; ``piece_m``: metres of street in each part.
    """

    tail: np.ndarray
    head: np.ndarray
    length_m: np.ndarray
    one_way: np.ndarray
    lines: np.ndarray
    ways: sparse.csr_array
    xy: np.ndarray
    piece: np.ndarray
    piece_m: np.ndarray
    _trees: dict

    @property
    def crossings(self) -> int:
        """How many crossings and ends of streets there are."""
        return self.ways.shape[0]

    @property
    def whole(self) -> float:
        """Share of the metres of street that hang together."""
        return float(self.piece_m[0] / self.piece_m.sum()) if self.piece_m.sum() > 0 else 0.0

    @property
    def usable(self) -> bool:
        """Whether distances along it can be trusted."""
        return self.whole >= USABLE

    def snap(self, x_m: np.ndarray, y_m: np.ndarray, limit_m: float = SNAP_M) -> "Stands":
        """Where places stand on the network; debris is passed over.

        Args:
            x_m, y_m: in the system of the streets.
            limit_m: a place further than this from every street stands on none.
        """
        open_to, tree = self._tree()
        street = np.full(len(x_m), -1)
        along, off = np.zeros(len(x_m)), np.full(len(x_m), np.inf)
        points = shapely.points(np.asarray(x_m, float), np.asarray(y_m, float))
        finite = np.flatnonzero(np.isfinite(x_m) & np.isfinite(y_m))
        for begin in range(0, len(finite), TOGETHER):
            here = finite[begin : begin + TOGETHER]
            found, away = tree.query_nearest(
                points[here],
                max_distance=np.nextafter(limit_m, np.inf),
                return_distance=True,
                all_matches=False,
            )
            place = here[found[0]]
            street[place], off[place] = open_to[found[1]], away
            share = shapely.line_locate_point(self.lines[street[place]], points[place], normalized=True)
            along[place] = np.nan_to_num(share) * self.length_m[street[place]]
        return Stands(street, along, off)

    def _tree(self) -> tuple[np.ndarray, shapely.STRtree]:
        """The streets that places are led onto, and a tree of them; made once."""
        if "open" not in self._trees:
            open_to = np.flatnonzero(self.piece_m[self.piece] >= DEBRIS * self.piece_m[0])
            self._trees["open"] = open_to, shapely.STRtree(self.lines[open_to])
        return self._trees["open"]


@dataclass(frozen=True)
class Stands:
    """Places on the network: ``street`` (−1: on none), metres ``along`` it from its tail and ``off`` it."""

    street: np.ndarray
    along: np.ndarray
    off: np.ndarray

    @property
    def known(self) -> np.ndarray:
        """Which places stand on a street."""
        return self.street >= 0

    def of(self, which: np.ndarray) -> "Stands":
        """Some of the places."""
        return Stands(self.street[which], self.along[which], self.off[which])


def network(streets: gpd.GeoDataFrame) -> Network:
    """The graph of streets that meet in their nodes (``geo.access.noding.noded`` sees to that).

    Args:
        streets: ``from_node``, ``to_node``, ``length_m`` and lines in a metric system that run from the one
            node to the other; ``one_way`` where it is known. Streets without a line or with a length that
            is missing, endless or below zero are left out.

    Raises:
        InputError: ``streets_missing``.
    """
    length = streets["length_m"].to_numpy(float)
    lined = ~(streets.geometry.is_empty | streets.geometry.isna()).to_numpy()
    streets = streets[lined & np.isfinite(length) & (length >= 0)]
    if not len(streets):
        raise InputError("streets_missing")
    nodes = pd.factorize(streets[["from_node", "to_node"]].to_numpy().ravel(), sort=True)[0].reshape(-1, 2)
    one_way = streets["one_way"].to_numpy(bool) if "one_way" in streets else np.zeros(len(streets), bool)
    return of_arrays(
        *nodes.T, streets["length_m"].to_numpy(float), one_way, one_line(streets.geometry.to_numpy())
    )


def of_arrays(tail, head, length_m, one_way, lines) -> Network:
    """As ``network``, from arrays by street; ``tail`` and ``head`` are numbers from 0."""
    size = int(max(tail.max(), head.max())) + 1
    back = ~one_way
    ways = shortest(
        np.concatenate([tail, head[back]]),
        np.concatenate([head, tail[back]]),
        np.concatenate([length_m, length_m[back]]),
        (size, size),
    )
    parts, part = connected_components(ways, directed=False)
    metres = np.bincount(part[tail], length_m, parts)
    order = np.argsort(-metres, kind="stable")
    rank = np.argsort(order)
    xy = np.empty((size, 2))
    for ends, which in ((tail, 0), (head, -1)):
        xy[ends] = shapely.get_coordinates(shapely.get_point(lines, which))
    return Network(tail, head, length_m, one_way, lines, ways, xy, rank[part][tail], metres[order], {})


def one_line(lines: np.ndarray) -> np.ndarray:
    """Lines of several parts as one line through all their vertices."""
    several = shapely.get_type_id(lines) != LINE
    if not several.any():
        return lines
    whole = lines.copy()
    whole[several] = [shapely.linestrings(shapely.get_coordinates(line)) for line in lines[several]]
    return whole


def shortest(row, column, value, shape) -> sparse.csr_array:
    """A sparse matrix that keeps the least of several values for one place, and zeros.

    >>> shortest(np.array([0, 0]), np.array([1, 1]), np.array([7.0, 5.0]), (1, 2)).toarray()
    array([[0., 5.]])
    """
    spot = row.astype(np.int64) * shape[1] + column
    order = np.argsort(spot, kind="stable")
    spot = spot[order]
    first = np.flatnonzero(np.r_[True, np.diff(spot) != 0][: len(spot)])
    least = np.minimum.reduceat(value[order], first) if len(first) else value[:0].astype(float)
    row, column = np.divmod(spot[first], max(shape[1], 1))
    starts = np.searchsorted(row, np.arange(shape[0] + 1))
    return sparse.csr_array((least, column, starts), shape=shape)


def survey(net: Network) -> dict[str, float]:
    """How far a network can be trusted.

    Returns:
        ``streets``, ``crossings``, ``km``, ``pieces`` (parts that do not hang together), ``outside`` (share
        of the streets outside the largest part), ``whole`` (share of the metres inside it) and ``nearly``
        (dead ends within ``NEARLY_M`` of a street that they do not meet).
    """
    return {
        "streets": len(net.tail),
        "crossings": net.crossings,
        "km": float(net.length_m.sum() / 1000),
        "pieces": len(net.piece_m),
        "outside": float((net.piece > 0).mean()),
        "whole": net.whole,
        "nearly": _nearly_meeting(net),
    }


def _nearly_meeting(net: Network) -> int:
    ends = np.concatenate([net.tail, net.head])
    dead = np.flatnonzero((np.bincount(ends, minlength=net.crossings) == 1)[ends])
    street = dead % len(net.tail)
    places = shapely.get_point(net.lines[street], np.where(dead < len(net.tail), 0, -1))
    own = ends[dead]
    place, near = shapely.STRtree(net.lines).query(places, predicate="dwithin", distance=NEARLY_M)
    strange = (near != street[place]) & (net.tail[near] != own[place]) & (net.head[near] != own[place])
    beside = _shares_a_crossing(net, street[place], near)
    return len(np.unique(own[place[strange & ~beside]]))


def _shares_a_crossing(net: Network, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Whether two streets meet in a crossing of both: a stub beside its own crossing misses nothing."""
    return (
        (net.tail[one] == net.tail[other]) | (net.tail[one] == net.head[other])
        | (net.head[one] == net.tail[other]) | (net.head[one] == net.head[other])
    )  # fmt: skip

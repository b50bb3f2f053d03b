"""Metres on foot along the network: to the nearest place of every kind, and to all places within a limit.

A walk is from the resident's door to the street, along streets, and from the street to the facility's.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from geo.access.network import Network, Stands, shortest

#: places searched from at once in one part of the network
TOGETHER = 64


def nearest_m(net: Network, homes: Stands, places: Stands, kinds: np.ndarray) -> pd.DataFrame:
    """Metres from every home to the nearest place of each kind; endless where none can be reached.

    Args:
        homes: where the walks begin; endless for one that stands on no street.
        places: where they end; one that stands on no street is not reached.
        kinds: kind of each place.

    Returns:
        a column a kind, in the order of their first places.
    """
    codes, names = pd.factorize(np.asarray(kinds))
    graph = _with_places(_backwards(net), *_doors(net, places, backwards=True), len(places.street))
    metres = np.full((len(homes.street), len(names)), np.inf)
    for kind in range(len(names)):
        found = np.flatnonzero((codes == kind) & places.known)
        if len(found):
            to_crossing = dijkstra(graph, indices=net.crossings + found, min_only=True)
            metres[:, kind] = _from_doors(net, homes, to_crossing)
    home, place, direct = _same_street(net, homes, places)
    np.minimum.at(metres, (home, codes[place]), direct)
    return pd.DataFrame(metres, columns=names)


def metres_to(net: Network, place: Stands) -> np.ndarray:
    """Metres from every crossing to the nearest of some places; endless where none is reached."""
    graph = _with_places(_backwards(net), *_doors(net, place, backwards=True), len(place.street))
    starts = net.crossings + np.flatnonzero(place.known)
    return dijkstra(graph, indices=starts, min_only=True)[: net.crossings]


def costs_within(
    net: Network,
    homes: Stands,
    places: Stands,
    limit_m: float,
    *,
    progress: Callable[[float], None] | None = None,
) -> sparse.csr_array:
    """Metres from homes (rows) to the places (columns) at most ``limit_m`` away; what is not stored is further.

    Zeros are stored. Around each group of places only the streets are searched that can be near enough.

    Args:
        progress: told the share done.
    """
    found = _reached(net, places, limit_m, progress or (lambda share: None))
    place, crossing, metres = (np.concatenate(part) for part in zip(*found, strict=True))
    row, column, metres = _to_homes(net, homes, place, crossing, metres)
    home, same, direct = _same_street(net, homes, places)
    row, column = np.concatenate([row, home]), np.concatenate([column, same])
    metres = np.concatenate([metres, direct])
    within = metres <= limit_m
    return shortest(row[within], column[within], metres[within], (len(homes.street), len(places.street)))


def metres_between(net: Network, homes: Stands, places: Stands) -> np.ndarray:
    """Metres from every home (row) to every place (column), endless where none leads: all there are, where
    ``costs_within`` would store most of them."""
    metres = np.full((len(homes.street), len(places.street)), np.inf)
    graph = _with_places(_backwards(net), *_doors(net, places, backwards=True), len(places.street))
    home, crossing, door = _doors(net, homes, backwards=False)
    order = np.argsort(home, kind="stable")
    crossing, door = crossing[order], door[order]
    known, first = np.unique(home[order], return_index=True)
    found = np.flatnonzero(places.known) if len(known) else places.street[:0]
    for begin in range(0, len(found), TOGETHER):
        group = found[begin : begin + TOGETHER]
        through = dijkstra(graph, indices=net.crossings + group)[:, crossing] + door
        metres[np.ix_(known, group)] = np.minimum.reduceat(through, first, axis=1).T
    home, place, direct = _same_street(net, homes, places)
    np.minimum.at(metres, (home, place), direct)
    return metres


def _backwards(net: Network) -> sparse.csr_array:
    """The streets as they are searched from a facility: against the walk."""
    return net.ways.T.tocsr() if net.one_way.any() else net.ways


def _doors(net: Network, stands: Stands, *, backwards: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """From each place to the crossings of its street, or ``backwards`` from them to it.

    Returns:
        the place, the crossing and the metres between them; one-way streets are left at their head and
        entered at their tail.
    """
    known = np.flatnonzero(stands.known)
    street, along = stands.street[known], stands.along[known]
    ahead = net.length_m[street] - along
    both = ~net.one_way[street]
    tail_too = backwards | both | (along == 0)  # who stands at a crossing may turn there
    head_too = (not backwards) | both | (ahead == 0)
    to_tail, to_head = along + stands.off[known], ahead + stands.off[known]
    place = np.concatenate([known[tail_too], known[head_too]])
    crossing = np.concatenate([net.tail[street][tail_too], net.head[street][head_too]])
    return place, crossing, np.concatenate([to_tail[tail_too], to_head[head_too]])


def _with_places(ways: sparse.csr_array, place, crossing, metres, count: int) -> sparse.csr_array:
    """The crossings and after them the places, which one can leave but not pass through."""
    doors = shortest(place, crossing, metres, (count, ways.shape[1]))
    return sparse.csr_array(
        (
            np.concatenate([ways.data, doors.data]),
            np.concatenate([ways.indices, doors.indices]),
            np.concatenate([ways.indptr, ways.indptr[-1] + doors.indptr[1:]]),
        ),
        shape=(ways.shape[0] + count, ways.shape[1] + count),
    )


def _from_doors(net: Network, homes: Stands, to_crossing: np.ndarray) -> np.ndarray:
    """Metres from every home, given those from the crossings."""
    home, crossing, metres = _doors(net, homes, backwards=False)
    whole = np.full(len(homes.street), np.inf)
    np.minimum.at(whole, home, metres + to_crossing[crossing])
    return whole


def _same_street(net: Network, homes: Stands, places: Stands) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Homes and places on one street, and the metres between them straight along it."""
    home, place = _pairs(homes.street, places.street)
    ahead = places.along[place] - homes.along[home]
    walked = (ahead >= 0) | ~net.one_way[homes.street[home]]
    home, place, ahead = home[walked], place[walked], np.abs(ahead[walked])
    return home, place, homes.off[home] + ahead + places.off[place]


def _pairs(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions in ``one`` and ``other`` with equal numbers from 0; below 0 is equal to nothing."""
    order = np.flatnonzero(other >= 0)
    order = order[np.argsort(other[order], kind="stable")]
    begin, end = (np.searchsorted(other[order], one, side=side) for side in ("left", "right"))
    return expanded(np.arange(len(one)), begin, end, order)


def expanded(rows: np.ndarray, begin: np.ndarray, end: np.ndarray, listed: np.ndarray):
    """Each row beside each of what is ``listed`` from its ``begin`` up to its ``end``.

    >>> [part.tolist() for part in expanded(np.array([7, 8]), np.array([0, 1]), np.array([2, 2]), np.array([5, 6]))]
    [[7, 7, 8], [5, 6, 6]]
    """
    times = end - begin
    at = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times - begin, times)
    return np.repeat(rows, times), listed[at]


def _reached(net: Network, places: Stands, limit_m: float, tell) -> list[tuple]:
    """Place, crossing and metres within the limit, group after group of places."""
    ways = _backwards(net)
    place, crossing, metres = _doors(net, places, backwards=True)
    doors = shortest(place, crossing, metres, (len(places.street), net.crossings))
    local = np.full(net.crossings, -1)
    found = [(np.empty(0, int), np.empty(0, int), np.empty(0))]
    groups = list(_groups(net, doors, limit_m))
    for done, (group, around) in enumerate(groups):
        tell(done / len(groups))
        local[around] = np.arange(len(around))
        part = _search(_inside(ways, around, local), doors[group], local, limit_m)
        local[around] = -1
        found.append((group[part[0]], around[part[1]], part[2]))
    return found


def _groups(net: Network, doors: sparse.csr_array, limit_m: float) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Places near each other, and the crossings that can be near enough to any of them."""
    standing = np.flatnonzero(np.diff(doors.indptr))
    near = net.xy[doors.indices[doors.indptr[standing]]]
    radius = limit_m / pace(net)
    tile = np.floor(near / max(limit_m, 1.0))
    order = np.lexsort((tile[:, 1], tile[:, 0]))
    borders = np.flatnonzero((np.diff(tile[order], axis=0) != 0).any(axis=1)) + 1
    by_x = np.argsort(net.xy[:, 0])
    x = net.xy[by_x, 0]
    for tiled in np.split(standing[order], borders):
        for begin in range(0, len(tiled), TOGETHER):
            group = tiled[begin : begin + TOGETHER]
            ends = net.xy[doors[group].indices]
            if not len(ends):
                continue
            (west, south), (east, north) = ends.min(axis=0) - radius, ends.max(axis=0) + radius
            strip = by_x[np.searchsorted(x, west) : np.searchsorted(x, east, side="right")]
            y = net.xy[strip, 1]
            yield group, strip[(y >= south) & (y <= north)]


def pace(net: Network) -> float:
    """Metres walked for a straight metre, at the least: under 1 where lengths in the file are too short."""
    straight = np.hypot(*(net.xy[net.tail] - net.xy[net.head]).T)
    apart = straight > 0
    return max(float(np.min(net.length_m[apart] / straight[apart], initial=1.0)), 1e-6)


def _inside(ways: sparse.csr_array, around: np.ndarray, local: np.ndarray) -> sparse.csr_array:
    """The part of the streets between some crossings, which are numbered anew."""
    begin, end = ways.indptr[around], ways.indptr[around + 1]
    row, at = expanded(np.arange(len(around)), begin, end, np.arange(ways.nnz))
    column = local[ways.indices[at]]
    kept = column >= 0
    starts = np.searchsorted(row[kept], np.arange(len(around) + 1))
    return sparse.csr_array((ways.data[at[kept]], column[kept], starts), shape=(len(around), len(around)))


def _search(ways: sparse.csr_array, doors: sparse.csr_array, local: np.ndarray, limit_m: float):
    """Place and crossing within the limit by their local numbers, and the metres."""
    place = np.repeat(np.arange(doors.shape[0]), np.diff(doors.indptr))
    graph = _with_places(ways, place, local[doors.indices], doors.data, doors.shape[0])
    first = ways.shape[0]
    metres = dijkstra(graph, indices=np.arange(first, first + doors.shape[0]), limit=limit_m)[:, :first]
    place, crossing = np.nonzero(np.isfinite(metres))
    return place, crossing, metres[place, crossing]


def _to_homes(net: Network, homes: Stands, place, crossing, metres):
    """From crossings on to the homes beside them: home, place and metres."""
    home, beside, door = _doors(net, homes, backwards=False)
    order = np.argsort(beside, kind="stable")
    begin, end = (np.searchsorted(beside[order], crossing, side=side) for side in ("left", "right"))
    reached, at = expanded(np.arange(len(crossing)), begin, end, order)
    return home[at], place[reached], metres[reached] + door[at]

"""Streets cut where they meet, so that who walks can turn there.

Lines drawn in a map often run on where another ends at them or shares a vertex with them. Lines that cross
without a common point are left alone: one of them is a bridge, or the file does not say.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geo.lixels import stretches

#: what is nearer than this is one place
SAME_M = 0.1


def noded(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Streets cut where another one ends at them or shares a vertex with them; ends in one place are one node.

    Args:
        streets: lines in a metric system; ``length_m`` (else that of the line), and ``from_node`` and
            ``to_node`` where ends have names of their own. Rows without a line are left out.

    Returns:
        all these columns, a row a piece, along each street and in the order of the streets; nodes are
        numbers from 0, a piece's length is its share of the street's.
    """
    streets = streets[~(streets.geometry.is_empty | streets.geometry.isna())]
    streets = _named(streets)
    if not len(streets):
        return streets
    lines = streets.geometry.to_numpy()
    places, end_places = _junctions(lines)
    node_of_place = _nodes(streets[["from_node", "to_node"]].to_numpy().T, places, end_places)
    stops = _stops(lines, places)
    n = np.arange(len(lines))
    street = np.concatenate([n, stops[0], n])
    share = np.concatenate([np.zeros(len(lines)), stops[1], np.ones(len(lines))])
    node = node_of_place[np.concatenate([end_places[0], stops[2], end_places[1]])]
    order = np.lexsort((share, street))
    return _pieces(streets, lines, street[order], share[order], node[order])


def _named(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Streets with lengths and names of their ends, which are all different where nobody named them."""
    if "length_m" not in streets:
        streets = streets.assign(length_m=streets.length)
    if "from_node" not in streets:
        ends = np.arange(2 * len(streets)).reshape(2, -1)
        streets = streets.assign(from_node=ends[0], to_node=ends[1])
    return streets


def _junctions(lines: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places where streets end or share a vertex, m × 2, and which of them are the ends, 2 × streets."""
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    _, spot = np.unique(np.round(xy / SAME_M).astype(np.int64), axis=0, return_inverse=True)
    spot = spot.ravel()
    used = np.unique(np.column_stack([spot, owner]), axis=0)[:, 0]
    junction = np.bincount(used) > 1
    first = np.searchsorted(owner, np.arange(len(lines)))
    last = np.searchsorted(owner, np.arange(len(lines)), side="right") - 1
    junction[spot[first]] = junction[spot[last]] = True
    place_of_spot = np.cumsum(junction) - 1
    places = np.empty((junction.sum(), 2))
    at = junction[spot]
    places[place_of_spot[spot[at]]] = xy[at]
    return places, place_of_spot[np.stack([spot[first], spot[last]])]


def _nodes(named: np.ndarray, places: np.ndarray, end_places: np.ndarray) -> np.ndarray:
    """A node for every place: one for places that are the same, or that the streets' own nodes join."""
    name = pd.factorize(named.ravel())[0]
    near = cKDTree(places).query_pairs(SAME_M, output_type="ndarray")
    one = np.concatenate([end_places.ravel(), near[:, 0]])
    other = np.concatenate([len(places) + name, near[:, 1]])
    size = len(places) + name.max() + 1
    joined = sparse.coo_array((np.ones(len(one), bool), (one, other)), shape=(size, size))
    return connected_components(joined, directed=False)[1][: len(places)]


def _stops(lines: np.ndarray, places: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where streets pass a place inside their course: the street, how far along (0 to 1), and the place."""
    points = shapely.points(places)
    place, street = shapely.STRtree(lines).query(points, predicate="dwithin", distance=SAME_M)
    share = shapely.line_locate_point(lines[street], points[place], normalized=True)
    length = shapely.length(lines[street])
    inside = (share * length > SAME_M) & ((1 - share) * length > SAME_M)
    return street[inside], share[inside], place[inside]


def _pieces(streets, lines, street, share, node) -> gpd.GeoDataFrame:
    """From stop to stop along every street; a stop in the place of the last one is none."""
    begin = np.flatnonzero(street[1:] == street[:-1])
    still = (node[begin] == node[begin + 1]) & ((share[begin + 1] - share[begin]) * shapely.length(lines)[
        street[begin]
    ] <= 2 * SAME_M)  # fmt: skip
    alone = (share[begin] == 0) & (share[begin + 1] == 1)
    begin = begin[~still | alone]
    at, first, last = street[begin], share[begin], share[begin + 1]
    pieces = streets.iloc[at].copy()
    shape = lines[at].copy()
    cut = (first > 0) | (last < 1)
    shape[cut] = stretches(lines, at[cut], first[cut], last[cut])
    pieces["from_node"], pieces["to_node"] = node[begin], node[begin + 1]
    pieces["length_m"] = pieces["length_m"] * (last - first)
    return pieces.set_geometry(gpd.GeoSeries(shape, index=pieces.index, crs=streets.crs))

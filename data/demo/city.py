"""The fictional town as geometry: cells nested in divisions, a river, streets, and points inside cells."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from data.demo import fans, plane, streets
from geo import tiling

DISTRICT, STREET, COMMUNITY = 9000, 150, 16  # most blocks a division may have
FEWEST = (400, 30, 5)  # cells below which a division left over at the rim joins a neighbour
SPARE = 1.6  # blocks cut for each grid wanted: some are joined, the outer ones fall away
SMOOTH, ROUNDS = 0.3, 8  # how much a neighbour inside counts when the rim is drawn
LOOSE = 0.05  # a piece of the town with less than this share of its grids falls away
JOINED = 0.12  # share of blocks joined with a neighbour, so that not every cell is four-sided


@dataclass(frozen=True)
class City:
    """Everything geometric; arrays are in the order of grid_id, divisions numbered from 0.

    ``pairs`` (k, 2) are grids that share a border; ``road`` is the cut each grid lies on;
    ``outwardness`` is 0 in the middle of the town and about 1 at its rim.
    """

    polygons: np.ndarray
    area_km2: np.ndarray
    east: np.ndarray
    north: np.ndarray
    outwardness: np.ndarray
    district: np.ndarray
    street: np.ndarray
    community: np.ndarray
    road: np.ndarray
    pairs: np.ndarray
    river: shapely.Polygon
    streets: pd.DataFrame
    fans: fans.Fans

    @property
    def cell_m(self) -> float:
        """The side of a typical grid in metres."""
        return float(np.sqrt(self.area_km2.mean()) * 1000)


def lay_out(count: int, rng: np.random.Generator) -> City:
    """Plan a town of ``count`` grids."""
    ground = plane.plane_for(int(count * SPARE))
    blocks = _cut(ground, int(np.ceil(count * SPARE)) + 4, one_district=count <= DISTRICT, rng=rng)
    ring = tiling.rings(blocks, ground.nodes_wide)
    place = plane.bent(ground, rng)
    nodes = plane.place_nodes(ground, ring, place)
    borders = tiling.shared_borders(ring)
    cell = _trim(_join(blocks, borders, rng), borders, blocks, ground, count, rng)
    inner = _within(ring, cell >= 0)
    polygons, area, first = _cells(inner, cell, nodes, count)
    pairs = _between_cells(borders, cell)
    east, north = plane.TO_METRES.transform(*shapely.get_coordinates(shapely.centroid(polygons)).T)
    return City(
        polygons, area, east, north, ground.outwardness(blocks.box[first]),
        *_divisions(blocks.groups[first], pairs), streets.main_road(blocks.sides[first], blocks), pairs,
        plane.river(ground, ring, place), streets.streets(inner, cell, blocks, nodes, ground),
        fans.fans(inner, cell, nodes, count),
    )  # fmt: skip


def _cut(ground, wanted, one_district, rng):
    west = int(np.clip(round(wanted * ground.bank / (ground.width - ground.water)), 1, wanted - 1))
    blocks = tiling.split(ground.boxes, [west, wanted - west], [DISTRICT, STREET, COMMUNITY], rng)
    if one_district:
        blocks.groups[:, 0] = 0
    return blocks


def _join(blocks, borders, rng):
    """The block that stands for each: itself, or a neighbour in its community that it is joined with."""
    same = blocks.groups[borders[:, 0], 2] == blocks.groups[borders[:, 1], 2]
    joined = tiling.pair_up(borders[same], int(len(blocks.box) * JOINED), rng)
    stands = np.arange(len(blocks.box))
    stands[joined[:, 1]] = joined[:, 0]
    return stands


def _trim(stands, borders, blocks, ground, count, rng):
    """The cell of each block, -1 outside: the innermost ``count``, without bays and spits."""
    angle, phase = ground.bearing(blocks.box), rng.uniform(0, 2 * np.pi, 2)
    ragged = 1 + 0.07 * np.sin(3 * angle + phase[0]) + 0.05 * np.sin(5 * angle + phase[1])
    distance = ground.outwardness(blocks.box) * ragged
    alone = np.flatnonzero(stands == np.arange(len(stands)))
    pairs = stands[np.concatenate([borders, borders[:, ::-1]])]
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    around = np.maximum(np.bincount(pairs[:, 0], minlength=len(stands)), 1)
    chosen, barred = np.zeros((2, len(stands)), dtype=bool)
    for turn in range(3 * ROUNDS):
        share = np.bincount(pairs[:, 0], chosen[pairs[:, 1]], len(stands)) / around
        order = np.lexsort(((distance - SMOOTH * share)[alone], barred[alone]))
        inner = alone[order[:count]]
        chosen[:] = False
        chosen[inner] = True
        loose = chosen & (_piece_sizes(np.where(chosen, 0, -1), pairs) < LOOSE * count)
        if turn >= ROUNDS and not loose.any():
            break
        barred |= loose
    inner = inner[np.lexsort((blocks.box[inner, 0], blocks.box[inner, 1], *blocks.groups[inner].T[::-1]))]
    number = np.full(len(stands), -1)
    number[inner] = np.arange(count)
    return number[stands]


def _pieces(label, pairs):
    """The piece of each cell: cells with one label that hang together; label -1 stands alone."""
    a, b = pairs[(label[pairs[:, 0]] == label[pairs[:, 1]]) & (label[pairs[:, 0]] >= 0)].T
    links = coo_array((np.ones(len(a)), (a, b)), shape=(len(label),) * 2)
    return connected_components(links, directed=False)[1]


def _piece_sizes(label, pairs):
    piece = _pieces(label, pairs)
    return np.bincount(piece)[piece]


def _within(ring, kept):
    chosen = kept[ring.owner]
    return tiling.Rings(ring.node[chosen], ring.owner[chosen], ring.cut[chosen], ring.corner[chosen])


def _cells(ring, cell, nodes, count):
    """Polygon, area and first block of each cell."""
    owners, dense = np.unique(ring.owner, return_inverse=True)
    shapes = tiling.outlines(tiling.Rings(ring.node, dense, ring.cut, ring.corner), nodes.lon, nodes.lat)
    after = ring.following
    twice = nodes.x[ring.node] * nodes.y[after] - nodes.x[after] * nodes.y[ring.node]
    area = np.bincount(cell[ring.owner], twice / 2e6, count)
    order = np.argsort(cell[owners], kind="stable")
    place, shapes = cell[owners][order], shapes[order]
    second = np.r_[False, place[1:] == place[:-1]]
    polygons = shapes[~second]
    twins = np.stack([polygons[place[second]], shapes[second]], axis=1)
    polygons[place[second]] = shapely.coverage_union_all(twins, axis=1)
    return polygons, area, owners[order][~second]


def _between_cells(borders, cell):
    pairs = cell[borders]
    pairs = pairs[(pairs >= 0).all(axis=1) & (pairs[:, 0] != pairs[:, 1])]
    return np.unique(np.sort(pairs, axis=1), axis=0)


def _divisions(groups, pairs):
    """District, street and community of each cell; what the rim left too small joins a neighbour."""
    district = absorb(np.unique(groups[:, 0], return_inverse=True)[1], pairs, FEWEST[0])
    labels = [district]
    for column, fewest in zip(groups.T[1:], FEWEST[1:], strict=True):
        siblings = pairs[labels[-1][pairs[:, 0]] == labels[-1][pairs[:, 1]]]
        labels.append(absorb(_pieces(column, siblings), siblings, fewest))
    return labels


def absorb(label, pairs, fewest: int) -> np.ndarray:
    """Give labels of fewer than ``fewest`` cells to a larger neighbour, the one with most shared borders.

    >>> absorb(np.array([0, 0, 0, 1]), np.array([[0, 1], [1, 2], [2, 3]]), 2).tolist()
    [0, 0, 0, 0]
    """
    for _ in range(8):
        size = np.bincount(label)
        ends = label[np.concatenate([pairs, pairs[:, ::-1]])].reshape(-1, 2)
        mine, theirs = size[ends[:, 0]], size[ends[:, 1]]
        larger = (theirs > mine) | ((theirs == mine) & (ends[:, 1] < ends[:, 0]))
        links, shared = np.unique(ends[larger & (mine < fewest)], axis=0, return_counts=True)
        if not len(links):
            break
        links = links[np.lexsort((links[:, 1], -shared, links[:, 0]))]
        small, first = np.unique(links[:, 0], return_index=True)
        into = np.arange(len(size))
        into[small] = links[first, 1]
        label = into[label]
    return np.unique(label, return_inverse=True)[1]

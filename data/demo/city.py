"""The fictional town as geometry: cells nested in divisions, a river, streets, and points inside cells."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyproj
import shapely

from geo import tiling

CENTRE = (113.0, 30.0)  # open country: no real city
METRIC = "EPSG:32649"
DISTRICT, STREET, COMMUNITY = 9000, 150, 16  # most blocks a division may have
SPARE = 1.56  # blocks cut for each grid wanted: some are joined, the outer ones fall away
JOINED = 0.12  # share of blocks joined with a neighbour, so that not every cell is four-sided
PLACES = 7  # decimals of a degree kept: about a centimetre


@dataclass(frozen=True)
class City:
    """Everything geometric; all arrays a grid are in the order of grid_id."""

    polygons: np.ndarray
    area_km2: np.ndarray
    east: np.ndarray
    north: np.ndarray
    centrality: np.ndarray
    district: np.ndarray
    street: np.ndarray
    community: np.ndarray
    pairs: np.ndarray
    river: shapely.Polygon
    streets: pd.DataFrame
    fans: "Fans"


@dataclass(frozen=True)
class Fans:
    """Triangles that fill the cells, sorted by cell, for drawing points inside a cell."""

    corners: np.ndarray
    reach: np.ndarray
    first: np.ndarray
    last: np.ndarray

    def draw(self, cells, polygons, rng) -> tuple[np.ndarray, np.ndarray]:
        """A point inside each given cell, leaning towards its streets: lon, lat."""
        lon, lat = np.empty(len(cells)), np.empty(len(cells))
        left = np.arange(len(cells))
        for _ in range(4):
            lon[left], lat[left] = self._throw(cells[left], rng)
            left = left[~shapely.contains_xy(polygons[cells[left]], lon[left], lat[left])]
        middle = shapely.point_on_surface(polygons[cells[left]])
        lon[left], lat[left] = shapely.get_x(middle), shapely.get_y(middle)
        return lon, lat

    def _throw(self, cells, rng):
        chance = self.first[cells] + rng.random(len(cells)) * (self.last[cells] - self.first[cells])
        triangle = np.clip(np.searchsorted(self.reach, chance, side="right"), 0, len(self.reach) - 1)
        centre, one, two = np.moveaxis(self.corners[triangle], 1, 0)
        outward, along = 0.96 * rng.random((len(cells), 1)) ** 0.36, rng.random((len(cells), 1))
        point = centre + outward * (one + along * (two - one) - centre)
        return np.round(point, PLACES).T


def lay_out(count: int, rng) -> City:
    """Plan a town of ``count`` grids."""
    blocks, plane = _cut_plane(count, rng)
    ring = tiling.rings(blocks, plane.nodes_wide)
    plane.place(ring, rng)
    pairs = tiling.shared_borders(ring)
    cell, keep = _join_and_trim(blocks, pairs, plane, count, rng)
    kept_ring = _only(ring, keep)
    cell_pairs = np.unique(np.sort(cell[pairs[keep[pairs].all(axis=1)]], axis=1), axis=0)
    cell_pairs = cell_pairs[cell_pairs[:, 0] != cell_pairs[:, 1]]
    polygons, area = _cells(kept_ring, cell, plane, count)
    east, north = plane.metres(shapely.get_coordinates(shapely.centroid(polygons)).T)
    first = np.full(count, -1)
    first[cell[keep][::-1]] = np.flatnonzero(keep)[::-1]
    district, street, community = _divisions(blocks.groups[first], cell_pairs)
    return City(
        polygons, area, east, north, plane.centrality(blocks.box[first]), district, street, community,
        cell_pairs, plane.river(ring), _streets(kept_ring, cell, blocks, plane),
        _fans(kept_ring, cell, plane, count),
    )  # fmt: skip


class Plane:
    """The lattice under the town and where its nodes lie."""

    def __init__(self, count: int) -> None:
        side = np.sqrt(count * SPARE * tiling.SQUARES)
        self.width, self.height = (int(np.ceil(side * f / 4)) * 4 + 8 for f in (1.1, 0.9))
        self.bank = int(self.width * 0.4) // 4 * 4
        self.water = int(np.clip(self.width // 48, 3, 24))
        self.nodes_wide = self.width + self.water + 1

    def boxes(self) -> list[list[int]]:
        """The two banks."""
        far = self.bank + self.water
        return [[0, 0, self.bank, self.height], [far, 0, self.width + self.water, self.height]]

    def place(self, ring: tiling.Rings, rng) -> None:
        """Give every node in use its coordinates."""
        node = np.unique(ring.node)
        size = (self.width + self.water, self.height)
        middle = self.bank + self.water / 2
        east, north = tiling.warp(node % self.nodes_wide, node // self.nodes_wide, size, middle, rng)
        self._to_metres = pyproj.Transformer.from_crs("EPSG:4326", METRIC, always_xy=True)
        x, y = self._to_metres.transform(*CENTRE)
        lon, lat = self._to_metres.transform(east + x, north + y, direction="INVERSE")
        self.lon, self.lat, self.x, self.y = (np.full(int(node[-1]) + 1, np.nan) for _ in range(4))
        self.lon[node], self.lat[node] = np.round(lon, PLACES), np.round(lat, PLACES)
        self.x[node], self.y[node] = east + x, north + y

    def metres(self, lonlat) -> tuple[np.ndarray, np.ndarray]:
        """Longitude and latitude to metres."""
        return self._to_metres.transform(*lonlat)

    def centrality(self, box) -> np.ndarray:
        """0 in the middle, about 1 at the rim of the plane, with rounded corners."""
        u = np.abs(box[:, [0, 2]].mean(axis=1) / (self.width + self.water) * 2 - 1)
        v = np.abs(box[:, [1, 3]].mean(axis=1) / self.height * 2 - 1)
        return (u**2.6 + v**2.6) ** (1 / 2.6)

    def river(self, ring: tiling.Rings) -> shapely.Polygon:
        """Between the banks, over the whole height of the plane."""
        node = np.unique(ring.node)
        left, right = (node[node % self.nodes_wide == x] for x in (self.bank, self.bank + self.water))
        outline = np.r_[left, right[::-1]]
        return shapely.Polygon(np.stack([self.lon[outline], self.lat[outline]], axis=1))


def _cut_plane(count, rng):
    plane = Plane(count)
    wanted = int(np.ceil(count * SPARE)) + 4
    west = int(np.clip(round(wanted * plane.bank / plane.width), 1, wanted - 1))
    blocks = tiling.split(plane.boxes(), [west, wanted - west], [DISTRICT, STREET, COMMUNITY], rng)
    if count <= DISTRICT:
        blocks.groups[:, 0] = 0
    return blocks, plane


def _join_and_trim(blocks, pairs, plane, count, rng):
    """The cell of each block (two neighbours in one community may be one cell), the innermost kept."""
    total = len(blocks.box)
    same = blocks.groups[pairs[:, 0], 2] == blocks.groups[pairs[:, 1], 2]
    joined = tiling.pair_up(pairs[same], int(total * JOINED), rng)
    cell = np.arange(total)
    cell[joined[:, 1]] = joined[:, 0]
    middle = blocks.box.reshape(-1, 2, 2).mean(axis=1)
    angle = np.arctan2(middle[:, 1] - plane.height / 2, middle[:, 0] - plane.width / 2)
    phase = rng.uniform(0, 2 * np.pi, 2)
    ragged = 1 + 0.07 * np.sin(3 * angle + phase[0]) + 0.05 * np.sin(5 * angle + phase[1])
    distance = plane.centrality(blocks.box) * ragged
    alone = np.flatnonzero(cell == np.arange(total))
    inner = np.sort(alone[np.argsort(distance[alone], kind="stable")[:count]])
    number = np.full(total, -1)
    number[inner] = np.arange(count)
    cell = number[cell]
    return cell, cell >= 0


def _only(ring, keep):
    chosen = keep[ring.owner]
    return tiling.Rings(ring.node[chosen], ring.owner[chosen], ring.cut[chosen], ring.corner[chosen])


def _cells(ring, cell, plane, count):
    owners = np.unique(ring.owner)
    dense = np.searchsorted(owners, ring.owner)
    shapes = tiling.outlines(tiling.Rings(ring.node, dense, ring.cut, ring.corner), plane.lon, plane.lat)
    after = ring.following
    twice = plane.x[ring.node] * plane.y[after] - plane.x[after] * plane.y[ring.node]
    area = np.bincount(cell[ring.owner], twice / 2e6, count)
    order = np.argsort(cell[owners], kind="stable")
    place, shapes = cell[owners][order], shapes[order]
    second = np.r_[False, place[1:] == place[:-1]]
    polygons = shapes[~second]
    twins = np.stack([polygons[place[second]], shapes[second]], axis=1)
    polygons[place[second]] = shapely.coverage_union_all(twins, axis=1)
    return polygons, area


def _divisions(groups, pairs):
    """District, street and community of each cell; slivers left by the rim join a neighbour."""
    district, street, community = (np.unique(column, return_inverse=True)[1] for column in groups.T)
    district = _absorb(district, pairs, 400)
    street = _absorb(street, pairs[district[pairs[:, 0]] == district[pairs[:, 1]]], 30)
    community = _absorb(community, pairs[street[pairs[:, 0]] == street[pairs[:, 1]]], 5)
    return district, street, community


def _absorb(label, pairs, least):
    """Give labels with fewer than ``least`` cells to the neighbour they share most borders with."""
    label = label.copy()
    for _ in range(6):
        size = np.bincount(label)
        ends = label[np.concatenate([pairs, pairs[:, ::-1]])]
        ends = ends[(ends[:, 0] != ends[:, 1]) & (size[ends[:, 0]] < least) & (size[ends[:, 1]] >= size[ends[:, 0]])]
        if not len(ends):
            break
        links, shared = np.unique(ends, axis=0, return_counts=True)
        links = links[np.lexsort((links[:, 1], -shared, links[:, 0]))]
        small, first = np.unique(links[:, 0], return_index=True)
        into = np.arange(len(size))
        into[small] = links[first, 1]
        into[into[into] == np.arange(len(size))] = np.minimum(into, np.arange(len(size)))[
            into[into] == np.arange(len(size))
        ]
        label = into[label]
    return np.unique(label, return_inverse=True)[1]


def _streets(ring, cell, blocks, plane):
    """Edges between junctions: each once, none inside a joined cell."""
    after = ring.following
    chain = np.cumsum(ring.corner) - 1
    start = np.flatnonzero(ring.corner)
    stop = np.r_[start[1:], len(ring.node)] - 1
    low, high = np.minimum(ring.node[start], after[stop]), np.maximum(ring.node[start], after[stop])
    order = np.lexsort((high, low))
    fresh = np.r_[True, (low[order][1:] != low[order][:-1]) | (high[order][1:] != high[order][:-1])]
    owner = cell[ring.owner[start]][order]
    inside = np.r_[~fresh[1:] & (owner[1:] == owner[:-1]), False]
    chosen = np.sort(order[fresh & ~inside])
    wanted = np.zeros(len(start), dtype=bool)
    wanted[chosen] = True
    rows = np.flatnonzero(wanted[chain])
    line = np.r_[ring.node[rows], after[stop[chosen]]]
    line_of = np.r_[np.searchsorted(chosen, chain[rows]), np.arange(len(chosen))]
    sort = np.argsort(line_of, kind="stable")
    node, of = line[sort], line_of[sort]
    step = np.hypot(np.diff(plane.x[node]), np.diff(plane.y[node])) * (of[1:] == of[:-1])
    cut = ring.cut[start[chosen]]
    return pd.DataFrame({
        "from_node": ring.node[start[chosen]] + 1,
        "to_node": after[stop[chosen]] + 1,
        "length_m": np.round(np.bincount(of[1:], step, len(chosen)), 2),
        "cut": cut,
        "rank": _rank(cut, blocks),
        "geometry": shapely.linestrings(np.stack([plane.lon[node], plane.lat[node]], axis=1), indices=of),
    })  # fmt: skip


def _rank(cut, blocks):
    """0 avenue, 1 street, 2 lane, by how much of the town the cut divided."""
    depth = np.log2(len(blocks.box)) - np.r_[blocks.level, 0][cut]
    return np.where(depth >= 6.2, 0, np.where(depth >= 3.6, 1, 2))


def _fans(ring, cell, plane, count):
    after = ring.following
    size = np.bincount(ring.owner)
    middle = [np.bincount(ring.owner, axis[ring.node]) / np.maximum(size, 1) for axis in (plane.lon, plane.lat)]
    centre, one, two = (
        np.stack(pair, axis=1)
        for pair in (
            (middle[0][ring.owner], middle[1][ring.owner]),
            (plane.lon[ring.node], plane.lat[ring.node]),
            (plane.lon[after], plane.lat[after]),
        )
    )
    (ax, ay), (bx, by) = (one - centre).T, (two - centre).T
    area = np.abs(ax * by - ay * bx)
    order = np.argsort(cell[ring.owner], kind="stable")
    reach = np.cumsum(area[order])
    ends = np.cumsum(np.bincount(cell[ring.owner], minlength=count)) - 1
    last = reach[ends]
    return Fans(np.stack([centre, one, two], axis=1)[order], reach, np.r_[0.0, last[:-1]], last)

"""The lattice under the demo town: two banks, the river between them, and where each node lies."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyproj
import shapely

from geo import tiling

CENTRE = (113.0, 30.0)  # open country: no real city
METRIC = "EPSG:32649"
BEYOND = 0.12  # share of the plane that the river runs on, at either end
PLACES = 7  # decimals of a degree kept: about a centimetre
TO_METRES = pyproj.Transformer.from_crs("EPSG:4326", METRIC, always_xy=True)


@dataclass(frozen=True)
class Plane:
    """In lattice steps: the whole, where the west bank ends, and how wide the water is."""

    width: int
    height: int
    bank: int
    water: int

    @property
    def nodes_wide(self) -> int:
        """Nodes a row; a node's number is y * nodes_wide + x."""
        return self.width + 1

    @property
    def boxes(self) -> list[list[int]]:
        """The two banks: x0, y0, x1, y1."""
        return [[0, 0, self.bank, self.height], [self.bank + self.water, 0, self.width, self.height]]

    def outwardness(self, box: np.ndarray) -> np.ndarray:
        """0 in the middle, about 1 at the rim of the plane, which counts as a square with round corners."""
        u = np.abs(box[:, [0, 2]].mean(axis=1) / self.width * 2 - 1)
        v = np.abs(box[:, [1, 3]].mean(axis=1) / self.height * 2 - 1)
        return (u**2.6 + v**2.6) ** (1 / 2.6)

    def bearing(self, box: np.ndarray) -> np.ndarray:
        """The direction of each block from the middle, in radians."""
        x, y = box[:, [0, 2]].mean(axis=1), box[:, [1, 3]].mean(axis=1)
        return np.arctan2(y - self.height / 2, x - self.width / 2)


def plane_for(blocks: int) -> Plane:
    """A plane with room for so many blocks."""
    side = np.sqrt(blocks * tiling.SQUARES)
    width, height = (int(np.ceil(side * share / 4)) * 4 + 8 for share in (1.1, 0.9))
    water = int(np.clip(width // 48, 3, 24))
    return Plane(width + water, height, int(width * 0.4) // 4 * 4, water)


@dataclass(frozen=True)
class Nodes:
    """Coordinates by node number (NaN where no node is in use): degrees, and metres in ``METRIC``."""

    lon: np.ndarray
    lat: np.ndarray
    x: np.ndarray
    y: np.ndarray


def bent(plane: Plane, rng: np.random.Generator) -> Callable:
    """How the lattice lies on the map: a function from x, y in steps to lon, lat and metres (4, n)."""
    bend = tiling.warp((plane.width, plane.height), plane.bank + plane.water / 2, rng)
    middle = np.array(TO_METRES.transform(*CENTRE))

    def place(x, y):
        east, north = bend(x, y) + middle[:, None]
        lon, lat = TO_METRES.transform(east, north, direction="INVERSE")
        return np.stack([np.round(lon, PLACES), np.round(lat, PLACES), east, north])

    return place


def place_nodes(plane: Plane, ring: tiling.Rings, place: Callable) -> Nodes:
    """One coordinate for each node in use."""
    node = np.unique(ring.node)
    columns = np.full((4, int(node[-1]) + 1), np.nan)
    columns[:, node] = place(node % plane.nodes_wide, node // plane.nodes_wide)
    return Nodes(*columns)


def river(plane: Plane, ring: tiling.Rings, place: Callable) -> shapely.Polygon:
    """The water between the banks, vertex by vertex with the cells beside it, flowing on beyond the town."""
    node = np.unique(ring.node)
    beyond = np.arange(4, int(plane.height * BEYOND), 4)
    sides = []
    for x in (plane.bank, plane.bank + plane.water):
        row = node[node % plane.nodes_wide == x] // plane.nodes_wide
        row = np.r_[-beyond[::-1], row, plane.height + beyond]
        sides.append(place(np.full(len(row), x), row)[:2].T)
    return shapely.Polygon(np.concatenate([sides[0], sides[1][::-1]]))

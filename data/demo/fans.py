"""Points inside cells: each cell is a fan of triangles from the middle of its blocks."""

from dataclasses import dataclass

import numpy as np
import shapely

from data.demo.plane import PLACES, Nodes
from geo.tiling import Rings

LEAN = 0.36  # below 0.5 draws points towards the streets
RIM = 0.96  # how near to the street a point may come


@dataclass(frozen=True)
class Fans:
    """Triangles (k, 3, 2) sorted by cell, the running total of their areas, and each cell's part of it."""

    corners: np.ndarray
    reach: np.ndarray
    first: np.ndarray
    last: np.ndarray

    def draw(self, cells, polygons, rng) -> tuple[np.ndarray, np.ndarray]:
        """A point inside each given cell, leaning towards its streets.

        Args:
            cells: (n,) cell numbers, repeats welcome.
            polygons: all cells' polygons.

        Returns:
            lon, lat; always inside: what falls outside is thrown again, at last put in the middle.
        """
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
        outward, along = RIM * rng.random((len(cells), 1)) ** LEAN, rng.random((len(cells), 1))
        return np.round(centre + outward * (one + along * (two - one) - centre), PLACES).T


def fans(ring: Rings, cell: np.ndarray, nodes: Nodes, count: int) -> Fans:
    """The fans of ``count`` cells; ``cell`` maps blocks to cells."""
    size = np.maximum(np.bincount(ring.owner), 1)
    middle = [
        (np.bincount(ring.owner, axis[ring.node]) / size)[ring.owner] for axis in (nodes.lon, nodes.lat)
    ]
    at = [np.stack([nodes.lon[node], nodes.lat[node]], axis=1) for node in (ring.node, ring.following)]
    corners = np.stack([np.stack(middle, axis=1), *at], axis=1)
    (ax, ay), (bx, by) = (corners[:, 1] - corners[:, 0]).T, (corners[:, 2] - corners[:, 0]).T
    order = np.argsort(cell[ring.owner], kind="stable")
    reach = np.cumsum(np.abs(ax * by - ay * bx)[order])
    last = reach[np.cumsum(np.bincount(cell[ring.owner], minlength=count)) - 1]
    return Fans(corners[order], reach, np.r_[0.0, last[:-1]], last)

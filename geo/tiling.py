"""A made-up city plan: a plane split along streets into cells that share their borders exactly.

The plane is a lattice of small squares. ``split`` cuts it again and again, each cut a street, until as
many rectangles are left as wanted; early cuts are avenues, late ones lanes, and the tree of cuts gives
the nested divisions. ``Lattice`` owns the one coordinate of each lattice node, so whatever is built on
nodes (cells, streets, banks) meets without gap or overlap. ``warp`` bends the lattice: a river that
winds, a dense centre, streets that are not straight.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely

UNIT_M = 27.0  # one lattice step
SQUARES = 64  # lattice squares a cell, on average
SLOPE = 0.055  # of each wave that bends the streets
BEND = 4  # a street may bend at every fourth node


@dataclass(frozen=True)
class Blocks:
    """Rectangles of lattice squares that tile the plane, and where they stand in the tree of cuts.

    ``box`` is (n, 4): x0, y0, x1, y1 in lattice steps. ``sides`` is (n, 4): the cut behind the south,
    east, north and west side, -1 for the rim. ``level`` has one depth a cut. ``groups`` is (n, k): the
    subtree the block belongs to, for each of the k sizes asked for.
    """

    box: np.ndarray
    sides: np.ndarray
    level: np.ndarray
    groups: np.ndarray


def split(boxes, wanted, sizes, rng) -> Blocks:
    """Cut rectangles until each stands for one cell.

    Args:
        boxes: (m, 4) rectangles in lattice steps to begin with.
        wanted: (m,) how many blocks each must become.
        sizes: group sizes, largest first; a subtree of at most that many blocks is one group.
        rng: numpy Generator.

    >>> blocks = split([[0, 0, 16, 16]], [4], [2], np.random.default_rng(1))
    >>> len(blocks.box), int((blocks.box[:, 2:] - blocks.box[:, :2]).prod(axis=1).sum())
    (4, 256)
    """
    box, quota = np.asarray(boxes, dtype=np.int64), np.asarray(wanted, dtype=np.int64)
    sides = np.full((len(box), 4), -1)
    groups = np.full((len(box), len(sizes)), -1)
    levels, done, named = [np.empty(0, int)], [], [0] * len(sizes)
    for depth in range(1, 200):
        groups = _name_groups(groups, quota, sizes, named)
        leaf = quota == 1
        done.append((box[leaf], sides[leaf], groups[leaf]))
        if leaf.all():
            break
        box, quota, sides, groups = box[~leaf], quota[~leaf], sides[~leaf], groups[~leaf]
        first_cut = sum(map(len, levels))
        levels.append(np.full(len(box), depth))
        box, quota, sides = _cut(box, quota, sides, first_cut, rng)
        groups = np.concatenate([groups, groups])
    parts = [np.concatenate(part) for part in zip(*done, strict=True)]
    return Blocks(parts[0], parts[1], np.concatenate(levels), parts[2])


def _name_groups(groups, quota, sizes, named):
    for column, size in enumerate(sizes):
        new = (groups[:, column] < 0) & (quota <= size)
        groups[new, column] = named[column] + np.arange(new.sum())
        named[column] += int(new.sum())
    return groups


def _cut(box, quota, sides, first_cut, rng):
    """Each rectangle into two, across its longer side, uneven by chance."""
    count = len(box)
    width, height = box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]
    across = np.where(width * rng.uniform(0.85, 1.18, count) > height, 0, 1)  # 0: a cut that runs north
    share = rng.uniform(0.36, 0.64, count)
    low = np.clip(np.rint(quota * share).astype(np.int64), 1, quota - 1)
    length = np.where(across == 0, width, height)
    place = np.rint(length * np.clip(low / quota + rng.uniform(-0.07, 0.07, count), 0.22, 0.78)).astype(
        np.int64
    )
    place = np.clip(place, 1, length - 1)
    first, second = box.copy(), box.copy()
    row = np.arange(count)
    first[row, across + 2] = box[row, across] + place
    second[row, across] = box[row, across] + place
    first_sides, second_sides = sides.copy(), sides.copy()
    first_sides[row, np.where(across == 0, 1, 2)] = first_cut + row
    second_sides[row, np.where(across == 0, 3, 0)] = first_cut + row
    return (
        np.concatenate([first, second]), np.concatenate([low, quota - low]),
        np.concatenate([first_sides, second_sides]),
    )  # fmt: skip


@dataclass(frozen=True)
class Rings:
    """The outlines of blocks as node numbers: ``node`` runs counter-clockwise, block after block.

    ``owner`` is the block of each entry, ``cut`` the street the segment that starts here runs along,
    ``corner`` whether a street begins or ends at the node.
    """

    node: np.ndarray
    owner: np.ndarray
    cut: np.ndarray
    corner: np.ndarray

    @property
    def following(self) -> np.ndarray:
        """The node after each one on its ring."""
        after = np.roll(self.node, -1)
        starts = np.flatnonzero(np.r_[True, self.owner[1:] != self.owner[:-1]])
        ends = np.r_[starts[1:], len(self.node)] - 1
        after[ends] = self.node[starts]
        return after


def rings(blocks: Blocks, width: int) -> Rings:
    """Outlines with every node a neighbour has on the shared border, so that borders match.

    Args:
        width: nodes a lattice row, for node number = y * width + x.
    """
    x0, y0, x1, y1 = blocks.box.T
    corner = np.zeros(width * (int(y1.max()) + 1), dtype=bool)
    for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1)):
        corner[y * width + x] = True
    starts = np.stack([y0 * width + x0, y0 * width + x1, y1 * width + x1, y1 * width + x0], axis=1)
    lengths = np.stack([x1 - x0, y1 - y0, x1 - x0, y1 - y0], axis=1)
    steps = np.array([1, width, -1, -width])
    flat = lengths.ravel()
    side = np.repeat(np.arange(flat.size), flat)
    offset = np.arange(flat.sum()) - np.repeat(np.cumsum(flat) - flat, flat)
    node = starts.ravel()[side] + offset * steps[side % 4]
    along = np.where(side % 2 == 0, node % width, node // width)
    kept = corner[node] | (along % BEND == 0)
    node, side = node[kept], side[kept]
    return Rings(node, side // 4, blocks.sides.ravel()[side], corner[node])


def shared_borders(ring: Rings) -> np.ndarray:
    """Pairs of blocks that share at least one segment, each pair once, lower number first: (k, 2)."""
    after = ring.following
    low, high = np.minimum(ring.node, after), np.maximum(ring.node, after)
    order = np.lexsort((high, low))
    twin = np.flatnonzero((low[order][1:] == low[order][:-1]) & (high[order][1:] == high[order][:-1]))
    pairs = np.stack([ring.owner[order[twin]], ring.owner[order[twin + 1]]], axis=1)
    return np.unique(np.sort(pairs, axis=1), axis=0)


def pair_up(pairs, want: int, rng) -> np.ndarray:
    """Up to ``want`` disjoint pairs, drawn by chance: each takes the lowest lot at both its ends.

    >>> pair_up(np.array([[0, 1], [1, 2], [2, 3]]), 5, np.random.default_rng(0)).shape[1]
    2
    """
    pairs = np.asarray(pairs).reshape(-1, 2)
    chosen = [np.empty((0, 2), dtype=np.int64)]
    lots = rng.permutation(len(pairs))
    while len(pairs) and sum(map(len, chosen)) < want:
        best = np.full(pairs.max() + 1, lots.max() + 1)
        np.minimum.at(best, pairs.ravel(), np.repeat(lots, 2))
        won = (best[pairs[:, 0]] == lots) & (best[pairs[:, 1]] == lots)
        chosen.append(pairs[won])
        taken = np.isin(pairs, pairs[won]).any(axis=1)
        pairs, lots = pairs[~taken], lots[~taken]
    return np.concatenate(chosen)[:want]


def warp(size, river_x, rng) -> Callable:
    """A bent plane: a function from lattice positions to metres east and north of the middle.

    Args:
        size: width and height of the plane in steps.
        river_x: where the river's middle runs, in steps.
        rng: numpy Generator; drawn from once, so the function gives each position one place.

    >>> bend = warp((100, 80), 40, np.random.default_rng(1))
    >>> east, north = bend(np.array([0, 100]), np.array([40, 40]))
    >>> bool(east[0] < 0 < east[1])
    True
    """
    phase = rng.uniform(0, 2 * np.pi, 2)
    waves = _waves(max(size), rng)
    return lambda x, y: _bend(np.asarray(x, float), np.asarray(y, float), size, river_x, phase, waves)


def _bend(u, v, size, river_x, phase, waves):
    width, height = size
    near = np.exp(-(((u - river_x) / (width * 0.3)) ** 2))
    meander = 0.06 * np.sin(2.1 * np.pi * v / height + phase[0]) + 0.02 * np.sin(
        5.3 * np.pi * v / height + phase[1]
    )
    du, dv = (
        sum(swing * np.sin(ahead * u + aside * v + shift) for swing, ahead, aside, shift in part)
        for part in waves
    )
    u, v = u + near * meander * width + du, v + dv
    u, v = (u - width / 2) / (width / 2), (v - height / 2) / (height / 2)
    far = 0.66 + 0.34 * (u**2 + v**2)  # the centre is built more densely
    u, v = u * far * width / 2, v * far * height / 2
    turn = np.deg2rad(-14.0)
    return (
        (u * np.cos(turn) - v * np.sin(turn)) * UNIT_M,
        (u * np.sin(turn) + v * np.cos(turn)) * UNIT_M,
    )


def _waves(size, rng):
    """Bends of several lengths, east and north; their slopes add up to under one, so nothing folds."""
    lengths = [length for length in (size / 1.5, size / 4, 180, 90, 46, 27) if length <= size]
    return [
        [
            (SLOPE * length / (2 * np.pi), *_heading(2 * np.pi / length, rng), rng.uniform(0, 2 * np.pi))
            for length in np.repeat(lengths, 2)
        ]
        for _ in range(2)
    ]


def _heading(wave, rng):
    angle = rng.uniform(0, 2 * np.pi)
    return wave * np.cos(angle), wave * np.sin(angle)


def reading_order(east, north, group, row_height) -> np.ndarray:
    """The 1-based number of each cell within its group: west to east along a row, rows north to south.

    Args:
        east, north: (n,) middles, any unit.
        group: (n,) group of each cell.
        row_height: how far south a new row begins, scalar or (n,), same unit.

    >>> reading_order(np.array([0, 1, 0, 1]), np.array([0, 0.1, 1, 1.1]), np.zeros(4), 0.5).tolist()
    [3, 4, 1, 2]
    """
    _, group = np.unique(group, return_inverse=True)
    top = np.full(group.max() + 1, -np.inf)
    np.maximum.at(top, group, north)
    row = np.floor((top[group] - north) / row_height)
    order = np.lexsort((east, row, group))
    first = np.r_[0, np.flatnonzero(np.diff(group[order])) + 1]
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order)) - np.repeat(first, np.diff(np.r_[first, len(order)])) + 1
    return number


def outlines(ring: Rings, lon, lat) -> np.ndarray:
    """One polygon a block. ``lon`` and ``lat`` hold a coordinate for each node number in use."""
    closing = np.r_[np.flatnonzero(np.diff(ring.owner)), len(ring.owner) - 1]
    start = np.r_[0, closing[:-1] + 1]
    node = np.insert(ring.node, closing + 1, ring.node[start])
    owner = np.insert(ring.owner, closing + 1, ring.owner[closing])
    return shapely.polygons(shapely.linearrings(np.stack([lon[node], lat[node]], axis=1), indices=owner))

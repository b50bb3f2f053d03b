"""Cuts, outlines and numbers, on blocks one can draw.

Three blocks with a T where they meet, four lattice steps a side::

    y=8 +---+---+
        |   | 2 |
    y=4 | 0 +---+
        |   | 1 |
    y=0 +---+---+
       x=0  4   8
"""

import numpy as np
import pytest
import shapely

from geo import tiling

WIDTH = 9  # nodes a row
TEE = tiling.Blocks(
    box=np.array([[0, 0, 4, 8], [4, 0, 8, 4], [4, 4, 8, 8]]),
    sides=np.array([[-1, 0, -1, -1], [-1, -1, 1, 0], [1, -1, -1, 0]]),
    level=np.array([1, 2]),
    groups=np.zeros((3, 1), dtype=int),
)


def flat(ring):
    """Outlines on the lattice itself: a step is a unit."""
    node = np.arange(ring.node.max() + 1)
    return tiling.outlines(ring, (node % WIDTH).astype(float), (node // WIDTH).astype(float))


def painted(blocks, shape):
    """How many blocks lie on each lattice square."""
    squares = np.zeros(shape, dtype=int)
    for x0, y0, x1, y1 in blocks.box:
        squares[x0:x1, y0:y1] += 1
    return squares


@pytest.mark.parametrize("wanted", [1, 2, 7, 64, 200])
@pytest.mark.parametrize("seed", range(5))
def test_blocks_cover_every_square_once(wanted, seed):
    side = int(np.ceil(np.sqrt(wanted * 64)))
    blocks = tiling.split([[0, 0, side, side]], [wanted], [50, 8], np.random.default_rng(seed))
    assert len(blocks.box) == wanted
    assert (painted(blocks, (side, side)) == 1).all()


def test_groups_nest_and_keep_their_size():
    blocks = tiling.split([[0, 0, 160, 160]], [400], [50, 8], np.random.default_rng(3))
    large, small = blocks.groups.T
    assert np.bincount(large).max() <= 50
    assert np.bincount(small).max() <= 8
    assert all(len(set(large[small == one])) == 1 for one in np.unique(small))


def test_two_plots_stay_apart():
    plots = [[0, 0, 40, 80], [50, 0, 90, 80]]
    blocks = tiling.split(plots, [30, 20], [8], np.random.default_rng(1))
    assert (blocks.box[:, 2] <= 40).sum() == 30
    assert (blocks.box[:, 0] >= 50).sum() == 20


def test_both_sides_of_a_cut_name_it():
    blocks = tiling.split([[0, 0, 16, 16]], [2], [8], np.random.default_rng(0))
    assert sorted(blocks.sides.ravel().tolist()) == [-1] * 6 + [0, 0]


def test_the_tall_block_has_the_corner_of_its_neighbours():
    ring = tiling.rings(TEE, WIDTH)
    tall = ring.node[ring.owner == 0]
    assert 4 * WIDTH + 4 in tall
    assert ring.corner[(ring.owner == 0) & (ring.node == 4 * WIDTH + 4)].all()


def test_an_outline_bends_at_every_fourth_node_and_runs_counter_clockwise():
    ring = tiling.rings(TEE, WIDTH)
    assert ring.node[ring.owner == 1].tolist() == [4, 8, 44, 40]
    assert ring.node[ring.owner == 0].tolist() == [0, 4, 40, 76, 72, 36]
    assert ring.following[ring.owner == 1].tolist() == [8, 44, 40, 4]


def test_outlines_are_the_blocks():
    shapes = flat(tiling.rings(TEE, WIDTH))
    assert [shape.equals(shapely.box(*box)) for shape, box in zip(shapes, TEE.box, strict=True)] == [True] * 3
    assert shapely.coverage_is_valid(shapes)


@pytest.mark.parametrize("seed", range(8))
def test_outlines_of_many_blocks_meet_exactly(seed):
    blocks = tiling.split([[0, 0, 8 * 30, 8 * 30]], [700], [50], np.random.default_rng(seed))
    ring = tiling.rings(blocks, 241)
    node = np.arange(ring.node.max() + 1)
    bend = tiling.warp((240, 240), 100, np.random.default_rng(seed))
    shapes = tiling.outlines(ring, *bend(node % 241, node // 241))
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.coverage_union_all(shapes).geom_type == "Polygon"


def test_who_shares_a_border():
    assert tiling.shared_borders(tiling.rings(TEE, WIDTH)).tolist() == [[0, 1], [0, 2], [1, 2]]


def test_borders_are_those_that_touch_along_a_line():
    blocks = tiling.split([[0, 0, 120, 120]], [150], [50], np.random.default_rng(5))
    shapes = shapely.box(*blocks.box.T)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="touches")
    along = shapely.length(shapely.intersection(shapes[one], shapes[other])) > 0
    expected = {(a, b) for a, b in zip(one[along].tolist(), other[along].tolist(), strict=True) if a < b}
    assert set(map(tuple, tiling.shared_borders(tiling.rings(blocks, 121)).tolist())) == expected


@pytest.mark.parametrize("seed", range(10))
def test_pairs_are_disjoint_and_no_more_than_wanted(seed):
    line = np.stack([np.arange(50), np.arange(1, 51)], axis=1)
    pairs = tiling.pair_up(line, 10, np.random.default_rng(seed))
    assert len(pairs) == 10
    assert len(np.unique(pairs)) == 20


def test_pairing_goes_on_until_nothing_is_left():
    star = np.array([[0, 1], [0, 2], [0, 3]])
    assert len(tiling.pair_up(star, 5, np.random.default_rng(0))) == 1


def test_no_pairs_from_none():
    assert len(tiling.pair_up(np.empty((0, 2), dtype=int), 3, np.random.default_rng(0))) == 0


@pytest.mark.parametrize("size", [(60, 50), (260, 210), (1500, 1200)])
@pytest.mark.parametrize("seed", range(6))
def test_the_bent_plane_never_folds(size, seed):
    bend = tiling.warp(size, size[0] * 0.4, np.random.default_rng(seed))
    x, y = np.meshgrid(np.arange(0, size[0] + 1, 2), np.arange(0, size[1] + 1, 2))
    east, north = bend(x.ravel(), y.ravel())
    east, north = east.reshape(x.shape), north.reshape(x.shape)
    along = np.diff(east, axis=1)[:-1], np.diff(north, axis=1)[:-1]
    up = np.diff(east, axis=0)[:, :-1], np.diff(north, axis=0)[:, :-1]
    assert (along[0] * up[1] - along[1] * up[0] > 0).all()


def test_numbers_run_west_to_east_then_north_to_south():
    # 1 2 3
    # 4 5 6
    # 7 8 9, given column by column from the south-west, a little askew
    east = np.repeat([0.0, 1, 2], 3)
    north = np.tile([0.0, 1, 2], 3) + np.repeat([0, 0.1, -0.1], 3)
    numbers = tiling.reading_order(east, north, np.zeros(9), 0.5)
    assert numbers.tolist() == [7, 4, 1, 8, 5, 2, 9, 6, 3]


def test_each_group_counts_from_one():
    east = np.array([5.0, 4, 3, 2, 1])
    numbers = tiling.reading_order(east, np.zeros(5), np.array(["b", "a", "b", "a", "b"]), 1.0)
    assert numbers.tolist() == [3, 2, 2, 1, 1]

"""Barriers between neighbours, on a 3 × 3 town whose squares of 300 m can be counted.

::

    1 2 3
    4 5 6      a river runs north to south between the first and the second column
    7 8 9
"""

import numpy as np
import pytest
import shapely
from scipy import sparse

from geo.districts.barriers import parted
from geo.hotspots.neighbours import shared_border

SIDE = 300.0


@pytest.fixture
def town():
    squares = [
        shapely.box(SIDE * column, SIDE * (2 - row), SIDE * (column + 1), SIDE * (3 - row))
        for row in range(3)
        for column in range(3)
    ]
    return np.array(squares), shared_border(squares, rule="rook")


def line(*corners):
    return shapely.LineString(corners)


def pairs(found: sparse.csr_array) -> set[tuple[int, int]]:
    both = {(int(a) + 1, int(b) + 1) for a, b in zip(*found.nonzero(), strict=True)}
    assert both == {(b, a) for a, b in both}
    return {(a, b) for a, b in both if a < b}


def between(town, barriers, streets=()):
    shapes, neighbours = town
    return pairs(parted(shapes, neighbours, np.array(barriers), np.array(streets, dtype=object)))


RIVER = line((SIDE, -50), (SIDE, 950))


def test_a_river_along_the_border_parts_three_pairs(town):
    assert between(town, [RIVER]) == {(1, 2), (4, 5), (7, 8)}


def test_a_bridge_joins_the_two_it_leads_to(town):
    assert between(town, [RIVER], [line((150, 450), (450, 450))]) == {(1, 2), (7, 8)}


def test_a_street_on_the_bank_is_no_bridge(town):
    assert between(town, [RIVER], [line((SIDE + 15, 0), (SIDE + 15, 900))]) == {(1, 2), (4, 5), (7, 8)}


@pytest.mark.parametrize(("covered", "found"), [(200, set()), (238, set()), (242, {(1, 2)})])
def test_a_river_that_ends_leaves_a_stretch_to_walk_across(town, covered, found):
    """240 m of 300 m are four fifths; what lies within 30 m of the river's end counts as covered."""
    assert between(town, [line((SIDE, 900), (SIDE, 900 - (covered - 30)))]) == found


def test_a_motorway_drawn_beside_the_border_parts_and_one_farther_off_does_not(town):
    assert between(town, [line((0, 325), (900, 325))]) == {(4, 7), (5, 8), (6, 9)}
    assert between(town, [line((0, 335), (900, 335))]) == set()


def test_a_river_through_the_middle_of_grids_parts_no_neighbours(town):
    assert between(town, [line((450, -50), (450, 950))]) == set()


def test_water_as_an_area(town):
    water = shapely.box(SIDE - 40, -50, SIDE + 60, 950)
    assert between(town, [water]) == {(1, 2), (4, 5), (7, 8)}
    assert between(town, [water], [line((200, 750), (420, 750))]) == {(4, 5), (7, 8)}


def test_two_barriers_together_close_a_border(town):
    halves = [line((SIDE, 900), (SIDE, 760)), line((SIDE, 760), (SIDE, 600))]
    assert between(town, halves) == {(1, 2)}
    assert between(town, halves[:1]) == set()


def test_grids_that_are_no_neighbours_stay_none_and_nothing_parts_nobody(town):
    shapes, neighbours = town
    nobody = sparse.csr_array(neighbours.shape)
    assert parted(shapes, nobody, np.array([RIVER]), np.array([])).nnz == 0
    assert between(town, []) == set()
    none = np.array([], dtype=object)
    assert parted(none, sparse.csr_array((0, 0)), np.array([RIVER]), none).shape == (0, 0)


def test_borders_with_a_narrow_gap_are_borders(town):
    shapes, neighbours = town
    apart = np.array([shapely.affinity.translate(one, 0.5 * (k % 3)) for k, one in enumerate(shapes)])
    assert pairs(parted(apart, neighbours, np.array([RIVER]), np.array([]))) == {(1, 2), (4, 5), (7, 8)}

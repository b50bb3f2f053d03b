"""Separators: they let every whole plan pass, and pieces do not."""

import networkx as nx
import numpy as np
import pytest
from lattice import lattice

from geo.districts.program import changes
from geo.districts.whole import Rooms, held


def values_of(made, plan):
    return (plan[made.grid] == made.worker).astype(float)


def kept(rows, most, values):
    return bool((rows @ values <= most + 1e-9).all())


def test_who_has_how_much_of_a_broken_plan_by_hand():
    """Of grid 0, worker 0's, a quarter goes to worker 1 and a half to worker 2."""
    made = changes(lattice(3, 1, 3, 1)[0], 5.0)
    values = np.zeros(len(made.grid))
    values[[made.numbers(np.array(0), 1) - 1, made.numbers(np.array(0), 2) - 1]] = 0.25, 0.5
    assert held(made, values).tolist() == [[0.25, 0.25, 0.5], [0, 1, 0], [0, 0, 1]]


def test_a_plan_in_pieces_is_cut_off_and_its_whole_neighbour_is_not():
    """Five columns, three to worker 0: it keeps only the left one, and in the torn plan gets a corner too."""
    beats, _ = lattice(5, 3, 2, 1)
    whole = np.array([0, 1, 1, 1, 1] * 3)
    torn = whole.copy()
    torn[4] = 0
    made = changes(beats, 5.0)
    rooms = Rooms(made)
    assert rooms.separators(values_of(made, whole)) == []
    rows, most = rooms.forbid(rooms.separators(values_of(made, torn)))
    assert not kept(rows, most, values_of(made, torn))
    assert kept(rows, most, values_of(made, whole))


def test_half_a_grid_behind_a_quarter_lacks_a_quarter():
    """Four in a row, the left one stays: half of the last needs half of the one before, which is there by a
    quarter; the second is kept."""
    beats, _ = lattice(4, 1, 2, 1)  # 0 0 1 1
    made = changes(beats, 5.0)
    values = np.zeros(len(made.grid))
    values[[made.numbers(np.array(2), 0) - 1, made.numbers(np.array(3), 0) - 1]] = 0.25, 0.5
    (found,) = Rooms(made).separators(values)
    assert (found.worker, found.pair, found.ring.tolist()) == (0, (3, 0), [2])


@pytest.mark.parametrize("seed", range(20))
def test_no_separator_of_a_broken_plan_forbids_a_whole_one(seed):
    """All plans of three workers on eight grids, against what a random broken plan brings up."""
    beats, graph = lattice(4, 2, 3, 1)
    made = changes(beats, 5.0)
    values = np.random.default_rng(seed).dirichlet(np.ones(3) * 0.3, 8)[made.grid, made.worker]
    rooms = Rooms(made)
    if not (found := rooms.separators(values)):
        return
    rows, most = rooms.forbid(found)
    assert not kept(rows, most, values)
    for number in range(3**8):
        plan = np.array([number // 3**g % 3 for g in range(8)])
        parts = [graph.subgraph(np.flatnonzero(plan == w)) for w in range(3)]
        if all(len(part) == 0 or nx.is_connected(part) for part in parts):
            assert kept(rows, most, values_of(made, plan))

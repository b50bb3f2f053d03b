from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from lattice import blocks, lattice

from geo.districts.beats import imbalance, pieces_of
from geo.districts.program import changes
from geo.districts.unions import most_brought, unions


@pytest.mark.parametrize("seed", range(3))
def test_no_connected_grids_bring_more_than_said(seed):
    """All sets of up to four grids on 4 × 4 that hang together with the first column."""
    graph = nx.convert_node_labels_to_integers(nx.grid_2d_graph(4, 4), ordering="sorted")
    loads = np.random.default_rng(seed).gamma(1, 1, 16)
    steps = np.where(np.arange(16) % 4 > 0, np.arange(16) % 4, -1)
    home = [0, 4, 8, 12]
    (most,) = most_brought(loads, steps[None], 4)
    for n in range(1, 5):
        best = max(
            loads[list(some)].sum()
            for some in combinations([g for g in range(16) if g % 4], n)
            if nx.is_connected(graph.subgraph([*home, *some]))
        )
        assert most[n] >= best - 1e-12
    assert most[1] == loads[[1, 5, 9, 13]].max()  # only the second column touches


def random_plans(beats, count, seed):
    """Plans reached by handing over single grids at borders, every beat in one piece."""
    chance, pairs = np.random.default_rng(seed), beats.neighbours.tocoo()
    plan = beats.today.copy()
    for _ in range(count):
        at = chance.integers(len(pairs.row))
        after = plan.copy()
        after[pairs.row[at]] = plan[pairs.col[at]]
        if (pieces_of(beats, after) == 1).all() and (after != beats.today).sum() <= 7:
            plan = after
            yield plan


@pytest.mark.parametrize("beats", [lattice(6, 5, 3, 1)[0], blocks(9, 8, 3, 2, 2)])
def test_no_whole_plan_breaks_a_row(beats):
    """Rows that broken plans of all kinds call for; every whole plan with few changes keeps them."""
    known, chance, broken = unions(beats, 8), np.random.default_rng(1), 0
    plans = list(random_plans(beats, 800, 1))
    for tolerance in sorted({round(imbalance(beats, plan), 3) + 0.001 for plan in plans})[::8]:
        made = changes(beats, tolerance)
        rows, least = known.rows(made, chance.random(len(made.grid)) * 0.01, tolerance, 8)
        broken += len(least)
        for plan in plans:
            if imbalance(beats, plan) <= tolerance:
                values = (plan[made.grid] == made.worker).astype(float)
                assert (rows @ values >= least - 1e-9).all()
    assert broken


def test_beats_that_small_are_left_out():
    """Whoever could give away all and move elsewhere with so many changes breaks the argument."""
    beats, _ = lattice(6, 2, 3, 1)  # four grids each
    made = changes(beats, 0.01)
    known = unions(beats, 5)
    assert not len(known.rows(made, np.zeros(len(made.grid)), 0.01, 5)[1])
    assert len(known.rows(made, np.zeros(len(made.grid)), 0.01, 4)[1])


def test_a_very_large_town_has_none():
    assert not len(unions(blocks(102, 2, 102, 1, 1), 5).members)

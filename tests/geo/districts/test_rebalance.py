from itertools import pairwise

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from lattice import blocks, fewest_by_trying_all, lattice

from geo.districts.beats import pieces_of, read_beats
from geo.districts.rebalance import frontier
from geo.errors import Cancelled


def calls(n):
    """A clock that counts how often it is asked: the same share of the time at the same place every time."""
    asked = iter(range(10**9))
    return lambda: next(asked) / n


def found(beats, tolerance, n=400, **options):
    return frontier(beats, tolerance, seed=1, used=calls(n), **options)


@pytest.mark.parametrize("seed", range(3))
def test_every_point_is_the_best_of_all_plans(seed):
    beats, graph = lattice(4, 4, 3, seed)
    for plan in found(beats, 0.05, proof_seconds=300.0).plans:
        truth = fewest_by_trying_all(beats, graph, plan.imbalance)
        assert plan.changes == plan.fewest == truth


def test_more_change_is_always_more_even_and_measures_are_true():
    beats, graph = lattice(10, 8, 5, 3)
    told = []
    plans = found(beats, 0.05, proof_seconds=5.0, told=told.append).plans
    assert (plans[0].changes, plans[0].workers.tolist()) == (0, beats.today.tolist())
    assert plans[-1].imbalance <= 0.05 + 1e-9 < plans[-2].imbalance
    for less, more in pairwise(plans):
        assert less.changes < more.changes
        assert less.imbalance > more.imbalance
    for plan in plans:
        load = np.array([beats.loads[plan.workers == w].sum() for w in range(5)])
        assert plan.imbalance == pytest.approx(abs(load / beats.shares - 1).max())
        assert plan.changes == (plan.workers != beats.today).sum() >= plan.fewest
        assert all(nx.is_connected(graph.subgraph(np.flatnonzero(plan.workers == w))) for w in range(5))
    assert min(plan.changes for plan in told) >= plans[-1].changes


def test_the_best_for_who_asks_for_less():
    beats, _ = lattice(8, 6, 4, 3)
    known = found(beats, 0.05)
    assert known.best(1.0).changes == 0
    assert known.best(0.05).imbalance <= 0.05 + 1e-9
    assert known.best(0.05, most=2).changes == max(p.changes for p in known.plans if p.changes <= 2)


def test_a_large_town_gets_a_plan_between_adjoining_beats():
    beats = blocks(30, 25, 6, 4, 1)
    known = found(beats, 0.1, 100, proof_seconds=2.0)
    plan = known.best(0.1)
    assert plan.imbalance <= 0.1 + 1e-9
    assert (pieces_of(beats, plan.workers) == 1).all()
    assert known.beats.allowed[np.arange(750), plan.workers].all()
    assert 0 < plan.fewest < plan.fewest_adjoining <= plan.changes


def test_the_same_clock_and_seed_give_the_same_plans():
    beats, _ = lattice(10, 8, 5, 3)
    first, second = (found(beats, 0.03, proof_seconds=0.0).plans for _ in range(2))
    assert [p.workers.tolist() for p in first] == [p.workers.tolist() for p in second]


def test_somebody_can_stop_it():
    def stop(share):
        raise Cancelled("cancelled")

    with pytest.raises(Cancelled):
        found(lattice(10, 8, 5, 3)[0], 0.03, progress=stop)


@pytest.mark.parametrize("leaver", [1, 2, 3])
def test_everything_of_who_leaves_goes_to_those_beside(leaver):
    """Loads like 0.1 leave a rest when they are taken off one by one; nothing may hang on that."""
    graph = nx.convert_node_labels_to_integers(nx.grid_2d_graph(5, 6), ordering="sorted")
    held = pd.Series(np.arange(30) % 6 // 2 + 1)
    loads = pd.Series(np.random.default_rng(leaver).gamma(3, 0.1, 30))
    beats = read_beats(
        loads,
        held,
        nx.to_scipy_sparse_array(graph, range(30)),
        pd.Series(40.0, index=[1, 2, 3]),
        leaving=[leaver],
    )
    plan = found(beats, 0.3).best(0.3)
    assert plan.imbalance <= 0.3 + 1e-9
    held_then = beats.worker_ids[plan.workers]
    assert leaver not in held_then
    assert plan.changes >= 10  # the ten grids of the leaver, and whoever else is needed
    for worker in set(held_then):
        assert nx.is_connected(graph.subgraph(np.flatnonzero(held_then == worker)))

import networkx as nx
import numpy as np
import pytest
from lattice import fewest_by_trying_all, lattice

from geo.districts.beats import changed, pieces_of
from geo.districts.rules import KeepGrids
from geo.districts.search import search


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("tolerance", [0.05, 0.15, 0.3])
def test_as_few_changes_as_the_best_of_all_plans(seed, tolerance):
    beats, graph = lattice(3, 3, 3, seed)
    plans = list(search(beats, tolerance, 1, lambda: True, rounds=2))
    found = len(changed(beats, plans[-1])) if plans else np.inf
    assert found == fewest_by_trying_all(beats, graph, tolerance)


def test_every_plan_on_the_way_is_in_one_piece_and_keeps_the_locks():
    locked = range(0, 80, 7)
    beats, graph = lattice(10, 8, 5, 3, [KeepGrids(locked)])
    plans = list(search(beats, 0.05, 1, lambda: True, rounds=2))
    assert plans
    for plan in plans:
        loads = np.array([beats.loads[plan == w].sum() for w in range(5)])
        assert (abs(loads / beats.shares - 1) <= 0.05 + 1e-9).all()
        assert all(nx.is_connected(graph.subgraph(np.flatnonzero(plan == w))) for w in range(5))
        assert (pieces_of(beats, plan) == 1).all()
        assert (plan == beats.today)[list(locked)].all()


def test_the_same_seed_gives_the_same_plan():
    beats, _ = lattice(10, 8, 5, 3)
    first, second = (list(search(beats, 0.05, 7, lambda: True, rounds=1))[-1] for _ in range(2))
    assert (first == second).all()

import networkx as nx
import numpy as np
import pytest
from lattice import fewest_by_trying_all, lattice

from geo.districts.beats import changed, imbalance
from geo.districts.region import improved
from geo.districts.search import search


@pytest.mark.parametrize("seed", range(6))
def test_the_first_plan_becomes_the_best_of_all(seed):
    """With all beats shared out at once nothing better is left."""
    beats, graph = lattice(4, 3, 3, seed)
    start = next(search(beats, 0.1, 1, lambda: True, rounds=0), None)
    truth = fewest_by_trying_all(beats, graph, 0.1)
    if start is None:
        assert truth == np.inf
        return
    plans = [start, *improved(beats, 0.1, start, 1, lambda: True)]
    assert len(changed(beats, plans[-1])) == truth


def test_a_few_beats_at_a_time_keep_all_whole_and_within_the_band():
    beats, graph = lattice(12, 8, 6, 3)
    start = next(search(beats, 0.05, 1, lambda: True, rounds=0))
    asked = iter(range(12))
    plans = [start, *improved(beats, 0.05, start, 1, lambda: next(asked, None) is not None, grids=30)]
    assert len(plans) > 1
    for less, more in zip(plans[1:], plans, strict=False):
        assert len(changed(beats, less)) < len(changed(beats, more))
        assert imbalance(beats, less) <= 0.05 + 1e-8
        assert all(nx.is_connected(graph.subgraph(np.flatnonzero(less == w))) for w in range(6))

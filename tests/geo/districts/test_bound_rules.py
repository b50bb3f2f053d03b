"""Bounds under barriers and rules, against all plans of hundreds of small towns."""

from itertools import product

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from geo.districts.beats import bands, changed, only_adjoining, pieces_of, read_beats
from geo.districts.bound import fewest_changes
from geo.districts.rules import KeepGrids, KeepWorkers, NeverPairs, WithinDivision

N, WORKERS = 9, 3
PLANS = np.array(list(product(range(WORKERS), repeat=N)))


def whole(beats, plan):
    return (pieces_of(beats, plan) == 1).all()


def town(chance):
    """Three by three with up to three borders that nobody crosses, whole beats and a rule, all by chance."""
    graph = nx.convert_node_labels_to_integers(nx.grid_2d_graph(3, 3), ordering="sorted")
    edges = list(graph.edges)
    barred = [edges[i] for i in chance.choice(len(edges), chance.integers(4), replace=False)]
    loads = pd.Series(chance.gamma(1, 1, N))
    matrix = nx.to_scipy_sparse_array(graph, range(N))
    walls = nx.empty_graph(N)
    walls.add_edges_from(barred)
    apart = nx.to_scipy_sparse_array(walls, range(N))
    rules = [
        [],
        [KeepGrids([int(chance.integers(N))])],
        [KeepWorkers([int(chance.integers(1, WORKERS + 1))])],
        [NeverPairs([(int(chance.integers(N)), int(chance.integers(1, WORKERS + 1)))])],
        [WithinDivision(pd.Series(np.arange(N) // 6))],
    ]
    hours = pd.Series(40.0, index=range(1, WORKERS + 1))
    while True:
        today = pd.Series(PLANS[chance.integers(len(PLANS))] + 1)
        if today.nunique() < WORKERS:
            continue
        beats = read_beats(loads, today, matrix, hours, rules[chance.integers(len(rules))], apart)
        if whole(beats, beats.today):
            return beats


def fewest_of_all(beats, tolerance):
    """Fewest changes of all plans, and every plan within the rules and the tolerance that is whole."""
    low, high = bands(beats, tolerance)
    loads = (PLANS[:, :, None] == np.arange(WORKERS)).transpose(0, 2, 1) @ beats.loads
    fits = ((loads >= low) & (loads <= high)).all(axis=1) & beats.allowed[range(N), PLANS].all(axis=1)
    plans = [plan for plan in PLANS[fits] if whole(beats, plan)]
    return min((len(changed(beats, plan)) for plan in plans), default=np.inf), plans


@pytest.mark.parametrize("seed", range(120))
def test_bounds_of_plans_within_rules_are_the_fewest_of_all(seed):
    chance = np.random.default_rng(seed)
    beats, tolerance = town(chance), chance.choice([0.1, 0.2, 0.3])
    beats = only_adjoining(beats) if seed % 4 == 0 else beats
    truth, plans = fewest_of_all(beats, tolerance)
    assert fewest_changes(beats, tolerance, 60.0).fewest == truth
    for plan in plans[:: max(len(plans) // 3, 1)]:
        most = len(changed(beats, plan))
        if not most:
            continue
        assert fewest_changes(beats, tolerance, 60.0, plan).fewest == truth
        less = fewest_changes(beats, tolerance, 60.0, plan, fewer=2)
        assert less.fewest == min(truth, most - 1)
        if truth <= most - 2:
            assert len(changed(beats, less.plan)) == truth and whole(beats, less.plan)

"""What few changes leave open, against all plans of small towns."""

from dataclasses import replace
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from lattice import lattice

from geo.districts.narrow import narrowed, packed
from geo.districts.rules import KeepGrids, NeverPairs


@pytest.mark.parametrize("seed", range(5))
def test_disjoint_sets_add_up_as_trying_all_says(seed):
    chance = np.random.default_rng(seed)
    sets = chance.random((7, 4)) < 0.5
    sets = sets[sets.any(axis=1)]
    needs = chance.integers(1, 9, len(sets)).astype(float)
    found = packed(sets, needs)
    for bits in range(16):
        inside = bits >> np.arange(4) & 1 == 1
        best = max(
            needs[list(some)].sum()
            for n in range(len(sets) + 1)
            for some in combinations([i for i, one in enumerate(sets) if not (one & ~inside).any()], n)
            if (sets[list(some)].sum(axis=0) <= 1).all()
        )
        assert found[bits] == best


def test_a_gap_elsewhere_shortens_every_other_reach():
    """Nine in a row in threes, one hour each but the last; the third worker lacks an hour and must get a grid, so
    that with two changes nobody else gets more than one."""
    beats, _ = lattice(9, 1, 3, 1)
    loads = np.array([1, 1, 1, 1, 1, 1, 1, 1, 0.1])
    beats = replace(beats, loads=loads, shares=np.array([2.5, 3, 2.6]))
    left = narrowed(beats, 0.1, 3)
    assert left.fewest <= 2
    assert np.flatnonzero(left.beats.allowed[:, 0]).tolist() == [0, 1, 2, 3]


def plans(graph, k, today, most):
    """Every plan with so many changes at most in which all beats are in one piece."""
    n = len(today)
    for count in range(most + 1):
        for grids in combinations(range(n), count):
            for number in range(k**count):
                plan = today.copy()
                plan[list(grids)] = [number // k**i % k for i in range(count)]
                if (plan[list(grids)] == today[list(grids)]).any():
                    continue
                parts = [graph.subgraph(np.flatnonzero(plan == w)) for w in range(k)]
                if all(len(part) and nx.is_connected(part) for part in parts):
                    yield plan


@pytest.mark.parametrize("rules", [(), (KeepGrids([1, 7]), NeverPairs([(5, 1)]))], ids=["free", "locked"])
@pytest.mark.parametrize("size", [(6, 2, 3), (4, 4, 3), (12, 1, 3)])
def test_no_plan_with_few_changes_is_lost(size, rules):
    """At every tolerance that tells plans with up to three changes apart."""
    beats, graph = lattice(*size, 1, rules)
    every = [
        plan for plan in plans(graph, size[2], beats.today, 3) if beats.allowed[range(len(plan)), plan].all()
    ]
    far = [abs(np.bincount(plan, beats.loads) / beats.shares - 1).max() for plan in every]
    narrower = 0
    for tolerance in sorted(far)[:: max(len(far) // 30, 1)]:
        left = narrowed(beats, tolerance + 1e-9, 4)
        within = [plan for plan, even in zip(every, far, strict=True) if even <= tolerance]
        assert left.fewest <= min((plan != beats.today).sum() for plan in within)
        assert all(left.beats.allowed[range(len(plan)), plan].all() for plan in within)
        narrower += not left.beats.allowed.all()
    assert narrower

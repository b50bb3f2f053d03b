"""Locks on a town of 6 × 4 grids in two halves."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from lattice import lattice

from geo.districts.aims import Border
from geo.districts.kept import kept, nothing_kept
from geo.districts.rules import KeepGrids, KeepWorkers, NeverPairs
from geo.districts.scratch import from_scratch, matched
from geo.errors import InputError


def clock(n):
    asked = iter(range(10**9))
    return lambda: next(asked) / n


def test_what_locks_leave_of_a_beat():
    """Three columns each; two corners of the left half are 3 steps apart, down the first column."""
    beats, _ = lattice(6, 4, 2, 1)
    found = kept(beats, [KeepGrids([0, 18])])
    assert found.workers.tolist() == [0]
    assert np.flatnonzero(found.locked == 0).tolist() == [0, 18]
    assert np.flatnonzero(found.seeds == 0).tolist() == [0, 6, 12, 18]
    assert found.allowed(3)[18].tolist() == [True, False, False]
    assert found.allowed(3)[6].all()
    assert found.closed == frozenset()


def test_a_locked_worker_keeps_all_and_takes_none():
    beats, _ = lattice(6, 4, 2, 1)
    found = kept(beats, [KeepWorkers([2])])
    assert (found.workers.tolist(), found.closed) == ([1], {0})
    assert not found.allowed(3)[0, list(found.closed)].any()


def test_nothing_kept_allows_all():
    assert nothing_kept(3).allowed(2).all()


@pytest.mark.parametrize("seed", range(3))
def test_new_beats_keep_locked_grids_together_and_with_their_worker(seed):
    rules = [KeepGrids([0, 18, 5]), NeverPairs([(12, 2)])]
    beats, graph = lattice(6, 4, 2, seed, rules)
    loads = pd.Series(beats.loads, beats.grid_ids)
    stay = kept(beats, rules)
    plan = from_scratch(loads, beats.neighbours, 3, 0.3, Border, seed=1, used=clock(300), kept=stay)
    assert plan[0] == plan[18] != plan[5]
    assert all(nx.is_connected(graph.subgraph(np.flatnonzero(plan == k))) for k in range(3))
    who = matched(beats, plan, stay)
    assert (who[plan[0]], who[plan[5]]) == (0, 1)
    assert plan[12] != plan[5]
    assert who.tolist().count(-1) == 1  # the third beat is for somebody new


def test_a_locked_beat_stays_as_it_is():
    beats, _ = lattice(6, 4, 3, 1)
    loads, stay = pd.Series(1.0, beats.grid_ids), kept(beats, [KeepWorkers([2])])
    plan = from_scratch(loads, beats.neighbours, 3, 0.1, Border, seed=1, used=clock(300), kept=stay)
    assert (plan[beats.today == 1] == plan[2]).all()
    assert (plan == plan[2]).sum() == 8


def test_more_locked_workers_than_beats():
    beats, _ = lattice(6, 4, 3, 1)
    with pytest.raises(InputError) as refused:
        from_scratch(pd.Series(1.0, beats.grid_ids), beats.neighbours, 2, 0.3, Border, seed=1, used=clock(9),
                     kept=kept(beats, [KeepGrids([0, 2, 5])]))  # fmt: skip
    assert (refused.value.code, refused.value.facts) == ("balance_locks_many", {"locked": 3, "workers": 2})

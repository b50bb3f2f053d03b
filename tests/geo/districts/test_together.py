"""Grids that stay together: a row of six grids with the loads 1, 1, 1, 1, 1, 1 and two workers, 4 and 2 of them."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from geo.districts.beats import Beats
from geo.districts.rebalance import frontier
from geo.districts.rules import KeepGrids, Together
from geo.districts.together import frontier_together, tied
from geo.errors import InputError


def row(loads=(1, 1, 1, 1, 1, 1), held=(0, 0, 0, 0, 1, 1)) -> Beats:
    n = len(loads)
    around = sparse.csr_array(np.eye(n, k=1) + np.eye(n, k=-1))
    fair = np.full(2, sum(loads) / 2)
    ids = pd.Index(range(11, 11 + n))
    return Beats(
        ids, pd.Index([1, 2]), around, np.array(loads, float), np.array(held), fair, np.ones((n, 2), bool)
    )


def turns():
    """So much of the time is used after every question."""
    asked = iter(range(10**6))
    return lambda: next(asked) / 300


def plans(beats, rules, tolerance=0.0, **more):
    return frontier_together(beats, rules, tolerance, seed=1, used=turns(), proof_seconds=1.0, **more)


def test_what_is_tied_is_one_grid_with_all_its_load_and_neighbours():
    whole, number = tied(row(loads=(1, 2, 3, 4, 5, 6)), [Together([(12, 13), (13, 14)])])
    assert number.tolist() == [0, 1, 1, 1, 2, 3]
    assert (whole.grid_ids.tolist(), whole.loads.tolist()) == ([11, 12, 15, 16], [1, 9, 5, 6])
    assert whole.neighbours.toarray().tolist() == (np.eye(4, k=1) + np.eye(4, k=-1)).tolist()


def test_a_lock_of_one_holds_all_that_is_tied_to_it():
    beats = row()
    rules = [KeepGrids([13]), Together([(13, 14)])]
    beats.allowed[:] = rules[0].allowed(pd.Series([1, 1, 1, 1, 2, 2], beats.grid_ids), beats.worker_ids)
    whole, _ = tied(beats, rules)
    assert whole.allowed.tolist() == [[True, True], [True, True], [True, False], [True, True], [True, True]]


def test_only_both_or_neither_go():
    """Free, one grid more for worker 2 is even; tied, the two at the border go, and the plan is told of six grids."""
    free = frontier(row(), 0.0, seed=1, used=turns(), proof_seconds=1.0).plans
    assert [(plan.changes, round(plan.imbalance, 9)) for plan in free] == [(0, round(1 / 3, 9)), (1, 0.0)]
    heard = []
    found = plans(row(loads=(2, 2, 1, 1, 1, 1)), [Together([(13, 14)])], told=heard.append)
    assert [(plan.changes, plan.workers.tolist()) for plan in found.plans] == [
        (0, [0, 0, 0, 0, 1, 1]), (2, [0, 0, 1, 1, 1, 1])
    ]  # fmt: skip
    assert all(len(plan.workers) == 6 and plan.workers[2] == plan.workers[3] for plan in heard)
    assert all(plan.fewest <= plan.changes for plan in found.plans)


def test_without_ties_it_is_the_frontier():
    one, other = plans(row(), []).plans, frontier(row(), 0.0, seed=1, used=turns(), proof_seconds=1.0).plans
    assert [(plan.changes, plan.fewest) for plan in one] == [(plan.changes, plan.fewest) for plan in other]


@pytest.mark.parametrize("pair", [(14, 15), (11, 13)])
def test_two_workers_grids_and_such_as_do_not_touch_are_not_tied(pair):
    with pytest.raises(InputError) as refused:
        tied(row(), [Together([pair])])
    assert (refused.value.code, refused.value.facts) == (
        "tie_apart",
        {"grid_id": pair[0], "other_id": pair[1]},
    )


def test_a_grid_that_nobody_has_ties_nothing():
    assert len(tied(row(), [Together([(11, 99)])])[0].grid_ids) == 6

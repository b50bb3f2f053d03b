"""A tree over random costs, where prices alone prove nothing, against every choice looked at."""

import itertools

import numpy as np
import pytest

from geo.siting import branch, median
from geo.siting.best import Best
from geo.siting.branch import Tree
from geo.siting.task import task


def _asked(seed, **more):
    """No geometry at all, and whole numbers: ties, and bounds that are not tight."""
    costs = np.random.default_rng(seed).integers(0, 12, (14, 9)).astype(float)
    return task(costs, np.ones(14), p=3, **more)


def _counted_out(asked):
    choices = list(itertools.combinations(np.flatnonzero(asked.may), 3))
    choices = [list(one) for one in choices if asked.must[list(one)].sum() == asked.must.sum()]
    return min(float(asked.weights @ asked.costs[:, one].min(axis=1)) for one in choices)


def _grown(asked, step=1.0):
    best, heard = Best(step=step), []
    first = median.one_by_one(asked)
    best.offer(first, median.walked(asked, first))
    best.told = lambda now: heard.append((now.bound, now.cost))
    tree = Tree(asked, median.median_dual, median.walked, np.inf, best)
    tree.grow(median.median_prices(asked)[0])
    return best, heard


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("step", [0.0, 1.0])
def test_the_best_of_all_choices_is_found_and_proven(seed, step):
    asked = _asked(seed)
    best, heard = _grown(asked, step)
    truth = _counted_out(asked)
    assert best.done and best.cost == best.bound == truth
    assert all(bound <= truth <= cost for bound, cost in heard)


def test_what_is_decided_is_not_asked_about():
    asked = _asked(3)
    decided = asked.narrowed(np.arange(9) == 4, np.arange(9) != 0)
    best, _ = _grown(decided)
    assert best.chosen[4] and not best.chosen[0]
    assert best.cost == best.bound == _counted_out(decided)


def test_a_tree_that_grew_too_large_is_given_up_with_a_true_bound(monkeypatch):
    monkeypatch.setattr(branch, "MOST_NUMBERS", 1)
    asked = _asked(5)
    best, _ = _grown(asked)
    assert best.bound <= _counted_out(asked) <= best.cost

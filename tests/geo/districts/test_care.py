"""What households make of plans, against all plans of small towns."""

from dataclasses import replace

import numpy as np
import pytest
from lattice import fewest_by_trying_all, lattice

from geo.districts.beats import price_of
from geo.districts.care import prices
from geo.districts.rebalance import frontier
from geo.districts.search import search


def priced(seed, fewest):
    """A town of 4 × 4 in three strips; between 1 and 900 households a grid."""
    beats, graph = lattice(4, 4, 3, seed)
    homes = np.random.default_rng(seed).integers(1, 900, 16).astype(float)
    return replace(beats, prices=prices(homes, fewest)), graph, homes


def test_a_town_without_households_counts_grids():
    assert prices(np.array([np.nan, 0.0]), "households").tolist() == [1, 1]


def test_all_households_weigh_less_than_a_grid_or_more_than_all_grids():
    homes = np.array([1.0, 5.0, 0.0, 3.0])
    assert prices(homes)[1:].sum() < 4
    one, none = prices(homes, "households")[[0, 2]]
    assert one - none > 4 * none - 1e-12


@pytest.mark.parametrize(("fewest", "tolerance"), [("grids", 0.1), ("grids", 0.3), ("households", 0.1)])
@pytest.mark.parametrize("seed", range(4))
def test_no_plan_of_all_costs_less(fewest, seed, tolerance):
    beats, graph, _ = priced(seed, fewest)
    truth = fewest_by_trying_all(beats, graph, tolerance, beats.prices)
    plans = list(search(beats, tolerance, 1, lambda: True, rounds=4))
    assert (price_of(beats, plans[-1]) if plans else np.inf) == pytest.approx(truth)


@pytest.mark.parametrize("seed", range(3))
def test_the_plan_at_the_goal_has_the_fewest_households_of_those_with_as_few_grids(seed):
    beats, graph, homes = priced(seed, "grids")
    asked = iter(range(10**9))
    found = frontier(beats, 0.1, seed=1, used=lambda: next(asked) / 2000, proof_seconds=30.0)
    plan = found.best(0.1)
    assert plan.changes == plan.fewest == fewest_by_trying_all(beats, graph, 0.1)
    cost = fewest_by_trying_all(beats, graph, 0.1, beats.prices)
    moved = homes[plan.workers != beats.today].sum()
    assert moved == pytest.approx((cost - plan.changes) * homes.sum())


def test_fewest_households_may_be_more_grids():
    """The truths differ in some town, and the search follows the one it is asked for."""
    differ = 0
    for seed in range(4):
        beats, graph, homes = priced(seed, "households")
        least = fewest_by_trying_all(beats, graph, 0.1, homes)
        plan = list(search(beats, 0.1, 1, lambda: True, rounds=4))[-1]
        moved = plan != beats.today
        assert homes[moved].sum() == least
        differ += moved.sum() > fewest_by_trying_all(beats, graph, 0.1)
    assert differ

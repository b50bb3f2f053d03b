"""Scores against closed forms, published numbers and a second road through pandas."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from geo.access import scores
from geo.errors import InputError

HORIZONTE = Path(__file__).parents[4] / "shared/data/verification/accessibility"
CELLS = ["89a88cd909bffff", "89a88cdb57bffff", "89a88cdb597ffff", "89a88cdb5b3ffff", "89a88cdb5cfffff"]


@pytest.fixture(scope="module")
def horizonte():
    """Five cells of Belo Horizonte: minutes, people and jobs."""
    if not HORIZONTE.exists():
        pytest.skip("the published travel times of Belo Horizonte are not here")
    minutes = pd.read_csv(HORIZONTE / "five_cell_travel_matrix.csv")
    minutes = minutes.pivot(index="from_id", columns="to_id", values="travel_time").loc[CELLS, CELLS]
    land = pd.read_csv(HORIZONTE / "land_use_data.csv").set_index("id").loc[CELLS]
    return minutes.to_numpy(), land["population"].to_numpy(), land["jobs"].to_numpy()


def test_jobs_within_half_an_hour(horizonte):
    minutes, _, jobs = horizonte
    assert scores.cumulative(minutes, jobs, 30).tolist() == [0, 82, 408, 408, 109]


def test_people_who_come_within_three_quarters(horizonte):
    minutes, people, _ = horizonte
    assert scores.cumulative(minutes.T, people, 45).tolist() == [0, 5404, 4552, 2363, 4552]


def test_jobs_per_head(horizonte):
    found = scores.two_step(*horizonte, limit=45).round(4)
    assert found.tolist() == [0, 0.0152, 0.1491, 0.1491, 0.1068]


def test_minutes_to_the_nearest_school(horizonte):
    """The only schools among the five cells stand in the third."""
    minutes, _, _ = horizonte
    schools = pd.read_csv(HORIZONTE / "land_use_data.csv").set_index("id").loc[CELLS, "schools"].to_numpy()
    assert np.flatnonzero(schools).tolist() == [2]
    assert scores.closest(np.where(schools > 0, minutes, np.inf)).tolist() == [70, 47, 5.8, 13, 43]


@pytest.mark.parametrize("score", [scores.two_step, scores.three_step])
def test_one_catchment_that_holds_everybody_gives_supply_over_demand(score):
    people, supply = np.array([10, 20, 30]), np.array([7.0, 5.0])
    assert score(np.zeros((3, 2)), people, supply, 1) == pytest.approx(12 / 60)


def test_far_homes_count_less_with_a_decay():
    """One facility for 9, two homes of 10: weights 1 and ½ make 9 ÷ 15 a head, and half of it for the far."""
    found = scores.two_step(
        np.array([[0.0], [1.0]]), np.array([10, 10]), np.array([9]), 1, lambda cost: 1 - cost / 2
    )
    assert found == pytest.approx([9 / 15, 9 / 30])


def test_choosing_between_two_equals_halves_what_each_is_asked_for():
    """Two facilities for 10 beside one home of 10: everybody gets 2 by two steps and by three."""
    costs, people, supply = np.zeros((1, 2)), np.array([10]), np.array([10, 10])
    assert scores.two_step(costs, people, supply, 1) == pytest.approx(2)
    assert scores.three_step(costs, people, supply, 1) == pytest.approx(2)
    costs = np.array([[0.0, 0.0], [0.0, np.inf]])  # the second home has only one to go to
    found = scores.three_step(costs, np.array([10, 10]), supply, 1)
    assert found == pytest.approx([0.5 * 10 / 15 + 0.5 * 10 / 5, 10 / 15])


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000))
def test_all_the_supply_that_is_reached_is_shared_out(seed):
    rng = np.random.default_rng(seed)
    costs = np.where(rng.random((8, 5)) < 0.5, rng.integers(0, 9, (8, 5)), np.inf)
    people, supply = rng.integers(0, 5, 8), rng.integers(0, 5, 5)
    asked = ((costs <= 6) & (people > 0)[:, None]).any(axis=0)
    for decay in (None, scores.gaussian(6)):
        for score in (scores.two_step, scores.three_step):
            shared = score(costs, people, supply, 6, decay) @ people
            assert shared == pytest.approx(supply[asked].sum())


def test_what_is_stored_is_reached_at_no_cost_too():
    stored = sparse.csr_array((np.array([0.0, 3.0]), (np.array([0, 1]), np.array([0, 1]))), shape=(2, 2))
    dense = np.array([[0.0, np.inf], [np.nan, 3.0]])
    for costs in (stored, dense):
        assert scores.closest(costs).tolist() == [0, 3]
        assert scores.cumulative(costs, np.array([1, 1]), 2).tolist() == [1, 0]


def test_nobody_anywhere_and_nothing_to_reach():
    costs = np.zeros((2, 1))
    assert scores.two_step(costs, np.zeros(2), np.array([5]), 1).tolist() == [0, 0]
    assert scores.three_step(costs, np.ones(2), np.array([0]), 1).tolist() == [0, 0]
    assert scores.two_step(np.zeros((2, 0)), np.ones(2), np.zeros(0), 1).tolist() == [0, 0]
    assert scores.closest(np.full((1, 1), np.inf)).tolist() == [np.inf]


@pytest.mark.parametrize("wrong", [[-1.0], [np.nan], [np.inf], [1.0, 2.0]])
def test_weights_that_are_none_are_said_so(wrong):
    with pytest.raises(InputError, match="access_weights"):
        scores.two_step(np.zeros((1, 1)), np.array([1]), np.array(wrong), 1)
    with pytest.raises(InputError, match="access_weights"):
        scores.cumulative(np.zeros((1, 1)), np.array(wrong), 1)


def test_limits_and_costs_that_are_none_are_said_so():
    with pytest.raises(InputError, match="access_costs"):
        scores.closest(np.array([[-1.0]]))
    for limit in (-1, np.nan):
        with pytest.raises(InputError, match="access_limit"):
            scores.cumulative(np.zeros((1, 1)), np.ones(1), limit)
    with pytest.raises(InputError, match="access_limit"):
        scores.gaussian(0)


def test_a_capacity_nobody_knows():
    """The middle one of those known, in their unit; else what the standard plans; else one each."""
    supply, facts = scores.capacities([4, None, -2, 10, 6], 12_000)
    assert supply.tolist() == [4, 6, 6, 10, 6]
    assert facts == {
        "capacity_missing": 1, "capacity_negative": 1, "capacity_assumed": 6.0, "capacity_from": "known",
    }  # fmt: skip
    assert scores.capacities([None, -1], 12_000)[0].tolist() == [12_000, 12_000]
    assert scores.capacities([None], 12_000)[1]["capacity_from"] == "usual"
    assert scores.capacities([None])[0].tolist() == [1]
    assert scores.capacities([None])[1]["capacity_from"] == "nothing"


@pytest.mark.filterwarnings("ignore")
def test_a_peer_gives_the_same_by_zones():
    """E2SFCA as it was published, with a weight a zone: 1, 0.68 and 0.22 (Luo and Qi 2009)."""
    fca = pytest.importorskip("access.fca", reason="pysal's access is not installed", exc_type=ImportError)
    weights = pytest.importorskip("access.weights", exc_type=ImportError)
    rng = np.random.default_rng(5)
    costs = rng.uniform(0, 45, (60, 12))
    costs[:, 0] = rng.uniform(0, 30, 60)
    people, supply = rng.integers(1, 90, 60), rng.integers(1, 9, 12).astype(float)
    row, column = np.nonzero(costs <= 30)
    pairs = pd.DataFrame({"origin": row, "dest": column, "cost": costs[row, column]})
    theirs = fca.two_stage_fca(
        pd.DataFrame({"demand": people}), pd.DataFrame({"supply": supply}), pairs, max_cost=30,
        demand_index=True, supply_index=True, weight_fn=weights.step_fn({10: 1, 20: 0.68, 30: 0.22}),
    )  # fmt: skip

    def zones(cost):
        return np.select([cost <= 10, cost <= 20], [1.0, 0.68], 0.22)

    ours = scores.two_step(costs, people, supply, 30, zones)
    assert ours[theirs.index] == pytest.approx(theirs.to_numpy(), rel=1e-9)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("sigma", [None, 250.0, 600.0])
def test_a_peer_gives_the_same(sigma):
    """Two and three steps with a Gaussian, as pysal's ``access`` has them."""
    fca = pytest.importorskip("access.fca", reason="pysal's access is not installed", exc_type=ImportError)
    rng = np.random.default_rng(4)
    costs = np.where(rng.random((200, 30)) < 0.4, rng.uniform(0, 1500, (200, 30)), np.inf)
    costs[:, 0] = rng.uniform(0, 1000, 200)  # the peer forgets who reaches nothing
    people, supply = rng.integers(1, 90, 200), rng.integers(1, 9, 30)
    row, column = np.nonzero(costs <= 1000)
    pairs = pd.DataFrame({"origin": row, "dest": column, "cost": costs[row, column]})
    decay = None if sigma is None else scores.gaussian(1000, sigma)
    tables = (pd.DataFrame({"demand": people}), pd.DataFrame({"supply": supply.astype(float)}), pairs)
    named = {"demand_index": True, "supply_index": True, "weight_fn": decay}
    theirs = fca.two_stage_fca(*tables, max_cost=1000, **named)
    ours = scores.two_step(costs, people, supply, 1000, decay)
    assert ours[theirs.index] == pytest.approx(theirs.to_numpy(), rel=1e-9)
    if sigma:
        theirs = fca.three_stage_fca(*tables, max_cost=1000, **named)
        ours = scores.three_step(costs, people, supply, 1000, decay)
        assert ours[theirs.index] == pytest.approx(theirs.to_numpy(), rel=1e-9)

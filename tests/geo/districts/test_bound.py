from dataclasses import replace

import numpy as np
import pytest
from lattice import blocks, fewest_by_trying_all, lattice

import geo.districts.bound as bound_of
from geo.districts.beats import changed, imbalance, only_adjoining, pieces_of
from geo.districts.bound import fewest_by_load, fewest_changes
from geo.districts.search import search
from geo.errors import Cancelled

SIZES = [(3, 3, 3), (4, 3, 2), (4, 4, 3), (5, 4, 2)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("tolerance", [0.02, 0.1, 0.3])
def test_the_exact_bound_is_that_of_trying_all_plans(size, seed, tolerance):
    beats, graph = lattice(*size, seed)
    truth = fewest_by_trying_all(beats, graph, tolerance)
    bound = fewest_changes(beats, tolerance, 300.0)
    assert bound.fewest == truth
    assert fewest_by_load(beats, tolerance) <= truth
    if np.isfinite(truth):
        assert len(changed(beats, bound.plan)) == truth
        assert imbalance(beats, bound.plan) <= tolerance + 1e-8
        assert (pieces_of(beats, bound.plan) == 1).all()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", range(3))
def test_the_bound_of_a_city_s_many_unknowns_is_true_with_broken_grids_alone(size, seed, monkeypatch):
    beats, graph = lattice(*size, seed)
    truth = fewest_by_trying_all(beats, graph, 0.1)
    monkeypatch.setattr(bound_of, "MOST_WHOLE", 0)
    bound = fewest_changes(beats, 0.1, 300.0)
    assert fewest_by_load(beats, 0.1) <= bound.fewest <= truth
    assert bound.plan is None


def test_a_known_plan_is_proven_or_beaten():
    beats, graph = lattice(4, 4, 3, 1)
    truth = fewest_by_trying_all(beats, graph, 0.1)
    known = list(search(beats, 0.1, 1, lambda: True, rounds=0))[0]
    bound = fewest_changes(beats, 0.1, 30.0, known)
    assert bound.fewest == truth == len(changed(beats, bound.plan))


def test_the_bound_of_all_plans_where_the_best_hands_a_grid_across_a_beat_between():
    """The middle beat is one column wide. The first has 5 hours too many in one grid, the third lacks them: two
    changes do, with the light grid between; the middle one could pass on no 5 hours of its own."""
    beats, graph = lattice(5, 3, 3, 1)
    loads = np.array([[1, 5, 0.1, 1, 1], [1, 1, 2, 1, 1], [1, 1, 2, 1, 1]]).ravel()
    today, shares = np.array([0, 0, 1, 2, 2] * 3), np.array([5.0, 4.0, 11.1])
    beats = replace(beats, loads=loads, today=today, shares=shares)
    known = today.copy()
    known[[1, 2]] = 2
    assert fewest_by_trying_all(beats, graph, 0.05) == 2
    assert fewest_changes(beats, 0.05, 30.0, known).fewest == 2
    assert fewest_changes(beats, 0.05, 30.0).fewest == 2
    assert fewest_changes(only_adjoining(beats), 0.05, 30.0).fewest > 2


def test_a_bound_of_a_large_town_is_below_every_plan():
    beats = only_adjoining(blocks(50, 40, 10, 6, 1))
    found = [len(changed(beats, plan)) for plan in search(beats, 0.1, 1, lambda: True, rounds=0)]
    bound = fewest_changes(beats, 0.1, 1.0)
    assert 0 < bound.fewest <= min(found)


def test_somebody_can_stop_the_proof():
    def stop(share):
        raise Cancelled("cancelled")

    beats, _ = lattice(10, 8, 5, 3)
    with pytest.raises(Cancelled):
        fewest_changes(beats, 0.03, 5.0, progress=stop)

"""Room for so many, on a street of four houses with a site at either end."""

from dataclasses import replace

import numpy as np
import pytest

from geo.errors import InputError
from geo.siting import capacitated, median
from geo.siting.best import Best
from geo.siting.exact import minimise
from geo.siting.task import task

STREET = np.array([[0.0, 3], [1, 2], [2, 1], [3, 0]])


def _asked(room, p=2):
    return task(STREET, np.ones(4), p=p, capacities=np.array(room, float))


def test_too_little_room_is_refused():
    with pytest.raises(InputError, match="site_capacity_short"):
        capacitated.check_capacities(_asked([3, 3], p=1))
    capacitated.check_capacities(_asked([3, 4], p=1))


def test_the_program_has_a_number_for_every_site_and_way():
    assert capacitated.capacitated_program(_asked([4, 4])).matrix.shape[1] == 2 + 8


def test_a_facility_goes_to_the_middle_of_its_people_where_there_is_room():
    """Three houses on a line, all at its end: the middle is 9 instead of 15, but has room for two only."""
    line = np.array([[0.0, 3, 9], [3, 0, 6], [9, 6, 0]])
    at_the_end, goes = np.array([False, False, True]), np.array([2, 2, 2])
    for room, where in (([3, 3, 3], 1), ([3, 2, 3], 0)):
        asked = task(line, np.ones(3), p=1, capacities=np.array(room, float))
        chosen, assigned = capacitated.middles(asked, at_the_end, goes)
        assert np.flatnonzero(chosen).tolist() == [where] and assigned.tolist() == [where] * 3
    kept = task(line, np.ones(3), p=1, kept=[2], capacities=np.ones(3) * 3)
    assert capacitated.middles(kept, at_the_end, goes)[0].tolist() == at_the_end.tolist()


@pytest.mark.parametrize("seed", range(5))
def test_shaking_finds_what_the_solver_alone_proves(seed):
    """A town without much room to spare, each answer found before the whole program is asked."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 100, (18, 2))
    costs = np.linalg.norm(places[:, None] - places, axis=2)
    people = rng.integers(1, 20, 18).astype(float)
    asked = task(costs, people, p=3, capacities=np.full(18, np.ceil(people.sum() / 3 * 1.1)))
    optimum = minimise(capacitated.capacitated_program(asked), seconds=60).bound
    best = Best(seconds=1e-9)
    capacitated.capacitated(asked, best)
    assert best.cost == pytest.approx(optimum)
    assert best.bound <= optimum + 1e-6
    load = np.bincount(best.assigned, people, minlength=18)
    assert (load <= asked.capacities + 1e-6).all() and best.chosen.sum() == 3


def test_who_finds_no_room_at_the_near_one_is_seen_in_the_bound():
    """Two houses at the one site, which takes one of them: somebody walks 10, and the prices say so."""
    asked = task(np.array([[0.0, 10], [0, 10]]), np.ones(2), p=2, capacities=np.ones(2))
    assert median.median_dual(asked, np.full(2, 10.0)).bound == 0
    told = capacitated.roomy_dual(asked, np.full(2, 10.0))
    assert told.bound == 10 and told.scores.tolist() == [-10, 0]
    assert told.slope.sum() == 1  # one of the two is served


def test_of_a_place_that_does_not_fit_the_part_that_fits_is_served():
    asked = task(np.array([[0.0], [0.0]]), np.array([2.0, 4.0]), p=1, capacities=np.array([4.0]))
    told = capacitated.roomy_dual(asked, np.array([6.0, 8.0]))  # 3 and 2 a head: the first whole, then half
    assert told.scores.tolist() == [-10] and told.slope.tolist() == [0, 0.5] and told.bound == 4


@pytest.mark.parametrize("seed", range(5))
def test_no_prices_promise_more_than_is_possible(seed):
    rng = np.random.default_rng(seed)
    costs, people = rng.uniform(0, 9, (7, 4)), rng.integers(1, 9, 7).astype(float)
    room = np.full(4, people.max() + people.sum() / 2)
    asked = task(costs, people, p=2, kept=[1], closed=[3], capacities=room)
    optimum = minimise(capacitated.capacitated_program(asked), seconds=60).bound
    plain = replace(asked, capacities=None)
    for _ in range(20):
        prices = rng.uniform(0, 90, 7)
        bound = capacitated.roomy_dual(asked, prices).bound
        assert median.median_dual(plain, prices).bound <= bound + 1e-9 <= optimum + 1e-6

"""What a question becomes: who is near, what is decided, who is left out."""

import numpy as np
from scipy import sparse

from geo.siting.task import task

COSTS = np.array([[1.0, 5.0, np.inf], [4.0, 2.0, 3.0]])


def test_near_is_what_may_be_and_is_within_the_radius():
    asked = task(COSTS, np.ones(2), p=1, radius=4, closed=[2])
    assert asked.near.toarray().tolist() == [[1, 0, 0], [1, 1, 0]]


def test_burdens_are_people_times_costs():
    asked = task(COSTS, np.array([2.0, 3]), p=1, closed=[1])
    assert asked.burdens.tolist() == [[2, np.inf, np.inf], [12, np.inf, 9]]


def test_the_number_counts_those_that_stay():
    assert task(COSTS, np.ones(2), p=1, kept=[0]).p == 2
    assert task(COSTS, np.ones(2), radius=3).p == 3


def test_what_is_not_stored_is_out_of_reach_and_a_stored_zero_is_near():
    stored = sparse.coo_array(([0.0, 2.0], ([0, 1], [0, 1])), shape=(2, 2))
    assert task(stored, np.ones(2), p=1).costs.tolist() == [[0, np.inf], [np.inf, 2]]


def test_places_where_nobody_is_are_left_out():
    asked = task(COSTS, np.array([0.0, 3]), p=1).inhabited
    assert asked.costs.tolist() == [[4, 2, 3]]
    assert asked.weights.tolist() == [3]

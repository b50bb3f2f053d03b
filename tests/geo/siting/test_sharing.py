"""Who goes where when there is room for so many, on a street of four houses with a site at either end."""

import numpy as np

from geo.siting.sharing import shared_out
from geo.siting.task import task

STREET = np.array([[0.0, 3], [1, 2], [2, 1], [3, 0]])
BOTH = np.array([True, True])


def _asked(room, p=2):
    return task(STREET, np.ones(4), p=p, capacities=np.array(room, float))


def test_with_room_everybody_goes_to_the_nearest():
    assert shared_out(_asked([4, 4]), BOTH).tolist() == [0, 0, 1, 1]


def test_without_room_somebody_goes_further():
    assert shared_out(_asked([1, 3]), BOTH).tolist() == [0, 1, 1, 1]


def test_no_room_is_no_answer():
    assert shared_out(_asked([1, 2]), BOTH) is None


def test_two_change_places_where_nobody_can_move():
    """The third fills the middle and the second, who would lose more, the first: 50 is left for the first house;
    when the two change places, 3 in all."""
    costs = np.array([[0.0, 2, 50], [0, 3, 3], [99, 0, 99]])
    asked = task(costs, np.ones(3), p=3, capacities=np.ones(3))
    assert shared_out(asked, np.ones(3, bool)).tolist() == [0, 2, 1]


def test_nobody_changes_places_with_a_larger_one_for_whom_there_is_no_room():
    """The same, but the second house has two people: their room at the end does not do for them at the first."""
    costs = np.array([[0.0, 2, 50], [0, 3, 3], [99, 0, 99]])
    asked = task(costs, np.array([1.0, 2, 1]), p=3, capacities=np.array([2.0, 1, 1]))
    assert shared_out(asked, np.ones(3, bool)).tolist() == [2, 0, 1]

"""Room for so many, on a street of four houses with a site at either end."""

import numpy as np
import pytest

from geo.errors import InputError
from geo.siting import capacitated
from geo.siting.task import task

STREET = np.array([[0.0, 3], [1, 2], [2, 1], [3, 0]])
BOTH = np.array([True, True])


def _asked(room, p=2):
    return task(STREET, np.ones(4), p=p, capacities=np.array(room, float))


def test_with_room_everybody_goes_to_the_nearest():
    assert capacitated.shared_out(_asked([4, 4]), BOTH).tolist() == [0, 0, 1, 1]


def test_without_room_somebody_goes_further():
    assert capacitated.shared_out(_asked([1, 3]), BOTH).tolist() == [0, 1, 1, 1]


def test_no_room_is_no_answer():
    assert capacitated.shared_out(_asked([1, 2]), BOTH) is None


def test_too_little_room_is_refused():
    with pytest.raises(InputError, match="site_capacity_short"):
        capacitated.check_capacities(_asked([3, 3], p=1))
    capacitated.check_capacities(_asked([3, 4], p=1))


def test_the_program_has_a_number_for_every_site_and_way():
    assert capacitated.capacitated_program(_asked([4, 4])).matrix.shape[1] == 2 + 8

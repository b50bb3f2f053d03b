"""Who gains and by how many minutes, on a street where it can be counted."""

import numpy as np
import pytest

from geo.siting.words import METRES_A_MINUTE, gains, summed

COSTS = np.array([[0.0, 900], [300, 600], [900, 0]])
PEOPLE = np.array([1.0, 2, 4])


def proposals(*asked):
    return summed(gains(*asked), ["candidate"])


def test_two_sites_where_there_was_none():
    found = proposals(COSTS, PEOPLE, np.array([0, 0, 1]), np.full(3, np.inf), 200)
    assert found["people"].to_dict() == {0: 3, 1: 4}
    assert found["gainers"].to_dict() == {0: 3, 1: 4}
    assert found["newly"].to_dict() == {0: 1, 1: 4}
    assert found["minutes"].isna().all()


def test_minutes_are_those_of_the_people_who_gain():
    found = proposals(COSTS, PEOPLE, np.array([0, 0, 1]), np.array([300.0, 300, 1000]), 500, 100)
    assert found["gainers"].to_dict() == {0: 1, 1: 4}
    assert found["minutes"].to_dict() == {0: 3, 1: 10}
    assert found["newly"].to_dict() == {0: 0, 1: 4}


def test_who_goes_nowhere_counts_nowhere():
    assert proposals(COSTS, PEOPLE, np.array([0, -1, -1]), np.full(3, np.inf))["people"].to_dict() == {0: 1}


def test_a_quarter_of_an_hour_is_a_thousand_metres():
    assert pytest.approx(15) == 1000 / METRES_A_MINUTE


def test_gains_are_told_by_area_too():
    gained = gains(COSTS, PEOPLE, np.array([0, 0, 1]), np.array([300.0, 300, 1000]), 500, 100)
    found = summed(gained, ["candidate", np.array(["a", "b", "b"])])
    assert found["gainers"].to_dict() == {(0, "a"): 1, (0, "b"): 0, (1, "b"): 4}

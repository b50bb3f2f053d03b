"""The longest walk on a street of seven houses."""

import numpy as np
import pytest

from geo.siting.best import Best
from geo.siting.centre import centre, furthest
from geo.siting.task import task

STREET = np.abs(np.arange(7.0)[:, None] - np.arange(7))


@pytest.mark.parametrize(("p", "longest"), [(1, 3), (2, 2), (3, 1), (6, 1), (7, 0)])
def test_the_longest_walk_is_as_seen(p, longest):
    best = Best()
    centre(task(STREET, np.ones(7), p=p), best)
    assert best.cost == best.bound == longest
    assert best.chosen.sum() == p


def test_furthest_is_the_last_house():
    assert furthest(task(STREET, np.ones(7), p=1), np.arange(7) == 1) == 5

"""Compactness on the town's squares: worker 1 has 1, 2, 4; worker 2 has 3, 6; worker 3 has 5, 7, 8; nobody has 9."""

import pytest
from town import town_beat, town_m

from data import beat_shape
from data.permits import Actor
from geo.access.walking import DETOUR
from geo.workload import Habits

MANAGER = Actor("Wang Min", "manager", "all")


@pytest.fixture
def side_m() -> float:
    return town_m().area.mean() ** 0.5


def test_how_far_ground_lies_from_its_middle(town_record, side_m):
    """In squared sides, to the middle of three, two and three squares: 11/6, 5/6 and 11/6; with 5 at worker 1 a square
    of four, 8/3, and two pairs."""
    before, after = beat_shape.from_middle_m(town_record, MANAGER, town_beat(), {5: 1})
    assert before == pytest.approx(side_m * (27 / 6 / 8) ** 0.5, rel=1e-3)
    assert after == pytest.approx(side_m * (13 / 3 / 8) ** 0.5, rel=1e-3)


def test_walks_inside_beats_where_no_street_is_known(town_record, side_m):
    """Of three squares in a corner the walks are 1, 1 and √2 sides, of a pair 1; of four 1 four times and √2 twice."""
    before, after = beat_shape.walk_minutes(town_record, MANAGER, ((5, 1),), progress=lambda share: None)
    minutes = side_m * DETOUR / Habits().metres_a_minute
    assert before == pytest.approx(minutes * (2 * (2 + 2**0.5) + 1) / 7, rel=2e-3)
    assert after == pytest.approx(minutes * (4 + 2 * 2**0.5 + 2) / 8, rel=2e-3)

"""Surroundings on a board of nine one can count.

1 2 3
4 5 6     all neighbours by a corner; 1 4 7 are one community, the others another
7 8 9
"""

import numpy as np
import pytest
from town import squares

from geo import surroundings
from geo.hotspots.neighbours import shared_border

BOARD = shared_border(squares(3, 3))
COMMUNITY = np.array(list("abbabbabb"))
ALL = np.ones(9, bool)


def test_rings():
    near, far = surroundings.rings(BOARD)
    assert near.sum(axis=1).tolist() == [3, 5, 3, 5, 8, 5, 3, 5, 3]
    assert np.flatnonzero(far.toarray()[0]).tolist() == [2, 5, 6, 7, 8]  # 3, 6, 7, 8 and 9 from 1
    assert far.sum(axis=1)[4] == 0


def test_the_grid_itself_has_no_say():
    loud = np.zeros(9)
    loud[0] = 0.4
    found = surroundings.louder(loud, ALL, BOARD, COMMUNITY)
    assert found[0].tolist() == [0, 0, 0]
    assert found[1, 0] == pytest.approx(0.4 / 5)
    assert found[8, 1] == pytest.approx(0.4 / 5)
    assert found[3, 2] == pytest.approx(0.4 / 2) and found[1, 2] == 0


def test_hotspots_are_not_asked_and_nobody_shouts():
    loud = np.array([9.0, 0, 0, 0, 0, 0, 0, 0, 0])
    assert surroundings.louder(loud, ALL, BOARD, COMMUNITY)[1, 0] == pytest.approx(
        surroundings.MOST_LOG_RATIO / 5
    )
    assert not surroundings.louder(loud, ALL & (loud == 0), BOARD, COMMUNITY).any()


def test_the_mix_is_that_next_door():
    kinds = np.full((9, 2), [10.0, 10.0])
    kinds[8] = [0, 200]
    found = surroundings.mix(kinds, ALL, BOARD)
    usual = 80 / 360  # of the rarer kind
    assert found.shape == (9, 1)
    assert found[0, 0] == pytest.approx(np.log((30 + 50 * usual) / (60 + 50) / usual))
    assert found[8, 0] == found[0, 0]  # its own reports are left out
    assert found[4, 0] == pytest.approx(np.log((70 + 50 * usual) / (340 + 50) / usual))
    assert surroundings.mix(kinds[:, :1], ALL, BOARD).shape == (9, 0)

import numpy as np
import pytest
from lattice import lattice

from geo.districts.reach import steps_to, to_leave_ground, within_reach


def test_steps_from_a_beat_by_hand():
    """Six in a row, two each: from the first beat 1, 2, 3, 4 steps; a barred grid is not walked through."""
    beats, _ = lattice(6, 1, 3, 1)
    sets = np.array([[True, False, False], [True, False, True]])
    assert steps_to(beats, sets, 4).tolist() == [[0, 0, 1, 2, 3, 4], [0, 0, 1, 1, 0, 0]]
    assert steps_to(beats, sets, 3)[0].tolist() == [0, 0, 1, 2, 3, -1]
    beats.allowed[3, 0] = False
    assert steps_to(beats, sets, 4)[0].tolist() == [0, 0, 1, -1, -1, -1]


def test_few_changes_do_not_reach_far():
    """With fewer than two changes only the next grid comes; with fewer than three a beat of two may move away."""
    beats, _ = lattice(6, 1, 3, 1)
    assert to_leave_ground(beats).tolist() == [2, 2, 2]
    assert np.flatnonzero(within_reach(beats, 2).allowed[:, 0]).tolist() == [0, 1, 2]
    assert within_reach(beats, 3).allowed.all()


def test_what_others_need_shortens_the_reach():
    """Twelve in a row, four each: of three changes the first beat may have all, or two where others need one."""
    beats, _ = lattice(12, 1, 3, 1)
    free = within_reach(beats, 4, np.array([1, 0, 0])).allowed
    assert np.flatnonzero(free[:, 0]).tolist() == [0, 1, 2, 3, 4, 5]
    assert np.flatnonzero(free[:, 2]).tolist() == [5, 6, 7, 8, 9, 10, 11]


@pytest.mark.parametrize("worker", [0, 2])
def test_a_beat_in_pieces_may_get_any(worker):
    beats, _ = lattice(6, 2, 3, 1)
    beats.today[[0, 4, 6, 10]] = [2, 0, 0, 2]  # the first and the third have grids in each other's ground
    assert to_leave_ground(beats)[worker] == 0
    assert within_reach(beats, 1).allowed[:, worker].all()

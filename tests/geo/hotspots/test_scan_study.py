import numpy as np
import pytest

from geo.hotspots.scan_study import by_cases, by_people

PLACES = np.array([[0.0, 0], [100, 0], [0, 300]])
CASES = np.array([[4, 0, 2], [1, 3, 0], [0, 1, 5]])
WINDOWS = np.array([[0, 2], [1, 2]])


def test_cases_alone_keep_both_margins():
    study = by_cases(PLACES, CASES, 1, WINDOWS, 0.5)
    assert (study.total, study.most) == (16, 11)
    assert study.window_share.tolist() == [11 / 16, 7 / 16]
    chance = np.random.default_rng(1)
    drawn = np.array([study.draw(chance).reshape(2, 3) for _ in range(4000)])
    assert (drawn.sum(axis=2) == [4, 7]).all()
    assert (drawn.sum(axis=1) <= CASES.sum(axis=1)).all()
    expected = np.outer([4, 7], CASES.sum(axis=1)) / 16
    assert drawn.mean(axis=0) == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("cases", [CASES, CASES * 40, CASES // 3], ids=["few", "many", "fewer"])
def test_cases_among_people_follow_people_and_days(cases):
    study = by_people(PLACES, cases, np.array([10.0, 30, 60]), 1, WINDOWS, 0.6)
    assert study.window_share.tolist() == [2 / 3, 1 / 3]
    chance = np.random.default_rng(1)
    drawn = np.array([study.draw(chance).reshape(2, 3) for _ in range(4000)])
    assert drawn.mean(axis=0) == pytest.approx(
        np.tile([0.1, 0.3, 0.6], (2, 1)) * cases.sum() / 3, rel=0.1, abs=0.05
    )
    assert drawn.sum(axis=(1, 2)).std() == pytest.approx(np.sqrt(cases.sum() * 2 / 9), rel=0.1)


def test_counts_are_as_small_as_can_be():
    assert by_cases(PLACES, CASES, 1, WINDOWS, 0.5).dtype == np.int16
    assert by_people(PLACES, CASES * 4000, np.ones(3), 1, WINDOWS, 0.5).dtype == np.int32

import numpy as np
import pytest

from geo.errors import Cancelled
from geo.hotspots import scan_found
from geo.hotspots.scan_blocks import by_window
from geo.hotspots.scan_found import strongest
from geo.hotspots.scan_statistic import likelihood_ratio
from geo.hotspots.scan_study import by_cases

#: a row of ten grids 100 m apart, two cases each; today three more in each of the first two, two more in the last
PLACES = np.column_stack([np.arange(10) * 100.0, np.zeros(10)])
CASES = np.column_stack([np.ones(10, int), np.ones(10, int), np.array([3, 3, 0, 0, 0, 0, 0, 0, 0, 2])])
STUDY = by_cases(PLACES, CASES, 0, np.array([[0, 3], [1, 3], [2, 3]]), 0.5)


def test_each_is_the_strongest_that_is_left():
    first, second = strongest(STUDY, by_window(STUDY), CASES, PLACES, 0.0, 9)
    assert (first.grids.tolist(), first.begin, first.end, first.observed) == ([0, 1], 2, 3, 6)
    assert first.expected == 10 * 8 / 28
    assert (second.grids.tolist(), second.observed, second.radius_m) == ([9], 2, 0.0)
    assert second.llr == likelihood_ratio(np.array(2), np.array(4 * 8 / 28), 28)
    assert first.llr > second.llr


def test_others_than_the_first_must_pass_the_bar_and_the_number_is_bounded():
    assert len(strongest(STUDY, by_window(STUDY), CASES, PLACES, 99.0, 9)) == 1
    assert len(strongest(STUDY, by_window(STUDY), CASES, PLACES, 0.0, 1)) == 1


def test_looking_and_choosing_are_told_and_can_be_left(monkeypatch):
    """A word for every run of centres in every window, one for each circle chosen, and the end."""
    monkeypatch.setattr(scan_found, "RUNS", 1)
    told, ranges = [], by_window(STUDY)
    found = strongest(STUDY, ranges, CASES, PLACES, 0.0, 9, told.append)
    runs = sum(len(blocks.runs) for window in ranges for blocks in window)
    assert len(told) == runs + len(found) + 1 > 10
    assert told == sorted(told) and told[-1] == 1.0

    for words in (1, runs, runs + 1):
        heard = []

        def stop(share, heard=heard, words=words):
            heard.append(share)
            if len(heard) == words:
                raise Cancelled("cancelled")

        with pytest.raises(Cancelled):
            strongest(STUDY, ranges, CASES, PLACES, 0.0, 9, stop)
        assert len(heard) == words


def test_grids_without_cases_inside_a_circle_belong_to_it():
    cases = CASES.copy()
    cases[1] = 0
    cases[2] = [1, 1, 3]
    study = by_cases(PLACES, cases, 0, np.array([[2, 3]]), 0.5)
    first = strongest(study, by_window(study), cases, PLACES, 0.0, 9)[0]
    assert sorted(first.grids.tolist()) == [0, 1, 2]
    assert first.radius_m == 100.0

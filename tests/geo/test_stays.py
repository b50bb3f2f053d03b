"""Stays, counted on a strip of grids and a clock.

    minute   0  2  4  6  8 10 12 14 16 18 20 22 24 26 28 30 32 34
    worker 1 A  A  A  A  .  B  B  A  A  A  -  -  -  -  -  -  A  A     - no fix, . outside every grid
    worker 2 B  B  B  B  B  B

With five minutes a visit and gaps of ten at most, worker 1 is in A from 0 to 6 and in no other stay for long
enough: B lasts 2 minutes, A again 4, and its 14 minutes of silence are nobody's. Worker 2 is in B from 0 to 10.
"""

import numpy as np
import pandas as pd
import pytest

from geo.stays import stays

START = pd.Timestamp("2026-03-02 09:00")
STRIP = {"A": 1, "B": 2, ".": -1}


def track(worker: int, picture: str, step: float = 2) -> pd.DataFrame:
    """A fix for every letter of the picture."""
    told = [(k, STRIP[letter]) for k, letter in enumerate(picture) if letter != "-"]
    return pd.DataFrame(
        {
            "worker_id": worker, "at": [START + pd.Timedelta(minutes=step * k) for k, _ in told],
            "grid_id": [grid for _, grid in told],
        }
    )  # fmt: skip


def found(fixes, least=5, gap=10):
    rows, short = stays(fixes, least_minutes=least, gap_minutes=gap)
    minute = (rows["since"] - START) / pd.Timedelta(minutes=1)
    return list(zip(rows["worker_id"], rows["grid_id"], minute, rows["minutes"], strict=True)), short


PICTURE = pd.concat([track(1, "AAAA.BBAAA------AA"), track(2, "BBBBBB")])


def test_the_picture():
    assert found(PICTURE) == ([(1, 1, 0, 6), (2, 2, 0, 10)], 3)


def test_a_shorter_visit_and_a_longer_gap():
    assert found(PICTURE, least=2)[0] == [
        (1, 1, 0, 6),
        (1, 2, 10, 2),
        (1, 1, 14, 4),
        (1, 1, 32, 2),
        (2, 2, 0, 10),
    ]
    assert found(PICTURE, gap=14)[0] == [(1, 1, 0, 6), (1, 1, 14, 20), (2, 2, 0, 10)]


@pytest.mark.parametrize(("gap", "minutes"), [(14, [20.0]), (13.9, [])])
def test_a_gap_just_as_long_as_the_limit_is_none(gap, minutes):
    assert [row[3] for row in found(PICTURE.iloc[7:], least=5, gap=gap)[0] if row[0] == 1] == minutes


def test_the_order_of_the_rows_does_not_matter():
    shuffled = PICTURE.sample(frac=1, random_state=3)
    assert found(shuffled) == found(PICTURE)


def test_a_point_told_twice_counts_once():
    assert found(pd.concat([PICTURE, PICTURE])) == found(PICTURE)


def test_just_long_enough():
    assert found(track(1, "AAB", step=2.5))[0] == []
    assert found(track(1, "AAAB", step=2.5))[0] == [(1, 1, 0, 5)]


def test_one_point_is_no_stay_and_no_points_are_none():
    assert found(track(1, "A"), least=1) == ([], 1)
    assert found(track(1, "")) == ([], 0)


def test_two_who_walk_together_do_not_end_each_others_stays():
    both = pd.concat([track(1, "AAAA"), track(2, "BBBB")]).sort_values("at")
    assert found(both)[0] == [(1, 1, 0, 6), (2, 2, 0, 6)]
    assert stays(both, least_minutes=5, gap_minutes=10)[0]["fixes"].tolist() == [4, 4]
    assert np.issubdtype(stays(both, least_minutes=5, gap_minutes=10)[0]["grid_id"].dtype, np.integer)

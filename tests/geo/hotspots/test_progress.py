"""Progress by parts, and a pool whose tasks are waited for within sight."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from geo.errors import Cancelled
from geo.hotspots.progress import ended, stretch


def test_a_stretch_is_a_part_of_the_whole():
    told = []
    part = stretch(told.append, 0.25, 0.75)
    for share in (0.0, 0.5, 1.0):
        part(share)
    assert told == [0.25, 0.5, 0.75]


def test_nobody_told_is_nobody_told_of_a_part():
    assert stretch(None, 0.0, 0.5) is None


def test_answers_come_in_the_order_of_the_tasks_and_the_share_rises_to_the_whole():
    told = []
    with ThreadPoolExecutor(2) as pool:
        tasks = [pool.submit(lambda wait=wait: time.sleep(wait) or wait) for wait in (0.05, 0.0, 0.02)]
        assert ended(pool, tasks, told.append) == [0.05, 0.0, 0.02]
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_what_is_raised_leaves_the_tasks_not_begun():
    begun = []

    def stop(share: float) -> None:
        raise Cancelled("cancelled")

    with ThreadPoolExecutor(1) as pool, pytest.raises(Cancelled):
        ended(pool, [pool.submit(lambda: begun.append(time.sleep(0.05))) for _ in range(20)], stop)
    assert len(begun) <= 2


def test_what_a_task_raises_comes_out():
    with ThreadPoolExecutor(1) as pool, pytest.raises(ZeroDivisionError):
        ended(pool, [pool.submit(lambda: 1 / 0)], lambda share: None)

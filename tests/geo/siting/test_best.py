"""The best so far: what it takes, what it tells, when it is done."""

import numpy as np
import pytest

from geo.siting.best import Best

CHOSEN = np.array([True, False])


def test_only_better_answers_are_taken():
    best = Best()
    best.offer(CHOSEN, 5.0)
    best.offer(~CHOSEN, 6.0)
    assert best.cost == 5 and best.chosen.tolist() == [True, False]


def test_a_bound_of_whole_numbers_is_rounded_up_and_never_above_the_answer():
    best = Best(step=1.0)
    best.offer(CHOSEN, 5.0)
    best.prove(3.2)
    assert best.bound == 4 and not best.done
    best.prove(4.1)
    assert best.bound == 5 and best.done
    best.prove(7.0)
    assert best.bound == 5


def test_every_change_is_told():
    heard = []
    best = Best(told=lambda now: heard.append((now.cost, now.bound)))
    best.offer(CHOSEN, 5.0)
    best.prove(2.0)
    best.prove(1.0)
    assert heard == [(5, -np.inf), (5, 2)]


@pytest.mark.parametrize(("cost", "bound", "done"), [(4, 1, True), (6, 5, True), (6, 4, False)])
def test_enough_is_enough(cost, bound, done):
    best = Best(goal=4)
    best.offer(CHOSEN, cost)
    best.prove(bound)
    assert best.done is done


def test_near_enough_is_done():
    best = Best()
    best.enough = lambda: best.cost - best.bound <= 2
    best.offer(CHOSEN, 6.0)
    best.prove(3.0)
    assert not best.done
    best.prove(4.5)
    assert best.done

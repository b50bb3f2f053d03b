"""What every exchange would change, against the choice reckoned anew."""

from itertools import product

import numpy as np
import pytest

from geo.siting import exchange
from geo.siting.cover import uncovered
from geo.siting.exchange import Cover
from geo.siting.task import task


def asked(p=4, **more):
    rng = np.random.default_rng(11)
    homes, sites = rng.random((60, 1, 2)), rng.random((1, 14, 2))
    people = rng.integers(1, 50, 60).astype(float)
    return task(np.linalg.norm(homes - sites, axis=2), people, p=p, radius=0.22, **more)


def with_one(chosen, one, value=True):
    changed = chosen.copy()
    changed[one] = value
    return changed


@pytest.mark.parametrize("kept", [0, 10_000])
def test_gains_and_what_is_held_after_many_changes(kept, monkeypatch):
    """Whether who covers the same places is looked up once or each time."""
    monkeypatch.setattr(exchange, "MOST_KEPT", kept)
    question, rng = asked(), np.random.default_rng(1)
    cover = Cover(question, np.isin(np.arange(14), [0, 3, 5, 9]))
    for _ in range(50):
        cover.drop(rng.choice(np.flatnonzero(cover.chosen)))
        cover.add(rng.choice(np.flatnonzero(~cover.chosen)))
    now = uncovered(question, cover.chosen)
    assert cover.uncovered == pytest.approx(now)
    inside, outside = np.flatnonzero(cover.chosen), np.flatnonzero(~cover.chosen)
    for one in outside:
        assert cover.gain[one] == pytest.approx(now - uncovered(question, with_one(cover.chosen, one)))
    for out, into in product(inside, outside):
        after = uncovered(question, with_one(with_one(cover.chosen, out, False), into))
        held = cover.held[cover.slot[out]]
        assert cover.gain[into] + held[into] - held[out] == pytest.approx(now - after)


def test_no_exchange_is_left_that_covers_more():
    question = asked(kept=[2], closed=[4])
    cover = Cover(question, question.must)
    cover.fill()
    before = cover.uncovered
    cover.exchange()
    assert cover.uncovered <= before
    assert cover.chosen.sum() == question.p and cover.chosen[2] and not cover.chosen[4]
    for out, into in product(np.flatnonzero(cover.chosen & ~question.must), np.flatnonzero(~cover.chosen)):
        if question.may[into]:
            other = with_one(with_one(cover.chosen, out, False), into)
            assert uncovered(question, other) >= cover.uncovered - 1e-6


def test_it_becomes_another_choice():
    question = asked()
    cover, other = Cover(question, np.arange(14) < 4), np.arange(14) > 9
    cover.become(other)
    assert (cover.chosen == other).all()
    assert cover.uncovered == pytest.approx(uncovered(question, other))


def test_a_copy_changes_alone():
    question = asked()
    cover = Cover(question, np.arange(14) < 4)
    gain, held, covered = cover.gain.copy(), cover.held.copy(), cover.uncovered
    cover.copy().become(np.arange(14) > 9)
    assert np.flatnonzero(cover.chosen).tolist() == [0, 1, 2, 3]
    assert (cover.gain == gain).all() and (cover.held == held).all() and cover.uncovered == covered
    cover.become(np.arange(14) > 9)  # its free slots are its own, too
    assert cover.uncovered == pytest.approx(uncovered(question, cover.chosen))

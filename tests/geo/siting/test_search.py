"""The best so far: what it takes, what it tells, when it is done."""

import numpy as np
import pytest

from geo.siting import search as search_module
from geo.siting.models import SHORTEST
from geo.siting.search import GRACE, Best, priced, proven, search
from geo.siting.site import site
from geo.siting.task import task

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


@pytest.mark.parametrize("model", ["mclp", "pmedian"])
@pytest.mark.parametrize("kept", [(), (2,)])
def test_a_few_choices_are_all_looked_at(monkeypatch, model, kept):
    """Six sites of which two are chosen: fifteen choices, or ten beside one that stays; nobody asks for a price."""
    rng = np.random.default_rng(5)
    costs, people = rng.uniform(0, 10, (40, 6)), rng.integers(1, 9, 40).astype(float)
    question = {"p": 2, "radius": 3.0, "kept": kept}
    by_prices = site(model, costs, people, **question)
    monkeypatch.setattr(search_module, "FEW", 15)
    monkeypatch.setattr(search_module, "priced", None)
    found = site(model, costs, people, **question)
    assert found.value == by_prices.value == found.bound and found.optimal
    assert set(kept) <= set(found.chosen.tolist()) and len(found.chosen) == 2 + len(kept)


def test_more_than_a_few_choices_are_not_all_looked_at(monkeypatch):
    monkeypatch.setattr(search_module, "FEW", 14)
    monkeypatch.setattr(search_module, "priced", None)
    costs = np.random.default_rng(5).uniform(0, 10, (40, 6))
    with pytest.raises(TypeError):
        site("pmedian", costs, np.ones(40), p=2)


def test_the_fewest_are_not_looked_for_among_choices_of_one_number(monkeypatch):
    """Two houses, three sites, one of which serves both."""
    monkeypatch.setattr(search_module, "FEW", 200)
    found = site("lscp", np.array([[1.0, 9, 1], [9, 1, 1]]), np.ones(2), radius=2.0)
    assert found.chosen.tolist() == [2] and found.optimal


def test_prices_and_proof_together_reach_the_best_answer():
    rng = np.random.default_rng(2)
    costs = rng.uniform(0, 9, (25, 10))  # no geometry at all: prices alone do not close it
    asked = task(costs, np.ones(25), p=3)
    best, slow = Best(), Best()
    search(asked, SHORTEST, best)
    slow.offer(np.arange(10) < 3, costs[:, :3].min(axis=1).sum())
    proven(asked, SHORTEST, slow)
    assert best.done and best.cost == pytest.approx(slow.cost)
    assert priced(asked, SHORTEST, Best(), np.zeros(25), np.inf)[0].p == 3


@pytest.mark.parametrize("model", ["pmedian", "pcenter", "mclp", "lscp", "capacitated"])
def test_a_clock_ends_the_whole_search_and_leaves_what_was_found(model):
    """The clock stands at a second more each time it is asked: of 20 seconds hardly more than 22 looks are taken."""
    looks = iter(range(10_000))
    rng = np.random.default_rng(4)
    costs = np.hypot(*(rng.uniform(0, 9, (300, 1, 2)) - rng.uniform(0, 9, (1, 80, 2))).transpose(2, 0, 1))
    found = site(model, costs, np.ones(300), p=12, radius=1.5 if model == "mclp" else 3.0,
                 capacities=np.full(80, 40.0), seconds=20, clock=lambda: float(next(looks)))  # fmt: skip
    assert next(looks) <= 20 * (1 + GRACE) + 5
    assert found.optimal or found.gap > 0
    assert np.isfinite(found.value)

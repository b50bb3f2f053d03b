"""The way to a proven answer: few choices, prices and proof together, the clock."""

from dataclasses import replace

import numpy as np
import pytest

from geo.siting import search as search_module
from geo.siting.best import GRACE, Best
from geo.siting.models import SHORTEST
from geo.siting.search import Shaking, priced, proven, search
from geo.siting.site import site
from geo.siting.task import task


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


@pytest.mark.parametrize(
    ("brings", "raises", "shaken"),
    [
        ([0, 0, 0, 0], [8, 8, 8, 8], [50, 50, 10, 10]),  # after two times without anything the least
        ([8, 8, 8, 0], [8, 8, 8, 8], [50, 50, 50, 50]),  # as much each time as the bound does
        ([8, 0, 0, 0], [8, 8, 8, 8], [50, 50, 25, 17]),  # half of what the bound does, then a third
        ([0, 0, 0, 0], [8, 8, 0, 8], [50, 50, 50, 10]),  # the bound stands: only shaking is left
    ],
)
def test_an_answer_is_shaken_as_often_as_that_is_worth_beside_the_bound(brings, raises, shaken):
    best, done, turn = Best(), [], iter(brings)
    best.offer(np.array([True, False]), 1000.0)

    def others(task, last, rng):
        while True:
            done.append(1)
            yield np.array([False, True]), best.cost - (next(turn) if len(done) == 1 else 0)

    ways = replace(SHORTEST, shaken=Shaking(others, lambda task: 100, lambda task, cost: 0.0))
    shaking, counted = search_module._Shaking(None, ways, best), []
    for raised in raises:
        done.clear()
        shaking.between(raised)
        counted.append(len(done))
    assert counted == shaken

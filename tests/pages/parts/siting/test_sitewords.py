"""A proposal in words, from numbers that can be read off."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from data.site import Effect, Question
from geo.model import Note
from pages.parts import text
from pages.parts.siting import sitewords
from pages.parts.work import Unfolding

WHERE = pd.DataFrame(
    {"gainers": [50.0, 30, 20], "community": ["A", "B", "C"], "worker": ["Li", "Li", np.nan]}
)


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(text, "locale", lambda: "en")


def test_who_gains_and_how_many_minutes():
    site = {"gainers": 100.0, "minutes": 4.25, "newly": 60.0}
    assert sitewords.proposal(site, WHERE) == (
        "100 residents have it nearer, by 4.2 minutes on foot on average; 60 of them for the first time within"
        " reach; in A, B and others; beat of Li."
    )


def test_the_first_of_its_kind_saves_no_minutes_but_is_one():
    site = {"gainers": 100.0, "minutes": np.nan, "newly": 0.0}
    assert sitewords.proposal(site, WHERE.head(1)) == (
        "100 residents reach one who reached none before; in A; beat of Li."
    )


def test_nobody():
    assert "Nobody" in sitewords.proposal({"gainers": 0.0, "minutes": np.nan, "newly": 0.0}, WHERE.head(0))


@pytest.mark.parametrize(
    ("gap", "state", "said"),
    [
        (0.004, "working", "Within 0.4% of the best possible. Looking"),
        (0.004, "stopped", "You stopped the search."),
        (0.9, "working", "A first answer"),
        (0.0, "done", "Proven: no choice of sites is better."),
    ],
)
def test_how_good_an_answer_is(gap, state, said):
    assert said in how_good(gap, state)


def how_good(gap: float, state: str, *caveats: str) -> str:
    facts = {"places_seen": 1500, "places_all": 6000, "homes_seen": 8, "homes_all": 64, "left_out": 3.0}
    siting = SimpleNamespace(
        gap=gap, optimal=gap == 0, note=Note("site_mclp", 8, caveats=caveats, facts=facts)
    )
    return sitewords.how_good(Unfolding(SimpleNamespace(siting=siting), state))


@pytest.mark.parametrize("gap", [0.0, 0.004, 0.9])
def test_a_proof_says_of_which_places_and_homes_it_is_one(gap):
    said = how_good(gap, "done", "straight_line", "site_places_thinned", "site_homes_together")
    assert "1,500 of 6,000 possible places were looked at." in said
    assert "Residents of 64 homes were put together at 8 of these." in said
    assert "possible places" not in how_good(gap, "done", "site_left_out")


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("mclp", "1 new: within 300 m live 30 of 40 residents (75%) instead of 10."),
        ("lscp", "1 new: within 300 m live 30 of 40 residents (75%) instead of 10."),
        ("pmedian", "1 new: the average walk is 200 m instead of 400."),
        ("capacitated", "1 new: with room for everybody the average walk is 200 m instead of 400."),
        ("pcenter", "1 new: the longest walk is 600 m instead of 900."),
    ],
)
def test_what_changes_for_everybody(model, said):
    effect = Effect(40.0, (10.0, 30.0), (400.0, 200.0), (900.0, 600.0), 300.0)
    sites = pd.DataFrame({"change": ["new", "kept"]})
    assert sitewords.headline(Question("clinic", model), effect, sites) == said


@pytest.mark.parametrize("model", sitewords.MODELS)
def test_who_is_left_out_is_said_beside_what_changes(model):
    """10 of 40 are near today, 30 would be, 5 cannot be."""
    effect = Effect(40.0, (10.0, 30.0), (400.0, 200.0), (900.0, 600.0), 300.0, 5.0)
    said = sitewords.headline(Question("clinic", model), effect, pd.DataFrame({"change": ["new"]}))
    assert said.endswith("5 residents are too far from every candidate and are left out.")


def test_every_model_is_one():
    from geo.siting.models import MODELS

    assert set(sitewords.MODELS) == set(MODELS)

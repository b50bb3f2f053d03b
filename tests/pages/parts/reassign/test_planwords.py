"""Sentences of a plan, in both languages, as people read them."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from geo.districts.rebalance import Plan
from pages.parts import session
from pages.parts.reassign import planwords


def found(*plans, joins=False):
    """Twenty grids of 100 households each, all with the first of two workers; the other has no share, or joins."""
    beats = SimpleNamespace(
        grid_ids=pd.RangeIndex(1, 21),
        today=np.zeros(20, int),
        shares=np.array([10.0, 10.0 if joins else 0.0]),
    )
    facts = pd.DataFrame({"households": 100, "population": 250}, index=beats.grid_ids)
    return SimpleNamespace(
        found=SimpleNamespace(plans=plans), start=SimpleNamespace(beats=beats, facts=facts)
    )


def plan_of(changes, imbalance, *fewest):
    """The first so many grids go to the second worker."""
    return Plan((np.arange(20) < changes).astype(int), changes, imbalance, *fewest)


TODAY = plan_of(0, 0.51)
BROUGHT = "Changing 12 grids (1,200 households) brings the imbalance from 51% to 11%."
SAID = {
    ("en", 12, 10.0, 10.0): f"{BROUGHT} No plan as even changes fewer than 10 grids.",
    ("zh", 12, 10.0, 10.0): "变动 12 个网格（1,200 户），不均衡由 51% 降至 11%。 同样均衡的方案至少变动 10 个网格。",
    ("en", 12, 9.2, 9.2): f"{BROUGHT} No plan as even changes fewer than 10 grids.",
    ("en", 12, 12.0, 12.0): f"{BROUGHT} No plan as even changes fewer grids.",
    ("en", 12, 1.0, 1.0): BROUGHT,
    ("en", 1, 1.0, 1.0): "Changing 1 grid (100 households) brings the imbalance from 51% to 11%."
    " No plan as even changes fewer grids.",
    ("en", 12, 7.0, 9.2): f"{BROUGHT} No plan as even changes fewer than 7 grids."
    " No plan as even, in which grids go to adjoining beats only, changes fewer than 10 grids.",
}  # fmt: skip


@pytest.mark.parametrize(("asked", "words"), SAID.items())
def test_what_a_plan_does_and_how_few_it_could_be(monkeypatch, asked, words):
    lang, changes, *fewest = asked
    monkeypatch.setattr(session, "language", lambda: lang)
    plan = plan_of(changes, 0.11, *fewest)
    beats = found(TODAY, plan)
    monkeypatch.setattr(planwords.proposals, "given_a_beat", lambda *_: False)  # both work today
    assert planwords.verdict(beats, plan) == words


def test_today_is_said_too(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")
    assert "is 51% from it" in planwords.verdict(found(TODAY), TODAY)


def test_where_somebody_leaves_today_is_no_measure(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")
    monkeypatch.setattr(planwords.proposals, "given_a_beat", lambda *_: False)  # both work today
    today, plan = plan_of(0, float("inf")), plan_of(3, 0.11, 3.0)
    assert planwords.verdict(found(today, plan), today) == "Today the worker who leaves still has grids."
    assert planwords.verdict(found(today, plan), plan) == (
        "Changing 3 grids (300 households) leaves nobody who stays farther than 11% from a fair share."
        " No plan as even changes fewer grids."
    )


@pytest.mark.parametrize(
    ("lang", "now", "then"),
    [
        (
            "en",
            "Today the worker who joins has no grid yet.",
            "Changing 3 grids (300 households) gives who joins a beat: nobody is then farther than 11% from a fair"
            " share. No plan as even changes fewer grids.",
        ),
        (
            "zh",
            "新到岗的网格员目前还没有网格。",
            "变动 3 个网格（300 户）后，新到岗的网格员有了片区，所有人偏离合理份额均不超过 11%。"
            " 同样均衡的方案不可能变动更少的网格。",
        ),
    ],
)
def test_a_share_that_nobody_has_yet_is_no_measure_of_today(monkeypatch, lang, now, then):
    monkeypatch.setattr(session, "language", lambda: lang)
    today, plan = plan_of(0, 1.0), plan_of(3, 0.11, 3.0)
    beats = found(today, plan, joins=True)
    assert planwords.verdict(beats, today) == now
    assert planwords.verdict(beats, plan) == then


def test_who_joins_for_who_leaves_is_said_of_both(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")
    today = plan_of(0, float("inf"))
    assert planwords.verdict(found(today, joins=True), today) == (
        "Today the worker who joins has no grid yet. Today the worker who leaves still has grids."
    )


def test_where_nobody_counted_households_only_grids_are_said(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")
    start = found(TODAY).start
    start.facts = start.facts * np.nan
    assert planwords.changed(start, plan_of(12, 0.11)) == "12 grids"
    start.facts["population"] = 250
    assert planwords.changed(start, plan_of(1, 0.11)) == "1 grid (250 residents)"


def test_what_only_one_of_two_plans_moves(monkeypatch):
    """Grid 12 goes to worker 2 in both; grid 13 to 2 in one and to 3 in the other; grid 14 in the other only."""
    monkeypatch.setattr(session, "language", lambda: "en")
    grids = pd.DataFrame({"name": "", "grid_code": ["011", "012", "013", "014"]}, index=[11, 12, 13, 14])
    beats = SimpleNamespace(grid_ids=grids.index, today=np.array([0, 0, 0, 1]))
    one, other = (Plan(np.array(workers), n, 0.1) for workers, n in (([0, 1, 1, 1], 2), ([0, 1, 2, 2], 3)))
    lines = planwords.difference(
        SimpleNamespace(grids=grids), SimpleNamespace(found=SimpleNamespace(beats=beats)), one, other
    )
    assert lines == [
        "1 grid goes the same way in both.", "Only with 2 grids: 013", "Only with 3 grids: 013, 014"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "words"), [(-0.14, "Zhang Wei -14%, Li Na +9%"), (float("nan"), "Li Na +9%")]
)
def test_a_move(monkeypatch, change, words):
    """Who leaves has no fair share to be measured by."""
    monkeypatch.setattr(session, "language", lambda: "en")
    row = {"from_name": "Zhang Wei", "from_change": change, "to_name": "Li Na", "to_change": 0.09}
    assert planwords.move_words(row) == words

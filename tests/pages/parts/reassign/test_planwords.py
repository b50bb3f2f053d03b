"""Sentences of a plan, in both languages, as people read them."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from geo.districts.rebalance import Plan
from pages.parts import session
from pages.parts.reassign import planwords


def found(*plans):
    return SimpleNamespace(found=SimpleNamespace(plans=plans))


TODAY = Plan(None, 0, 0.51)
BROUGHT = "12 changed grids bring the imbalance from 51% to 11%."
SAID = {
    ("en", 12, 10.0, 10.0): f"{BROUGHT} No plan as even changes fewer than 10.",
    ("zh", 12, 10.0, 10.0): "变动 12 个网格，不均衡由 51% 降至 11%。 同样均衡的方案至少变动 10 个网格。",
    ("en", 12, 9.2, 9.2): f"{BROUGHT} No plan as even changes fewer than 10.",
    ("en", 12, 12.0, 12.0): f"{BROUGHT} No plan as even changes fewer.",
    ("en", 12, 1.0, 1.0): BROUGHT,
    ("en", 1, 1.0, 1.0): "1 changed grid brings the imbalance from 51% to 11%. No plan as even changes fewer.",
    ("en", 12, 7.0, 9.2): f"{BROUGHT} No plan as even changes fewer than 7."
    " No plan as even, in which grids go to adjoining beats only, changes fewer than 10.",
}  # fmt: skip


@pytest.mark.parametrize(("asked", "words"), SAID.items())
def test_what_a_plan_does_and_how_few_it_could_be(monkeypatch, asked, words):
    lang, changes, *fewest = asked
    monkeypatch.setattr(session, "language", lambda: lang)
    plan = Plan(None, changes, 0.11, *fewest)
    assert planwords.verdict(found(TODAY, plan), plan) == words


def test_today_is_said_too(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")
    assert "is 51% from it" in planwords.verdict(found(TODAY), TODAY)


def test_where_somebody_leaves_today_is_no_measure(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")
    today, plan = Plan(None, 0, float("inf")), Plan(None, 3, 0.11, 3.0)
    assert planwords.verdict(found(today, plan), today) == "Today the worker who leaves still has grids."
    assert planwords.verdict(found(today, plan), plan) == (
        "3 changed grids leave nobody who stays farther than 11% from a fair share. No plan as even changes fewer."
    )


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

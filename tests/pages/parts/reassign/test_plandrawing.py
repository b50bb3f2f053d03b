"""Arrows of a plan: one for all that goes from one worker to another, to the new beat's nearest grid."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from town import town

from geo.districts.rebalance import Plan
from pages.parts import load, session
from pages.parts.reassign import plandrawing


@pytest.mark.parametrize(
    ("moves", "arrows"),
    [
        ({}, []),
        ({2: 2}, [(2, 3)]),  # grid 2 to worker 2, who has 3 beside it
        ({2: 2, 5: 1}, [(2, 3), (5, 4)]),  # worker 1 keeps 1 and 4
    ],
)
def test_from_its_middle_to_the_nearest_grid_that_stays(monkeypatch, moves, arrows):
    monkeypatch.setattr(load, "grids", lambda actor: town())
    held = {1: 1, 2: 1, 3: 2, 4: 1, 5: 3, 6: 2, 7: 3, 8: 3}
    today = np.array(list(held.values())) - 1
    beats = SimpleNamespace(grid_ids=pd.Index(list(held)), today=today)
    plan = Plan(np.array([(held | moves)[grid] for grid in held]) - 1, len(moves), 0.0)
    middle = town().set_index("grid_id").geometry.representative_point()
    drawn = plandrawing._arrows(None, beats, plan, np.flatnonzero(plan.workers != today))
    expected = [[(middle[a].x, middle[a].y), (middle[b].x, middle[b].y)] for a, b in arrows]
    assert np.allclose(np.array(drawn).reshape(-1, 2), np.array(expected).reshape(-1, 2), atol=1e-6)


def _drawn(monkeypatch, fewest):
    """The curve of today and a plan that moves grids 2 and 5 of 8: its drawing, its rows and what stands below."""
    held = np.array([0, 0, 1, 0, 2, 1, 2, 2])
    after = held.copy()
    after[[1, 4]] = 1
    beats = SimpleNamespace(grid_ids=pd.RangeIndex(1, 9), today=held)
    facts = pd.DataFrame({"households": np.arange(1, 9) * 100, "population": np.nan}, index=beats.grid_ids)
    plans = Plan(held, 0, 0.5), Plan(after, 2, 0.1, 1.2)
    start = SimpleNamespace(beats=beats, facts=facts)
    found = SimpleNamespace(found=SimpleNamespace(plans=plans), start=start, fewest=fewest)
    seen, said = [], []
    monkeypatch.setattr(session, "language", lambda: "en")
    monkeypatch.setattr(plandrawing.planwords, "verdict", lambda *_: "")
    monkeypatch.setattr(
        plandrawing.charts, "show", lambda spec, rows, *_args, **_named: seen.append((spec, rows))
    )
    monkeypatch.setattr(plandrawing.st, "caption", said.append)
    plandrawing.curve(found, plans[1])
    return *seen[0], said[-1]


def test_the_curve_tells_grids_and_households_of_every_plan(monkeypatch):
    """Grids 2 and 5 have 200 and 500 households; that no plan changes fewer than 1.2 grids is 2 whole ones."""
    spec, rows, _below = _drawn(monkeypatch, "grids")
    assert rows[["changes", "homes", "fewest"]].to_numpy().tolist() == [[0, 0, 0], [2, 700, 2]]
    bound, dots = spec["layer"]
    assert bound["encoding"]["x2"] == {"field": "fewest"} and dots["encoding"]["x"]["field"] == "changes"
    told = {line["field"]: line["title"] for line in dots["encoding"]["tooltip"]}
    assert told["homes"] == "Households that change worker" and told["changes"] == "Grids that change hands"


def test_where_households_are_to_be_fewest_they_are_the_way_along(monkeypatch):
    """The bound is one of grids, so no line of it is drawn along households."""
    spec, _rows, below = _drawn(monkeypatch, "households")
    (dots,) = spec["layer"]
    assert dots["encoding"]["x"]["field"] == "homes"
    assert dots["encoding"]["x"]["title"] == "Households that change worker"
    assert "not proven" in below


def test_the_beat_of_who_joins_is_outlined():
    """The third of three workers has no grid today and gets grids 2 and 4."""
    beats = SimpleNamespace(grid_ids=pd.RangeIndex(1, 5), today=np.array([0, 0, 1, 1]), shares=np.ones(3))
    (outline,) = plandrawing._joined(beats, Plan(np.array([0, 2, 1, 2]), 2, 0.0))
    assert outline.grid_ids == (2, 4)
    assert plandrawing._joined(beats, Plan(np.array([0, 0, 0, 1]), 1, 0.0)) == []

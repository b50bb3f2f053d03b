"""Arrows of a plan: one for all that goes from one worker to another, to the new beat's nearest grid."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from town import town

from geo.districts.rebalance import Plan
from pages.parts import load
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

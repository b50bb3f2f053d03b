"""What tests of the page of hand-overs share."""

import pandas as pd
import pytest
from town import town_beat, town_m

from geo.hotspots.neighbours import shared_border
from pages.parts.reassign.ground import Ground


@pytest.fixture
def known() -> Ground:
    """The town, with grid k costing k hours a week, give or take three quarters of an hour."""
    grids = town_m().drop(columns="geometry").set_index("grid_id")
    grids = grids.assign(worker_id=town_beat(), workload_hours=grids.index.astype(float), workload_se=0.75)
    workers = pd.DataFrame(
        {"name": ["Worker 1", "Worker 2", "Worker 3"], "available_hours": 40.0},
        index=pd.Index([1, 2, 3], name="worker_id"),
    )
    near = shared_border(town_m().geometry, rule="rook")
    return Ground(grids, workers, near, near, pd.Series([0, 1, 2], index=workers.index))


@pytest.fixture
def answered(open_page, town_record):
    """``answered(answer, role=…, **address)``: the page's run right after the map answered."""

    def _answered(answer: dict, role: str = "manager", **query):
        app = open_page(town_record, "reassign.py", role=role, **query)
        app.session_state["reassign"] = {"event": "1"} | answer
        return app.run()

    return _answered

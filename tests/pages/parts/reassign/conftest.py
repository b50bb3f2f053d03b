"""What tests of the page of hand-overs share."""

from datetime import date, datetime

import pandas as pd
import pytest
from town import town_beat, town_m

from data import commands, drafts
from data.audit import new_write_id
from data.permits import Actor
from data.plan_locks import NO_LOCKS
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


@pytest.fixture
def moved(town_record):
    """``moved({8: 2})``: another manager moves grids, today."""

    def _moved(moves: dict[int, int]) -> None:
        wang, version = Actor("Wang Min", "manager", "all"), town_record.version("assignments")[0]
        plan = commands.propose_plan(
            town_record, wang, title="t", reason="r", moves=moves, base_version=version,
            effective_on=date(2026, 3, 1), now=datetime(2026, 3, 1), write_id=new_write_id(),
        )  # fmt: skip
        commands.accept_plan(
            town_record, wang, plan, note="", now=datetime(2026, 3, 2), write_id=new_write_id()
        )

    return _moved


@pytest.fixture
def kept(town_record):
    """``kept({8: 2}, who="manager test")`` keeps a draft; without a name it is of whoever opens the page."""

    def _kept(moves: dict[int, int], who: str = "manager test", **other) -> tuple[int, int]:
        given = {
            "title": "Fairer", "reason": "", "moves": moves, "effective_on": date(2026, 3, 1), "locks": NO_LOCKS,
            "base_version": town_record.version("assignments")[0], "draft": None, "now": datetime(2026, 3, 1, 9),
            "write_id": new_write_id(),
        }  # fmt: skip
        return drafts.draft_plan(town_record, Actor(who, "manager", "all"), **given | other)

    return _kept


@pytest.fixture
def fill():
    """``fill(app, "Propose", title=…, reason=…)`` writes into the form and sends it by one of its buttons."""

    def _fill(app, label: str, title: str = "Fairer", reason: str = "Worker 1 has room"):
        app.text_input[0].input(title)
        app.text_area[0].input(reason)
        return next(button for button in app.button if button.label == label).click().run()

    return _fill

"""Who gives and who gets the open cases of grids that change hands."""

from datetime import date, datetime

import pandas as pd
import pytest
import stock

from data import commands
from data.audit import new_write_id
from data.permits import Actor
from pages.parts.reassign import handlist

MANAGER = Actor("Wang Min", "manager", "all")

MOVES = pd.DataFrame(
    {"grid_id": [8, 9], "from_worker_id": [3, pd.NA], "to_worker_id": [pd.NA, 2]}, dtype="Int64"
)


def test_giver_and_taker_of_every_case(monkeypatch):
    monkeypatch.setattr(handlist, "_", str)
    cases = pd.DataFrame({"code": ["a", "b", "c"]})
    workers = pd.Series({2: "Li Na", 3: "Zhang Wei"})
    found = handlist.handed(cases, MOVES, workers, pd.Series([9, 8, 9]))
    assert found[["code", "giver", "taker"]].to_numpy().tolist() == [
        ["b", "Zhang Wei", "nobody"], ["a", "nobody", "Li Na"], ["c", "nobody", "Li Na"],
    ]  # fmt: skip


@pytest.mark.parametrize(("grid", "said"), [(1, "1 open case goes"), (5, "no open case in these")])
def test_the_list_on_the_page(open_page, town_record, words, grid, said):
    """One case is open, in grid 1; another of it is closed."""
    cases = [
        {"grid_id": 1, "reported_at": datetime(2026, 3, 1, 9), "state": state, "closed_at": closed}
        for state, closed in (("dispatched", None), ("closed", datetime(2026, 3, 2, 9)))
    ]
    stock.put_incidents(town_record, cases)
    commands.propose_plan(
        town_record, MANAGER, title="t", reason="r", moves={grid: 2}, now=datetime(2026, 3, 2),
        base_version=town_record.version("assignments")[0], effective_on=date(2026, 3, 2), write_id=new_write_id(),
    )  # fmt: skip
    assert said in words(open_page(town_record, "reassign.py", role="manager", part="plans", plan=1))


def test_the_list_of_a_plan_in_force_is_that_of_its_day(open_page, town_record, words):
    """Of grid 1: a case closed the day after, one closed the day before, one reported the day after."""
    at = [datetime(2026, 3, day, 9) for day in range(1, 6)]
    stock.put_incidents(town_record, [
        {"grid_id": 1, "reported_at": at[0], "state": "closed", "closed_at": at[3]},
        {"grid_id": 1, "reported_at": at[0], "state": "closed", "closed_at": at[1]},
        {"grid_id": 1, "reported_at": at[3], "state": "dispatched", "closed_at": None},
    ])  # fmt: skip
    plan_id = commands.propose_plan(
        town_record, MANAGER, title="t", reason="r", moves={1: 2}, now=at[2], effective_on=date(2026, 3, 3),
        base_version=town_record.version("assignments")[0], write_id=new_write_id(),
    )  # fmt: skip
    commands.accept_plan(town_record, MANAGER, plan_id, note="", now=at[2], write_id=new_write_id())
    app = open_page(town_record, "reassign.py", role="manager", part="plans", plan=plan_id)
    assert "1 case was open when 3 Mar 2026 began" in words(app)
    rows = next(one.value for one in app.dataframe if "then_name" in one.value)
    assert rows[["giver", "taker", "then_name", "state_name", "incident_code"]].to_numpy().tolist() == [
        ["Worker 1", "Worker 2", "Reported", "Closed", "C000001"]
    ]

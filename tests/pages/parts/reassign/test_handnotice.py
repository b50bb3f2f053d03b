"""What a worker reads of grids that came or went: the notice, the list, the file; nothing of others."""

from datetime import date, datetime, timedelta
from io import BytesIO

import openpyxl
import pandas as pd
import pytest
import stock
from streamlit.testing.v1 import AppTest

from data import commands
from data.audit import new_write_id
from data.permits import Actor
from pages.parts.reassign import handnotice

MANAGER = Actor("Wang Min", "manager", "all")
HOSTILE = "<img src=x onerror=alert(1)> [x](javascript:alert(1))"


@pytest.fixture
def handed(town_record):
    """Grid 8 from worker 3 to worker 2 as of yesterday; one case was open there."""
    day = datetime.combine(date.today() - timedelta(days=1), datetime.min.time())
    stock.put_incidents(
        town_record, [{"grid_id": 8, "address": "Lane 1", "reported_at": day - timedelta(days=3)}]
    )
    plan_id = commands.propose_plan(
        town_record, MANAGER, title=HOSTILE, reason="r", moves={8: 2}, effective_on=day.date(), now=day,
        base_version=town_record.version("assignments")[0], write_id=new_write_id(),
    )  # fmt: skip
    commands.accept_plan(town_record, MANAGER, plan_id, note="", now=day, write_id=new_write_id())
    return town_record


def page(open_page, record, k: int) -> AppTest:
    return open_page(record, "reassign.py", role="worker", worker_id=k)


@pytest.mark.parametrize(("k", "today"), [(3, False), (2, True)])
def test_giver_and_taker_read_what_was_handed_over(open_page, handed, words, k, today):
    app = page(open_page, handed, k)
    said = words(app).replace("\\", "")
    assert "Handed over in the last 30 days" in said and "Grid 8: Worker 3 → Worker 2" in said
    assert "1 case was open when" in said and "<img" not in said
    rows = next(one.value for one in app.dataframe if "state_then" in one.value)
    assert rows[["state_then", "grid", "giver", "taker", "incident_code"]].to_numpy().tolist() == [
        ["Reported", "Grid 8", "Worker 3", "Worker 2", "C000001"]
    ]
    assert ("state" in rows) == today, "what became of it, only who has the grid today is told"
    assert "Lane 1" not in rows.to_string()
    assert "handed_file_1" in {one.proto.id.rsplit("-", 1)[-1] for one in app.get("download_button")}


def test_others_read_nothing_of_it(open_page, handed, words):
    assert "Handed over in the last" not in words(page(open_page, handed, 1))
    said = words(open_page(handed, "reassign.py", role="manager"))
    assert "Handed over in the last" not in said


def test_a_grid_without_open_cases_is_told_as_such(open_page, handed, words):
    handed.rows("UPDATE incident SET closed_at = reported_at, state = 'closed'")
    app = page(open_page, handed, 3)
    assert "No case was open in these grids when" in words(app)
    assert not app.get("download_button")


def test_the_file_is_the_list(monkeypatch):
    monkeypatch.setattr(handnotice.notes, "scope", lambda actor, covered: {"Looking as": "Grid worker"})
    found = pd.DataFrame([{"category": "=1+1", "state_then": "Reported", "state": None, "grid": "Grid 8",
                           "giver": "A", "taker": "B", "incident_code": "C1"}])  # fmt: skip
    made = handnotice._file(Actor("w", "worker", "worker:3"), found, handnotice._columns(found))
    rows = list(openpyxl.load_workbook(BytesIO(made))["data"].iter_rows())
    assert [cell.value for cell in rows[1]] == ["=1+1", "Grid 8", "Reported", "A", "B", "C1"]
    assert {cell.data_type for cell in rows[1]} == {"s"}

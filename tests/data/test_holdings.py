"""What a record holds, in plain values."""

import json
from datetime import date, datetime

import pandas as pd
import pytest
import stock

from data.holdings import TABLES, facts, known
from data.permits import OPERATOR, Actor
from geo.errors import NotAllowed


def test_the_town_in_numbers(town_record):
    stock.put_incidents(town_record, [{"grid_id": 1}, {"grid_id": 2}])
    found = facts(town_record, OPERATOR)
    assert found["rows"] == dict.fromkeys(TABLES, 0) | {
        "division": 4, "grid": 9, "worker": 3, "organisation": 1, "assignment": 8, "incident": 2, "incident_log": 2,
    }  # fmt: skip
    assert (found["city"], found["demo"], found["cases"]) == ("default", False, ["2026-03-02", "2026-03-02"])
    assert json.loads(json.dumps(found)) == found


def test_the_demo_says_that_it_is_one(demo_record):
    assert facts(demo_record, OPERATOR)["demo"] is True


def test_not_everybody_is_told(record):
    with pytest.raises(NotAllowed):
        facts(record, Actor("W", "worker", "worker:1"))


def test_what_is_known_at_all_by_a_day(town_record):
    reader = Actor("W", "worker", "worker:1")
    assert known(town_record, reader, date(2026, 4, 1)) == {"worker"}
    visit = {"visit_id": 1, "source_id": "V1", "grid_id": 9, "visited_at": datetime(2026, 3, 2, 9)}
    stock.insert(town_record, "visit", pd.DataFrame([visit]))
    assert known(town_record, reader, date(2026, 4, 1)) == {"worker", "visit"}
    assert known(town_record, reader, date(2026, 3, 2)) == {"worker"}

"""Field actions stand on what is planted, and were marked before now."""

from datetime import date, timedelta

import pandas as pd
import pytest

from data.actions import actions
from data.permits import OPERATOR
from geo.names import ACTION_KINDS

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def marked(built):
    return actions(built, OPERATOR).set_index("kind")


def test_three_kinds_of_action(marked):
    assert sorted(marked.index) == ["clean_up", "inspection", "patrol"]
    assert set(marked.index) <= set(ACTION_KINDS)


def test_they_stand_on_what_is_planted(marked, truth):
    assert marked.at["clean_up", "grid_ids"] == tuple(sorted(truth["persistent"]))
    assert marked.at["inspection", "grid_ids"] == tuple(sorted(truth["new"]))
    assert set(marked.at["patrol", "grid_ids"]) <= set(truth["moving"][-4] + truth["moving"][-5])


def test_days(marked):
    assert marked["since"].to_dict() == {
        "clean_up": TODAY - timedelta(84), "patrol": TODAY - timedelta(91), "inspection": TODAY - timedelta(5),
    }  # fmt: skip
    assert marked.at["inspection", "until"] is None
    assert marked.at["clean_up", "until"] == TODAY - timedelta(70)
    assert (marked["marked_at"] < pd.Timestamp(TODAY)).all()


def test_the_vendors_had_been_there_and_went(built, marked):
    """Street vending in the patrolled grids: the month before against the months since."""
    patrol = marked.loc["patrol"]
    sql = """SELECT count(*) FILTER (reported_at < $day) AS before, count(*) FILTER (reported_at >= $day) / 3 AS since
      FROM incident WHERE category = '1201' AND list_contains($grids, grid_id)
        AND reported_at >= $day - INTERVAL 30 DAY"""
    ((before, since),) = built.rows(sql, {"day": patrol["since"], "grids": list(patrol["grid_ids"])})
    assert before > 3 * since

"""Grids and divisions of the 3 × 3 town, as each actor sees them."""

from datetime import date, datetime

import pandas as pd
import pytest
import stock

from data import grids
from data.permits import Actor
from geo.errors import NotAllowed, NotFound
from geo.names import GRIDS

LEADER = Actor("Ma", "leader", "all")
WORKER_1 = Actor("Worker 1", "worker", "worker:1")
EAST = Actor("Wu", "manager", "division:990101001002")
NOBODY = Actor("x", "leader", "")


def test_a_leader_sees_nine_grids_with_the_columns_of_the_vocabulary(town_record):
    frame = grids.grids(town_record, LEADER)
    assert tuple(frame.columns) == GRIDS
    assert frame["grid_id"].tolist() == [1, 2, 4, 5, 7, 8, 3, 6, 9]  # by code: west first, then east
    assert frame.crs == "EPSG:4326"


@pytest.mark.parametrize(
    ("actor", "ids"), [(WORKER_1, {1, 2, 4}), (EAST, {3, 6, 9}), (NOBODY, set()), (LEADER, set(range(1, 10)))]
)
def test_scope_is_who_one_is(town_record, actor, ids):
    assert set(grids.grids(town_record, actor)["grid_id"]) == ids


def test_facts_are_the_same_rows_without_shapes(town_record):
    whole = grids.grids(town_record, EAST).set_index("grid_id").drop(columns="geometry")
    pd.testing.assert_frame_equal(grids.facts(town_record, EAST), pd.DataFrame(whole))
    assert grids.facts(town_record, WORKER_1).index.tolist() == [1, 2, 4]
    with pytest.raises(NotAllowed):
        grids.facts(town_record, Actor("x", "nobody", "all"))


def test_one_grid(town_record):
    assert grids.grid(town_record, WORKER_1, 2)["name"] == "Grid 2"
    for grid_id in (3, 99):
        with pytest.raises(NotFound, match="grid_unknown"):
            grids.grid(town_record, WORKER_1, grid_id)


def test_divisions_add_up_what_they_hold(town_record):
    frame = grids.divisions(town_record, LEADER).set_index("division_code")
    assert frame.loc["990101001001", ["grids", "households"]].tolist() == [6, 900]
    assert frame.loc["990101001002", ["grids", "households"]].tolist() == [3, 600]
    assert frame.loc["990101", ["grids", "households"]].tolist() == [9, 1500]
    mine = grids.divisions(town_record, EAST).set_index("division_code")
    assert mine["grids"].to_dict() == {"990101": 3, "990101001": 3, "990101001002": 3}


def test_the_extent_of_a_part_lies_inside_the_whole(town_record):
    whole, east = (grids.extent(town_record, LEADER, code) for code in ("", "990101001002"))
    assert whole[0] < east[0] and whole[1:] == pytest.approx(east[1:], abs=1e-5)
    assert grids.extent(town_record, NOBODY) is None


def test_presence_counts_days_since_the_last_visit_before_the_day(town_record):
    with town_record.cursor() as cursor:
        visits = [(1, 1, 1, datetime(2026, 3, 1, 10)), (2, 1, 1, datetime(2026, 3, 5, 10)),
                  (3, 1, 1, datetime(2026, 3, 20, 10))]  # fmt: skip
        cursor.executemany(
            "INSERT INTO visit SELECT ?, 'V' || visit_no, ?, ?, ?, 30, 'stated', NULL FROM (SELECT 1 AS visit_no)",
            visits,
        )
    seen = grids.presence(town_record, LEADER, date(2026, 3, 10))
    assert seen.loc[1, "days_since_visit"] == 5
    assert seen["days_since_visit"].isna().sum() == 8
    assert set(seen["visit_interval_days"]) == {7}


def test_boundary_history_keeps_every_version(town_record):
    with town_record.cursor() as cursor:
        cursor.execute("UPDATE grid SET valid_to = DATE '2026-05-01' WHERE grid_id = 4")
        cursor.execute(
            """INSERT INTO grid SELECT * REPLACE (DATE '2026-05-01' AS valid_from, NULL AS valid_to,
               'Grid 4, redrawn' AS name) FROM grid WHERE grid_id = 4"""
        )
    history = grids.boundary_history(town_record, WORKER_1, 4)
    assert history["name"].tolist() == ["Grid 4, redrawn", "Grid 4"]
    assert len(grids.grids(town_record, LEADER)) == 9


def test_who_may_not_read_reads_nothing(town_record):
    stranger = Actor("x", "stranger", "all")
    for call in (grids.grids, grids.divisions, grids.extent):
        with pytest.raises(NotAllowed):
            call(town_record, stranger)


def test_an_empty_record_has_empty_frames(record):
    assert grids.grids(record, LEADER).empty
    assert grids.divisions(record, LEADER).empty
    stock.put_town(record)
    assert not grids.grids(record, LEADER).empty


@pytest.mark.parametrize(
    ("change", "day", "same"),
    [
        ("", date(2026, 3, 1), True),
        ("UPDATE grid SET valid_to = DATE '2026-03-02' WHERE grid_id = 3", date(2026, 3, 1), False),
        ("UPDATE grid SET valid_to = DATE '2026-03-02' WHERE grid_id = 3", date(2026, 3, 2), True),
        ("UPDATE grid SET valid_from = DATE '2026-03-02' WHERE grid_id = 3", date(2026, 3, 1), False),
    ],
)
def test_whether_the_grids_are_those_of_a_day(town_record, change, day, same):
    if change:
        town_record.rows(change)
    assert grids.unchanged_since(town_record, EAST, day) is same
    west = Actor("Ma", "manager", "division:990101001001")
    assert grids.unchanged_since(town_record, west, day), "what changed in the east is not seen from the west"

"""The debt of the demo: nothing is lost between grids and workers, and rows in scope stay in scope."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
import stock
import streets

from data import gaps
from data.permits import OPERATOR, Actor
from geo.errors import InputError
from geo.model import Period

AUTUMN = Period(date(2026, 9, 1), date(2026, 11, 1))


def test_workers_owe_together_what_grids_are_owed(demo_record, demo_until):
    frame, note = gaps.owed(demo_record, OPERATOR, Period(demo_until - timedelta(days=61), demo_until))
    sums = gaps.by_worker(frame)
    assert sums["grids"].sum() == len(frame)
    assert sums["debt"].sum() == pytest.approx(frame["debt"].sum())
    assert sums["debt"].is_monotonic_decreasing
    assert frame["debt"].sum() > 0 and note.valid


def test_a_bare_grid_is_owed_its_residents_every_day(demo_record, demo_until):
    frame, _note = gaps.owed(demo_record, OPERATOR, Period(demo_until - timedelta(days=61), demo_until))
    bare = frame[frame["responsibility_answer"] == "nobody"]
    assert len(bare)
    assert (bare["responsibility_debt"] == bare["residents"].fillna(0) * 61).all()
    assert (frame.loc[~frame["responsibility"], "responsibility_debt"] == 0).all()


def test_what_is_not_known_is_owed_nothing(town_record):
    frame, _note = gaps.owed(town_record, OPERATOR, AUTUMN)
    assert frame[["service_debt", "presence_debt", "voice_debt"]].eq(0).all(axis=None)


def test_a_worker_sees_the_own_beat_alone(town_record):
    frame, _note = gaps.owed(town_record, Actor("Worker 2", "worker", "worker:2"), AUTUMN)
    assert set(frame["worker_id"]) == {2}


def test_a_kind_nobody_knows(demo_record):
    with pytest.raises(InputError) as told:
        gaps.check_kind(demo_record, OPERATOR, "zoo")
    assert told.value.code == "kind_of_facility_unknown"


def test_whoever_is_away_on_the_last_day_is_not_there(town_record):
    """Worker 2 looks after grids 3 and 6: away for the last six days of 61."""
    stock.insert(town_record, "absence", pd.DataFrame([{
        "absence_id": 1, "worker_id": 2, "since": date(2026, 10, 26), "until": date(2026, 11, 9), "who": "x",
        "noted_at": datetime(2026, 10, 1),
    }]))  # fmt: skip
    frame, _note = gaps.owed(town_record, OPERATOR, AUTUMN)
    away = frame[frame["responsibility_answer"] == "absent"]
    assert away.index.tolist() == [3, 6] and away["responsibility"].all()
    assert away["responsibility_debt"].tolist() == pytest.approx((away["residents"].fillna(0) * 6).tolist())


def test_older_residents_and_children_where_the_record_counts_them(town_record):
    """The clinic is in the middle of the town: all of grid 1 is beyond its 300 m; children are not counted."""
    town_record.rows("UPDATE grid SET older = 8, population = 100 WHERE grid_id = 1")
    streets.put_clinics(town_record, streets.MIDDLE)
    found = gaps.by_grid(town_record, OPERATOR, AUTUMN, "clinic", 0)[0]
    assert found["older_beyond"].to_dict()[1] == 8 and found["older_beyond"].drop(1).isna().all()
    assert found["children_beyond"].isna().all()


def test_a_group_may_be_asked_a_shorter_walk(town_record):
    """Everybody lives in the middle of grid 4, 300 m × 1.3 from the clinic: within 400 m, but older residents are
    asked to walk 350 m at most."""
    town_record.rows("UPDATE grid SET older = 50, children = 20 WHERE grid_id = 4")
    town_record.rows("UPDATE facility_kind SET reach_m = 400, older_m = 350 WHERE facility_kind = 'clinic'")
    streets.put_buildings(town_record, [(4, streets.MIDDLE[0] - 300, streets.MIDDLE[1], 1)])
    streets.put_clinics(town_record, streets.MIDDLE)
    row = gaps.by_grid(town_record, OPERATOR, AUTUMN, "clinic", 0)[0].loc[4]
    assert row[["residents_beyond", "older_beyond", "children_beyond"]].tolist() == [0, 50, 0]
    row = gaps.by_grid(town_record, OPERATOR, AUTUMN, "clinic", 400)[0].loc[4]
    assert row[["residents_beyond", "older_beyond", "children_beyond"]].tolist() == [0, 0, 0]


def test_a_worker_whose_older_residents_nobody_counted_has_none_on_record(town_record):
    town_record.rows("UPDATE grid SET older = 8 WHERE grid_id = 3")
    sums = gaps.by_worker(gaps.owed(town_record, OPERATOR, AUTUMN)[0])
    assert sums.loc[2, "older"] == 8 and sums.loc[[1, 3], "older"].isna().all()


@pytest.mark.parametrize("kind", ["clinic", "market", "all"])
def test_what_no_facility_changes_is_the_same_for_every_kind(demo_record, demo_until, kind):
    """Read once and handed in it gives what is read anew, and stays as it was."""
    period = Period(demo_until - timedelta(days=30), demo_until)
    known = gaps.rest(demo_record, OPERATOR, period)
    before = known[0].copy(deep=True)
    found, note = gaps.owed(demo_record, OPERATOR, period, kind, 500.0, known)
    alone, said = gaps.owed(demo_record, OPERATOR, period, kind, 500.0)
    pd.testing.assert_frame_equal(found, alone)
    assert note == said
    pd.testing.assert_frame_equal(known[0], before)

"""The debt of the demo: nothing is lost between grids and workers, and rows in scope stay in scope."""

from datetime import date

import pytest

from data import gaps
from data.permits import OPERATOR, Actor
from geo.errors import InputError
from geo.model import Period

AUTUMN = Period(date(2026, 9, 1), date(2026, 11, 1))


def test_workers_owe_together_what_grids_are_owed(demo_record):
    frame, note = gaps.owed(demo_record, OPERATOR, AUTUMN)
    sums = gaps.by_worker(frame)
    assert sums["grids"].sum() == len(frame)
    assert sums["debt"].sum() == pytest.approx(frame["debt"].sum())
    assert sums["debt"].is_monotonic_decreasing
    assert frame["debt"].sum() > 0 and note.valid


def test_a_bare_grid_is_owed_its_residents_every_day(demo_record):
    frame, _note = gaps.owed(demo_record, OPERATOR, AUTUMN)
    bare = frame[frame["responsibility"]]
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

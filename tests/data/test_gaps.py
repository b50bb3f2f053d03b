"""The debt of the demo: nothing is lost between grids and workers, and rows in scope stay in scope."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
import stock
import streets

from data import access, gaps
from data.notes import caveat_texts
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
    """Some have been so for long, others lost their worker within the period."""
    frame, _note = gaps.owed(demo_record, OPERATOR, Period(demo_until - timedelta(days=61), demo_until))
    ended = dict(demo_record.rows("SELECT grid_id, max(valid_to)::DATE FROM assignment GROUP BY 1"))
    bare = frame[frame["responsibility_answer"] == "nobody"]
    days = [min(61, (demo_until - ended.get(grid_id, date.min)).days) for grid_id in bare.index]
    assert len(bare) and min(days) < 61 == max(days)
    assert bare["responsibility_debt"].tolist() == (bare["residents"].fillna(0) * days).tolist()


MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


def away(record, since, until):
    stock.insert(record, "absence", pd.DataFrame([{
        "absence_id": 1, "worker_id": 2, "since": since, "until": until, "who": "x", "noted_at": datetime(2026, 2, 1),
    }]))  # fmt: skip


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (date(2026, 3, 1), date(2026, 3, 15), 14),
        (date(2026, 2, 10), date(2026, 3, 8), 7),
        (date(2026, 3, 10), date(2026, 3, 13), 3),
        (date(2026, 3, 17), date(2026, 3, 31), 14),
        (date(2026, 3, 17), None, 15),
        (date(2026, 2, 1), date(2026, 3, 1), 0),
    ],
    ids=["beginning", "before and in", "middle", "end", "still", "before"],
)
def test_whoever_was_away_within_the_period_is_lacking_on_these_days(town_record, since, until, days):
    """Worker 2 looks after grids 3 and 6."""
    away(town_record, since, until)
    frame, _note = gaps.owed(town_record, OPERATOR, MARCH)
    theirs = frame.loc[[3, 6]]
    assert theirs["responsibility_debt"].tolist() == pytest.approx((days * theirs["residents"]).tolist())
    assert frame.loc[[1, 2, 4, 5, 7, 8], "responsibility_debt"].eq(0).all()


def test_who_stands_in_counts_once_the_grid_is_assigned_to_them(town_record):
    """Worker 3 has grid 3 on the middle ten of the thirty days that worker 2 is away."""
    away(town_record, date(2026, 3, 1), date(2026, 3, 31))
    town_record.rows("UPDATE assignment SET valid_to = DATE '2026-03-11' WHERE grid_id = 3")
    town_record.rows("""INSERT INTO assignment (grid_id, worker_id, valid_from, valid_to) VALUES
      (3, 3, DATE '2026-03-11', DATE '2026-03-21'), (3, 2, DATE '2026-03-21', NULL)""")
    frame, _note = gaps.owed(town_record, OPERATOR, MARCH)
    assert frame.loc[[3, 6], "unattended_share"].tolist() == pytest.approx([20 / 31, 30 / 31])


def test_before_the_first_assignment_on_record_those_of_its_first_day_stand(town_record):
    """All imported on the 10th, but for grid 6, which nobody had until the 20th."""
    town_record.rows("UPDATE assignment SET valid_from = DATE '2026-03-10'")
    town_record.rows("UPDATE assignment SET valid_from = DATE '2026-03-20' WHERE grid_id = 6")
    days = 31 * gaps.owed(town_record, OPERATOR, MARCH)[0]["unattended_share"]
    assert days.to_dict() == pytest.approx({k: {6: 19, 9: 31}.get(k, 0) for k in range(1, 10)})


@pytest.mark.parametrize(
    ("visits", "days"),
    [
        ([(2, 1), (3, 31)], 30),  # due on 8 February: every day of March but the last
        ([(2, 1)], 31),
        ([(2, 1), (3, 10)], 9 + 15),  # nine days until the 10th, and from the 17th on
        ([(2, 26), (3, 4), (3, 11), (3, 18), (3, 25)], 0),
        ([(2, 26), (3, 10)], 5 + 15),  # the 5th to the 9th
        ([], 31),  # from the first visit to any grid, seven days: long before
    ],
)
def test_days_overdue_within_the_period_are_counted_between_visits(town_record, visits, days):
    """Grid 1 is to be visited every seven days; grid 2 was visited first of all, in January."""
    town_record.rows("UPDATE grid_class SET visit_interval_days = 7")
    made = [(2, datetime(2026, 1, 5, 9)), *((1, datetime(2026, *day, 9)) for day in visits)]
    stock.insert(town_record, "visit", pd.DataFrame(
        [{"visit_id": n, "source_id": f"V{n}", "grid_id": grid_id, "visited_at": at}
         for n, (grid_id, at) in enumerate(made)]
    ))  # fmt: skip
    frame, _note = gaps.owed(town_record, OPERATOR, MARCH)
    assert frame.loc[1, "presence_debt"] == days * frame.loc[1, "residents"]


def test_nobody_knows_who_was_overdue_before_visits_were_recorded(town_record):
    """The first visit to any grid was on the 20th: the others are due on the 27th, five days are left."""
    town_record.rows("UPDATE grid_class SET visit_interval_days = 7")
    visit = {"visit_id": 1, "source_id": "V", "grid_id": 1, "visited_at": datetime(2026, 3, 20, 9)}
    stock.insert(town_record, "visit", pd.DataFrame([visit]))
    assert gaps.owed(town_record, OPERATOR, MARCH)[0]["overdue_days"].tolist() == [5] * 9


def test_residents_without_a_facility_in_reach_are_owed_every_day(town_record):
    streets.put_clinics(town_record, streets.MIDDLE)
    frame, _note = gaps.owed(town_record, OPERATOR, MARCH, "clinic", 1.0)
    assert frame.loc[1, "service_debt"] == 31 * frame.loc[1, "residents"] > 0


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


def test_households_stand_for_residents_for_service_as_for_every_other_debt(town_record):
    """Nobody counted residents: all 1,500 households of the town are beyond a metre of the clinic."""
    town_record.rows("UPDATE grid SET population = NULL")
    streets.put_clinics(town_record, streets.MIDDLE)
    frame, note = gaps.owed(town_record, OPERATOR, MARCH, "clinic", 1.0)
    assert frame["residents_beyond"].sum() == frame["residents"].sum() == 1500
    assert frame["service_debt"].sum() == 31 * 1500
    asked = access.Question("clinic", metres=1.0)
    assert access.access(town_record, OPERATOR, asked)[0]["beyond"].sum() == 1500
    assert "residents_unknown" not in note.caveats


def test_grids_whose_residents_nobody_knows_are_left_out_and_counted(town_record):
    town_record.rows("UPDATE grid SET population = NULL WHERE grid_id IN (1, 2)")
    streets.put_clinics(town_record, streets.MIDDLE)
    frame, note = gaps.owed(town_record, OPERATOR, MARCH, "clinic", 1.0)
    assert frame.index[frame["residents_beyond"].isna()].tolist() == [1, 2]
    assert "In 2 grids residents are not known; they are left out." in caveat_texts(note)
    note = access.access(town_record, OPERATOR, access.Question("clinic"))[1]
    assert "In 2 grids residents are not known; they are left out." in caveat_texts(note)


def test_of_a_kind_without_any_facility_everybody_is_beyond(town_record):
    """As ``access`` has it; ``all`` leaves out kinds the record knows nothing of."""
    frame, note = gaps.owed(town_record, OPERATOR, MARCH, "park")
    found, said = access.access(town_record, OPERATOR, access.Question("park"))
    assert frame["residents_beyond"].sum() == found["beyond"].sum() == 3750
    assert frame.loc[frame["residents"] > 0, "service"].all()
    assert "facilities_none" in note.caveats and "facilities_none" in said.caveats
    assert gaps.owed(town_record, OPERATOR, MARCH)[0]["residents_beyond"].isna().all()

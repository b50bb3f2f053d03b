"""What would be different in the 3 × 3 town with streets: 100 people in every grid's reach can be counted."""

from datetime import date, datetime

import pandas as pd
import pytest
import stock
import streets
from streets import MIDDLE

from data import access, gaps, scenario
from data.permits import Actor
from geo.errors import NotFound
from geo.model import Period
from geo.scenario import Add, Away, Close, Move, Split

LEADER = Actor("Li Na", "leader", "all")
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def served(town_record):
    streets.put_streets(town_record)
    streets.put_clinics(town_record, MIDDLE)
    return town_record


def place(record, grid_id: int) -> tuple[float, float]:
    sql = "SELECT ST_X(ST_Centroid(geometry)), ST_Y(ST_Centroid(geometry)) FROM grid WHERE grid_id = ?"
    return record.rows(sql, [grid_id])[0]


def beyond(record, *changes, metres=400.0):
    return scenario.owed(record, LEADER, MARCH, "clinic", metres, changes)[0]["residents_beyond"]


def test_one_clinic_more_is_more_supply(town_record):
    """10 for 3,750 residents; a second counts as large as the first: twice as much. With the first closed, none."""
    streets.put_clinics(town_record, streets.MIDDLE)
    asked = access.Question("clinic", "2sfca", 2000.0)
    lon, lat = town_record.rows("SELECT lon, lat FROM facility")[0]
    before = scenario.supply(town_record, LEADER, asked)[0]["score"]
    after, note = scenario.supply(town_record, LEADER, asked, (Add(lon, lat, "clinic"),))
    assert after["score"].tolist() == pytest.approx((2 * before).tolist()) == [20_000 / 3750] * 8
    assert note.caveats == ("straight_line", "capacity_assumed")
    assert scenario.supply(town_record, LEADER, asked, (Close(1),))[0]["score"].tolist() == [0] * 8


def test_without_changes_nothing_changes(served):
    now, _note = gaps.owed(served, LEADER, MARCH, "clinic", 400)
    then, _note = scenario.owed(served, LEADER, MARCH, "clinic", 400, ())
    pd.testing.assert_frame_equal(now, then[now.columns], check_dtype=False)


def test_a_new_one_reaches_whom_a_real_one_reaches(served):
    """The same clinic once supposed and once on record."""
    supposed = beyond(served, Add(*place(served, 1), "clinic"))
    west, north = streets.WEST + 150, streets.SOUTH + 750
    served.rows("DELETE FROM facility")
    streets.put_clinics(served, MIDDLE, (west, north))
    real = gaps.owed(served, LEADER, MARCH, "clinic", 400)[0]["residents_beyond"]
    assert supposed.tolist() == real.tolist()
    assert supposed.sum() < 3750


def test_one_that_is_closed_reaches_nobody(served):
    assert beyond(served, Close(1)).sum() == 3750


def test_one_that_moves_reaches_others(served):
    corner = place(served, 9)
    moved, added = beyond(served, Move(1, *corner)), beyond(served, Add(*corner, "clinic"), Close(1))
    assert moved.tolist() == added.tolist()
    assert moved[9] < beyond(served)[9] or beyond(served)[9] == 0
    assert moved[5] > beyond(served)[5]


def test_the_walk_to_one_that_is_new_or_moved_is_that_to_one_on_record(served):
    """The same clinic in grid 1 supposed new, supposed moved there, and on record."""
    corner = place(served, 1)
    asked = served, LEADER
    new, note = scenario.surroundings(*asked, -2, (300.0, 600.0), (Away(1), Add(*corner, "clinic")))
    moved, _note = scenario.surroundings(*asked, 1, (300.0, 600.0), (Move(1, *corner),))
    there, _note = scenario.surroundings(*asked, 1, (300.0, 600.0))
    served.rows("DELETE FROM facility")
    streets.put_clinics(served, (streets.WEST + 150, streets.SOUTH + 750))
    real, _note = scenario.surroundings(*asked, 1, (300.0, 600.0))
    assert note.method == "isochrone" and 0 < real["residents"].iloc[0] < real["residents"].iloc[1]
    assert new["residents"].tolist() == moved["residents"].tolist() == real["residents"].tolist()
    assert new.geometry.geom_equals_exact(real.geometry, 1e-6).all()
    assert there["residents"].tolist() != real["residents"].tolist()


def test_to_one_that_is_closed_nobody_walks(served):
    with pytest.raises(NotFound, match="facility_unknown"):
        scenario.surroundings(served, LEADER, 1, (300.0,), (Close(1),))


def test_another_kind_is_not_touched(served):
    assert beyond(served, Add(*place(served, 1), "park")).tolist() == beyond(served).tolist()


def test_two_weeks_away(served):
    """A visit on the last day of February and one in the last two weeks of March, which then did not happen."""
    visits = [
        {"visit_id": n, "source_id": f"V{n}", "grid_id": 1, "visited_at": datetime(2026, *day, 9)}
        for n, day in enumerate([(2, 28), (3, 30)], start=1)
    ]
    stock.insert(served, "visit", pd.DataFrame(visits))
    now, _note = gaps.owed(served, LEADER, MARCH, "clinic", 400)
    worker = int(now.loc[1, "worker_id"])
    then, _note = scenario.owed(served, LEADER, MARCH, "clinic", 400, (Away(worker),))
    beat = now["worker_id"] == worker
    assert now.loc[1, "days_since_visit"] == 1 and then.loc[1, "days_since_visit"] == 31
    assert then.loc[beat, "responsibility"].all() and not now.loc[beat, "responsibility"].any()
    owed = then["responsibility_debt"] - now["responsibility_debt"]
    assert owed[beat].tolist() == pytest.approx((14 * now.loc[beat, "residents"].fillna(0)).tolist())
    assert owed[~beat].abs().max() == 0


def test_what_cannot_be_is_refused(served):
    there = place(served, 5)
    good = (
        Add(*there, "clinic"),
        Add(*there, "park"),
        Move(1, *there),
        Away(2),
    )  # of parks there is none yet
    bad = (Add(*there, "castle"), Add(0.0, 0.0, "clinic"), Close(99), Away(99), Move(99, *there))
    known = scenario.possible(served, LEADER, good + bad)
    assert known.changes == good and known.refused == bad
    own = scenario.possible(served, Actor("W", "worker", "worker:1"), (Away(1), Away(2)))
    assert own.changes == (Away(1),)


def test_nothing_is_written(served):
    before = served.rows("SELECT count(*), sum(lon) FROM facility"), served.rows("SELECT count(*) FROM audit")
    beyond(served, Add(*place(served, 1), "clinic"), Close(1))
    assert before == (
        served.rows("SELECT count(*), sum(lon) FROM facility"),
        served.rows("SELECT count(*) FROM audit"),
    )


def test_a_grid_is_split(served):
    """The clinic of the middle: people, reports and those beyond reach of the two halves are those of the whole."""
    now, _note = gaps.owed(served, LEADER, MARCH, "clinic", 400)
    then, _note = scenario.owed(served, LEADER, MARCH, "clinic", 400, (Split(1),))
    assert then.index.tolist() == [*now.index, -1]
    assert (then.loc[[1, -1], "population"] == now.loc[1, "population"] / 2).all()
    assert then.loc[[1, -1], "residents_beyond"].sum() == now.loc[1, "residents_beyond"]
    assert then.loc[-1, "worker_id"] == now.loc[1, "worker_id"]
    pd.testing.assert_frame_equal(then.drop([1, -1])[now.columns], now.drop(1), check_dtype=False)
    assert "Split" not in str(scenario.possible(served, LEADER, (Split(1),)).refused)
    assert scenario.possible(served, LEADER, (Split(99),)).refused == (Split(99),)


def test_a_long_grid_has_a_near_and_a_far_half(served):
    """Grid 2 and 3 made one: 1,000 m by 500 m, of which the half beside the clinic is nearer."""
    grid = served.geo_frame(
        "SELECT grid_id, ST_AsWKB(geometry) AS geometry FROM grid WHERE grid_id IN (2, 3)"
    )
    whole = grid.geometry.union_all().wkb
    served.rows("UPDATE grid SET geometry = ST_GeomFromWKB(?) WHERE grid_id = 2", [whole])
    served.rows("DELETE FROM grid WHERE grid_id = 3")
    then, _note = scenario.owed(served, LEADER, MARCH, "clinic", 400, (Split(2),))
    near, far = sorted(then.loc[[2, -2], "share_beyond"])
    assert near < far
    (line,) = scenario.cuts(served, LEADER, (Split(2),)).values()
    west, south, east, north = line.bounds
    assert east - west < (north - south) / 10  # across the longer axis, which runs west to east


def test_the_first_of_its_kind_is_measured_against_none(served):
    """There is no park: 3,750 are beyond one, then those whom a clinic in its place leaves beyond."""
    asked = served, LEADER, MARCH, "park", 400.0
    here = place(served, 5)
    without, note = scenario.owed(*asked, ())
    first, _note = scenario.owed(*asked, (Add(*here, "park"),))
    assert without["residents_beyond"].sum() == 3750 and note.facts["limit_m"] == 400
    assert first["residents_beyond"].tolist() == beyond(served, Move(1, *here)).tolist()
    assert first["residents_beyond"].sum() < 3750


def test_the_first_of_its_kind_is_none_of_all_kinds(served):
    """Among all kinds count those on record: nobody is worse off for a park."""
    asked = served, LEADER, MARCH, "all", 400.0
    before, after = (
        scenario.owed(*asked, changes)[0]["residents_beyond"]
        for changes in ((), (Add(*place(served, 5), "park"),))
    )
    assert before.tolist() == after.tolist()

"""From the record to arrays: counted by hand on the 3 × 3 town, by pandas on the demo."""

from datetime import date, datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import stock
from town import SIDE_M

from data import incidents, studies
from data.permits import Actor
from geo.errors import Cancelled, InputError, NotAllowed
from geo.model import Period

LEADER = Actor("Li Na", "leader", "all")
WORKER_2 = Actor("W", "worker", "worker:2")
UNTIL = date(2026, 3, 15)
#: north-west to south-east as the town's codes order them: west community, then east
ORDER = [1, 2, 4, 5, 7, 8, 3, 6, 9]


@pytest.fixture
def busy(town_record):
    """Grid 1: 1 January, 1 March, 14 March. Grid 9: 8 March, 15 March. One outside every grid."""
    days = [(1, (1, 1)), (1, (3, 1)), (1, (3, 14)), (9, (3, 8)), (9, (3, 15))]
    rows = [{"grid_id": grid, "reported_at": datetime(2026, *day, 23, 59)} for grid, day in days]
    rows.append({"grid_id": None, "lon": 118.0, "lat": 39.0, "reported_at": datetime(2026, 3, 10)})
    stock.put_incidents(town_record, rows)
    return town_record


def test_weeks_end_at_the_day_given_and_zeros_are_there(busy):
    counts, period = studies.steps(busy, LEADER, UNTIL, step="week", n=2)
    assert counts.index.tolist() == ORDER
    assert counts.columns.tolist() == [date(2026, 3, 1), date(2026, 3, 8)]
    assert period == Period(date(2026, 3, 1), UNTIL)
    assert counts.loc[1].tolist() == [1, 1] and counts.loc[9].tolist() == [0, 1]
    assert counts.to_numpy().sum() == 3 and counts.dtypes.eq("int64").all()


def test_months_are_those_of_the_calendar_that_had_ended(busy):
    counts, period = studies.steps(busy, LEADER, UNTIL, step="month", n=12)
    assert period == Period(date(2026, 1, 1), date(2026, 3, 1))
    assert counts.loc[1].tolist() == [1, 0] and counts.to_numpy().sum() == 1


def test_what_was_before_the_record_is_not_called_quiet(busy):
    """The first case is of 1 January: 10 weeks and 3 days before 15 March."""
    counts, period = studies.steps(busy, LEADER, UNTIL, n=26)
    assert (counts.shape[1], period.since) == (10, date(2026, 1, 4))
    assert studies.steps(busy, WORKER_2, UNTIL, n=26)[1] == period


def test_days(busy):
    counts, period = studies.steps(busy, LEADER, date(2026, 3, 16), step="day", n=16)
    assert period.days == counts.shape[1] == 16
    assert np.flatnonzero(counts.loc[9]).tolist() == [8, 15]


@pytest.mark.parametrize("until", [date(2025, 6, 1), date(2026, 1, 1)])
def test_before_everything_there_is_one_step_of_zeros(busy, until):
    counts, _ = studies.steps(busy, LEADER, until, n=3)
    assert counts.shape == (9, 1) and not counts.to_numpy().any()


def test_without_cases_there_are_zeros(town_record):
    counts, period = studies.steps(town_record, LEADER, UNTIL, n=3)
    assert counts.shape == (9, 3) and not counts.to_numpy().any()
    assert studies.last_day(town_record, LEADER) is None


def test_the_day_after_the_last_case_is_one_for_everybody(busy):
    assert studies.last_day(busy, LEADER) == studies.last_day(busy, WORKER_2) == date(2026, 3, 16)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("0201", "0201"),
        ("02", "02"),
        ("暴露垃圾", "1101"),
        (" exposed RUBBISH ", "1101"),
        ("市容环境", "11"),
        ("", ""),
    ],
)
def test_a_category_by_code_or_name(record, given, code):
    assert studies.category_of(record, LEADER, given) == code


@pytest.mark.parametrize("given", ["9999", "0", "rubbish", "'"])
def test_an_unknown_category_is_said_so(record, given):
    with pytest.raises(InputError, match="category_missing"):
        studies.category_of(record, LEADER, given)


@pytest.mark.parametrize(
    ("rule", "pairs"), [("band:300", 24), ("band:430", 40), ("knn:2", 18), ("knn:99", 72)]
)
def test_neighbours_by_distance(town_record, rule, pairs):
    """300 m apart along a side, 424 m across a corner; two, or all eight others, from each of nine."""
    rule = rule.replace("300", "300.1")  # centroids in degrees come back to a few millimetres
    assert studies.neighbours(town_record, LEADER, rule).sum() == pairs


@pytest.mark.parametrize("rule", ["", "bishop", "knn", "knn:0", "knn:x", "band:-1", "queen:2"])
def test_an_unknown_rule_is_said_so(town_record, rule):
    with pytest.raises(InputError, match="neighbours_unknown"):
        studies.neighbours(town_record, LEADER, rule)


def test_an_empty_record_has_no_rows(record):
    counts, _ = studies.steps(record, LEADER, UNTIL, n=3)
    assert counts.shape == (0, 3)
    assert studies.sites(record, LEADER).empty
    for rule in ("queen", "rook"):
        assert studies.neighbours(record, LEADER, rule).shape == (0, 0)


def test_scope_and_category_narrow(busy):
    assert studies.steps(busy, WORKER_2, UNTIL, n=2)[0].index.tolist() == [3, 6]
    assert studies.steps(busy, LEADER, UNTIL, n=2, category="11")[0].to_numpy().sum() == 0
    assert studies.steps(busy, LEADER, UNTIL, n=2, category="02")[0].to_numpy().sum() == 3


def test_a_grid_of_the_past_is_not_taken_for_another(busy):
    """Grid 5 was given up: its cases belong to no row, the last one least of all."""
    stock.put_incidents(busy, [{"grid_id": 5, "reported_at": datetime(2026, 3, 9)}])
    busy.rows("UPDATE grid SET valid_to = DATE '2026-03-12' WHERE grid_id = 5")
    counts, _ = studies.steps(busy, LEADER, UNTIL, n=2)
    assert 5 not in counts.index and counts.to_numpy().sum() == 3 and counts.loc[9].tolist() == [0, 1]


@pytest.mark.parametrize(
    ("step", "n", "code"),
    [("year", 3, "step_unknown"), ("", 3, "step_unknown"), ("week", 0, "steps_none")],
)
def test_what_is_no_step_is_said_so(busy, step, n, code):
    with pytest.raises(InputError, match=code):
        studies.steps(busy, LEADER, UNTIL, step=step, n=n)


def test_who_may_not_read_gets_nothing(busy):
    stranger = Actor("x", "stranger", "all")
    for ask in (studies.sites, studies.neighbours):
        with pytest.raises(NotAllowed):
            ask(busy, stranger)
    with pytest.raises(NotAllowed):
        studies.steps(busy, stranger, UNTIL)


@pytest.mark.parametrize(
    ("until", "step", "first", "end"),
    [
        (date(2024, 3, 1), "month", date(2024, 1, 1), date(2024, 3, 1)),
        (date(2024, 2, 29), "month", date(2023, 12, 1), date(2024, 2, 1)),
        (date(2026, 1, 31), "month", date(2025, 11, 1), date(2026, 1, 1)),
        (date(2024, 3, 1), "day", date(2024, 2, 28), date(2024, 3, 1)),
        (date(2026, 1, 3), "week", date(2025, 12, 20), date(2026, 1, 3)),
    ],
)
def test_two_steps_over_leap_days_and_years(until, step, first, end):
    firsts, over = studies.step_starts(until, step, 2)
    assert (firsts[0], over, len(firsts)) == (first, end, 2)


def test_sites_are_the_picture(town_record):
    """Squares of 300 m: centroids 300 m apart, west to east and north to south."""
    sites = studies.sites(town_record, LEADER)
    assert tuple(sites) == studies.SITES and sites.index.tolist() == ORDER
    assert sites.loc[5, "x_m"] - sites.loc[4, "x_m"] == pytest.approx(SIDE_M, abs=0.01)
    assert sites.loc[5, "y_m"] - sites.loc[8, "y_m"] == pytest.approx(SIDE_M, abs=0.01)
    assert sites.loc[[1, 9], "households"].tolist() == [100, 0]
    assert sites["area_km2"].sum() == pytest.approx(0.81)


@pytest.mark.parametrize(("rule", "borders"), [("queen", 20), ("rook", 12)])
def test_what_touches_on_a_board_of_nine(town_record, rule, borders):
    """Twelve borders, and eight corners where two squares meet askew."""
    assert studies.neighbours(town_record, LEADER, rule).sum() == 2 * borders


def test_neighbours_beyond_the_scope_are_none(town_record):
    assert studies.neighbours(town_record, WORKER_2).toarray().tolist() == [[0, 1], [1, 0]]


def test_dirty_borders_touch(town_record):
    """Every square drawn in by about a metre: no vertex in common, and still a board."""
    rows = town_record.rows("SELECT grid_id, ST_AsWKB(geometry) FROM grid")
    for grid_id, wkb in rows:
        less = shapely.buffer(shapely.from_wkb(bytes(wkb)), -0.00001, join_style="mitre")
        sql = "UPDATE grid SET geometry = ST_GeomFromWKB($1) WHERE grid_id = $2"
        town_record.rows(sql, [shapely.to_wkb(less), grid_id])
    assert studies.neighbours(town_record, LEADER, "queen").sum() == 40
    assert studies.neighbours(town_record, LEADER, "rook").sum() == 24


def test_the_demos_counts_are_those_pandas_makes(demo_record):
    """An independent count: every case of the list, grouped by grid and week."""
    last = incidents.span(demo_record, LEADER)[1]
    until = last + pd.Timedelta(days=1)
    counts, period = studies.steps(demo_record, LEADER, until, n=26)
    cases = demo_record.frame("SELECT grid_id, reported_at FROM incident")
    cases = cases[
        (cases["reported_at"] >= pd.Timestamp(period.since)) & (cases["reported_at"] < pd.Timestamp(until))
    ]
    week = (cases["reported_at"] - pd.Timestamp(period.since)).dt.days // 7
    expected = pd.crosstab(cases["grid_id"], week).reindex(
        index=counts.index, columns=range(26), fill_value=0
    )
    assert (counts.to_numpy() == expected.to_numpy()).all()


def test_neighbours_are_found_once_a_version_and_scope(town_record, monkeypatch):
    first = studies.neighbours(town_record, LEADER)
    asked = []
    monkeypatch.setattr(studies, "_neighbours", lambda *given: asked.append(given[2]) or first)
    assert studies.neighbours(town_record, LEADER) is first and not asked
    studies.neighbours(town_record, WORKER_2)
    studies.neighbours(town_record, LEADER, "rook")
    assert asked == ["queen", "rook"]
    with town_record.cursor() as cursor:
        cursor.execute("UPDATE version SET n = n + 1 WHERE topic = 'grids'")
    town_record.changed()
    studies.neighbours(town_record, LEADER)
    assert len(asked) == 3


def test_neighbours_make_room(town_record, monkeypatch):
    monkeypatch.setattr(studies, "NEIGHBOURS_KEPT", 2)
    for k in (1, 2, 3, 4):
        studies.neighbours(town_record, LEADER, f"knn:{k}")
    assert [rule for *_scope, rule in studies._NEIGHBOURS[town_record]] == ["knn:3", "knn:4"]


def test_points_in_metres_are_those_of_the_reprojected_geometries(town_record, monkeypatch):
    """Some at a time, in the city's system; told before each part; whoever leaves, leaves there."""
    monkeypatch.setattr(studies, "TOGETHER", 2)
    points = pd.DataFrame({"lon": [116.30, 116.31, 116.29], "lat": [39.90, 39.91, 39.92]})
    told = []
    x_m, y_m = studies.points_in_metres(town_record, points, progress=told.append)
    there = gpd.GeoSeries(gpd.points_from_xy(points["lon"], points["lat"]), crs="EPSG:4326")
    expected = studies.in_metres(town_record, there)
    assert x_m == pytest.approx(expected.x.to_numpy(), abs=1e-6)
    assert y_m == pytest.approx(expected.y.to_numpy(), abs=1e-6)
    assert told == pytest.approx([0, 2 / 3])

    def leave(share: float) -> None:
        raise Cancelled("cancelled")

    with pytest.raises(Cancelled):
        studies.points_in_metres(town_record, points, progress=leave)


def test_no_points_in_metres_are_none(town_record):
    x_m, y_m = studies.points_in_metres(town_record, pd.DataFrame({"lon": [], "lat": []}))
    assert (len(x_m), len(y_m)) == (0, 0)

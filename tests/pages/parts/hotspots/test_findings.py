"""Hotspots over a record: what touches, what is counted, and that few data say nothing."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
import stock

from data import studies
from data.permits import Actor
from geo.errors import Cancelled
from geo.model import Period
from pages.parts.hotspots import findings

LEADER = Actor("Li Na", "leader", "all")
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


def test_a_town_is_too_small_to_say(town_record):
    stock.put_incidents(town_record, [{"grid_id": 5}] * 3)
    found = findings.found(town_record, LEADER, MARCH, "", "count")
    assert not found.note.valid
    assert found.note.caveats[0] == "too_few_grids" and found.note.caveats[-1] == "reported_only"
    assert found.spots.empty
    assert found.grids.loc[5, "n"] == 3 and found.grids["n"].sum() == 3


def test_a_category_narrows(town_record):
    stock.put_incidents(town_record, [{"grid_id": 5}, {"grid_id": 5, "category": "0101"}])
    assert findings.found(town_record, LEADER, MARCH, "0101", "count").grids.loc[5, "n"] == 1


@pytest.fixture
def quarter(demo_until) -> Period:
    """Ninety days of the demo that end some days before its last."""
    return Period(demo_until - timedelta(days=96), demo_until - timedelta(days=6))


def test_the_planted_cluster_of_the_demo_is_found(demo_record, quarter):
    """The demo plants clusters; the strongest hotspot holds more than twice what is usual."""
    found = findings.found(demo_record, LEADER, quarter, "", "count")
    assert found.note.valid
    strongest = found.spots.iloc[0]
    inside = found.grids.loc[list(strongest["grid_ids"])]
    assert strongest["n"] == inside["n"].sum() > 2 * inside["expected"].sum()
    assert strongest["open_cases"] == inside["open_cases"].sum()


def test_the_density_keeps_every_case(town_record):
    """The surface times the area of a cell is the number of cases."""
    stock.put_incidents(town_record, [{"grid_id": g} for g in (1, 5, 5, 9)])
    array, (west, south, east, north), note = findings.surface(town_record, LEADER, MARCH, "")
    assert array.sum() * note.facts["cell_m"] ** 2 / 1e6 == pytest.approx(4)
    assert west < east and south < north
    rows, columns = np.unravel_index(array.argmax(), array.shape)
    assert abs(rows / array.shape[0] - 0.5) < 0.1 and abs(columns / array.shape[1] - 0.5) < 0.1


def test_no_case_no_density(town_record):
    array, _bounds, note = findings.surface(town_record, LEADER, MARCH, "")
    assert (array.size, note.valid, note.n) == (0, False, 0)


def test_the_density_is_left_midway(town_record, monkeypatch):
    """Whoever waits is told how far it is after some points, and may leave there."""
    stock.put_incidents(town_record, [{"grid_id": g} for g in (1, 5, 5, 9)])
    monkeypatch.setattr(studies, "TOGETHER", 1)
    told = []

    def leave(share):
        told.append(share)
        if share >= 0.5:
            raise Cancelled("cancelled")

    with pytest.raises(Cancelled):
        findings.surface(town_record, LEADER, MARCH, "", progress=leave)
    assert told == [0.0, 0.225, 0.45, 0.675]


def test_the_period_is_by_the_time_reported(town_record):
    stock.put_incidents(town_record, [{"grid_id": 5, "reported_at": datetime(2026, 2, 28, 23)}])
    assert findings.found(town_record, LEADER, MARCH, "", "count").grids["n"].sum() == 0


def test_people_are_compared_with_where_most_grids_are_known_to_be_lived_in(town_record):
    assert findings.usual_basis(town_record, LEADER) == "households"  # eight of nine
    town_record.rows("UPDATE grid SET households = 0, population = 0 WHERE grid_id <> 1")
    assert findings.usual_basis(town_record, LEADER) == "count"


def test_the_small_map_shows_every_grid_in_its_place(town_record):
    """The town is 3 × 3 equal grids: thirty pixels a side are ten a grid."""
    raster = findings.raster(town_record, LEADER, 30)
    assert raster.shape in ((30, 30), (30, 31), (31, 30))
    assert [[raster[row, column] for column in (5, 15, 25)] for row in (5, 15, 25)] == [
        [1, 2, 3], [4, 5, 6], [7, 8, 9]
    ]  # fmt: skip


def test_months_are_whole_and_each_is_tested_by_itself(demo_record, demo_until):
    first = (demo_until.replace(day=1) - timedelta(days=1)).replace(day=1)
    classes, notes = findings.by_month(demo_record, LEADER, demo_until, "", "count")
    assert list(classes)[-1] == first
    assert [note.period for note in notes][-1] == Period(first, demo_until.replace(day=1))
    alone = findings.found(demo_record, LEADER, notes[-1].period, "", "count")
    assert classes[first].equals(alone.grids["class"].rename(first))


def test_the_history_ends_on_the_day_asked_for(demo_record, quarter):
    told, weeks = findings.history(demo_record, LEADER, quarter.until, "", "households")
    assert told.note.method == "emerging_households"
    assert len(weeks) == told.bins.shape[1] == 26 and weeks[-1] == quarter.until - timedelta(days=7)


def test_a_rate_on_few_cases_is_marked_and_smoothed(town_record):
    """Grid 1 has 100 households, grid 9 none: five cases are 50 per 1,000, four are too few to rank."""
    stock.put_incidents(town_record, [{"grid_id": 1}] * 5 + [{"grid_id": 2}] * 4 + [{"grid_id": 9}] * 6)
    grids = findings.found(town_record, LEADER, MARCH, "", "count").grids
    assert grids.loc[[1, 2], "rate"].tolist() == [50.0, 20.0] and np.isnan(grids.loc[9, "rate"])
    assert grids.loc[[1, 2, 9], "small_number"].tolist() == [False, True, False]
    for smoothed in ("smoothed", "smoothed_near"):
        assert grids.loc[2, smoothed] < 20 or grids.loc[1, smoothed] < 50


@pytest.mark.parametrize(
    "ask",
    [
        lambda record, quarter, tell: findings.found(record, LEADER, quarter, "", "count", progress=tell),
        lambda record, quarter, tell: findings.found(
            record, LEADER, quarter, "", "households", "moran", progress=tell
        ),
        lambda record, quarter, tell: findings.history(
            record, LEADER, quarter.until, "", "households", progress=tell
        ),
        lambda record, quarter, tell: findings.by_month(
            record, LEADER, quarter.until, "", "count", progress=tell
        ),
    ],
    ids=["found", "found by Moran", "history", "by month"],
)
def test_how_far_it_is_is_told_and_it_can_be_left(demo_record, quarter, ask):
    told = []
    ask(demo_record, quarter, told.append)
    assert told == sorted(told) and told[-1] == 1.0 and len(told) > 1

    def leave(_share):
        raise Cancelled("cancelled")

    with pytest.raises(Cancelled):
        ask(demo_record, quarter, leave)

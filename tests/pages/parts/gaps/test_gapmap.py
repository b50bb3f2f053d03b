"""The gaps in colours on three grids one can count, one of them split by a scenario."""

from datetime import date, datetime

import pandas as pd
import pytest
import stock
import streets
from lacking import nothing_known, three_grids

from data import gaps, scenario
from data.permits import Actor
from geo.halves import halved
from geo.model import Period
from geo.scenario import Split
from pages.parts import session
from pages.parts.gaps import gapmap


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "en")


@pytest.fixture
def grids():
    return three_grids().assign(why="")


@pytest.mark.parametrize(
    ("face", "classes"),
    [
        ("all", [3, 0, 2]),
        ("presence", ["late", "fine", "never"]),
        ("responsibility", ["somebody", "somebody", "nobody"]),
        ("voice", ["silent", "heard", "too_little"]),
    ],
)
def test_classes_on_the_map(grids, face, classes):
    values, known = gapmap.CLASSES[face](grids)
    assert values.tolist() == classes
    assert set(classes) <= set(known)


def test_late_by_more_than_an_interval(grids):
    grids.loc[1, "late_days"] = 8.0
    assert gapmap.CLASSES["presence"](grids)[0][1] == "long"


def test_where_nobody_lives_nobody_is_beyond_reach(grids):
    layer = gapmap._layer(grids, "service")
    assert layer.values.tolist()[:2] == [740.0, 10.0] and pd.isna(layer.values[3])


def test_a_record_that_knows_nothing_calls_no_grid_free_of_gaps(grids):
    values, classes = gapmap.CLASSES["all"](nothing_known(grids))
    assert set(values) == set(classes) == {"unknown"}
    assert set(gapmap._layer(nothing_known(grids), "debt").values) == {
        "unknown"
    }  # nothing owed is not said either
    values, classes = gapmap.CLASSES["responsibility"](nothing_known(grids))
    assert set(values) == set(classes) == {"unknown"}


def test_a_grid_in_halves_is_one_on_the_map(grids):
    """Of 740 beyond reach 700 live in the first half, which is silent; the second lacks nothing."""
    split = halved(grids.assign(debt=10.0), [1], ("population", "debt"))
    split.loc[1, "residents_beyond"], split.loc[-1, "residents_beyond"] = 700.0, 40.0
    split.loc[-1, ["service", "presence", "voice", "faces"]] = [False, False, False, 0]
    whole = gapmap.whole(split)
    assert whole.index.tolist() == [1, 2, 3]
    assert whole.loc[1, ["population", "residents_beyond", "debt", "faces"]].tolist() == [980, 740, 10, 3]
    assert whole["debt"].sum() == 30
    assert gapmap.whole(grids) is grids


def test_what_is_never_of_one_half_is_not_taken_from_the_other(grids):
    """The worse half was never visited: that the other was two days ago is not said of it."""
    split = halved(grids, [1], ("population",))
    split["days_since_visit"] = 9.0
    split.loc[1, "days_since_visit"] = float("nan")
    split.loc[-1, ["days_since_visit", "faces"]] = [2.0, 1]
    assert pd.isna(gapmap.whole(split).loc[1, "days_since_visit"])


def test_a_split_alone_leaves_every_number_of_the_whole(town_record):
    """Who lives, reports and is owed in grid 2 does so in one half or the other."""
    streets.put_streets(town_record)
    streets.put_clinics(town_record, streets.MIDDLE)
    town_record.rows("UPDATE grid SET older = 20, children = 60 WHERE grid_id = 2")
    cases = [(2, 3), (2, 9), (5, 20)]
    stock.put_incidents(
        town_record, [{"grid_id": grid, "reported_at": datetime(2026, 3, day)} for grid, day in cases]
    )
    asked = (
        town_record,
        Actor("x", "leader", "all"),
        Period(date(2026, 3, 1), date(2026, 3, 31)),
        "clinic",
        200,
    )
    now, then = gaps.owed(*asked)[0], scenario.owed(*asked, (Split(2),))[0]
    assert (then.loc[2, "population"], then.loc[2, "n"], len(then)) == (250, 1, 10)
    assert now.loc[2, "service_debt"] > 0
    pd.testing.assert_frame_equal(gapmap.whole(then)[now.columns], now, check_dtype=False)

"""The gaps in colours on three grids one can count, one of them split by a scenario."""

import pandas as pd
import pytest
from lacking import nothing_known, three_grids

from geo.halves import halved
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

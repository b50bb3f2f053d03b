from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from town import squares, town

from geo.errors import InputError
from geo.hotspots import hotspots
from geo.hotspots.fdr import CLASSES
from geo.hotspots.neighbours import shared_border
from geo.model import Period

SIDE = 20
BOARD = shared_border(squares(SIDE, SIDE))
IDS = pd.RangeIndex(1001, 1001 + SIDE * SIDE, name="grid_id")


def board(counts):
    return pd.Series(np.asarray(counts).ravel(), index=IDS, name="n")


def planted(seed=0):
    """Half an incident a grid, and nine more in each of the 2 × 2 grids in rows 5-6, columns 7-8."""
    counts = np.random.default_rng(seed).poisson(0.5, (SIDE, SIDE))
    counts[5:7, 7:9] += 9
    return board(counts)


def ids(rows, columns):
    return {1001 + SIDE * row + column for row in rows for column in columns}


def test_a_planted_hotspot_is_found_where_it_was_planted():
    found, note = hotspots(planted(), BOARD)
    hot = set(found.index[found["class"].str.startswith("hot")])
    assert ids((5, 6), (7, 8)) <= hot <= ids(range(4, 8), range(6, 10))
    assert note.valid
    assert note.method == "gi_star_exact"


def test_columns_and_their_meaning():
    counts = planted()
    found, note = hotspots(counts, BOARD)
    assert list(found) == ["n", "expected", "window_n", "window_expected", "z", "p", "q", "class"]
    assert found.index.equals(counts.index)
    corner = counts.to_numpy().reshape(SIDE, SIDE)[:2, :2]
    assert found["window_n"].iloc[0] == corner.sum()
    assert found["window_expected"].iloc[0] == pytest.approx(4 * counts.mean())
    assert found["expected"].iloc[0] == pytest.approx(counts.mean())
    assert set(found["class"]) <= set(CLASSES)
    assert note.n == counts.sum()
    assert note.facts["grids"] == 400


@pytest.mark.parametrize("mean", [0.3, 1, 4])
@pytest.mark.parametrize(
    ("method", "households"),
    [("gi", None), ("gi", pd.Series(100, index=IDS)), ("moran", None), ("moran", pd.Series(100, index=IDS))],
    ids=["gi by grids", "gi by households", "moran by grids", "moran by households"],
)
def test_maps_without_a_pattern_show_none(method, households, mean):
    """200 maps of pure chance: at most one in twenty may show anything at q ≤ 0.05."""
    wrong = 0
    for seed in range(200):
        counts = board(np.random.default_rng(seed).poisson(mean, SIDE * SIDE))
        found, _ = hotspots(counts, BOARD, households, method=method)
        wrong += (found["q"] <= 0.05).any()
    assert wrong <= 10


def test_households_explain_what_only_follows_from_them():
    """Four times the people and four times the cases in the west: a hotspot of cases, not of risk."""
    lived_in = np.full((SIDE, SIDE), 100)
    lived_in[:, :5] = 400
    counts = board(np.random.default_rng(3).poisson(lived_in / 100))
    plain, _ = hotspots(counts, BOARD)
    fair, note = hotspots(counts, BOARD, board(lived_in))
    assert plain["class"].str.startswith("hot").sum() > 50
    assert (fair["class"] == "none").all()
    assert note.method == "gi_star_households"


def test_a_hotspot_of_risk_is_found_among_unequal_households():
    lived_in = np.random.default_rng(1).integers(20, 400, (SIDE, SIDE))
    risk = np.ones((SIDE, SIDE))
    risk[10:13, 2:5] = 4
    counts = board(np.random.default_rng(2).poisson(0.01 * lived_in * risk))
    found, _ = hotspots(counts, BOARD, board(lived_in))
    assert found.loc[1001 + SIDE * 11 + 3, "class"] == "hot_99"


def test_nothing_is_said_of_windows_where_nobody_lives():
    lived_in = board(np.full((SIDE, SIDE), 50))
    lived_in.loc[list(ids(range(3), range(3)))] = 0
    found, note = hotspots(board(np.random.default_rng(0).poisson(1, 400)), BOARD, lived_in)
    assert np.isnan(found.loc[1001, "p"])
    assert found.loc[1001, "class"] == "none"
    assert "grids_without_households" in note.caveats


def test_where_households_are_not_known_nothing_is_said():
    found, note = hotspots(planted(), BOARD, pd.Series(np.nan, index=IDS))
    assert not note.valid
    assert "too_few_grids" in note.caveats
    assert (found["class"] == "none").all()


def test_a_cold_spot():
    counts = np.random.default_rng(0).poisson(5, (SIDE, SIDE))
    counts[3:8, 3:8] = 0
    found, _ = hotspots(board(counts), BOARD)
    assert found.loc[1001 + SIDE * 5 + 5, "class"] == "cold_99"


def test_too_few_incidents_is_an_answer():
    counts = np.zeros(400, dtype=int)
    counts[:29] = 1
    found, note = hotspots(board(counts), BOARD)
    assert not note.valid
    assert note.caveats == ("too_few_incidents",)
    assert note.facts["too_few_incidents"] == 30
    assert (found["class"] == "none").all()
    assert found["q"].isna().all()


def test_the_town_has_too_few_grids():
    counts = pd.Series(range(0, 90, 10), index=town()["grid_id"])
    found, note = hotspots(counts, shared_border(town().geometry))
    assert note.caveats == ("too_few_grids",)
    assert found.loc[5, "window_n"] == 360


def test_z_cries_wolf_on_sparse_counts_and_is_labelled_so():
    """Of forty maps without a pattern, 0.3 incidents a grid, at most two should show something at 5 %: the exact
    chance keeps to it, the bell curve finds something on eight or more, which would be luck once in 1,500."""
    rng, alarms = np.random.default_rng(5), {"normal": 0, "exact": 0}
    for _ in range(40):
        counts = board(rng.poisson(0.3, (SIDE, SIDE)))
        for road in alarms:
            found, note = hotspots(counts, BOARD, inference=road)
            alarms[road] += (found["q"] <= 0.05).any()
            assert ("normal_theory" in note.caveats) == (road == "normal")
            assert note.method == f"gi_star_{road}"
    assert alarms["normal"] >= 8 and alarms["exact"] <= 2


@pytest.mark.parametrize("households", [None, np.full(400, 10)])
@pytest.mark.parametrize("method", ["gi", "moran"])
def test_where_all_are_neighbours_no_place_can_stand_out(households, method):
    everybody = sparse.csr_array(1.0 - np.eye(len(planted())))
    people = None if households is None else households[: len(planted())]
    found, note = hotspots(planted(), everybody, people, method=method)
    assert (note.valid, note.caveats[0]) == (False, "all_neighbours")
    assert (found["class"] == "none").all() and found["q"].isna().all()


def test_no_grids_at_all():
    found, note = hotspots(pd.Series([], dtype=int), shared_border([]))
    assert found.empty
    assert not note.valid


def test_period_and_source_travel_with_the_result():
    week = Period(date(2026, 3, 2), date(2026, 3, 9))
    _, note = hotspots(planted(), BOARD, period=week, source="cases")
    assert (note.period, note.source) == (week, "cases")


def test_neighbours_of_other_grids_are_refused():
    with pytest.raises(InputError) as refused:
        hotspots(planted().iloc[1:], BOARD)
    assert refused.value.code == "neighbours_differ"

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from town import squares, town

from geo.errors import InputError
from geo.hotspots.emerging import emerging
from geo.hotspots.neighbours import shared_border
from geo.hotspots.patterns import PATTERNS
from geo.hotspots.trend import mann_kendall
from geo.model import Period

SIDE, WEEKS = 20, 26
BOARD = shared_border(squares(SIDE, SIDE))
IDS = pd.RangeIndex(1001, 1001 + SIDE * SIDE, name="grid_id")


def block(rows, columns):
    return [SIDE * row + column for row in rows for column in columns]


#: three by three grids; the one in the middle sees nothing but the block
BLOCK = block((9, 10, 11), (9, 10, 11))
MIDDLE = 1001 + SIDE * 10 + 10


def cube(inside=None, *, usual=0.5, weeks=WEEKS, seed=0):
    """Half an incident a grid and week, and what ``inside`` says in the block."""
    means = np.full((SIDE * SIDE, weeks), usual)
    if inside is not None:
        means[BLOCK] = inside
    return pd.DataFrame(np.random.default_rng(seed).poisson(means), index=IDS)


def weekly(high, low, *, hot):
    """A mean a week: high in the weeks of ``hot``, low in the others."""
    return np.where(np.isin(np.arange(WEEKS), list(hot)), high, low)


@pytest.mark.parametrize(
    ("inside", "name", "trend"),
    [
        (weekly(8, 0.5, hot=[WEEKS - 1]), "new_hot", "flat"),
        (weekly(8, 0.5, hot=range(WEEKS - 5, WEEKS)), "consecutive_hot", "up"),
        (np.full(WEEKS, 8), "persistent_hot", "flat"),
        (np.linspace(6, 16, WEEKS), "intensifying_hot", "up"),
        (np.linspace(16, 6, WEEKS), "diminishing_hot", "down"),
        (weekly(8, 0.5, hot=[*range(3, 8), WEEKS - 2, WEEKS - 1]), "sporadic_hot", "flat"),
        (weekly(8, 0.5, hot=range(5)), "none", "down"),
    ],
)
def test_a_planted_history_is_told(inside, name, trend):
    found = emerging(cube(inside), BOARD)
    assert found.frame.loc[MIDDLE, "class"] == name
    assert found.frame.loc[MIDDLE, "trend"] == trend
    far = found.frame.drop(IDS[block(range(7, 14), range(7, 14))])
    assert (far["class"] == "none").mean() > 0.99


def test_a_planted_oscillating_history():
    """Three a grid, nobody in weeks 5-9 and eight in two spells."""
    inside = weekly(14, 3, hot=[2, 3, WEEKS - 2, WEEKS - 1])
    inside[5:10] = 0
    found = emerging(cube(inside, usual=3), BOARD)
    assert found.frame.loc[MIDDLE, "class"] == "oscillating_hot"
    assert found.bins[MIDDLE - 1001, 9] == -3


def test_a_planted_cold_spot():
    found = emerging(cube(np.zeros(WEEKS), usual=4), BOARD)
    assert found.frame.loc[MIDDLE, "class"] == "persistent_cold"
    assert found.frame.loc[MIDDLE, ["hot_steps", "cold_steps"]].tolist() == [0, WEEKS]
    assert not found.frame.loc[MIDDLE, "hot_now"]


def test_a_planted_historical_one():
    found = emerging(cube(weekly(8, 0.5, hot=range(WEEKS - 2))), BOARD)
    assert found.frame.loc[MIDDLE, "class"] == "historical_hot"


def test_a_moving_cluster_is_followed_and_only_its_end_is_hot_now():
    """It walks east along rows 9-11, from column 0 to 17, and is in 15-17 in the last week."""
    means = np.full((SIDE * SIDE, WEEKS), 0.5)
    for week in range(WEEKS):
        west = week * 18 // WEEKS
        means[block((9, 10, 11), range(west, west + 3)), week] = 8
    found = emerging(pd.DataFrame(np.random.default_rng(0).poisson(means), index=IDS), BOARD)
    middle = found.bins[block([10], range(SIDE))] >= 2
    first = middle.argmax(axis=1)
    assert middle[:18].any(axis=1).all()
    assert (np.diff(first[2:18]) >= 0).all()
    street = found.frame.iloc[block([10], range(SIDE))]
    assert set(np.flatnonzero(street["hot_now"])) >= {16, 17, 18}
    assert not street["hot_now"].iloc[:12].any()
    assert street["class"].iloc[17] == "consecutive_hot"
    assert (street["class"].iloc[:12] == "none").all()


def test_a_five_fold_rise_is_sporadic_over_a_year_and_plain_over_half_of_it():
    """Why the window trails, and why the trend is told apart from the class."""
    year = cube(np.linspace(1, 5, 52), usual=1, weeks=52, seed=3)
    over_a_year, over_half = emerging(year, BOARD), emerging(year.iloc[:, -26:], BOARD)
    assert over_a_year.frame.loc[MIDDLE, "class"] == "sporadic_hot"
    assert over_half.frame.loc[MIDDLE, "class"] == "intensifying_hot"
    assert over_a_year.frame.loc[MIDDLE, "trend"] == "up"


@pytest.mark.parametrize("usual", [0.05, 0.5, 4])
def test_cubes_without_a_pattern_show_none(usual):
    found = [emerging(cube(usual=usual, seed=seed), BOARD) for seed in range(40)]
    assert sum((each.frame["class"] != "none").any() for each in found) <= 2


def test_cubes_that_only_follow_their_households_show_none():
    lived_in = pd.Series(np.random.default_rng(5).integers(20, 400, SIDE * SIDE), index=IDS)
    lived_in.iloc[BLOCK] = 2000
    means = (0.004 * lived_in.to_numpy())[:, None]
    wrong, plain = 0, 0
    for seed in range(20):
        counts = pd.DataFrame(np.random.default_rng(seed).poisson(means, (SIDE * SIDE, WEEKS)), index=IDS)
        wrong += (emerging(counts, BOARD, lived_in).frame["class"] != "none").any()
        plain += emerging(counts, BOARD).frame.loc[MIDDLE, "hot_steps"] >= 0.9 * WEEKS
    assert wrong <= 1
    assert plain >= 18


def test_a_risk_beyond_households_is_found():
    lived_in = pd.Series(np.random.default_rng(5).integers(20, 400, SIDE * SIDE), index=IDS)
    risk = np.full(SIDE * SIDE, 0.004)
    risk[BLOCK] *= 8
    means = (risk * lived_in.to_numpy())[:, None]
    counts = pd.DataFrame(np.random.default_rng(1).poisson(means, (SIDE * SIDE, WEEKS)), index=IDS)
    found = emerging(counts, BOARD, lived_in)
    assert found.frame.loc[MIDDLE, "class"] == "persistent_hot"
    assert found.note.method == "emerging_households"


def test_columns_and_their_meaning():
    steps = cube(np.full(WEEKS, 8))
    half_year = Period(date(2026, 5, 27), date(2026, 11, 25))
    found = emerging(steps, BOARD, period=half_year)
    assert list(found.frame) == ["class", "hot_steps", "cold_steps", "hot_now", "tau", "p_trend", "trend"]
    assert found.frame.index.equals(IDS)
    assert found.bins.shape == steps.shape
    assert found.bins.dtype == np.int8
    assert set(np.unique(found.bins)) <= set(range(-3, 4))
    assert (found.frame["hot_steps"] == (found.bins >= 2).sum(axis=1)).all()
    assert set(found.frame["class"]) <= set(PATTERNS)
    corner = steps.to_numpy().reshape(SIDE, SIDE, WEEKS)[:2, :2].sum(axis=(0, 1))
    tau, p = mann_kendall([corner])
    assert found.frame["tau"].iloc[0] == tau[0]
    assert found.frame["p_trend"].iloc[0] == p[0]
    assert found.note.valid
    assert (found.note.period, found.note.n) == (half_year, steps.to_numpy().sum())
    assert found.note.facts["steps"] == WEEKS


def test_plain_arrays_do():
    found = emerging(cube().to_numpy(), BOARD, np.full(SIDE * SIDE, 100))
    assert found.frame.index.equals(pd.RangeIndex(SIDE * SIDE))


def nothing_said(found):
    return (
        not found.note.valid
        and not found.bins.any()
        and (found.frame["class"] == "none").all()
        and found.frame[["tau", "p_trend"]].isna().all(axis=None)
        and (found.frame["trend"] == "flat").all()
    )


def test_too_few_incidents_is_an_answer():
    counts = np.zeros((400, WEEKS), dtype=int)
    counts[:29, -1] = 1
    found = emerging(pd.DataFrame(counts, index=IDS), BOARD)
    assert nothing_said(found)
    assert found.note.caveats == ("too_few_incidents",)
    assert found.note.facts["too_few_incidents"] == 30


def test_the_town_has_too_few_grids():
    counts = pd.DataFrame(np.full((9, WEEKS), 4), index=town()["grid_id"])
    found = emerging(counts, shared_border(town().geometry))
    assert nothing_said(found)
    assert found.note.caveats == ("too_few_grids",)


@pytest.mark.parametrize("weeks", [0, 1, 4])
def test_too_few_steps_is_an_answer(weeks):
    found = emerging(cube(np.full(weeks, 8), usual=4, weeks=weeks), BOARD)
    assert nothing_said(found)
    assert "too_few_steps" in found.note.caveats


def test_few_steps_are_told():
    found = emerging(cube(np.full(8, 8), weeks=8), BOARD)
    assert found.note.valid
    assert found.note.caveats == ("few_steps",)
    assert found.frame.loc[MIDDLE, "class"] == "persistent_hot"


def test_steps_without_any_case_are_told():
    """A gap in the record and days to come look alike: nothing was reported."""
    steps = cube()
    steps.iloc[:, 20:24] = 0
    note = emerging(steps, BOARD).note
    assert note.caveats == ("steps_without_cases",)
    assert note.facts["steps_without_cases"] == 4


def test_where_nobody_is_known_to_live_nothing_is_said():
    assert nothing_said(emerging(cube(), BOARD, pd.Series(np.nan, index=IDS)))


def test_empty_ground_is_told():
    lived_in = pd.Series(100, index=IDS)
    lived_in.iloc[block(range(3), range(3))] = 0
    found = emerging(cube(), BOARD, lived_in)
    assert "grids_without_households" in found.note.caveats
    assert not found.bins[0].any()


def test_all_equal_counts_stand_out_nowhere():
    found = emerging(np.full((400, WEEKS), 3), BOARD)
    assert found.note.caveats == ("all_counts_equal",)
    assert (found.frame["class"] == "none").all()
    assert (found.frame["trend"] == "flat").all()


def test_where_all_are_neighbours_no_place_can_stand_out():
    counts = np.random.default_rng(0).poisson(0.5, (40, WEEKS))
    counts[7] += 9
    found = emerging(counts, sparse.csr_array(1.0 - np.eye(40)))
    assert (found.note.valid, found.note.caveats) == (False, ("all_neighbours",))
    assert (found.frame["class"] == "none").all()


def test_islands_stand_for_themselves():
    counts = np.random.default_rng(0).poisson(0.5, (200, WEEKS))
    counts[7] += 9
    found = emerging(counts, sparse.csr_array((200, 200)))
    assert found.frame.loc[7, "class"] == "persistent_hot"
    assert (found.frame["class"] != "none").sum() == 1


def test_weights_that_are_row_standardised_are_the_same_neighbours():
    shares = BOARD / BOARD.sum(axis=1)[:, None]
    steps = cube(np.full(WEEKS, 8))
    assert (emerging(steps, sparse.csr_array(shares)).bins == emerging(steps, BOARD).bins).all()


def test_no_grids_at_all():
    found = emerging(pd.DataFrame(np.zeros((0, WEEKS))), shared_border([]))
    assert found.frame.empty
    assert not found.note.valid


def test_neighbours_of_other_grids_are_refused():
    with pytest.raises(InputError) as refused:
        emerging(cube().iloc[1:], BOARD)
    assert refused.value.code == "neighbours_differ"


@pytest.mark.parametrize("wrong", [-1, 0.5, np.nan])
def test_what_cannot_be_counted_is_refused(wrong):
    steps = cube().astype(float)
    steps.iloc[0, 0] = wrong
    with pytest.raises(InputError) as refused:
        emerging(steps, BOARD)
    assert refused.value.code == "counts_not_whole"


def test_progress_is_told_and_may_stop_it():
    told = []
    emerging(cube(), BOARD, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)

    def stop(_share):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        emerging(cube(), BOARD, pd.Series(100, index=IDS), progress=stop)

import numpy as np
import pandas as pd
import pytest

from geo.kpi import FIGURES, REASONS, grids_to_watch, on_time, overview, ratio

IDS = pd.RangeIndex(1, 5, name="grid_id")


def frame(**columns):
    return pd.DataFrame(columns, index=IDS)


AFTER = frame(
    open_cases=[4, 3, 2, 1], new_cases=[5, 5, 5, 5], overdue_cases=[0, 0, 0, 2],
    no_worker=[False, False, True, True], beyond_reach=[0.0, 10.0, 20.0, 0.0],
)  # fmt: skip
BEFORE = frame(
    open_cases=[5, 5, 5, 5], new_cases=[4, 4, 4, 4], overdue_cases=[0, 0, 0, 0],
    no_worker=[False, False, False, True], beyond_reach=[0.0, 10.0, 20.0, 0.0],
)  # fmt: skip


def test_the_five_numbers_and_their_change():
    figures = overview(AFTER, BEFORE)
    assert list(figures.index) == [figure.code for figure in FIGURES]
    assert figures["value"].tolist() == [10, 20, 2, 2, 30]
    assert figures["before"].tolist() == [20, 16, 0, 1, 30]
    assert figures["change"].tolist() == [-10, 4, 2, 1, 0]
    assert figures["change_ratio"].tolist()[:2] == [-0.5, 0.25]


def test_growth_from_nothing_has_no_ratio():
    assert np.isnan(overview(AFTER, BEFORE).loc["overdue_cases", "change_ratio"])


def test_what_is_not_known_is_missing_and_not_zero():
    figures = overview(AFTER, BEFORE.drop(columns="beyond_reach"))
    assert figures.loc["residents_beyond_reach", "value"] == 30
    assert figures.loc["residents_beyond_reach", ["before", "change", "change_ratio"]].isna().all()
    assert overview(AFTER.iloc[:0], BEFORE.iloc[:0])["value"].isna().all()


def test_nothing_over_nothing_is_no_data():
    assert np.isnan(ratio(0, 0))
    assert np.isnan(ratio(3, 0))
    assert ratio(3, 4) == 0.75


def test_a_share_in_time_needs_five_cases():
    """Of ten all: Wilson's lower end is n / (n + z²) = 10 / 13.8415."""
    found = on_time(pd.Series([10, 4, 0]), pd.Series([10, 4, 5]))
    assert found["on_time_rate"].tolist() == pytest.approx([1.0, np.nan, 0.0], nan_ok=True)
    assert found.loc[0, ["on_time_low", "on_time_high"]].tolist() == pytest.approx(
        [10 / 13.8415, 1.0], abs=1e-4
    )
    assert found.loc[1].isna().all()


def test_every_figure_says_its_basis_and_what_is_better():
    assert {figure.basis for figure in FIGURES} <= {"end", "reported", "today"}
    assert {figure.better for figure in FIGURES} <= {"lower", "higher", ""}


def test_the_grid_with_most_reasons_comes_first():
    watched = grids_to_watch(
        frame(overdue_cases=[0, 9, 1, 0], no_worker=[False, True, False, True], **{"class": ["none"] * 4})
    )
    assert watched.index.tolist() == [2, 3, 4]
    assert watched["score"].tolist() == [30 + 15, 15, 15]
    assert watched.loc[2, "reason"] == "overdue"
    assert watched.loc[2, "reasons"] == ("overdue", "no_worker")
    assert watched.loc[2, "facts"] == {"overdue_cases": 9, "no_worker": True}


def test_a_rise_is_mentioned_when_chance_does_not_explain_it():
    """From 8 to 10 is nothing; from 1 to 8 is 7 / √9 = 2.33 standard deviations."""
    watched = grids_to_watch(frame(new_cases=[10, 8, 0, 0], new_before=[8, 1, 5, 0]))
    assert watched.index.tolist() == [2]
    assert watched["score"].tolist() == pytest.approx([20 * 7 / 3 / 5])


def test_hotter_counts_more_and_cold_not_at_all():
    watched = grids_to_watch(frame(**{"class": ["hot_90", "hot_99", "hot_95", "cold_99"]}))
    assert watched["score"].to_dict() == pytest.approx({2: 5, 3: 3.5, 1: 2})


def test_where_the_next_cases_are_likely():
    assert grids_to_watch(frame(likely=[False, True, False, False]))["score"].to_dict() == {2: 10}


def test_never_visited_counts_in_full():
    watched = grids_to_watch(frame(late=[True, True, True, False], late_days=[1.0, 5.0, np.nan, 0.0]))
    assert watched["score"].to_dict() == {2: 10, 3: 10, 1: 5}


def test_a_silent_grid_brings_what_was_expected():
    watched = grids_to_watch(frame(silent=[True, False, False, False], expected=9.5, n_heard=1))
    assert watched.loc[1, "facts"] == {"silent": True, "n_heard": 1, "expected": 9.5}


def test_no_more_than_asked_for_and_none_without_a_reason():
    assert len(grids_to_watch(frame(no_worker=[True] * 4), k=2)) == 2
    assert grids_to_watch(frame(no_worker=[False] * 4)).empty
    assert grids_to_watch(frame(households=[1, 2, 3, 4])).empty


def test_points_add_up_to_the_score_promised():
    assert sum(reason.points for reason in REASONS) == 100

import numpy as np
import pandas as pd
import pytest

from geo.smoothed_load import smoothed_load, spread
from geo.workload import Habits, grid_load

STEPS, STEP_DAYS = 6, 30
HOURS = np.array([0.5, 1.0, 4.0])


def town(grids):
    index = pd.RangeIndex(1, grids + 1, name="grid_id")
    return pd.DataFrame({"visit_interval_days": 7, "area_km2": 0.04, "households": 400}, index=index)


def drawn(rng, rates, swell=None):
    """Steps of cases drawn at each grid's rate, of three kinds; ``swell`` varies the rate from step to step."""
    mean = np.outer(rates, np.ones(STEPS)) if swell is None else rates[:, None] * swell
    counts = rng.poisson(mean[..., None] / 3, (len(rates), STEPS, 3))
    frame = pd.DataFrame({
        "grid_id": np.repeat(np.arange(1, len(rates) + 1), STEPS), "step": np.tile(np.arange(STEPS), len(rates)),
        "cases": counts.sum(axis=2).ravel(), "handling_hours": (counts @ HOURS).ravel(),
        "handling_squares": (counts @ HOURS**2).ravel(), "walks": counts.sum(axis=2).ravel() // 2,
    })  # fmt: skip
    return frame[frame["cases"] > 0]


def test_the_load_is_that_of_all_steps_together():
    steps = drawn(np.random.default_rng(1), np.full(9, 5.0))
    load = smoothed_load(steps, town(9), STEP_DAYS, STEPS)
    plain = grid_load(steps.groupby("grid_id").sum(), town(9), STEP_DAYS * STEPS)
    pd.testing.assert_frame_equal(load[plain.columns], plain)


def test_one_case_of_two_hours_is_as_doubtful_as_one_case_and_a_half():
    """180 days, 7/180 of a case a week; the square root of 1.5 × 2² hours."""
    steps = pd.DataFrame([{"grid_id": 1, "step": 0, "cases": 1, "handling_hours": 2.0, "handling_squares": 4.0,
                           "walks": 0}])  # fmt: skip
    load = smoothed_load(steps, town(2), STEP_DAYS, STEPS)
    assert load.loc[1, "workload_se"] == pytest.approx(np.sqrt(1.5 * 4) * 7 / 180)
    assert load.loc[2, "workload_se"] == pytest.approx(np.sqrt(0.5 * 4) * 7 / 180)


def test_the_error_is_what_chance_does_to_the_load():
    """Half a year drawn again and again: two errors hold the truth about 95 times of 100."""
    rng = np.random.default_rng(2)
    rates = rng.uniform(1, 12, 60)
    truth = rates * HOURS.mean() * 7 / STEP_DAYS
    inside = []
    for _ in range(60):
        load = smoothed_load(drawn(rng, rates), town(60), STEP_DAYS, STEPS, Habits(detour=0))
        inside.append(np.abs(load["handling_hours"] - truth) < 1.96 * load["workload_se"])
    assert np.mean(inside) == pytest.approx(0.95, abs=0.02)


def test_a_busy_season_is_no_scatter_but_grids_of_their_own_are():
    rng, rates = np.random.default_rng(3), np.full(400, 6.0)
    season = np.linspace(0.5, 1.5, STEPS)
    assert spread(drawn(rng, rates, season[None]), STEPS) == pytest.approx(1, abs=0.1)
    own = rng.gamma(2, 0.5, (400, STEPS))  # its variance of a half adds 6 × 0.5 × (mean hours)² / mean square
    expected = 1 + 6 * 0.5 * HOURS.mean() ** 2 / (HOURS**2).mean()
    assert spread(drawn(rng, rates, own), STEPS) == pytest.approx(expected, rel=0.15)


def test_too_little_to_tell_is_taken_for_chance():
    nothing = drawn(np.random.default_rng(1), np.zeros(4))
    assert spread(nothing, STEPS) == 1
    load = smoothed_load(nothing, town(4), STEP_DAYS, STEPS)
    assert load["handling_hours"].tolist() == [0] * 4
    assert load["workload_se"].tolist() == [0] * 4

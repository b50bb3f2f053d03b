from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy import sparse, stats
from town import squares

from geo.effect import _bounds, did_it_help
from geo.errors import InputError
from geo.hotspots.neighbours import shared_border

CHICAGO = Path(__file__).resolve().parents[2] / "../shared/data/chicago"
SIDE = 15
CITY = shared_border(squares(SIDE, SIDE))
GRIDS = SIDE * SIDE


def weeks(rng, before=26, after=12, spread=0.0, season=0.0):
    """Rates of a city that stays as it is, but for noise of its own in every grid and a season."""
    rate = rng.gamma(0.8, 1.0, (GRIDS, 1)) * (1 + season * np.sin(np.arange(before + after) / 6))
    return rate * rng.gamma(1 / spread, spread, rate.shape) if spread else rate


def acted_on(rng, rates, before, effect=1.0, worst=8, choose="past"):
    """What is reported if the worst grids are acted on after ``before`` weeks; and which those are."""
    past = rng.poisson(rates[:, :before])
    bad = {"past": past.sum(axis=1), "lately": past[:, -4:].sum(axis=1), "lot": rng.random(GRIDS)}[choose]
    acted = np.argsort(-bad)[:worst]
    later = rates[:, before:].copy()
    later[acted] *= effect
    return np.hstack([past, rng.poisson(later)]), acted


def many(times=150, before=26, seed=1, effect=1.0, choose="past", **city):
    rng = np.random.default_rng(seed)
    for _ in range(times):
        steps, acted = acted_on(rng, weeks(rng, before, **city), before, effect, choose=choose)
        yield did_it_help(steps, acted, before, CITY)


@pytest.mark.parametrize("choose", ["past", "lately", "lot"])
@pytest.mark.parametrize("city", [{}, {"spread": 0.5}, {"season": 0.6}], ids=["calm", "noisy", "season"])
def test_without_effect_the_interval_covers_none_and_success_is_seldom_claimed(choose, city):
    effects = list(many(choose=choose, **city))
    assert np.mean([each.here.low <= 0 <= each.here.high for each in effects]) >= 0.91
    assert np.mean([each.verdict == "better" for each in effects]) <= 0.06


@pytest.mark.parametrize("city", [{}, {"spread": 0.5}, {"season": 0.6}], ids=["calm", "noisy", "season"])
def test_two_fifths_fewer_are_covered_and_found(city):
    effects = list(many(effect=0.6, **city))
    assert np.mean([each.here.low <= -0.4 <= each.here.high for each in effects]) >= 0.91
    assert np.median([each.here.change for each in effects]) == pytest.approx(-0.4, abs=0.05)
    assert np.mean([each.verdict == "better" for each in effects]) >= 0.8


def seems_better(steps, acted, before):
    """The plain comparison: fewer a week than before, by the exact test for two Poisson counts."""
    earlier, later = steps[acted, :before].sum(), steps[acted, before:].sum()
    share = (steps.shape[1] - before) / steps.shape[1]
    return stats.binomtest(int(later), int(earlier + later), share, alternative="less").pvalue < 0.025


def test_what_was_bad_by_chance_gets_better_by_itself_and_is_not_taken_for_success():
    rng, before = np.random.default_rng(5), 8
    plain, ours = [], []
    for _ in range(150):
        steps, acted = acted_on(rng, weeks(rng, before) / 3, before, worst=20)
        plain.append(seems_better(steps, acted, before))
        ours.append(did_it_help(steps, acted, before, CITY).verdict == "better")
    assert np.mean(plain) > 0.5
    assert np.mean(ours) <= 0.05


@pytest.mark.skipif(not CHICAGO.exists(), reason="the Chicago data are not here")
def test_in_chicago_where_nothing_was_done_success_is_seldom_claimed():
    """The eight worst tracts of half a year, every eleven weeks for ten years: nothing was done there."""
    tracts = gpd.read_file(CHICAGO / "census_tracts_2010.geojson", columns=["name10"])
    found = pd.read_parquet(CHICAGO / "building_violations.parquet", columns=["violation_date", "tract"])
    week = (found["violation_date"] - pd.Timestamp("2006-01-02")).dt.days // 7
    whole = (week >= 0) & (week < week.max())
    by_tract = pd.crosstab(found["tract"][whole], week[whole])
    steps = by_tract.reindex(tracts["name10"], fill_value=0).to_numpy()
    near = shared_border(tracts.geometry)
    plain, ours = [], []
    for since in range(30, steps.shape[1] - 12, 11):
        window = steps[:, since - 26 : since + 12]
        acted = np.argsort(-window[:, :26].sum(axis=1), kind="stable")[:8]
        plain.append(seems_better(window, acted, 26))
        ours.append(did_it_help(window, acted, 26, near).verdict == "better")
    assert len(ours) > 45
    assert np.mean(plain) > 0.7
    assert np.mean(ours) <= 0.06


def test_trouble_that_moved_next_door_is_seen_around_and_controls_do_not_touch():
    rng = np.random.default_rng(6)
    rates = np.full((GRIDS, 38), 1.5)
    acted = np.array([5 * SIDE + 5, 5 * SIDE + 6])
    next_door = np.setdiff1d(CITY[acted].indices, acted)
    rates[acted, 26:] *= 0.3
    rates[next_door, 26:] *= 2
    effect = did_it_help(rng.poisson(rates), acted, 26, CITY)
    assert effect.verdict == "better"
    assert effect.around.low > 0.3
    assert not set(effect.controls) & {*acted, *next_door}


def test_grids_with_another_action_are_no_controls():
    rng = np.random.default_rng(7)
    steps = rng.poisson(1.0, (GRIDS, 38))
    free = did_it_help(steps, [0], 26, CITY)
    fewer = did_it_help(steps, [0], 26, CITY, elsewhere=[*free.controls, 99_999])
    assert not set(fewer.controls) & set(free.controls)


@pytest.mark.parametrize(("observed", "expected"), [(0, 8.0), (5, 8.0), (30, 20.0)])
def test_bounds_without_doubt_are_the_poisson_mid_p_interval(observed, expected):
    low, high = _bounds(observed, expected, 0.0, 1.0, 0.025)
    for ratio, tail in ((low, 0.025), (high, 0.975)):
        mean = ratio * expected
        if mean > 0:
            more = stats.poisson.sf(observed, mean) + stats.poisson.pmf(observed, mean) / 2
            assert more == pytest.approx(tail, abs=1e-4)
    assert (low == 0) == (observed == 0)


def test_a_place_like_no_other_that_stays_as_it_was_did_not_get_worse():
    """Three times as busy as the next, before and after: a line through the others would have it fall."""
    rng, found = np.random.default_rng(11), []
    for _ in range(60):
        rates = rng.gamma(2.0, 0.5, (GRIDS, 1)) * rng.gamma(2.0, 0.5, (GRIDS, 2)).repeat([26, 12], axis=1)
        rates[:3] = 3 * rates[3:].max()
        found.append(did_it_help(rng.poisson(rates), [0, 1, 2], 26, CITY))
    assert all("controls_unlike" in each.note.caveats for each in found)
    assert np.mean([each.verdict in ("better", "worse") for each in found]) <= 0.06
    assert np.mean([each.here.low <= 0 <= each.here.high for each in found]) >= 0.94


def test_what_both_ways_of_expecting_bear_out_is_said_of_it():
    steps = even(acted_after=1, per_week=2)
    steps.iloc[0, :12], steps.iloc[0, 12:] = 20, 4
    effect = did_it_help(steps, [100], days(24)[12], CITY)
    assert (effect.verdict, "controls_unlike" in effect.note.caveats) == ("better", True)


def days(n):
    return [date(2026, 1, 5) + timedelta(weeks=k) for k in range(n)]


def even(acted_after, n=24, per_week=2, begins=12):
    """Every grid has ``per_week`` cases each week; the acted one has another number after."""
    steps = pd.DataFrame(per_week, index=range(100, 100 + GRIDS), columns=days(n))
    steps.iloc[0, begins:] = acted_after
    return steps


def test_the_change_on_an_even_city_is_the_one_planted():
    effect = did_it_help(even(acted_after=1), [100], days(24)[12], CITY)
    assert effect.here.change == pytest.approx(-0.5)
    assert (effect.here.observed, effect.here.expected) == (12, pytest.approx(24))
    assert effect.around.change == pytest.approx(0)
    assert effect.means.loc["acted"].tolist() == [2, 1]
    assert effect.means.loc["controls"].tolist() == [2, 2]
    assert (effect.naive, effect.acted, effect.verdict) == (-0.5, (100,), "better")


def test_more_cases_are_worse_and_as_many_are_no_difference():
    assert did_it_help(even(acted_after=5), [100], days(24)[12], CITY).verdict == "worse"
    effect = did_it_help(even(acted_after=8, per_week=8), [100], days(24)[12], CITY)
    assert (effect.verdict, effect.note.valid) == ("no_difference", True)


def test_the_week_in_which_it_began_counts_neither_way():
    steps = even(acted_after=2)
    steps.iloc[:, 11] = 1000
    effect = did_it_help(steps, [100], days(24)[11] + timedelta(days=2), CITY)
    assert (effect.note.facts["steps_before"], effect.note.facts["steps_after"]) == (11, 12)
    assert effect.here.change == pytest.approx(0)


def test_dates_and_timestamps_are_the_same_days():
    steps = even(acted_after=1)
    stamped = steps.set_axis(pd.DatetimeIndex(steps.columns), axis=1)
    assert (
        did_it_help(stamped, [100], days(24)[12], CITY).here
        == did_it_help(steps, [100], pd.Timestamp(days(24)[12]), CITY).here
    )


@pytest.mark.parametrize("since", [days(24)[21], days(24)[-1], date(2030, 1, 1)])
def test_a_few_weeks_are_too_early_to_tell(since):
    effect = did_it_help(even(acted_after=1), [100], since, CITY)
    assert (effect.verdict, effect.note.valid) == ("too_early", False)


def test_few_cases_are_too_early_at_first_and_too_few_in_the_end():
    rare = even(acted_after=0, per_week=0, n=40)
    rare.iloc[:, ::6] = 1
    assert did_it_help(rare, [100], days(40)[34], CITY).verdict == "too_early"
    assert did_it_help(rare, [100], days(40)[20], CITY).verdict == "too_few"


@pytest.mark.parametrize(
    ("steps", "neighbours", "caveat"),
    [(np.zeros((GRIDS, 40), int), CITY, "too_few_incidents"),
     (np.ones((GRIDS, 40), int)[:, 22:], CITY, "too_few_steps"),
     (np.ones((1, 40), int), shared_border(squares(1, 1)), "too_few_grids"),
     (np.ones((9, 40), int), shared_border(squares(3, 3)), "too_few_grids")],
)  # fmt: skip
def test_too_little_to_say_is_an_answer(steps, neighbours, caveat):
    effect = did_it_help(steps, [0], steps.shape[1] - 14, neighbours)
    assert caveat in effect.note.caveats
    assert (effect.verdict, effect.note.valid) == ("too_few", False)


def test_islands_and_no_weeks_at_all_are_answered_too():
    assert did_it_help(np.ones((40, 30), int), [0], 15, sparse.csr_array((40, 40))).around.observed == 0
    assert did_it_help(np.ones((40, 0), int), [0], 15, CITY[:40][:, :40]).verdict == "too_early"


def test_controls_of_another_kind_are_told():
    steps = np.ones((GRIDS, 40), int)
    steps[0] = 30
    assert "controls_unlike" in did_it_help(steps, [0], 26, CITY).note.caveats


@pytest.mark.parametrize(
    ("steps", "acted", "code"),
    [(np.ones((GRIDS, 40)), [], "acted_unknown"), (np.ones((GRIDS, 40)), [1, 9999], "acted_unknown"),
     (np.ones((7, 40)), [1], "neighbours_differ"), (np.full((GRIDS, 40), 0.5), [1], "counts_not_whole"),
     (np.full((GRIDS, 40), np.nan), [1], "counts_not_whole")],
)  # fmt: skip
def test_what_cannot_be_used_is_refused(steps, acted, code):
    with pytest.raises(InputError) as refused:
        did_it_help(steps, acted, 26, CITY)
    assert refused.value.code == code


def test_progress_rises_to_one():
    told = []
    did_it_help(even(acted_after=1), [100], days(24)[12], CITY, progress=told.append)
    assert told == sorted(told) and told[-1] == 1

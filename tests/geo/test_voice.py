"""Silent grids: on pictures one can count, and on towns made with known expectations."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.stats import nbinom, poisson
from town import squares

from geo.hotspots.neighbours import shared_border
from geo.model import Period
from geo.voice import FALSE_SHARE, Around, Past, voice_gap


def test_a_silent_grid_among_talkative_ones():
    """Twelve grids of 200 households with about 20 reports each, but grid 7 has 2: the rate is the others'."""
    households = pd.Series(200, index=range(1, 13))
    counts = pd.Series([19, 21] * 6, index=range(1, 13))
    counts[7] = 2
    found, note = voice_gap(counts, households)
    assert found.index[found["silent"]].tolist() == [7]
    usual = (counts.sum() - 2) / 11
    assert found.loc[7, "expected"] == pytest.approx(usual)
    unsure = nbinom(counts.sum() - 2, 11 / 12)  # a rate told from so many reports varies by one over them
    assert found.loc[7, "p"] == pytest.approx(unsure.cdf(2), rel=1e-3)
    assert found.loc[7, "q"] == pytest.approx(12 * found.loc[7, "p"])
    low, high = found.loc[7, ["expected_low", "expected_high"]]
    assert (low, high) == pytest.approx(poisson(usual).ppf([0.025, 0.975]), abs=1)
    assert (note.valid, note.n) == (True, counts.sum())
    assert (note.facts["grids"], note.facts["set_aside"], note.facts["columns"]) == (12, 1, 1)


def board(seed, side=20, cases=100, silent=(), spread=0.1):
    """A board of grids: reports by households, a market, the district; ``silent`` ones at 30 % of that."""
    rng = np.random.default_rng(seed)
    n = side * side
    people = pd.Series(rng.integers(100, 500, n))
    market = rng.random(n) < 0.15
    district = np.repeat(np.arange(side // 2), 2 * side)
    mood = rng.normal(0, 0.25, side // 2)[district]
    mean = people.to_numpy() ** 0.8 * (1 + 0.6 * market) * np.exp(mood)
    mean *= cases * n / mean.sum()
    told = mean * rng.gamma(1 / spread**2, spread**2, n)
    told[list(silent)] = 0.3 * mean[list(silent)]
    around = Around(shared_border(squares(side, side)), district, rng.poisson(told[:, None] / 2, (n, 2)))
    counts = pd.Series(around.kinds.sum(axis=1))
    return counts, people, pd.DataFrame({"market": market.astype(float)}), around, mean


PLANTED = (17, 64, 121, 199, 210, 288, 303, 342, 371, 395)


def test_what_is_expected_is_what_the_board_was_made_with():
    counts, people, traits, around, mean = board(1)
    alone = voice_gap(counts, people)[0]["expected"]
    found = voice_gap(counts, people, traits, around=around)[0]["expected"]
    off, off_alone = (np.log(x / mean).std() for x in (found, alone))
    assert off < 0.07 < 0.3 < off_alone
    assert np.log(found / mean).mean() == pytest.approx(0, abs=0.03)


def test_planted_silence_is_found_and_little_else():
    hit = called = 0
    for seed in range(8):
        counts, people, traits, around, _ = board(seed, silent=PLANTED)
        found = voice_gap(counts, people, traits, around=around)[0]
        silent = found.index[found["silent"]]
        hit, called = hit + len(set(silent) & set(PLANTED)), called + len(silent)
    assert hit >= 0.95 * 8 * len(PLANTED)
    assert hit >= (1 - FALSE_SHARE) * called


def test_half_the_town_silent_does_not_make_silence_usual():
    """One in seven is silent: three times what the loud ones' spread allows, and each is still found."""
    silent = tuple(range(0, 400, 7))
    counts, people, traits, around, mean = board(3, silent=silent)
    found = voice_gap(counts, people, traits, around=around)[0]
    assert found["silent"][list(silent)].mean() > 0.9
    loud = np.setdiff1d(np.arange(400), silent)
    assert np.log(found["expected"] / mean)[loud].mean() == pytest.approx(0, abs=0.05)


def test_where_nobody_is_silent_hardly_anybody_is_called_so():
    """At most one map in five may name anybody at all: then every grid named is a false one."""
    named = [
        bool(voice_gap(*board(seed)[:3], around=board(seed)[3])[0]["silent"].any()) for seed in range(20)
    ]
    assert sum(named) <= 0.4 * len(named)


def test_hotspots_do_not_hide_a_silent_grid():
    counts, people, traits, around, _ = board(5, silent=(210,))
    counts.iloc[205:209] *= 6
    counts.iloc[230:234] *= 6
    assert voice_gap(counts, people, traits, around=around)[0].loc[210, "silent"]


def test_where_grids_differ_much_anyway_a_quiet_one_is_not_silent():
    people = pd.Series(200, index=range(60))
    counts = pd.Series(np.random.default_rng(2).negative_binomial(1.5, 0.07, 60))
    counts.iloc[0] = 3
    found, note = voice_gap(counts, people)
    assert not found["silent"].any()
    assert note.facts["dispersion"] > 0.3


def test_too_little_expected_is_an_answer_of_its_own():
    found, note = voice_gap(pd.Series([0, 4, 4, 4]), pd.Series([100, 100, 100, 0]))
    assert found["answer"].tolist() == ["too_little"] * 4
    assert found["p"].isna().all() and not found["silent"].any()
    assert (note.valid, note.caveats) == (False, ("too_few_incidents",))


def test_where_nobody_lives_nothing_is_expected():
    found, _ = voice_gap(pd.Series([20] * 5 + [3]), pd.Series([100] * 5 + [None]))
    assert found.loc[5, ["expected", "expected_low", "expected_high"]].tolist() == [0, 0, 0]
    assert found.loc[5, "answer"] == "too_little"


@pytest.mark.parametrize(("counts", "people"), [([0, 0], [10, 10]), ([1, 1], [0, 0]), ([], [])])
def test_silence_without_any_cases_or_people(counts, people):
    week = Period(date(2026, 3, 2), date(2026, 3, 9))
    found, note = voice_gap(pd.Series(counts, dtype=int), pd.Series(people, dtype=float), period=week)
    assert not found["silent"].any()
    assert (found["answer"] == "too_little").all()
    assert not note.valid and note.period == week


def test_a_past_that_was_ordinary_moves_what_is_expected():
    """Grid 3 always reported little: it goes on, and is expected to. Grid 5 used to speak."""
    people = pd.Series(200, index=range(40))
    counts = pd.Series([25, 40, 55, 40] * 10)
    counts[3], counts[5] = 22, 8
    then = pd.Series([25, 40, 55, 40] * 10)
    then[3], then[5] = 24, 40
    found, _ = voice_gap(counts, people, past=Past(then, 1.0))
    alone, _ = voice_gap(counts, people)
    assert found.loc[3, "expected"] < alone.loc[3, "expected"]
    assert (found.loc[3, "answer"], found.loc[5, "answer"]) == ("heard", "fallen_silent")
    assert alone.loc[5, "answer"] == "silent"
    assert found.loc[5, "before"] == 40 and np.isnan(alone.loc[5, "before"])


def test_a_past_of_silence_is_no_excuse():
    people = pd.Series(200, index=range(40))
    counts = pd.Series([30, 40, 50, 40] * 10)
    counts[5] = 8
    found, _ = voice_gap(counts, people, past=Past(counts * 2, 2.0))
    assert found.loc[5, "answer"] == "silent"
    assert found.loc[5, "expected"] == pytest.approx(voice_gap(counts, people)[0].loc[5, "expected"])


def test_a_missing_or_flat_trait_says_nothing():
    counts, people, traits, around, _ = board(1)
    odd = traits.assign(flat=1.0, gone=np.nan)
    plain = voice_gap(counts, people, traits, around=around)[1].facts["columns"]
    assert voice_gap(counts, people, odd, around=around)[1].facts["columns"] == plain

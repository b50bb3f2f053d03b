"""Voice: which grids report far less than their households, places, surroundings and past lead to expect.

An over-dispersed regression is fitted to the ordinary grids: those that report far too little or far too
much are set aside and the rest fitted again, so that silent grids do not make silence look usual; what the
grids around report is told without their bursts (``geo.bursts``), which are no reason to expect more. Chance,
how much grids differ anyway and what the fit does not know enter one interval; the grids below it are told
apart with a bound on the share of false ones. Frames and Series are by ``grid_id``.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from geo import negative_binomial, surroundings
from geo.hotspots.fdr import q_values
from geo.model import Note, Period
from geo.negative_binomial import Fit
from geo.rates import count_tails

#: share of false ones among the grids called silent, on average at most
FALSE_SHARE = 0.15
#: a silent grid reports less than this share of what is expected
SILENT_SHARE = 0.5
#: where not even no report at all is rarer than this, too little is expected to tell
TELLING_P = 0.01
#: a grid is set aside where so few reports, or so many, come by chance less often than this: silence is to be
#: found, hotspots are only in the way
FEWER_P, MORE_P = 0.005, 0.02
#: variance of a normal distribution that lacks these tails, over that of a whole one
SPREAD = 0.859
#: how often grids are set aside anew
ROUNDS = 10
#: grids needed for every column of the regression
GRIDS_A_COLUMN = 15
#: a column that tells fewer grids apart than this says nothing
LEAST_APART = 8
#: dispersion assumed at least where a grid's own ratio is judged from few reports
LEAST_DISPERSION = 0.02
#: a past report counts this much of a present one: places change
PAST_WEIGHT = 0.5
#: what can be said of a grid's voice
ANSWERS = ("heard", "silent", "fallen_silent", "too_little")


@dataclass(frozen=True)
class Around:
    """What surrounds n grids, in their order: who is whose neighbour (n × n), in which community, and their reports by
    kind, without bursts (``geo.bursts.without_bursts``)."""

    neighbours: sparse.csr_array
    community: np.ndarray
    kinds: np.ndarray


@dataclass(frozen=True)
class Past:
    """Reports of each grid before the period, and how long that was as a share of the period's length."""

    counts: pd.Series
    share: float


@dataclass(frozen=True)
class _Expected:
    """Of every grid: the mean, its dispersion, and whether it is an ordinary one."""

    mean: np.ndarray
    dispersion: np.ndarray
    ordinary: np.ndarray


def voice_gap(
    counts: pd.Series,
    people: pd.Series,
    traits: pd.DataFrame | None = None,
    *,
    around: Around | None = None,
    past: Past | None = None,
    period: Period | None = None,
) -> tuple[pd.DataFrame, Note]:
    """Silent grids: far fewer reports than one has to expect of them.

    Args:
        counts: reports of the period.
        people: households or residents; where there are none or it is not known nothing is expected.
        traits: numbers that go with more or fewer reports, most telling first, on a scale on which they
            multiply (logarithms, or 0 and 1).
        around: the surroundings, in the order of ``counts``.
        past: reports before. A grid that was ordinary then is expected to go on; one that was silent is not
            excused by it.

    Returns:
        ``n``, ``expected``, ``expected_low`` and ``expected_high`` (95 %), ``before`` (reports before, over as
        long a time), ``p`` (so few or fewer by chance), ``q`` (adjusted for the number of grids), ``answer``
        (one of ``ANSWERS``) and ``silent``; and a note with the facts ``grids`` (that could be judged),
        ``false_share``, ``dispersion``, ``set_aside`` and ``columns``. It is not valid where no grid could be
        judged.

    Source: Hilbe (2011), Negative Binomial Regression; Benjamini and Hochberg (1995), JRSS B 57(1).
    """
    n = counts.to_numpy(float)
    lived_in = people.reindex(counts.index).fillna(0).to_numpy(float)
    takes_part = lived_in > 0
    if not n[takes_part].sum():
        return _nothing(counts, period)
    columns = [] if traits is None else list(traits.reindex(counts.index).to_numpy(float).T)
    fit, expected = _regression(n, lived_in, columns, around)
    expected, before = _with_past(expected, past, counts.index)
    frame = _judged(counts, takes_part, expected, before)
    judged = int((frame["answer"] != "too_little").sum())
    facts = {
        "grids": judged, "false_share": FALSE_SHARE, "dispersion": fit.dispersion, "columns": len(fit.coefficients),
        "set_aside": int(takes_part.sum() - expected.ordinary.sum()),
    }  # fmt: skip
    caveats = () if judged else ("too_few_incidents",)
    return frame, Note(
        "negative_binomial", int(n.sum()), period, valid=bool(judged), caveats=caveats, facts=facts
    )


def _nothing(counts: pd.Series, period: Period | None) -> tuple[pd.DataFrame, Note]:
    none = np.zeros(len(counts))
    frame = _judged(
        counts, none > 0, _Expected(none, none, none > 0), np.full(len(counts), np.nan)
    )  # fmt: skip
    facts = {"grids": 0, "false_share": FALSE_SHARE, "dispersion": 0.0, "columns": 0, "set_aside": 0}
    note = Note("negative_binomial", 0, period, valid=False, caveats=("too_few_incidents",), facts=facts)
    return frame, note


def _regression(
    n: np.ndarray, people: np.ndarray, columns: list[np.ndarray], around: Around | None
) -> tuple[Fit, _Expected]:
    """Fitted without the surroundings, then with what the grids around report against that."""
    takes_part = people > 0
    exposure = np.where(takes_part, people, 1.0)
    columns = [np.log(exposure), *columns]
    if around is not None:
        _, first = _fitted(n, exposure, _design(columns, takes_part), takes_part)
        prior = 1 / max(float(first.dispersion.min()), LEAST_DISPERSION)
        steady = around.kinds.sum(axis=1)
        level = steady[first.ordinary].sum() / max(first.mean[first.ordinary].sum(), 1e-9)
        log_ratio = np.log((steady + prior) / (level * first.mean + prior))
        louder = surroundings.louder(log_ratio, first.ordinary, around.neighbours, around.community)
        mix = surroundings.mix(around.kinds, first.ordinary, around.neighbours)
        columns = [*louder.T[::-1], *columns, *mix.T]
    return _fitted(n, exposure, _design(columns, takes_part), takes_part)


def _design(columns: list[np.ndarray], takes_part: np.ndarray) -> np.ndarray:
    """Ones, and as many columns as the grids can tell apart, each with mean 0 and deviation 1."""
    room = int(takes_part.sum()) // GRIDS_A_COLUMN
    told = [column for column in columns if _apart(column[takes_part]) >= LEAST_APART][: max(room - 1, 0)]
    scaled = [(column - column[takes_part].mean()) / column[takes_part].std() for column in told]
    ones = np.ones(len(takes_part))
    return np.column_stack([ones, *(np.where(takes_part, column, 0.0) for column in scaled)])


def _apart(column: np.ndarray) -> int:
    """How many grids differ from the most common value; none where a value is missing."""
    if not len(column) or not np.isfinite(column).all():
        return 0
    return len(column) - int(np.unique(column, return_counts=True)[1].max())


def _fitted(
    n: np.ndarray, exposure: np.ndarray, design: np.ndarray, takes_part: np.ndarray
) -> tuple[Fit, _Expected]:
    """The fit of the ordinary grids, found by setting the others aside until the same ones stay aside."""
    ordinary, found = takes_part, None
    for _ in range(ROUNDS):
        found = negative_binomial.fit(
            n[ordinary], design[ordinary], exposure[ordinary], spread=SPREAD, start=found
        )  # fmt: skip
        mean = found.mean(design, exposure)
        more, fewer = count_tails(n, mean, found.dispersion)
        stays = takes_part & (more >= MORE_P) & (fewer >= FEWER_P)
        if (stays == ordinary).all() or not n[stays].sum() or stays.sum() <= design.shape[1]:
            break
        ordinary = stays
    dispersion = negative_binomial.dispersion_below(n[ordinary], mean[ordinary])
    found = Fit(found.coefficients, found.covariance, dispersion)
    return found, _Expected(mean, dispersion + found.log_variance(design), ordinary)


def _with_past(expected: _Expected, past: Past | None, index: pd.Index) -> tuple[_Expected, np.ndarray]:
    """The expectation of grids whose past was ordinary, moved towards it; and reports before, over as long.

    The relative risk of a grid is gamma distributed around 1; its past reports, weighed by ``PAST_WEIGHT``,
    say more about it.
    """
    if past is None:
        return expected, np.full(len(index), np.nan)
    before = past.counts.reindex(index).fillna(0).to_numpy(float)
    usual = expected.ordinary
    level = before[usual].sum() / max(expected.mean[usual].sum(), 1e-9)
    then = np.maximum(expected.mean * level, 1e-9)
    shape = 1 / np.maximum(expected.dispersion, negative_binomial.NO_DISPERSION)
    known = shape + PAST_WEIGHT * then
    moved = shape + PAST_WEIGHT * before
    believed = before >= SILENT_SHARE * then
    mean = np.where(believed, expected.mean * moved / known, expected.mean)
    dispersion = np.where(believed, 1 / moved, expected.dispersion)
    return _Expected(mean, dispersion, usual), before / past.share


def _judged(
    counts: pd.Series, takes_part: np.ndarray, expected: _Expected, before: np.ndarray
) -> pd.DataFrame:
    n, mean = counts.to_numpy(float), np.where(takes_part, expected.mean, 0.0)
    some = np.maximum(mean, 1e-9)
    p = count_tails(n, some, expected.dispersion)[1]
    tells = takes_part & (count_tails(np.zeros(len(n)), some, expected.dispersion)[1] < TELLING_P)
    p = np.where(tells, p, np.nan)
    q = q_values(p)
    low, high = negative_binomial.interval(some, expected.dispersion)
    silent = tells & (q <= FALSE_SHARE) & (n < SILENT_SHARE * mean)
    fallen = silent & (before >= mean * (1 - SILENT_SHARE / 2))
    answer = np.select([~tells, fallen, silent], ["too_little", "fallen_silent", "silent"], "heard")
    return pd.DataFrame(
        {
            "n": counts, "expected": mean, "expected_low": np.where(takes_part, low, 0.0),
            "expected_high": np.where(takes_part, high, 0.0), "before": before, "p": p, "q": q,
            "answer": answer, "silent": silent,
        },
        index=counts.index,
    )  # fmt: skip

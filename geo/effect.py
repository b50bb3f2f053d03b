"""Did it help? Before and after an action, against grids like those acted on where nothing was done.

Difference in differences on a ratio scale: what happened in the acted grids over what their past
lets expect, against the same in matched grids nearby. Grids that touch an acted one are no controls,
for trouble may move next door; they are looked at by themselves. The expectation is no plain
"before": see ``geo.comparison`` for why acting on the worst grids always looks like success. Where no
grid is much like those acted on, that expectation reaches beyond what it was learned from. Then the
plain difference in differences against all untouched grids, by which a past lasts whole, is held
beside it, and no more is said than both bear out.
"""

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import brentq
from scipy.special import ndtr
from scipy.stats import t as student

from geo.comparison import Line, learn, like, matched, steps_away
from geo.errors import InputError
from geo.model import Note, Period
from geo.rates import count_tails

#: steps before that count, those of them that are the latest, and controls for each grid
BEFORE, LATELY, CONTROLS = 26, 4, 10
#: steps after without which it is too early to tell, and after which more waiting will not help
EARLY, LATE = 4, 12
#: steps before, untouched grids to learn from, controls, incidents expected, incidents in controls
MINIMUMS = {
    "too_few_steps": 8, "too_few_grids": 20, "too_few_controls": 5,
    "too_few_expected": 5, "too_few_incidents": 10,
}  # fmt: skip
CONFIDENCE = 0.95
#: no difference is said only where a halving or a doubling would have been seen
SEEN = (0.5, 2.0)
#: ratio of befores beyond which the controls are not much like the acted grids
ALIKE = 1.5
FURTHEST = 1e4


@dataclass(frozen=True)
class Change:
    """Observed against expected without the action: −0.32 is a third fewer; missing: not to be had."""

    change: float = np.nan
    low: float = np.nan
    high: float = np.nan
    observed: int = 0
    expected: float = np.nan


@dataclass(frozen=True)
class Effect:
    """What became of it.

    ``verdict``: ``better``, ``worse``, ``no_difference`` (a halving or doubling would have been
    seen), ``too_early`` or ``too_few``. ``here``: in the acted grids; ``around``: in those that
    touch them. ``acted`` and ``controls`` are ids. ``means``: incidents a grid and step, rows
    ``acted`` and ``controls``, columns ``before`` and ``after``; their plain comparison, which
    mistakes luck for success, is ``naive``.
    """

    verdict: str
    here: Change
    around: Change
    acted: tuple[Hashable, ...]
    controls: tuple[Hashable, ...]
    means: pd.DataFrame
    naive: float
    note: Note


def did_it_help(
    steps: pd.DataFrame | np.ndarray,
    acted: Collection[Hashable],
    since: Hashable,
    neighbours: sparse.csr_array,
    *,
    elsewhere: Collection[Hashable] = (),
    before: int = BEFORE,
    controls: int = CONTROLS,
    period: Period | None = None,
    source: str = "",
    progress: Callable[[float], None] | None = None,
) -> Effect:
    """Compare the acted grids with what would have happened there.

    Args:
        steps: incidents, a row a grid and a column a whole step (a week), oldest first; the columns
            are the days on which steps begin, or numbers.
        acted: ids of the grids where something was done.
        since: when it began, on the scale of the columns. The step in which it began counts
            neither as before nor as after, unless it began with it.
        neighbours: matrix whose row i is the i-th grid of ``steps``.
        elsewhere: ids of grids where something else was done meanwhile; they are no controls.
        before: at most so many steps before count.
        controls: matched grids for each acted one.
        period, source: carried into the note. progress: told the share done.

    Raises:
        InputError: ``neighbours_differ``, ``counts_not_whole``, ``acted_unknown``.
    """
    tell = progress or (lambda share: None)
    tell(0.0)
    case = _case(pd.DataFrame(steps), acted, since, neighbours, elsewhere, before)
    here, alike = _change(case, case.acted, controls)
    tell(0.5)
    around, _ = _change(case, case.touching, controls)
    means = _means(case, alike)
    missing = _too_little(case, here, alike)
    verdict = _verdict(here, case.steps_after, missing)
    missing += ("controls_unlike",) * _unlike(*means["before"])
    note = _note(case, here, verdict, missing, period, source)
    tell(1.0)
    ids = (tuple(case.index[rows]) for rows in (case.acted, alike))
    return Effect(verdict, here, around, *ids, means, _naive(means), note)


@dataclass(frozen=True)
class _Case:
    """Grids by position: ``past`` n × 2, ``after`` n; ``rest`` are the untouched, nearest first."""

    index: pd.Index
    past: np.ndarray
    after: np.ndarray
    steps_before: int
    steps_after: int
    acted: np.ndarray
    touching: np.ndarray
    rest: np.ndarray

    @property
    def can_be_compared(self) -> bool:
        return (
            len(self.rest) >= MINIMUMS["too_few_grids"]
            and self.steps_before >= MINIMUMS["too_few_steps"]
            and self.steps_after > 0
        )


def _case(steps: pd.DataFrame, acted, since, neighbours, elsewhere, before: int) -> _Case:
    if neighbours.shape != (len(steps), len(steps)):
        raise InputError("neighbours_differ", grids=len(steps), rows=neighbours.shape[0])
    counts = steps.to_numpy(float)
    if np.any(~(counts >= 0)) or np.any(counts != np.rint(counts)):
        raise InputError("counts_not_whole")
    here = _positions(steps.index, acted)
    ring = steps_away(neighbours, here)
    rest = np.flatnonzero((ring > 1) & ~steps.index.isin(list(elsewhere)))
    rest = rest[np.argsort(ring[rest], kind="stable")]
    ends, begins = _split(steps.columns, since)
    earlier, later = counts[:, max(ends - before, 0) : ends], counts[:, begins:]
    past = np.column_stack([earlier.sum(axis=1), earlier[:, -LATELY:].sum(axis=1)])
    lengths = earlier.shape[1], later.shape[1]
    return _Case(steps.index, past, later.sum(axis=1), *lengths, here, np.flatnonzero(ring == 1), rest)


def _positions(index: pd.Index, ids: Collection[Hashable]) -> np.ndarray:
    known = index.isin(list(ids))
    if not known.any() or known.sum() < len(set(ids)):
        raise InputError("acted_unknown", grid_ids=", ".join(str(one) for one in ids if one not in index))
    return np.flatnonzero(known)


def _split(begins: pd.Index, since) -> tuple[int, int]:
    """How many steps end before ``since``, and the first that begins on it or later."""
    if not pd.api.types.is_numeric_dtype(begins):
        begins, since = pd.DatetimeIndex(begins), pd.Timestamp(since)
    first = int((begins < since).sum())
    whole = first < len(begins) and begins[first] == since
    return (first if whole else max(first - 1, 0)), first


def _change(case: _Case, grids: np.ndarray, controls: int) -> tuple[Change, np.ndarray]:
    """Observed over expected in these grids, over the same in grids like them; and which those are."""
    if not (case.can_be_compared and len(grids)):
        return Change(), np.empty(0, dtype=int)
    teachers = like(case.past, grids, case.rest)
    line = learn(case.past[teachers], case.after[teachers])
    alike = matched(case.past, grids, case.rest, controls)
    ours, theirs = line.expected(case.past[grids]), line.expected(case.past[alike])
    observed, seen = case.after[grids].sum(), case.after[alike].sum()
    if not min(seen, ours.sum(), theirs.sum()) > 0:
        return Change(observed=int(observed)), alike
    trend = seen / theirs.sum()
    doubt = (
        line.spread * (ours**2).sum() / ours.sum() ** 2
        + line.variance(trend * theirs).sum() / (trend * theirs.sum()) ** 2
        + line.doubt(case.past[grids], case.past[alike])
    )
    by_line = _compared(observed, trend * ours.sum(), doubt, line, len(teachers))
    before = case.past[grids, 0].sum()
    if not before > 0 or not _unlike(before / len(grids), case.past[alike, 0].mean()):
        return by_line, alike
    past, after = case.past[case.rest, 0].sum(), case.after[case.rest].sum()
    doubt = (
        line.poisson * (1 / before + 1 / past + 1 / after) + line.spread * (ours**2).sum() / ours.sum() ** 2
    )
    plain = _compared(observed, before * after / past, doubt, line, len(teachers))
    return _cautious(by_line, plain), alike


def _unlike(one: float, other: float) -> bool:
    return one > ALIKE * other or other > ALIKE * one


def _compared(observed: float, expected: float, doubt: float, line: Line, teachers: int) -> Change:
    tail = ndtr(-student.ppf((1 + CONFIDENCE) / 2, teachers - 3))
    low, high = _bounds(observed, expected, doubt, line.poisson, tail)
    return Change(float(observed / expected - 1), low - 1, high - 1, int(observed), float(expected))


def _cautious(one: Change, other: Change) -> Change:
    """The smaller change of two, within all that either allows."""
    nearer = min(one, other, key=lambda each: abs(np.log1p(each.change)) if each.observed else each.expected)
    return replace(nearer, low=min(one.low, other.low), high=max(one.high, other.high))


def _bounds(observed: float, expected: float, doubt: float, poisson: float, tail: float):
    """The ratios at which as many, or as few, would be as rare as ``tail`` (mid-p).

    Around its mean m the count is gamma-Poisson with variance ``poisson`` m + ``doubt`` m².
    """

    def more(log_ratio: float) -> float:
        mean = expected * np.exp(log_ratio)
        at_least, at_most = count_tails(observed, mean, doubt + (poisson - 1) / mean)
        return float(at_least + 1 - at_most) / 2

    def solve(chance: float, beyond: float) -> float:
        ends = np.log([1 / FURTHEST, FURTHEST])
        if (more(ends[0]) - chance) * (more(ends[1]) - chance) >= 0:
            return beyond
        return float(np.exp(brentq(lambda at: more(at) - chance, *ends, xtol=1e-6)))

    return solve(tail, 0.0), solve(1 - tail, np.inf)


def _means(case: _Case, alike: np.ndarray) -> pd.DataFrame:
    rows = {
        name: [
            case.past[grids, 0].sum() / (len(grids) * case.steps_before or np.nan),
            case.after[grids].sum() / (len(grids) * case.steps_after or np.nan),
        ]
        for name, grids in (("acted", case.acted), ("controls", alike))
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["before", "after"], dtype=float)


def _naive(means: pd.DataFrame) -> float:
    before, after = means.loc["acted"]
    return float(after / before - 1) if before > 0 else np.nan


def _too_little(case: _Case, here: Change, alike: np.ndarray) -> tuple[str, ...]:
    have = {
        "too_few_steps": case.steps_before,
        "too_few_grids": len(case.rest),
        "too_few_controls": len(alike),
        "too_few_expected": here.expected,
        "too_few_incidents": case.after[alike].sum(),
    }
    asked = MINIMUMS if case.can_be_compared else ("too_few_steps", "too_few_grids")
    return tuple(code for code in asked if not have[code] >= MINIMUMS[code])


def _verdict(here: Change, steps_after: int, missing: tuple[str, ...]) -> str:
    waits = steps_after < LATE and not {"too_few_steps", "too_few_grids"} & set(missing)
    if steps_after < EARLY:
        return "too_early"
    if missing:
        return "too_early" if waits else "too_few"
    if here.high < 0 or here.low > 0:
        return "better" if here.high < 0 else "worse"
    if SEEN[0] < 1 + here.low and 1 + here.high < SEEN[1]:
        return "no_difference"
    return "too_early" if waits else "too_few"


def _note(case: _Case, here: Change, verdict: str, caveats, period: Period | None, source: str) -> Note:
    facts = {code: MINIMUMS[code] for code in caveats if code in MINIMUMS} | {
        "steps_before": case.steps_before,
        "steps_after": case.steps_after,
        "untouched": len(case.rest),
        "early": EARLY,
    }
    valid = verdict in ("better", "worse", "no_difference")
    return Note("did_it_help", here.observed, period, source, None, valid, tuple(caveats), facts)

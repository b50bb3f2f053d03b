"""Did last month's list name this month's places? Each way of ranking, tried on weeks it has not seen.

The last steps are hidden, the grids ranked on what came before, and the list's hits in the hidden
steps counted; then the same again with the hidden window one window earlier, and so on. Hidden
windows do not overlap, so they are the repetitions from which the uncertainty is taken.

- hit rate: share of the hidden incidents on the list.
- PAI (prediction accuracy index): hit rate ÷ share of the area on the list. Source: Chainey,
  Tompson and Uhlig (2008), Security Journal 21, 4-28.
- PEI (prediction efficiency index): PAI ÷ the highest PAI that a list of that area could have had.
  Source: Hunt (2016), Do crime hot spots move?, American University.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.stats import t as student

from geo.errors import InputError
from geo.hotspots.forecast import METHODS, Ground, ground_of, way
from geo.hotspots.watch import Lists, overlap, watch_lists
from geo.model import Note, Period

#: the way that needs no explanation; another one must beat it beyond doubt to replace it
SIMPLE = "past"
#: shares of the area on the list, and the one by which ways are compared
SHARES = (0.01, 0.02, 0.05, 0.10, 0.20)
SHARE = 0.05
#: hidden windows tried, and the steps that must lie before the first of them
ORIGINS, HISTORY = 12, 12
CONFIDENCE = 0.95
#: what must be there before a way is called better: windows, incidents in them, grids
MINIMUMS = {"too_few_steps": 3, "too_few_incidents": 30, "too_few_grids": 30}
COLUMNS = (
    "method", "k", "share", "hit_rate", "hit_low", "hit_high", "pai", "pei", "low", "high",
    "gain", "gain_low", "gain_high", "stability", "list_grids", "origins", "n", "grids",
)  # fmt: skip


@dataclass(frozen=True)
class Tried:
    """What the lists of one hidden window caught: methods × shares, and what could be caught."""

    hits: np.ndarray
    best: np.ndarray
    hidden: float
    lists: list[Lists]


def backtest(
    steps: pd.DataFrame | np.ndarray,
    neighbours: sparse.csr_array,
    *,
    areas_km2: pd.Series | np.ndarray,
    hide: int = 4,
    shares: Sequence[float] = SHARES,
    methods: Sequence[str] = tuple(METHODS),
    households: pd.Series | np.ndarray | None = None,
    origins: int = ORIGINS,
    period: Period | None = None,
    source: str = "",
    progress: Callable[[float], None] | None = None,
) -> tuple[pd.DataFrame, Note]:
    """How well each way of ranking named the places of the incidents that came after.

    Args:
        steps: incidents, a row a grid and a column a step (a week), oldest first, zeros included.
        neighbours: matrix whose row i is the i-th grid of ``steps``.
        areas_km2: by grid; grids without an area take no part.
        hide: k, steps in a hidden window.
        shares: of the area on the list, above 0 and up to 1.
        methods: keys of ``METHODS``; ``SIMPLE`` is always among those tried.
        households: by grid; with them, rates are drawn together by households.
        origins: hidden windows tried, if the steps suffice for so many.
        period, source: carried into the note. progress: told the share done.

    Returns:
        A row a method and share (``COLUMNS``), and a note. Figures are of all windows together;
        ``hit_low`` to ``hit_high`` is the interval of the hit rate and ``low`` to ``high`` that of
        the PEI, by Student's t over the windows. ``gain`` is the PEI above that of ``SIMPLE``, its
        interval holding for all methods at once (Bonferroni). ``stability`` is the share of a list
        that stands on the next one too. ``list_grids`` is how many
        grids a list holds; ``origins``, ``n`` and ``grids`` are the windows, the incidents hidden in
        them and the grids ranked. Where nothing can be said
        figures are missing, and the note is not valid and says why.

    Raises:
        InputError: ``backtest_hides``, ``backtest_shares``, ``forecast_unknown``, and as in
            ``geo.hotspots.forecast.ground_of``.
    """
    _check(hide, shares, origins)
    usable, ground = ground_of(steps, neighbours, areas_km2, households)
    methods = [SIMPLE, *(method for method in dict.fromkeys(methods) if method != SIMPLE)]
    ends = _ends(usable.shape[1], hide, origins) if len(usable) else []
    tell = progress or (lambda share: None)
    ways, counts = [way(method) for method in methods], usable.to_numpy(float)
    tried = list(_tried(counts, ground, ends, hide, ways, np.asarray(shares, float), tell))
    frame = _table(tried, ground, methods, shares, hide)
    return frame, _note(frame, len(steps) - len(usable), period, source)


def _check(hide: int, shares: Sequence[float], origins: int) -> None:
    if hide < 1 or origins < 1:
        raise InputError("backtest_hides", hide=hide, origins=origins)
    if not len(shares) or not all(0 < share <= 1 for share in shares):
        raise InputError("backtest_shares", shares=", ".join(map(str, shares)))


def _ends(steps: int, hide: int, origins: int) -> list[int]:
    """Where the past ends and each hidden window begins, earliest first."""
    possible = min(origins, (steps - HISTORY) // hide)
    return [steps - hide * back for back in range(possible, 0, -1)]


def _tried(counts, ground: Ground, ends, hide, ways, shares, tell) -> Iterator[Tried]:
    for done, end in enumerate(ends):
        lists = []
        for number, rank in enumerate(ways):
            tell((done + number / len(ways)) / len(ends))
            lists.append(watch_lists(rank(counts[:, :end], ground), ground.areas_km2, shares))
        hidden = counts[:, end : end + hide].sum(axis=1)
        best = watch_lists(hidden / ground.areas_km2, ground.areas_km2, shares)
        hits = np.array([each.covered @ hidden for each in lists])
        yield Tried(hits, best.covered @ hidden, hidden.sum(), lists)
    tell(1.0)


def _table(tried: list[Tried], ground: Ground, methods, shares, hide: int) -> pd.DataFrame:
    hits = np.array([each.hits for each in tried]).reshape(len(tried), len(methods), len(shares))
    best = np.array([each.best for each in tried]).reshape(len(tried), 1, len(shares))
    hidden = np.array([each.hidden for each in tried]).reshape(-1, 1, 1)
    together = 1 - (1 - CONFIDENCE) / max(len(methods) - 1, 1)
    rate, pei = ratio_interval(hits, hidden, CONFIDENCE), ratio_interval(hits, best, CONFIDENCE)
    gain = ratio_interval(hits - hits[:, :1], best, together)
    on_list = [each.covered.sum(axis=1) for one in tried for each in one.lists]
    figures = {
        "share": np.broadcast_to(shares, (len(methods), len(shares))),
        "hit_rate": rate[0], "hit_low": rate[1].clip(0, 1), "hit_high": rate[2].clip(0, 1),
        "pai": rate[0] / np.asarray(shares), "pei": pei[0],
        "low": pei[1].clip(0, 1), "high": pei[2].clip(0, 1),
        "gain": gain[0], "gain_low": gain[1], "gain_high": gain[2],
        "stability": _stability(tried, ground.areas_km2, len(methods), len(shares)),
        "list_grids": np.reshape(on_list, hits.shape).mean(axis=0) if tried else np.nan * rate[0],
    }  # fmt: skip
    frame = pd.DataFrame({name: np.ravel(values) for name, values in figures.items()})
    frame = frame.assign(method=np.repeat(methods, len(shares)), k=hide, origins=len(tried))
    return frame.assign(n=int(hidden.sum()), grids=len(ground.areas_km2))[list(COLUMNS)]


def ratio_interval(top: np.ndarray, bottom: np.ndarray, confidence: float) -> np.ndarray:
    """The ratio of two sums over the first axis, and its interval by Student's t.

    Each repetition's deviation from the common ratio is what it would add to it (linearisation);
    repetitions with more in them weigh more, and empty ones do no harm.

    Returns:
        (ratio, low, high) stacked; low and high are missing for a single repetition, all three
        where there is nothing below.

    Source: Cochran (1977), Sampling Techniques, section 6.

    >>> ratio_interval(np.array([1.0, 3.0]), np.array([4.0, 4.0]), 0.95).round(3).tolist()
    [0.5, -2.677, 3.677]
    """
    times = len(top)
    total = bottom.sum(axis=0)
    for_one_more = times / (times - 1) if times > 1 else np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = top.sum(axis=0) / total
        spread = ((top - ratio * bottom) ** 2).sum(axis=0) * for_one_more / total**2
    half = student.ppf((1 + confidence) / 2, max(times - 1, 1)) * np.sqrt(spread)
    return np.stack([ratio, ratio - half, ratio + half])


def _stability(tried: list[Tried], areas: np.ndarray, methods: int, shares: int) -> np.ndarray:
    """The mean overlap of each list with the next one."""
    if len(tried) < 2:
        return np.full((methods, shares), np.nan)
    pairs = [
        [overlap(one, other, areas) for one, other in zip(before.lists, after.lists, strict=True)]
        for before, after in zip(tried[:-1], tried[1:], strict=True)
    ]
    return np.mean(pairs, axis=0)


def _note(frame: pd.DataFrame, without_area: int, period: Period | None, source: str) -> Note:
    missing = _too_little(frame)
    caveats = (*missing, "grids_without_area") if without_area else missing
    facts = {code: MINIMUMS[code] for code in missing} | {
        "hide": int(frame["k"].iloc[0]),
        "origins": int(frame["origins"].iloc[0]),
        "simple": SIMPLE,
    }
    return Note("backtest", int(frame["n"].iloc[0]), period, source, None, not missing, caveats, facts)


def _too_little(frame: pd.DataFrame) -> tuple[str, ...]:
    have = dict(zip(MINIMUMS, frame[["origins", "n", "grids"]].iloc[0], strict=True))
    return tuple(code for code, needed in MINIMUMS.items() if have[code] < needed)


@dataclass(frozen=True)
class Choice:
    """The way of ranking to use, why, and the numbers of the sentence that says so.

    ``verdict``: ``better`` than the simple way beyond doubt; ``simple``: none is, so the simple one
    stays; ``chance``: even the simple one's hits are no more than its share of the area would get
    by chance; ``too_few`` to say, so the simple one stays untried. ``figures`` is the method's row
    of the back-test.
    """

    method: str
    verdict: str
    figures: pd.Series

    @property
    def works(self) -> bool:
        """Whether its list names more places of later incidents than chance would."""
        return self.verdict in ("better", "simple")


def best_method(frame: pd.DataFrame, *, share: float = SHARE) -> Choice:
    """Which way of ranking works on these data.

    The one with the highest PEI among those that beat the simple way beyond doubt: the interval of
    the gain, which holds for all of them at once, lies above zero. Else the simple way stays.

    Args:
        frame: as ``backtest`` gives it.
        share: of the area on the list; the nearest one tried counts.
    """
    nearest = frame["share"].iloc[(frame["share"] - share).abs().argmin()]
    rows = frame[frame["share"] == nearest].set_index("method", drop=False)
    simple = rows.loc[SIMPLE]
    if _too_little(frame):
        return Choice(SIMPLE, "too_few", simple)
    better = rows[rows["gain_low"] > 0]
    if len(better):
        best = better.sort_values("pei", ascending=False, kind="stable").iloc[0]
        return Choice(best["method"], "better", best)
    return Choice(SIMPLE, "simple" if simple["hit_low"] > nearest else "chance", simple)

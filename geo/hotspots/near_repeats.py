"""Near repeats: does one incident raise the odds nearby in the days after? Knox's table with permutations.

Outer bands of distance that would need too many pairs are left out and the note says so.

Source: Knox (1964), Applied Statistics 13(1), 25-29; permutations as in Mantel (1967), Cancer Research 27,
and Johnson et al. (2007), Journal of Quantitative Criminology 23.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geo.errors import InputError
from geo.hotspots.progress import Progress, stretch
from geo.model import Note

#: pairs looked at: what a page can wait for
MOST_PAIRS = 3_000_000
#: incidents whose pairs are sought at once
TOGETHER = 10_000
#: of the progress: up to where pairs are counted, and then found; the rest is chance
COUNTED, PAIRED = 0.1, 0.2
MINIMUMS = {"too_few_incidents": 2}
COLUMNS = ("from_m", "to_m", "from_days", "to_days", "observed", "expected", "ratio", "p")


def near_repeats(
    x_m: pd.Series | np.ndarray,
    y_m: pd.Series | np.ndarray,
    day: pd.Series | np.ndarray,
    *,
    distances_m: Sequence[float],
    days: Sequence[int],
    replications: int = 999,
    seed: int = 1,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, Note]:
    """Pairs of incidents by how far and how many days apart they are, against the days shuffled.

    Args:
        x_m, y_m: of n incidents, in metres; those without a place are left out.
        day: number of the day of each.
        distances_m, days: upper ends of the bands, rising; 0 is the same place, the same day.
        replications: times the days are shuffled over the incidents.
        progress: told the share done; what it raises ends the work.

    Returns:
        A row a band of distance and of time (``COLUMNS``): it holds what is more than ``from_m``
        and up to ``to_m`` apart (the first begins with 0, as does the first of days). ``expected``
        is the mean of the shuffled tables, ``ratio`` observed ÷ expected, ``p`` the rank of the
        observed number among them. And a note; if it is not valid there is no row.

    Raises:
        InputError: ``knox_bands``, ``knox_lengths``, ``scan_numbers``.
    """
    xy = np.column_stack([np.asarray(x_m, float), np.asarray(y_m, float)])
    when = np.asarray(day)
    _check(xy, when, distances_m, days, replications)
    placed = np.isfinite(xy).all(axis=1)
    xy, when = xy[placed], when[placed].astype(np.int64)
    tree = cKDTree(xy)
    ends = _fitting(tree, list(distances_m), stretch(progress, 0.0, COUNTED))
    missing = _too_little(when, ends)
    frame = pd.DataFrame(columns=list(COLUMNS))
    if not missing:
        pairs = _pairs(tree, ends, stretch(progress, COUNTED, PAIRED))
        shuffling = stretch(progress, PAIRED, 1.0)
        tables = _tables(when, *pairs, len(ends), list(days), replications, seed, shuffling)
        frame = _frame(ends, list(days), *tables)
    left_out = ("distances_left_out",) if 0 < len(ends) < len(distances_m) else ()
    caveats = (*missing, *left_out, *(() if placed.all() else ("incidents_without_place",)))
    facts = {"replications": replications, "furthest_m": max(ends, default=0), "pairs_at_most": MOST_PAIRS}
    return frame, Note("knox", len(when), seed=seed, valid=not missing, caveats=caveats, facts=facts)


def _check(xy: np.ndarray, when: np.ndarray, distances_m, days, replications: int) -> None:
    if len(xy) != len(when):
        raise InputError("knox_lengths", places=len(xy), days=len(when))
    for ends in (distances_m, days):
        rising = (
            len(ends) and ends[0] >= 0 and all(one < more for one, more in zip(ends, ends[1:], strict=False))
        )
        if not rising:
            raise InputError("knox_bands", ends=", ".join(map(str, ends)))
    if replications < 1:
        raise InputError("scan_numbers", max_days=max(days), max_share=1, replications=replications)


def _parts(tree: cKDTree, progress: Progress | None) -> Iterator[tuple[np.ndarray, cKDTree]]:
    """The incidents, some at a time that lie together: their rows, and a tree of them."""
    for begin in range(0, tree.n, TOGETHER):
        if progress:
            progress(begin / tree.n)
        rows = tree.indices[begin : begin + TOGETHER]
        yield rows, cKDTree(tree.data[rows])


def _fitting(tree: cKDTree, ends: list[float], progress: Progress | None) -> list[float]:
    """The bands of distance that together hold no more than ``MOST_PAIRS`` pairs."""
    fitting, both_ways = list(ends), np.full(len(ends), -tree.n)
    for _rows, part in _parts(tree, progress):
        both_ways = both_ways[: len(fitting)] + part.count_neighbors(tree, np.array(fitting, float))
        fitting = fitting[: np.searchsorted(both_ways // 2, MOST_PAIRS, side="right")]
        if not fitting:
            break
    return fitting


def _too_little(when: np.ndarray, ends: list[float]) -> tuple[str, ...]:
    missing = [code for code, needed in MINIMUMS.items() if len(when) < needed]
    if not ends:
        missing.append("too_many_pairs")
    if not missing and (when == when[0]).all():
        missing.append("all_on_one_day")
    return tuple(missing)


def _pairs(tree: cKDTree, ends: list[float], progress: Progress | None) -> tuple[np.ndarray, np.ndarray]:
    """Every pair up to the last end, n × 2, and its band of distance."""
    found = []
    for rows, part in _parts(tree, progress):
        near = part.sparse_distance_matrix(tree, ends[-1], output_type="ndarray")
        both = np.column_stack([rows[near["i"]], near["j"]])
        pairs = both[both[:, 0] < both[:, 1]].astype(np.int32)
        away = np.hypot(*(tree.data[pairs[:, 0]] - tree.data[pairs[:, 1]]).T)
        found.append((pairs, np.searchsorted(ends, away, side="left").clip(max=len(ends) - 1)))
    pairs, band = zip(*found, strict=True)
    return np.concatenate(pairs), np.concatenate(band)


def _tables(when, pairs, band, bands: int, days: list[int], replications: int, seed: int, progress):
    """The observed table, the sum of the shuffled ones, and how many of these reach the observed number."""
    columns = len(days) + 1
    furthest = min(int(days[-1]), int(np.ptp(when)))
    lag = np.searchsorted(days, np.arange(furthest + 2), side="left")
    one, other = pairs.T
    row = band * columns

    def table(of: np.ndarray) -> np.ndarray:
        apart = np.minimum(np.abs(of[one] - of[other]), furthest + 1)
        return np.bincount(row + lag[apart], minlength=bands * columns).reshape(bands, columns)[:, :-1]

    chance = np.random.default_rng(seed)
    days_of = (when - when.min()).astype(np.int32)
    observed = table(days_of)
    total, reached = np.zeros(observed.shape), np.zeros(observed.shape, dtype=int)
    for done in range(replications):
        shuffled = table(chance.permutation(days_of))
        total += shuffled
        reached += shuffled >= observed
        if progress:
            progress((done + 1) / replications)
    return observed, total / replications, (1 + reached) / (1 + replications)


def _frame(ends: list[float], days: list[int], observed, expected, p) -> pd.DataFrame:
    begins, first = [0, *ends[:-1]], [0, *days[:-1]]
    shape = (len(ends), len(days))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(expected > 0, observed / expected, np.nan)
    return pd.DataFrame(
        {
            "from_m": np.repeat(begins, len(days)),
            "to_m": np.repeat(ends, len(days)),
            "from_days": np.tile(first, len(ends)),
            "to_days": np.tile(days, len(ends)),
            "observed": observed.reshape(np.prod(shape)),
            "expected": expected.ravel(),
            "ratio": ratio.ravel(),
            "p": p.ravel(),
        },
        columns=list(COLUMNS),
    )

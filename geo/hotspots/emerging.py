"""Since when, and growing or fading: every grid's history, step by step, and the class it makes."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from geo.errors import InputError
from geo.hotspots.cube import Bins, blocks, by_grids, by_households
from geo.hotspots.fdr import LEVELS, q_values
from geo.hotspots.local import everybody, touching, windows
from geo.hotspots.patterns import SURE, patterns
from geo.hotspots.permutation import whole
from geo.hotspots.progress import Progress, stretch
from geo.hotspots.trend import directions, mann_kendall
from geo.model import Note, Period

#: what must be there before anything is said; code of the caveat → smallest number.
#: With four steps even the straightest rise comes about by chance once in twelve.
MINIMUMS = {"too_few_grids": 30, "too_few_incidents": 30, "too_few_steps": 5}
#: with fewer, nine steps of ten are all of them
FEW_STEPS = 10
TRENDS = {1: "up", -1: "down", 0: "flat"}


@dataclass(frozen=True)
class Emerging:
    """The history of every grid.

    ``frame``, by ``grid_id``: ``class``, one of ``geo.hotspots.patterns.PATTERNS``; ``hot_steps``
    and ``cold_steps``, how many steps were so at 95 %; ``hot_now``, whether the last one was hot;
    ``tau`` and ``p_trend`` of the cases in the grid and its neighbours, step by step; ``trend``:
    up, down or flat. ``bins``: grid × step, 1, 2, 3 hot at 90, 95, 99 %, negative cold, 0 neither.
    """

    frame: pd.DataFrame
    bins: np.ndarray
    note: Note


def emerging(
    steps: pd.DataFrame,
    neighbours: sparse.csr_array,
    households: pd.Series | None = None,
    *,
    period: Period | None = None,
    progress: Progress | None = None,
) -> Emerging:
    """New, consecutive, intensifying, persistent … hot and cold spots.

    Args:
        steps: incidents, grid × step, oldest step first; whole steps only, zeros belong to it.
        neighbours: matrix whose row i is the i-th grid of ``steps``; who is one counts, not the weight.
        households: with them, a bin is hot where there is more than its households explain.
        period: carried into the note.
        progress: told the share done.

    Returns:
        Classes, bins and a note; its facts are ``grids``, ``steps`` and ``steps_without_cases``.
        With too little to say anything the note is not valid, every class is ``none``, all bins
        are 0, and nothing is said of a trend.

    Raises:
        InputError: ``neighbours_differ`` when matrix and steps are of different length;
            ``counts_not_whole``; ``weights_unequal`` where a grid's neighbours weigh differently.
    """
    steps = pd.DataFrame(steps)
    if neighbours.shape != (len(steps), len(steps)):
        raise InputError("neighbours_differ", grids=len(steps), rows=neighbours.shape[0])
    counts, around = whole(steps), windows(touching(neighbours))
    lived_in = None if households is None else _known(households, steps.index)
    missing = _too_little(counts, around, None if lived_in is None else around @ lived_in > 0)
    if missing:
        bins = np.zeros(counts.shape, dtype=np.int8)
        tau, p = np.full((2, len(counts)), np.nan)
        caveats = ()
    else:
        tested = _tested(counts, around, lived_in, stretch(progress, 0.0, 0.6))
        bins, caveats = _levels(tested), _caveats(tested, counts)
        tau, p = _trends(around @ counts, stretch(progress, 0.6, 1.0))
    method = "emerging_exact" if lived_in is None else "emerging_households"
    facts = _facts(counts) | {code: MINIMUMS[code] for code in missing if code in MINIMUMS}
    note = Note(method, int(counts.sum()), period, "", None, not missing, (*missing, *caveats), facts)
    return Emerging(_frame(bins, tau, p, steps.index), bins, note)


def _known(households: pd.Series, index: pd.Index) -> np.ndarray:
    """Households in the order of the grids, nobody where they are not known."""
    return pd.Series(households).reindex(index).fillna(0).to_numpy(float)


def _too_little(counts: np.ndarray, around: sparse.csr_array, tested: np.ndarray | None) -> tuple[str, ...]:
    some = counts if tested is None else counts[tested]
    have = {"too_few_grids": len(some), "too_few_incidents": some.sum(), "too_few_steps": some.shape[1]}
    codes = tuple(code for code, needed in MINIMUMS.items() if have[code] < needed)
    return ("all_neighbours",) if not codes and everybody(around) else codes


def _tested(counts: np.ndarray, around: sparse.csr_array, lived_in, progress: Progress | None) -> Bins:
    if lived_in is None:
        return by_grids(counts, around)
    return by_households(counts, around, lived_in, progress)


def _levels(tested: Bins) -> np.ndarray:
    """1, 2, 3 where q allows 90, 95, 99 %, all bins being tested at once; negative where cold."""
    q = q_values(tested.p.ravel()).reshape(tested.p.shape)
    sure = sum((q <= highest).astype(np.int8) for _, highest in LEVELS)
    return np.where(tested.more, sure, -sure).astype(np.int8)


def _trends(per_step: np.ndarray, progress: Progress | None) -> tuple[np.ndarray, np.ndarray]:
    """τ and p of the grid with its neighbours in each step alone.

    Not of the bins' windows: they reach into the step before, and windows that overlap show trends
    where there are none.
    """
    tau, p = np.empty((2, len(per_step)))
    for grids in blocks(len(per_step), progress):
        tau[grids], p[grids] = mann_kendall(per_step[grids])
    return tau, p


def _frame(bins: np.ndarray, tau: np.ndarray, p: np.ndarray, index: pd.Index) -> pd.DataFrame:
    way = directions(tau, p)
    return pd.DataFrame(
        {
            "class": patterns(bins, way),
            "hot_steps": (bins >= SURE).sum(axis=1),
            "cold_steps": (bins <= -SURE).sum(axis=1),
            "hot_now": (bins[:, -1:] >= SURE).any(axis=1),
            "tau": tau,
            "p_trend": p,
            "trend": [TRENDS[direction] for direction in way.tolist()],
        },
        index=index,
    )


def _facts(counts: np.ndarray) -> dict[str, int]:
    without = int((counts.sum(axis=0) == 0).sum())
    return {"grids": counts.shape[0], "steps": counts.shape[1], "steps_without_cases": without}


def _caveats(tested: Bins, counts: np.ndarray) -> tuple[str, ...]:
    holds = {
        "all_counts_equal": bool(np.ptp(counts) == 0),
        "few_steps": counts.shape[1] < FEW_STEPS,
        "steps_without_cases": bool((counts.sum(axis=0) == 0).any()),
        "large_windows_approximated": not tested.exact,
        "grids_without_households": bool(np.isnan(tested.p).any()),
    }
    return tuple(code for code, is_so in holds.items() if is_so)

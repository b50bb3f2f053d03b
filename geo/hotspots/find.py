"""Where more (or less) happened than chance would gather: Gi*, exact p, and classes by FDR."""

import numpy as np
import pandas as pd
from scipy import sparse

from geo.errors import InputError
from geo.hotspots.fdr import classes, q_values
from geo.hotspots.local import gi_star, windows
from geo.hotspots.permutation import permutation_tails
from geo.model import Note, Period
from geo.rates import count_tails, gamma_poisson

#: what must be there before anything is said; code of the caveat → smallest number.
#: Thirty is the number of areas below which the field's guides advise against local statistics.
MINIMUMS = {"too_few_grids": 30, "too_few_incidents": 30}
#: frame, method, caveats
Tested = tuple[pd.DataFrame, str, tuple[str, ...]]
COLUMNS = ("n", "expected", "window_n", "window_expected", "z", "p", "q", "class")


def hotspots(
    counts: pd.Series,
    neighbours: sparse.csr_array,
    households: pd.Series | None = None,
    *,
    period: Period | None = None,
    source: str = "",
) -> tuple[pd.DataFrame, Note]:
    """Hot and cold spots among the grids.

    Args:
        counts: incidents by ``grid_id``, whole numbers; zeros belong to it.
        neighbours: matrix whose row i is the i-th grid of ``counts``.
        households: with them, a grid is hot where there is more than its households explain.
        period, source: carried into the note.

    Returns:
        A frame with the index of ``counts`` and a note. ``n`` and ``expected``: cases in the grid
        and what chance puts there; ``window_n`` and ``window_expected``: the same for the grid
        with its neighbours, which is what is tested; ``z``; two-sided ``p``; ``q`` adjusted for
        the number of grids; ``class``, one of ``geo.hotspots.fdr.CLASSES``. Where nobody lives in
        grid or neighbours, a test against households is missing. With too little to say anything
        the note is not valid, p and q are missing and every class is ``none``.

    Raises:
        InputError: ``neighbours_differ`` when matrix and counts are of different length.
    """
    if neighbours.shape != (len(counts), len(counts)):
        raise InputError("neighbours_differ", grids=len(counts), rows=neighbours.shape[0])
    if households is None:
        frame, method, caveats = _by_grids(counts, neighbours)
    else:
        frame, method, caveats = _by_households(counts, neighbours, households)
    tested = frame["p"].notna()
    missing = _too_little(counts[tested])
    p = np.full(len(frame), np.nan) if missing else frame["p"].to_numpy()
    q = q_values(p)
    hot = (frame["window_n"] > frame["window_expected"]).to_numpy()
    frame = frame.assign(**{"n": counts, "p": p, "q": q, "class": classes(q, hot)})
    facts = {"grids": int(tested.sum())} | {code: MINIMUMS[code] for code in missing}
    note = Note(method, int(counts.sum()), period, source, None, not missing, (*missing, *caveats), facts)
    return frame[list(COLUMNS)], note


def _too_little(counts: pd.Series) -> tuple[str, ...]:
    have = {"too_few_grids": len(counts), "too_few_incidents": counts.sum()}
    return tuple(code for code, needed in MINIMUMS.items() if have[code] < needed)


def _by_grids(counts: pd.Series, neighbours: sparse.csr_array) -> Tested:
    """Against the same counts dealt to the grids at random."""
    x = counts.to_numpy()
    around = windows(neighbours)
    mean = counts.mean()
    chance = permutation_tails(x, neighbours)
    frame = pd.DataFrame({"expected": mean, "window_n": (around @ x).astype(int)}, index=counts.index)
    frame = frame.assign(
        window_expected=around.sum(axis=1) * mean, z=gi_star(x, neighbours), p=chance.two_sided
    )
    return frame, "gi_star_exact", () if chance.exact.all() else ("large_windows_approximated",)


def _by_households(counts: pd.Series, neighbours: sparse.csr_array, households: pd.Series) -> Tested:
    """Against households × the common rate, true risks varying from grid to grid as they do.

    A window's relative risk is the household-weighted mean of independent gamma risks; its cases
    are negative binomial with that mean and the matching variance.
    """
    lived_in = households.reindex(counts.index).fillna(0).to_numpy(float)
    rate, variance = gamma_poisson(counts, pd.Series(lived_in))
    around = windows(neighbours)
    exposure, here = around @ lived_in, (around @ counts.to_numpy()).astype(int)
    expected = rate * np.where(exposure > 0, exposure, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        risk_variance = variance * (around @ lived_in**2) / exposure**2
        z = (here - expected) / np.sqrt(expected + risk_variance * expected**2)
    p = np.minimum(1.0, 2 * np.minimum(*count_tails(here, expected, risk_variance)))
    frame = pd.DataFrame(
        {"expected": rate * lived_in, "window_n": here, "window_expected": expected, "z": z, "p": p},
        index=counts.index,
    )
    return frame, "gi_star_households", ("grids_without_households",) if (exposure == 0).any() else ()

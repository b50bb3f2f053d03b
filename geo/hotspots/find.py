"""Where more (or less) happened than chance would gather: the statistic, its p, and classes by FDR."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import sparse

from geo.errors import InputError
from geo.hotspots.chances import METHODS, Ground, Inference, by_grids, by_households, parse_inference
from geo.hotspots.fdr import classes, q_values
from geo.hotspots.local import everybody, touching
from geo.hotspots.moran import moran
from geo.hotspots.neighbours import row_standardised
from geo.hotspots.permutation import whole
from geo.model import Note, Period

#: what must be there before anything is said; code of the caveat → smallest number.
#: Thirty is the number of areas below which the field's guides advise against local statistics.
MINIMUMS = {"too_few_grids": 30, "too_few_incidents": 30}
COLUMNS = ("n", "expected", "window_n", "window_expected", "z", "p", "q", "class")
#: note codes: how the statistic is called, and what each road of inference makes of it
STATISTIC = {"gi": "gi_star", "moran": "moran"}
ROAD = {"exact": "exact", "normal": "normal", "simulate": "simulated"}
#: the quadrants that make a hot and a cold spot; in the others a grid stands out from its neighbours
ALIKE = {"high_high": True, "low_low": False}
#: a q that a single grid could reach if its p were as small as a simulation lets it be
REACHED = 0.05


def hotspots(
    counts: pd.Series | np.ndarray, neighbours: sparse.csr_array, households: pd.Series | np.ndarray | None = None,
    *, method: str = "gi", inference: str = "exact", seed: int = 1, period: Period | None = None, source: str = "",
    progress: Callable[[float], None] | None = None,
) -> tuple[pd.DataFrame, Note]:  # fmt: skip
    """Hot and cold spots among the grids.

    Args:
        counts: incidents by ``grid_id``, whole numbers; zeros belong to it.
        neighbours: matrix whose row i is the i-th grid of ``counts``; who is a neighbour counts, not
            the weight, which must be the same for all neighbours of a grid.
        households: with them, a grid is hot where there is more than its households explain.
        method: ``gi``: Gi*, a grid and its neighbours hold more than chance puts there. ``moran``:
            local Moran, high beside high and low beside low; also shows grids unlike their neighbours.
        inference: ``exact``: the distribution itself (a saddlepoint approximation where it would be
            too large); ``simulate:999``: so many replications; ``normal``: from z, which on sparse
            counts finds hotspots where there are none. Against households the distribution is that
            of the gamma-Poisson model, exact or simulated.
        seed: of a simulation.
        period, source: carried into the note. progress: told the share done.

    Returns:
        A frame with the index of ``counts`` and a note. ``n`` and ``expected``: cases in the grid
        and what chance puts there; ``window_n`` and ``window_expected``: the same for what is
        tested, with ``gi`` the grid and its neighbours, with ``moran`` the neighbours alone, the grid
        keeping its own; ``z``; two-sided ``p``; ``q`` adjusted for
        the number of grids; ``class``, one of ``geo.hotspots.fdr.CLASSES``. With ``moran`` also
        ``quadrant``, one of ``geo.hotspots.moran.QUADRANTS`` or ``none``; only high beside high is
        hot and only low beside low cold, whatever the q of the other two. Where nobody lives in
        grid or neighbours, a test against households is missing. With too little to say anything
        the note is not valid, p and q are missing and every class is ``none``.

    Raises:
        InputError: ``neighbours_differ`` when matrix and counts are of different length,
            ``weights_unequal``, ``counts_not_whole``, ``method_unknown``, ``inference_unknown``.
    """
    counts = counts if isinstance(counts, pd.Series) else pd.Series(np.asarray(counts))
    _check(counts, neighbours, method)
    ground = Ground(whole(counts), touching(neighbours), method == "moran")
    how = Inference(*parse_inference(inference), seed, progress)
    frame, caveats = _tested(ground, how, counts, households)
    tested = frame["p"].notna().to_numpy()
    missing = _too_little(ground, tested, even_is_nothing=households is None)
    found = _classified(frame, counts, nothing=bool(missing))
    if progress:
        progress(1.0)
    basis = ROAD[how.road] if households is None else "households"
    note = _note(ground, how, f"{STATISTIC[method]}_{basis}", int(tested.sum()), missing, caveats)
    return found, replace(note, period=period, source=source)


def _note(ground: Ground, how: Inference, method: str, tested: int, missing, caveats) -> Note:
    facts = {"grids": tested} | {code: MINIMUMS[code] for code in missing if code in MINIMUMS}
    return Note(
        method, int(ground.x.sum()), seed=how.seed if how.road == "simulate" else None, valid=not missing,
        caveats=(*missing, *caveats, *_told(ground, how, tested)), facts=facts | _facts(ground, how),
    )  # fmt: skip


def _check(counts: pd.Series, neighbours: sparse.csr_array, method: str) -> None:
    if neighbours.shape != (len(counts), len(counts)):
        raise InputError("neighbours_differ", grids=len(counts), rows=neighbours.shape[0])
    if method not in METHODS:
        raise InputError("method_unknown", method=method, known=", ".join(METHODS))


def _tested(ground: Ground, how: Inference, counts: pd.Series, households) -> tuple[pd.DataFrame, tuple]:
    if households is None:
        return by_grids(ground, how)
    return by_households(ground, _known(households, counts.index), how)


def _known(households: pd.Series | np.ndarray, index: pd.Index) -> np.ndarray:
    """Households in the order of the grids, nobody where they are not known."""
    if isinstance(households, pd.Series):
        households = households.reindex(index)
    return np.nan_to_num(np.asarray(households, dtype=float), nan=0.0)


def _classified(frame: pd.DataFrame, counts: pd.Series, *, nothing: bool) -> pd.DataFrame:
    p = np.full(len(frame), np.nan) if nothing else frame["p"].to_numpy()
    q = q_values(p)
    if "quadrant" in frame:
        alike = frame["quadrant"].isin(list(ALIKE)).to_numpy()
        kind = classes(np.where(alike, q, np.nan), (frame["quadrant"] == "high_high").to_numpy())
    else:
        kind = classes(q, (frame["window_n"] > frame["window_expected"]).to_numpy())
    window = frame["window_n"].round().astype(int)
    frame = frame.assign(**{"n": counts.to_numpy(), "window_n": window, "p": p, "q": q, "class": kind})
    order = [*COLUMNS, "quadrant"] if "quadrant" in frame else list(COLUMNS)
    return frame[order].set_axis(counts.index)


def _too_little(ground: Ground, tested: np.ndarray, *, even_is_nothing: bool) -> tuple[str, ...]:
    x = ground.x
    have = {"too_few_grids": int(tested.sum()), "too_few_incidents": x[tested].sum()}
    codes = tuple(code for code, needed in MINIMUMS.items() if have[code] < needed)
    if not codes and everybody(ground.near):
        return ("all_neighbours",)
    even = even_is_nothing and not codes and np.ptp(x) == 0
    return ("all_counts_equal",) if even else codes


def _told(ground: Ground, how: Inference, tested: int) -> tuple[str, ...]:
    """Caveats that hold whatever was found."""
    holds = {
        "grids_without_neighbours": bool(ground.alone.any()) and ground.moran,
        "simulation_floor": how.road == "simulate" and 2 * tested > REACHED * (how.replications + 1),
    }
    return tuple(code for code, is_so in holds.items() if is_so)


def _facts(ground: Ground, how: Inference) -> dict[str, object]:
    facts = {"replications": how.replications} if how.road == "simulate" else {}
    if ground.moran:
        whole_map = moran(ground.x, row_standardised(ground.near))
        facts |= {"moran_i": whole_map.i, "moran_z": whole_map.z, "moran_p": whole_map.p}
    return facts

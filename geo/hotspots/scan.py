"""Space-time scan: the circle and the days that hold most beyond chance, out of all of them.

- ``permutation`` needs cases alone: each grid keeps its cases and each day its own, and which case fell
  on which day is chance. So it sees neither grids that always have many nor days on which all have many.
- ``poisson`` expects cases where the people are, on one day as on another.

A cluster's p is its rank among the strongest of every replication; a lesser cluster's errs on the high
side. ``recurrence_days``: who looks daily sees one as strong by chance once in so many days, the time
between two looks ÷ p. ``relative_risk`` is observed ÷ expected inside, over the same outside.

Source: Kulldorff (2001), Journal of the Royal Statistical Society A 164; Kulldorff et al. (2005), PLoS
Medicine 2(3), e59 (cases alone); Kulldorff (1997), Communications in Statistics 26(6) (with population);
Kleinman, Lazarus and Platt (2004), American Journal of Epidemiology 159(3) (recurrence).
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from geo.errors import InputError
from geo.hotspots.permutation import whole
from geo.hotspots.progress import Progress, stretch
from geo.hotspots.scan_blocks import by_window
from geo.hotspots.scan_chance import maxima
from geo.hotspots.scan_found import SAME, Circle, strongest
from geo.hotspots.scan_study import Study, by_cases, by_people
from geo.model import Note, Period

MODELS = ("permutation", "poisson")
#: what must be there before anything is said; code of the caveat → smallest number
MINIMUMS = {"too_few_grids": 2, "too_few_incidents": 2, "too_few_days": 2}
#: of the progress: up to where circles are drawn, then taken together, then chance; the rest is what happened
DRAWN, GROUPED, CHANCED = 0.1, 0.2, 0.95
#: no more clusters than anybody reads
MOST_CLUSTERS = 50
COLUMNS = (
    "rank", "llr", "p", "recurrence_days", "x_m", "y_m", "radius_m", "grid_ids", "since", "until",
    "observed", "expected", "relative_risk",
)  # fmt: skip


def scan(
    x_m: pd.Series | np.ndarray,
    y_m: pd.Series | np.ndarray,
    counts: pd.DataFrame | np.ndarray,
    population: pd.Series | np.ndarray | None = None,
    *,
    model: str = "permutation",
    max_days: int = 14,
    max_share: float = 0.5,
    spatial: bool = False,
    retrospective: bool = False,
    replications: int = 999,
    seed: int = 1,
    since: date | None = None,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, Note]:
    """Clusters of incidents in space and time, the strongest first, none sharing a grid with another.

    Args:
        x_m, y_m: centroids of n grids in metres.
        counts: incidents, n × days, oldest day first, zeros included; its index names the grids.
        population: people by grid, for ``poisson``; grids where nobody lives take no part.
        max_days: longest window; more than there are, and the note says ``clusters_cut``. They end on the
            last day, if ``retrospective`` anywhere.
        max_share: of all cases (``poisson``: people) that a circle may hold, above 0 and up to 1.
        spatial: one window, all days; needs ``poisson``.
        since: day of the first column; without it days are told by their number, from 0. progress: told the share.

    Returns:
        A row a cluster (``COLUMNS``), and a note; with too little to say anything it is not valid
        and there is no row. ``since`` and ``until`` are first and last day, ``grid_ids`` all grids
        in the circle, nearest first. Clusters weaker than what chance always gives are left out,
        but for the first. ``recurrence_days`` is missing when ``retrospective`` or ``spatial``.

    Raises:
        InputError: ``scan_unknown``, ``scan_numbers``, ``scan_spatial_cases``, ``scan_population``,
            ``scan_lengths``, ``counts_not_whole``.
    """
    _check(model, population, spatial, max_days, max_share, replications)
    ground, caveats = _ground(x_m, y_m, counts, population if model == "poisson" else None)
    windows, first = _windows(ground, max_days, spatial, retrospective)
    caveats += ("clusters_cut",) * (max_days > ground.cases.shape[1] and not spatial)
    missing, found, chance = _too_little(ground, first, windows, spatial), [], np.zeros(replications)
    if not missing:
        study = _study(ground, first, windows, max_share, stretch(progress, 0.0, DRAWN))
        missing, found, chance = _looked(study, ground, first, chance, seed, progress)
        caveats += ("circles_thinned",) * bool(study.zones.thinned)
    frame = _frame(found, chance, ground, since, first, daily=not (retrospective or spatial))
    method = f"scan_{model}" + "_spatial" * spatial + "_retrospective" * (retrospective and not spatial)
    return frame, _note(method, ground, since, seed, (missing, caveats), max_days, replications)


@dataclass(frozen=True)
class _Ground:
    """The grids that take part: ids, n × 2 metres, n × days, and people where they count."""

    ids: pd.Index
    xy: np.ndarray
    cases: np.ndarray
    people: np.ndarray | None


def _check(model, population, spatial, max_days, max_share, replications) -> None:
    if model not in MODELS:
        raise InputError("scan_unknown", model=model, known=", ".join(MODELS))
    if not (max_days >= 1 and 0 < max_share <= 1 and replications >= 1):
        raise InputError("scan_numbers", max_days=max_days, max_share=max_share, replications=replications)
    if spatial and model == "permutation":
        raise InputError("scan_spatial_cases")
    if model == "poisson" and population is None:
        raise InputError("scan_population")


def _people(population: pd.Series | np.ndarray, index: pd.Index) -> np.ndarray:
    """People in the order of the grids; nobody where it is not known."""
    if isinstance(population, pd.Series):
        population = population.reindex(index)
    return np.nan_to_num(np.asarray(population, float), nan=0.0).clip(min=0.0)


def _ground(x_m, y_m, counts, population) -> tuple[_Ground, tuple[str, ...]]:
    """Grids that have a place and, where people count, people."""
    table = pd.DataFrame(counts)
    cases, xy = whole(table).astype(int), np.column_stack([np.asarray(x_m, float), np.asarray(y_m, float)])
    people = None if population is None else _people(population, table.index)
    if not len(xy) == len(table) == len(xy if people is None else people):
        raise InputError("scan_lengths", grids=len(table), places=len(xy if people is None else people))
    placed = np.isfinite(xy).all(axis=1)
    lived_in = np.ones(len(xy), dtype=bool) if people is None else people > 0
    used = placed & lived_in
    holds = {"grids_without_place": not placed.all(), "grids_without_residents": not lived_in.all()}
    ground = _Ground(table.index[used], xy[used], cases[used], None if people is None else people[used])
    return ground, tuple(code for code, is_so in holds.items() if is_so)


def _windows(ground: _Ground, max_days: int, spatial: bool, retrospective: bool) -> tuple[np.ndarray, int]:
    """Windows, k × 2: first day and the one after the last, counted from the first day looked at.

    Of cases alone, a window that begins with a day without any is as one that begins a day later;
    it is left out, and so is one that ends with such a day, unless all end there.
    """
    days = ground.cases.shape[1]
    if spatial:
        return np.array([[0, days]]), 0
    first = 0 if retrospective else max(0, days - max_days)
    ends = range(1, days + 1) if retrospective else [days]
    spans = [(end - length, end) for end in ends for length in range(min(max_days, end), 0, -1)]
    windows = np.array(spans, dtype=int).reshape(-1, 2) - first
    if ground.people is None and len(windows):
        some = ground.cases[:, first:].any(axis=0)
        windows = windows[some[windows[:, 0]] & (some[windows[:, 1] - 1] | (not retrospective))]
    return windows, first


def _too_little(ground: _Ground, first: int, windows: np.ndarray, spatial: bool) -> tuple[str, ...]:
    grids, days = ground.cases.shape
    enough_days = MINIMUMS["too_few_days"] if spatial and days else days
    have = {"too_few_grids": grids, "too_few_incidents": ground.cases.sum(), "too_few_days": enough_days}
    missing = [code for code, needed in MINIMUMS.items() if have[code] < needed]
    if not missing and not (len(windows) and ground.cases[:, first:].any()):
        missing = ["no_recent_incidents"]
    return tuple(missing)


def _study(ground: _Ground, first: int, windows: np.ndarray, max_share: float, progress) -> Study:
    if ground.people is None:
        return by_cases(ground.xy, ground.cases, first, windows, max_share, progress)
    return by_people(ground.xy, ground.cases, ground.people, first, windows, max_share, progress)


def _looked(study: Study, ground: _Ground, first: int, chance: np.ndarray, seed: int, progress):
    """What is missing, the clusters, and the strongest of every replication."""
    if not len(study.zones.members):
        return ("circles_too_large",), [], chance
    ranges = by_window(study, stretch(progress, DRAWN, GROUPED))
    chance = maxima(study, ranges, len(chance), seed, stretch(progress, GROUPED, CHANCED))
    found = strongest(
        study, ranges, ground.cases[:, first:], ground.xy, chance.min() + SAME, MOST_CLUSTERS,
        stretch(progress, CHANCED, 1.0),
    )  # fmt: skip
    return () if found else ("nothing_above_expected",), found, chance


def _note(method: str, ground: _Ground, since: date | None, seed: int, codes, max_days, replications) -> Note:
    grids, days = ground.cases.shape
    missing, caveats = codes
    period = Period(since, since + timedelta(days=days)) if since and days else None
    facts = {"grids": grids, "days": days, "max_days": max_days, "replications": replications}
    n = int(ground.cases.sum())
    return Note(method, n, period, "", seed, not missing, (*missing, *caveats), facts)


def _frame(found: list[Circle], chance: np.ndarray, ground: _Ground, since, first: int, daily: bool):
    total = int(ground.cases.sum())
    rows = [_row(rank, circle, chance, ground.ids, total) for rank, circle in enumerate(found, 1)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame["recurrence_days"] = 1 / frame["p"].astype(float) if daily else np.nan
    for column in ("since", "until"):
        days = frame[column].astype(int) + first
        frame[column] = [since + timedelta(days=int(day)) for day in days] if since else days
    return frame


def _row(rank: int, circle: Circle, chance: np.ndarray, ids: pd.Index, total: int) -> dict:
    outside, expected_outside = total - circle.observed, total - circle.expected
    inside = circle.observed / circle.expected
    return {
        "rank": rank,
        "llr": circle.llr,
        "p": (1 + np.count_nonzero(chance >= circle.llr - SAME)) / (1 + len(chance)),
        "x_m": circle.x_m,
        "y_m": circle.y_m,
        "radius_m": circle.radius_m,
        "grid_ids": tuple(ids[circle.grids].tolist()),
        "since": circle.begin,
        "until": circle.end - 1,
        "observed": circle.observed,
        "expected": circle.expected,
        "relative_risk": inside / (outside / expected_outside) if outside else np.inf,
    }

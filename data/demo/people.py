"""Who lives and works in the town: households, workers and their beats, visits."""

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra

from data.demo import words

VISIT_DAYS = 120  # visits go back this far
NOBODY = -1


def grid_classes(city, rng) -> np.ndarray:
    """1 in the busy middle, 3 at the rim, 2 between."""
    rank = np.argsort(np.argsort(city.centrality + rng.normal(0, 0.08, len(city.centrality)))) / len(city.centrality)
    return np.where(rank < 0.2, 1, np.where(rank < 0.8, 2, 3))


def households(city, special, rng) -> np.ndarray:
    """300 to 500 a grid, as the standard asks; a park or a mall has few."""
    usual = np.clip(rng.normal(405, 48, len(city.area_km2)), 300, 500)
    return np.where(special, rng.integers(0, 40, len(usual)), usual).astype(np.int64)


def beats(city, count: int, rng) -> np.ndarray:
    """The worker (0-based) of each grid: every beat in one piece, sizes uneven, mostly inside communities.

    Beats grow from a seed grid each along shared borders; to cross into another community costs more.
    """
    n = len(city.polygons)
    a, b = city.pairs.T
    cost = np.where(city.community[a] == city.community[b], 1.0, 3.5) * rng.uniform(0.6, 1.6, len(a))
    graph = coo_array((np.r_[cost, cost], (np.r_[a, b], np.r_[b, a])), shape=(n, n)).tocsr()
    seeds = rng.permutation(n)[: min(count, n)]
    _, piece = connected_components(graph, directed=False)
    bare = np.setdiff1d(np.arange(piece.max() + 1), piece[seeds])
    if len(bare) < len(seeds):
        seeds[: len(bare)] = [np.flatnonzero(piece == one)[0] for one in bare]
    _, _, source = dijkstra(graph, directed=False, indices=seeds, min_only=True, return_predecessors=True)
    worker = np.full(n, NOBODY)
    reached = source >= 0
    worker[reached] = np.searchsorted(np.sort(seeds), source[reached])
    return worker


def leave_bare(city, worker, share: float, rng) -> np.ndarray:
    """Take the worker from a few grids, where the beat stays in one piece without them."""
    n = len(worker)
    bare = np.zeros(n, dtype=bool)
    bare[rng.permutation(n)[: max(1, round(n * share))]] = True
    left = np.where(bare, NOBODY, worker)
    a, b = city.pairs[(left[city.pairs[:, 0]] == left[city.pairs[:, 1]]) & ~bare[city.pairs[:, 0]]].T
    _, piece = connected_components(coo_array((np.ones(len(a)), (a, b)), shape=(n, n)), directed=False)
    held = np.unique(np.stack([worker[~bare], piece[~bare]], axis=1), axis=0)[:, 0]
    torn = np.flatnonzero(np.bincount(held, minlength=worker.max() + 1) != 1)
    return np.where(bare & np.isin(worker, torn), worker, left)


def hand_overs(city, worker, first_day, until, rng) -> pd.DataFrame:
    """The assignment table: all since before the year began, some changed hands months ago."""
    n = len(worker)
    a, b = np.concatenate([city.pairs, city.pairs[:, ::-1]]).T
    rim = (worker[a] != worker[b]) & (worker[a] >= 0) & (worker[b] >= 0)
    grid, place = np.unique(a[rim], return_index=True)
    former = np.full(n, NOBODY)
    former[grid] = worker[b[rim][place]]
    moved = (former >= 0) & (rng.random(n) < 0.16)
    began = pd.Timestamp(first_day) - pd.Timedelta(days=40)
    day = pd.Timestamp(until) - pd.to_timedelta(rng.integers(3, 11, n) * 30, unit="D")
    held = np.flatnonzero(worker >= 0)
    now = pd.DataFrame({
        "grid_id": held + 1, "worker_id": worker[held] + 1,
        "valid_from": np.where(moved[held], day[held], began), "valid_to": pd.NaT,
    })  # fmt: skip
    old = np.flatnonzero(moved)
    before = pd.DataFrame({
        "grid_id": old + 1, "worker_id": former[old] + 1, "valid_from": began, "valid_to": day[old],
    })  # fmt: skip
    return pd.concat([before, now]).astype({"valid_from": "datetime64[s]", "valid_to": "datetime64[s]"})


def holders(assignment, count: int):
    """A function (grid index, time in seconds) → worker_id, 0 where nobody was responsible."""
    current, former, since = (np.zeros(count, dtype=np.int64) for _ in range(3))
    running = assignment["valid_to"].isna().to_numpy()
    grid = assignment["grid_id"].to_numpy() - 1
    worker = assignment["worker_id"].to_numpy()
    current[grid[running]], former[grid[~running]] = worker[running], worker[~running]
    since[grid[running]] = assignment["valid_from"].to_numpy().astype("datetime64[s]").astype(np.int64)[running]
    return lambda cell, second: np.where(second >= since[cell], current[cell], former[cell])


def workers(count: int, rng) -> pd.DataFrame:
    """The worker table."""
    number = np.arange(1, count + 1)
    return pd.DataFrame({
        "worker_id": number,
        "worker_code": [f"W{one:05d}" for one in number],
        "name": words.person_names(count, rng),
        "organisation_id": words.GRID_OFFICE,
        "hours_per_week": rng.choice([40.0, 40.0, 40.0, 30.0, 20.0], count),
    })  # fmt: skip


def visits(classes, intervals, holder, bare, now: int, rng) -> pd.DataFrame:
    """Visits of the last months: most grids within their interval, some overdue."""
    n = len(classes)
    gap = np.array([intervals[str(one)] for one in (1, 2, 3)])[classes - 1].astype(float)
    late = rng.random(n) < 0.12
    since = np.where(late, gap * rng.uniform(1.3, 4.0, n), gap * rng.uniform(0, 0.95, n))
    since = np.where(bare, VISIT_DAYS * rng.uniform(0.4, 0.9, n), since)
    times = np.maximum(np.floor((VISIT_DAYS - since) / (gap * 0.9)).astype(np.int64), 1)
    cell = np.repeat(np.arange(n), times)
    turn = np.arange(len(cell)) - np.repeat(np.cumsum(times) - times, times)
    days = np.ceil(since[cell] + turn * gap[cell] * 0.9).astype(np.int64) + 1
    clock = rng.integers(8 * 3600 + 1800, 18 * 3600, len(cell))
    at = now - days * 86400 + clock
    order = np.lexsort((cell, at))
    worker = holder(cell, at)
    frame = pd.DataFrame({
        "grid_id": cell + 1, "worker_id": worker, "second": at, "minutes": np.round(rng.gamma(5, 5, len(cell)) + 5),
    })  # fmt: skip
    return frame.iloc[order].reset_index(drop=True)

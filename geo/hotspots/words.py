"""From significant grids to places: adjacent ones are one hotspot, with the facts of a sentence."""

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from geo.hotspots.emerging import TRENDS, Emerging
from geo.hotspots.patterns import SURE
from geo.hotspots.trend import directions, mann_kendall

FACTS = (
    "heat", "class", "grid_ids", "grids", "n", "expected", "ratio", "q",
    "worker_ids", "open_cases", "overdue_cases",
    "steps", "hot_steps", "hot_now", "tau", "trend", "patterns",
)  # fmt: skip


def spots(found: pd.DataFrame, neighbours: sparse.csr_array) -> pd.Series:
    """The number of the hotspot each grid belongs to, 0 for none; neighbours of one heat belong together.

    Args:
        found: as ``geo.hotspots.hotspots`` gives it.
        neighbours: the matrix it was found with.

    Returns:
        ``spot`` with the index of ``found``, numbered from 1, the strongest (lowest q, then most
        cases) first.
    """
    heat = found["class"].str.split("_").str[0].to_numpy()
    label = np.zeros(len(found), dtype=int)
    for side in ("hot", "cold"):
        inside = np.flatnonzero(heat == side)
        if len(inside):
            _, part = csgraph.connected_components(neighbours[inside][:, inside], directed=False)
            label[inside] = part + label.max() + 1
    return pd.Series(_strongest_first(label, found), index=found.index, name="spot")


def _strongest_first(label: np.ndarray, found: pd.DataFrame) -> np.ndarray:
    grids = pd.DataFrame({"label": label, "q": found["q"].to_numpy(), "n": found["n"].to_numpy()})
    strength = grids[grids["label"] > 0].groupby("label").agg(q=("q", "min"), n=("n", "sum"))
    order = strength.sort_values(["q", "n"], ascending=[True, False]).index
    number = np.zeros(label.max(initial=0) + 1, dtype=int)
    number[order] = np.arange(1, len(order) + 1)
    return number[label]


def hotspot_facts(
    found: pd.DataFrame,
    neighbours: sparse.csr_array,
    *,
    worker_ids: pd.Series | None = None,
    cases: pd.DataFrame | None = None,
    history: Emerging | None = None,
    steps: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row a hotspot or cold spot, with what a sentence about it needs.

    Args:
        found: as ``geo.hotspots.hotspots`` gives it, by ``grid_id``.
        neighbours: the matrix it was found with.
        worker_ids: ``worker_id`` by ``grid_id``; 0 or missing where nobody is responsible.
        cases: ``open_cases`` and ``overdue_cases`` by ``grid_id``.
        history, steps: what ``geo.hotspots.emerging`` said of these grids, and the incidents, grid ×
            step, that it was told; both or neither.

    Returns:
        ``FACTS`` by ``spot`` (1 is the strongest). ``n`` are the cases in the hotspot's grids,
        ``expected`` what its grids would hold at the average (or by households), ``ratio`` one
        over the other, ``class`` the strongest among its grids. With a valid history: ``steps``, how
        many there are; ``hot_steps``, in how many one of its grids was hot (of a cold spot: cold);
        ``hot_now``, whether in the last; ``tau`` and ``trend`` (up, down, flat) of all its cases step
        by step; ``patterns``, how many of its grids are of each class. Without one ``steps`` is 0,
        ``trend`` empty.
    """
    grids = found.assign(spot=spots(found, neighbours))
    grids["worker_id"] = 0 if worker_ids is None else worker_ids.reindex(found.index).fillna(0).astype(int)
    for column in ("open_cases", "overdue_cases"):
        grids[column] = 0 if cases is None else cases[column].reindex(found.index).fillna(0).astype(int)
    rows = [
        _facts(spot, part) | _past(part, history, steps)
        for spot, part in grids[grids["spot"] > 0].groupby("spot")
    ]
    return pd.DataFrame(rows, columns=["spot", *FACTS]).set_index("spot")


def _past(grids: pd.DataFrame, history: Emerging | None, steps: pd.DataFrame | None) -> dict:
    """The history of a hotspot: hot in a step when one of its grids was; every bin is tested already."""
    if history is None or not history.note.valid:
        return {"steps": 0, "hot_steps": 0, "hot_now": False, "tau": np.nan, "trend": "", "patterns": {}}
    inside = history.frame.index.get_indexer(grids.index)
    side = 1 if grids["class"].iloc[0].startswith("hot") else -1
    hot = (side * history.bins[inside] >= SURE).any(axis=0)
    tau, p = mann_kendall(steps.to_numpy()[inside].sum(axis=0)[None, :])
    return {
        "steps": len(hot),
        "hot_steps": int(hot.sum()),
        "hot_now": bool(hot[-1]),
        "tau": float(tau[0]),
        "trend": TRENDS[int(directions(tau, p)[0])],
        "patterns": history.frame["class"].iloc[inside].value_counts().to_dict(),
    }


def _facts(spot: int, grids: pd.DataFrame) -> dict:
    strongest = grids.sort_values("q", kind="stable").iloc[0]
    n, expected = int(grids["n"].sum()), float(grids["expected"].sum())
    return {
        "spot": spot,
        "heat": strongest["class"].split("_")[0],
        "class": strongest["class"],
        "grid_ids": tuple(grids.index.tolist()),
        "grids": len(grids),
        "n": n,
        "expected": expected,
        "ratio": n / expected if expected else np.nan,
        "q": float(strongest["q"]),
        "worker_ids": tuple(sorted(set(grids["worker_id"]) - {0})),
        "open_cases": int(grids["open_cases"].sum()),
        "overdue_cases": int(grids["overdue_cases"].sum()),
    }

"""What a plan's moves mean, one by one: for giver and taker, for the border, for households."""

import numpy as np
import pandas as pd
from scipy import sparse

from geo.districts.beats import Beats, away_from_share, changed
from geo.districts.draft import Draft

MOVES = (
    "from", "to", "from_change", "to_change", "from_before", "from_after", "to_before", "to_after",
    "border_m", "households",
)  # fmt: skip


def moves(
    beats: Beats,
    plan: np.ndarray,
    households: pd.Series | None = None,
    borders: sparse.csr_array | None = None,
    order: np.ndarray | None = None,
) -> pd.DataFrame:
    """What changes hands, in an order in which every beat stays whole on the way wherever there is one.

    Args:
        beats: what the plan starts from.
        plan: position of the worker by position of the grid.
        households: by ``grid_id``.
        borders: metres shared by each two grids, in the order of ``beats.grid_ids``.
        order: positions of the grids that change hands, in another order: of beats drawn anew there is no way on which
            the old ones stay whole.

    Returns:
        ``MOVES`` by ``grid_id``. ``from_change`` and ``to_change`` are what the grid takes and brings, as
        fractions of a fair share; ``…_before`` and ``…_after`` how far giver and taker are from theirs
        before and after the whole plan; ``border_m`` how much longer the borders between beats become with
        this move, after those above it, so that the column adds up; ``households`` how many get another
        worker. Missing where it cannot be known: giver or taker without a fair share, no ``borders``, no
        ``households``.
    """
    at = in_order(beats, plan) if order is None else order
    giver, taker, load = beats.today[at], plan[at], beats.loads[at]
    frame = pd.DataFrame({"from": beats.worker_ids[giver], "to": beats.worker_ids[taker]})
    shares = np.where(beats.shares > 0, beats.shares, np.nan)
    frame["from_change"], frame["to_change"] = -load / shares[giver], load / shares[taker]
    for when, held in (("before", beats.today), ("after", plan)):
        away = np.where(beats.shares > 0, away_from_share(beats, held), np.nan)
        frame[f"from_{when}"], frame[f"to_{when}"] = away[giver], away[taker]
    frame["border_m"] = np.nan if borders is None else border_changes(beats, at, taker, borders)
    ids = pd.Index(beats.grid_ids[at], name="grid_id")
    frame["households"] = np.nan if households is None else households.reindex(ids).to_numpy(float)
    return frame.set_index(ids)[list(MOVES)]


def in_order(beats: Beats, plan: np.ndarray) -> np.ndarray:
    """Positions of the grids that change hands, each after those without which a beat would be torn."""
    draft, waiting, order = Draft(beats, 0.0, beats.today), changed(beats, plan).tolist(), []
    while waiting:
        ready = [g for g in waiting if _touches(draft, g, int(plan[g])) and draft.may_leave(g)]
        grid = (ready or waiting)[0]
        draft.hand(grid, int(plan[grid]))
        waiting.remove(grid)
        order.append(grid)
    return np.array(order, dtype=int)


def _touches(draft: Draft, grid: int, worker: int) -> bool:
    near = any(draft.beat[other] == worker for other in draft.around[grid])
    return near or not draft.members[worker]


def border_changes(
    beats: Beats, order: np.ndarray, takers: np.ndarray, borders: sparse.csr_array
) -> np.ndarray:
    """Metres of border between beats that come with each move, one after the other."""
    beat, grown = beats.today.copy(), []
    for grid, taker in zip(order, takers, strict=True):
        part = slice(borders.indptr[grid], borders.indptr[grid + 1])
        other, metres = beat[borders.indices[part]], borders.data[part]
        grown.append(metres[other == beat[grid]].sum() - metres[other == taker].sum())
        beat[grid] = taker
    return np.array(grown, dtype=float)

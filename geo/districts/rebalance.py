"""Plans from today's beats: balanced within a tolerance with few changes, and what every change means."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from geo.districts.beats import Beats, changed, imbalance, worker_loads
from geo.districts.search import search

#: tolerances looked at between today's imbalance and the one asked for
LEVELS = 8
ROUNDS = 4
MOVES = ("from", "to", "from_before", "from_after", "to_before", "to_after")


def rebalance(
    beats: Beats, tolerance: float, seed: int, go_on: Callable[[], bool], most: int | None = None
) -> np.ndarray:
    """The best plan found: within the tolerance with the fewest changes, else as even as could be found.

    Args:
        beats: what to start from.
        tolerance: how far from a fair share a worker may be.
        seed: of the search.
        go_on: asked now and then; false ends the search, and the best plan so far is returned.
        most: grids that may change hands at most.

    Returns:
        the worker's position by grid's position.
    """
    start = imbalance(beats, beats.today)
    levels = np.linspace(start, tolerance, LEVELS + 1)[1:-1] if start > tolerance else ()
    plans = frontier(beats, levels, seed, go_on, ROUNDS if most is not None else 1)
    plans += list(search(beats, tolerance, seed, go_on))[-1:]
    plans = [plan for plan in plans if most is None or len(changed(beats, plan)) <= most]
    good = [plan for plan in plans if imbalance(beats, plan) <= tolerance + 1e-9]
    if good:
        return min(good, key=lambda plan: len(changed(beats, plan)))
    return min(plans, key=lambda plan: imbalance(beats, plan))


def frontier(
    beats: Beats, tolerances: Sequence[float], seed: int, go_on: Callable[[], bool], rounds: int = ROUNDS
) -> list[np.ndarray]:
    """Plans of which none is both less even and more change than another, by changed grids; today's first."""
    plans = [beats.today]
    for tolerance in tolerances:
        plans += search(beats, float(tolerance), seed, go_on, rounds)
    even, kept = np.inf, []
    for plan in sorted(plans, key=lambda p: (len(changed(beats, p)), imbalance(beats, p))):
        if (reached := imbalance(beats, plan)) < even - 1e-12:
            even = reached
            kept.append(plan)
    return kept


def moves(beats: Beats, plan: np.ndarray) -> pd.DataFrame:
    """What changes hands, and how far giver and taker are from a fair share before and after the whole plan.

    Returns:
        ``MOVES`` by ``grid_id``; the distances as fractions of the fair share.
    """
    at = changed(beats, plan)
    away = {
        when: (worker_loads(beats, held) - beats.shares) / beats.shares
        for when, held in {"before": beats.today, "after": plan}.items()
    }
    frame = pd.DataFrame({"from": beats.worker_ids[beats.today[at]], "to": beats.worker_ids[plan[at]]})
    for side, worker in (("from", beats.today[at]), ("to", plan[at])):
        for when in ("before", "after"):
            frame[f"{side}_{when}"] = away[when][worker]
    return frame.set_index(pd.Index(beats.grid_ids[at], name="grid_id"))[list(MOVES)]

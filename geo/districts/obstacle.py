"""Why there is no plan within a tolerance: the first thing that surely stands in the way, or that none is known."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.sparse import csgraph

from geo.districts.beats import Beats, bands, only_adjoining, worker_loads
from geo.districts.bound import fewest_changes, manageable
from geo.districts.rules import Rule
from geo.errors import InputError

#: what is said of an impossibility → of one among plans in which grids go to adjoining beats only
ADJOINING = {
    "balance_impossible": "balance_impossible_adjoining",
    "balance_grids_locked": "balance_grids_locked_adjoining",
    "balance_workers_locked": "balance_workers_locked_adjoining",
    "balance_pairs_locked": "balance_pairs_locked_adjoining",
    "balance_within_division": "balance_within_division_adjoining",
    "balance_rules_together": "balance_rules_together_adjoining",
}


def obstacle(beats: Beats, tolerance: float, rules: Sequence[Rule], seconds: float = 2.0) -> InputError:
    """What makes a plan within the tolerance impossible, as an error with code and facts.

    Args:
        beats: under all the rules. rules: what may not change.
        seconds: for each question to the solver.

    Returns:
        ``balance_grid_heavy``, ``balance_ground_apart``, a rule's ``blocks`` where it alone stands in the way,
        ``balance_rules_together``, ``balance_impossible`` without any rule: these are proven of all plans. What
        ``ADJOINING`` has for them where it is proven only of plans in which grids go to adjoining beats, all
        that is searched on a large map; ``balance_not_found`` where a plan may exist.
    """
    within = f"{100 * tolerance:g} %"
    if (found := too_heavy(beats, tolerance) or _apart(beats, tolerance)) is not None:
        return found

    def impossible(allowed: np.ndarray, among: Callable[[Beats], Beats] = lambda beats: beats) -> bool:
        return _impossible(among(_allowing(beats, allowed)), tolerance, seconds)

    if impossible(beats.allowed):
        return InputError(_blocks(beats, rules, impossible), tolerance=within)
    if manageable(beats) is beats or not impossible(beats.allowed, only_adjoining):
        return InputError("balance_not_found", tolerance=within)
    code = _blocks(beats, rules, lambda allowed: impossible(allowed, only_adjoining))
    return InputError(ADJOINING[code], tolerance=within)


def _blocks(beats: Beats, rules: Sequence[Rule], impossible: Callable[[np.ndarray], bool]) -> str:
    """The code of what makes it impossible: the loads, one rule, or all of them together."""
    free = np.tile(beats.shares > 0, (len(beats.today), 1))
    if impossible(free):
        return "balance_impossible"
    held = pd.Series(beats.worker_ids[beats.today], beats.grid_ids)
    for rule in rules:
        if impossible(free & rule.allowed(held, beats.worker_ids)):
            return rule.blocks
    return "balance_rules_together"


def too_heavy(beats: Beats, tolerance: float) -> InputError | None:
    """A grid that is more than anybody may have."""
    heaviest = int(beats.loads.argmax())
    if beats.loads[heaviest] <= bands(beats, tolerance)[1].max():
        return None
    hours = f"{beats.loads[heaviest]:.1f}"
    return InputError(
        "balance_grid_heavy",
        grid_id=beats.grid_ids[heaviest],
        hours=hours,
        tolerance=f"{100 * tolerance:g} %",
    )


def _apart(beats: Beats, tolerance: float) -> InputError | None:
    """Ground in parts, one of which has too many or too few workers for its load; who joins might mend that."""
    parts, part = csgraph.connected_components(beats.neighbours, directed=False)
    size = np.bincount(beats.today, minlength=len(beats.shares))
    if parts == 1 or (size == 0).any():
        return None
    low, high = bands(beats, tolerance)
    for number in range(parts):
        here = np.unique(beats.today[part == number])
        if not np.isin(part[np.isin(beats.today, here)], number).all():
            continue  # somebody there has a grid elsewhere too
        load = worker_loads(beats, beats.today)[here].sum()
        if not low[here].sum() <= load <= high[here].sum():
            names = ", ".join(map(str, beats.worker_ids[here]))
            return InputError(
                "balance_ground_apart", parts=parts, worker_ids=names, tolerance=f"{100 * tolerance:g} %"
            )
    return None


def _allowing(beats: Beats, allowed: np.ndarray) -> Beats:
    """The same beats under other rules; a grid always may stay."""
    allowed = allowed.copy()
    allowed[np.arange(len(beats.today)), beats.today] = True
    return replace(beats, allowed=allowed)


def _impossible(beats: Beats, tolerance: float, seconds: float) -> bool:
    """Whether it is proven that no plan exists."""
    return not np.isfinite(fewest_changes(beats, tolerance, seconds).fewest)

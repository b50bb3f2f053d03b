"""Why there is no plan within a tolerance: the first thing that surely stands in the way, or that none is known."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.sparse import csgraph

from geo.districts.beats import Beats, bands, worker_loads
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
        ``balance_rules_together``, ``balance_impossible`` without any rule; of a large map what ``ADJOINING`` has
        for these, as only hand-overs between adjoining beats were looked at; ``balance_not_found`` where a plan
        may exist.
    """
    within = f"{100 * tolerance:g} %"
    if (found := too_heavy(beats, tolerance) or _apart(beats, tolerance)) is not None:
        return found
    if not _impossible(beats, beats.allowed, tolerance, seconds):
        return InputError("balance_not_found", tolerance=within)
    code = _blocks(beats, tolerance, rules, seconds)
    return InputError(code if manageable(beats) is beats else ADJOINING[code], tolerance=within)


def _blocks(beats: Beats, tolerance: float, rules: Sequence[Rule], seconds: float) -> str:
    """The code of what makes it impossible: the loads, one rule, or all of them together."""
    free = np.tile(beats.shares > 0, (len(beats.today), 1))
    if _impossible(beats, free, tolerance, seconds):
        return "balance_impossible"
    held = pd.Series(beats.worker_ids[beats.today], beats.grid_ids)
    for rule in rules:
        if _impossible(beats, free & rule.allowed(held, beats.worker_ids), tolerance, seconds):
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


def _impossible(beats: Beats, allowed: np.ndarray, tolerance: float, seconds: float) -> bool:
    """Whether it is proven that no plan exists; a grid always may stay."""
    allowed = allowed.copy()
    allowed[np.arange(len(beats.today)), beats.today] = True
    free = manageable(replace(beats, allowed=allowed))
    return not np.isfinite(fewest_changes(free, tolerance, seconds).fewest)

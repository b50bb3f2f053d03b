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


def obstacle(beats: Beats, tolerance: float, rules: Sequence[Rule], seconds: float = 2.0) -> InputError:
    """What makes a plan within the tolerance impossible, as an error with code and facts.

    Args:
        beats: under all the rules. rules: what may not change.
        seconds: for each question to the solver.

    Returns:
        ``balance_grid_heavy``, ``balance_ground_apart``, a rule's ``blocks`` where it alone stands in the way,
        ``balance_rules_together``, ``balance_impossible`` without any rule: these are proven for all plans.
        ``balance_none_adjoining`` where it is proven only of plans in which grids go to adjoining beats, all
        that is searched on a large map; ``balance_not_found`` where nothing is proven.
    """
    within = f"{100 * tolerance:g} %"
    if (found := too_heavy(beats, tolerance) or _apart(beats, tolerance)) is not None:
        return found
    if not _impossible(beats, beats.allowed, tolerance, seconds):
        searched = manageable(beats)
        known = searched is not beats and _impossible(searched, searched.allowed, tolerance, seconds)
        return InputError("balance_none_adjoining" if known else "balance_not_found", tolerance=within)
    free = np.tile(beats.shares > 0, (len(beats.today), 1))
    if _impossible(beats, free, tolerance, seconds):
        return InputError("balance_impossible", tolerance=within)
    held = pd.Series(beats.worker_ids[beats.today], beats.grid_ids)
    for rule in rules:
        if _impossible(beats, free & rule.allowed(held, beats.worker_ids), tolerance, seconds):
            return InputError(rule.blocks, tolerance=within)
    return InputError("balance_rules_together", tolerance=within)


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
    """Whether it is proven that no plan exists among all that are allowed; a grid always may stay."""
    allowed = allowed.copy()
    allowed[np.arange(len(beats.today)), beats.today] = True
    free = replace(beats, allowed=allowed)
    return not np.isfinite(fewest_changes(free, tolerance, seconds).fewest)

"""From the fixes of a track to stays: how long somebody was in a grid without leaving it."""

import numpy as np
import pandas as pd

from geo.locate import NOWHERE


def stays(fixes: pd.DataFrame, *, least_minutes: float, gap_minutes: float) -> tuple[pd.DataFrame, int]:
    """Stays long enough to be a visit.

    A stay runs from its first fix to its last, all in one grid and without another between. What lies between
    the last fix in one grid and the first in the next is nobody's; a gap longer than ``gap_minutes`` ends a
    stay, for nobody knows where its time was spent.

    Args:
        fixes: ``worker_id``, ``at`` (times) and ``grid_id`` (−1 outside), in any order; of fixes of one worker
            at one time the first row counts.
        least_minutes: of a stay that is a visit.
        gap_minutes: between two fixes of one stay at most.

    Returns:
        ``worker_id``, ``grid_id``, ``since``, ``minutes`` and ``fixes``, by worker and time; and how many stays
        inside a grid were too short.

    >>> at = pd.to_datetime(["2026-03-02 09:00", "2026-03-02 09:06", "2026-03-02 09:07"])
    >>> stays(pd.DataFrame({"worker_id": 1, "at": at, "grid_id": [5, 5, 6]}), least_minutes=5, gap_minutes=10)[0][
    ...     ["grid_id", "minutes"]].values.tolist()
    [[5.0, 6.0]]
    """
    row = fixes.drop_duplicates(["worker_id", "at"]).sort_values(["worker_id", "at"], kind="stable")
    worker, grid, at = (
        row["worker_id"].to_numpy(),
        row["grid_id"].to_numpy(),
        row["at"].to_numpy("datetime64[us]"),
    )
    gap = np.diff(at) / np.timedelta64(1, "m")
    new = (worker[1:] != worker[:-1]) | (grid[1:] != grid[:-1]) | (gap > gap_minutes)
    there = bool(len(row))
    first, last = np.flatnonzero(np.r_[[True] * there, new]), np.flatnonzero(np.r_[new, [True] * there])
    minutes = (at[last] - at[first]) / np.timedelta64(1, "m")
    found = pd.DataFrame(
        {
            "worker_id": worker[first], "grid_id": grid[first], "since": at[first], "minutes": minutes,
            "fixes": last - first + 1,
        }
    )  # fmt: skip
    inside, long = found["grid_id"] != NOWHERE, found["minutes"] >= least_minutes
    return found[inside & long].reset_index(drop=True), int((inside & ~long).sum())

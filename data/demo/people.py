"""Who lives and works in the town: grid classes, households, workers and their visits."""

import numpy as np
import pandas as pd

from data.demo import words

VISIT_DAYS = 120  # visits go back this far
LATE = 0.12  # share of grids whose visit is overdue
DAY = 86400


def grid_classes(outwardness, rng) -> np.ndarray:
    """1 in the busy middle, 3 at the rim, 2 between."""
    blurred = outwardness + rng.normal(0, 0.08, len(outwardness))
    rank = np.argsort(np.argsort(blurred, kind="stable"), kind="stable") / len(blurred)
    return np.where(rank < 0.2, 1, np.where(rank < 0.8, 2, 3))


def households(special, rng) -> np.ndarray:
    """300 to 500 a grid; a special one (a park, a school, a mall) has few."""
    usual = np.clip(rng.normal(405, 48, len(special)), 300, 500)
    return np.where(special, rng.integers(0, 40, len(special)), usual).astype(np.int64)


def workers(count: int, rng) -> pd.DataFrame:
    """The worker table."""
    return pd.DataFrame({
        "worker_id": np.arange(1, count + 1),
        "name": words.person_names(count, rng),
        "organisation_id": words.GRID_OFFICE,
        "hours_per_week": rng.choice([40.0, 40.0, 40.0, 40.0, 30.0], count),
    })  # fmt: skip


def ages(outwardness, population) -> dict[str, np.ndarray]:
    """Older residents, of whom the middle of the town has more, and children, of whom its rim has."""
    outward = np.clip(outwardness, 0, 1)
    shares = {"older": 0.27 - 0.12 * outward, "children": 0.10 + 0.08 * outward}
    return {group: np.floor(population * share).astype(int) for group, share in shares.items()}


def absences(workers: int, now: int) -> pd.DataFrame:
    """One worker who is away now, and one who was last month.

    Args:
        now: seconds, a midnight.
    """
    frame = pd.DataFrame({"worker_id": [3, 8], "since": [-9, -40], "until": [6, -33]})
    frame = frame[frame["worker_id"] <= workers].assign(absence_id=lambda rows: np.arange(1, len(rows) + 1))
    days = frame[["since", "until"]] * DAY + now
    return frame.assign(**days, noted=days["since"] - 2 * DAY)


def visits(interval, bare, holding, now: int, rng) -> pd.DataFrame:
    """Visits of the last months: most grids within their interval, some overdue, bare ones long ago.

    Args:
        interval: days between two visits that each grid's class asks for.
        bare: which grids have no worker now.
        holding: ``data.demo.beats.Holding``.
        now: seconds, a midnight.
    """
    n = len(interval)
    late = rng.random(n) < LATE
    ago = np.where(late, interval * rng.uniform(1.5, 4.0, n), interval * rng.uniform(0, 1, n))
    ago = np.where(bare, (now - holding.changed) / DAY + 1, ago)
    pace = interval * 0.9
    times = np.maximum(np.floor((VISIT_DAYS - ago) / pace).astype(np.int64), 1)
    cell = np.repeat(np.arange(n), times)
    turn = np.arange(len(cell)) - np.repeat(np.cumsum(times) - times, times)
    days = np.maximum(np.floor(ago[cell] + turn * pace[cell]), 1).astype(np.int64)
    second = now - days * DAY + rng.integers(8 * 3600 + 1800, 18 * 3600, len(cell))
    order = np.lexsort((cell, second))
    return pd.DataFrame({
        "visit_id": np.arange(1, len(cell) + 1), "grid_id": cell[order] + 1,
        "worker_id": holding.at(cell, second)[order], "second": second[order],
        "minutes": np.round(rng.gamma(5, 5, len(cell)) + 5),
    })  # fmt: skip

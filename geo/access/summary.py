"""Walks and scores of homes put together by area: grid, community, beat. Everybody counts, not every home."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geo.names import GROUPS


def beyond(
    homes: pd.DataFrame,
    metres: pd.Series,
    limit_m: float,
    areas: pd.Series,
    shorter_m: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Who lives further than a standard allows.

    Args:
        homes: ``residents``; ``older`` and ``children`` where they are counted.
        metres: from each home to the nearest facility, endless where none is reached.
        areas: name of the area of each home; homes without one are left out.
        shorter_m: limits of groups that have their own.

    Returns:
        by area: ``residents``; ``beyond`` and ``share_beyond`` (further than ``limit_m``, or unreached);
        ``unreached``; ``mean_m``, the average walk of those who reach one; and for each group that is counted
        anywhere how many there are and how many ``…_beyond``, missing where nobody counted them.

    >>> homes, metres = pd.DataFrame({"residents": [3.0, 1.0]}), pd.Series([100.0, np.inf])
    >>> beyond(homes, metres, 500, pd.Series(["a", "a"])).loc["a"].tolist()
    [4.0, 1.0, 0.25, 1.0, 100.0]
    """
    people = homes["residents"]
    reached = np.isfinite(metres)
    parts = pd.DataFrame({
        "residents": people,
        "beyond": people.where(~(metres <= limit_m), 0.0),
        "unreached": people.where(~reached, 0.0),
        "walked": (people * metres.where(reached, 0.0)),
    })  # fmt: skip
    whole = parts.groupby(areas).sum()
    there = whole["residents"] - whole["unreached"]
    whole["share_beyond"] = whole["beyond"] / whole["residents"].where(whole["residents"] > 0)
    whole["mean_m"] = whole["walked"] / there.where(there > 0)
    counted = {}
    for group in _counted(homes):
        limit = (shorter_m or {}).get(group, limit_m)
        counted |= {
            group: homes[group],
            f"{group}_beyond": homes[group].mask(metres <= limit, homes[group] * 0),
        }
    of_groups = pd.DataFrame(counted, homes.index).groupby(areas).sum(min_count=1)
    return whole[["residents", "beyond", "share_beyond", "unreached", "mean_m"]].join(of_groups)


def weighted(homes: pd.DataFrame, score: np.ndarray, areas: pd.Series) -> pd.DataFrame:
    """What a score is on average for the residents of each area: ``residents`` and ``score``; and for each group that
    is counted anywhere how many there are and their ``…_score``.

    >>> homes = pd.DataFrame({"residents": [3.0, 1.0]})
    >>> weighted(homes, np.array([0.0, 8.0]), pd.Series(["a", "a"])).loc["a"].tolist()
    [4.0, 2.0]
    """
    found = {}
    for group in ("residents", *_counted(homes)):
        people = homes[group]
        there = people.groupby(areas).sum(min_count=1)
        name = "score" if group == "residents" else f"{group}_score"
        found |= {
            group: there,
            name: (people * score).groupby(areas).sum(min_count=1) / there.where(there > 0),
        }
    return pd.DataFrame(found)


def _counted(homes: pd.DataFrame) -> list[str]:
    """Which of older residents and children somebody counted anywhere."""
    return [group for group in GROUPS if group in homes and homes[group].notna().any()]

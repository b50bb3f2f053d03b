"""Walks and scores of homes put together by area: grid, community, beat. Everybody counts, not every home."""

import numpy as np
import pandas as pd


def beyond(homes: pd.DataFrame, metres: pd.Series, limit_m: float, areas: pd.Series) -> pd.DataFrame:
    """Who lives further than a standard allows.

    Args:
        homes: ``residents``. metres: from each home to the nearest facility, endless where none is reached.
        areas: name of the area of each home; homes without one are left out.

    Returns:
        by area: ``residents``; ``beyond`` and ``share_beyond`` (further than ``limit_m``, or unreached);
        ``unreached``; ``mean_m``, the average walk of those who reach one.

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
    return whole[["residents", "beyond", "share_beyond", "unreached", "mean_m"]]


def weighted(homes: pd.DataFrame, score: np.ndarray, areas: pd.Series) -> pd.DataFrame:
    """What a score is on average for the residents of each area: ``residents`` and ``score``.

    >>> homes = pd.DataFrame({"residents": [3.0, 1.0]})
    >>> weighted(homes, np.array([0.0, 8.0]), pd.Series(["a", "a"])).loc["a"].tolist()
    [4.0, 2.0]
    """
    people = homes["residents"]
    whole = pd.DataFrame({"residents": people, "score": people * score}).groupby(areas).sum()
    whole["score"] /= whole["residents"].where(whole["residents"] > 0)
    return whole

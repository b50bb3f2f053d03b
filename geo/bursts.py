"""Bursts: steps in which a place reports far more than its other steps and the season lead to expect.

What is usual somewhere is told without them: a month of trouble says nothing of the other eleven.
"""

import numpy as np
from scipy.special import pdtrc

#: so many reports or more come by chance less often than this in a step that is no burst
BURST_P = 0.001
#: reports of a kind that are usual in a step, at least: two where there were none before are no burst
LEAST_USUAL = 0.2


def without_bursts(counts: np.ndarray) -> np.ndarray:
    """Reports with what is usual in place of each burst.

    What is usual in a step is what the other steps of the same place and kind lead to, by the share that
    the step has of that kind everywhere.

    Args:
        counts: reports, places × kinds × steps of one length.

    >>> without_bursts(np.array([[[2, 2, 20, 2]], [[200, 200, 200, 200]]]))[0, 0].round(1).tolist()
    [2.0, 2.0, 2.2, 2.0]
    """
    n = np.asarray(counts, dtype=float)
    by_kind = n.sum(axis=(0, 2))[:, None]
    season = n.sum(axis=0) / np.where(by_kind > 0, by_kind, 1.0)
    odds = np.where(
        season < 1, season / np.where(season < 1, 1 - season, 1.0), np.inf
    )  # one step: nothing to compare
    others = n.sum(axis=2, keepdims=True) - n
    usual = np.where(np.isinf(odds), n, others * np.where(np.isinf(odds), 0.0, odds))
    burst = (n > usual) & (pdtrc(np.maximum(n - 1, 0), np.maximum(usual, LEAST_USUAL)) < BURST_P)
    return np.where(burst, usual, n)

"""What every proposed site would change, as facts for a sentence: who gains, and how many minutes."""

import numpy as np
import pandas as pd

#: metres on foot in a minute: the 1,000 m that the 15-minute circle of GB 50180-2018 allows
METRES_A_MINUTE = 1000 / 15


def gains(
    costs: np.ndarray,
    weights: np.ndarray,
    assigned: np.ndarray,
    before: np.ndarray,
    radius: float = np.inf,
    per_minute: float = METRES_A_MINUTE,
) -> pd.DataFrame:
    """What changes for the people of every place that are served.

    Args:
        costs: demand × candidate.
        assigned: by demand, the candidate people go to, or -1.
        before: cost to the nearest facility there was, by demand; endless where there was none.
        radius: what is nearer is reached.
        per_minute: cost of a minute.

    Returns:
        by number of the place: the ``candidate`` they go to; ``people``; ``gainers``, those who have it nearer
        than before; ``had``, gainers who had one at all; ``saved``, the minutes of all these together; ``newly``,
        people who reached none within the radius before.
    """
    served = assigned >= 0
    now = np.full(len(weights), np.inf)
    now[served] = costs[served, assigned[served]]
    nearer = served & (now < before)
    had = nearer & np.isfinite(before)
    newly = nearer & (now <= radius) & ~(before <= radius)
    saved = np.where(had, weights * (np.where(had, before, 0.0) - np.where(had, now, 0.0)), 0.0) / per_minute
    return pd.DataFrame({
        "candidate": assigned, "people": weights, "gainers": weights * nearer, "had": weights * had,
        "saved": saved, "newly": weights * newly,
    })[served]  # fmt: skip


def summed(gained: pd.DataFrame, by: list) -> pd.DataFrame:
    """``gains`` added up: ``people``, ``gainers``, ``newly``, and the ``minutes`` that those who had one save on
    average.

    >>> costs = np.array([[0.0], [200], [400]])
    >>> gained = gains(costs, np.ones(3), np.zeros(3, int), np.array([500.0, 300, 400]), 250, 100)
    >>> summed(gained, ["candidate"]).loc[0].to_dict()
    {'people': 3.0, 'gainers': 2.0, 'minutes': 3.0, 'newly': 2.0}
    """
    found = gained.groupby(by)[["people", "gainers", "had", "saved", "newly"]].sum()
    found["minutes"] = (found["saved"] / found["had"].where(found["had"] > 0)).astype(float)
    return found[["people", "gainers", "minutes", "newly"]]

"""Care continuity: what it costs that a grid changes hands, for each of its households gets another worker."""

import numpy as np


def prices(households: np.ndarray, fewest: str = "grids") -> np.ndarray:
    """What each grid costs that changes hands, in mean grids; missing households count as none.

    Args:
        fewest: ``grids``: a grid costs one, and of plans with equally many the one with the fewest households
            is the best; ``households``: they alone count, and of equally many the fewest grids.

    >>> prices(np.array([100.0, 300.0, np.nan, 0.0])).tolist()
    [1.25, 1.75, 1.0, 1.0]
    >>> prices(np.array([2.0, 6.0, 0.0, 0.0]), "households").tolist()
    [1.1, 3.1, 0.1, 0.1]
    """
    homes = np.nan_to_num(np.asarray(households, float))
    if not homes.sum() > 0:
        return np.ones(len(homes))
    if fewest == "grids":
        return 1 + homes / homes.sum()  # all households together are no more than one grid
    return (homes + 1 / (len(homes) + 1)) / homes.mean()  # all grids together are less than one household

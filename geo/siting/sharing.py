"""Who goes to which of the chosen facilities, where each takes only so many people.

Everybody at one place goes together: first those who lose most by not going to their nearest, then one is moved to
where there is room, or two change places, as long as that shortens the walks.

Source: Martello & Toth (1990), Knapsack problems, chapter 7, the generalised assignment problem by regret; Osman
(1995), Heuristics for the generalised assignment problem, for shifting one and interchanging two.
"""

import numpy as np

from geo.siting.task import Task

#: rounds of moving and changing places
MOST_MOVES = 200
#: less than this share of a load is no load, and of the walks no gain
TINY = 1e-9
#: of more places than this none change with another: there are too many pairs
MOST_CHANGING = 500


def shared_out(task: Task, chosen: np.ndarray) -> np.ndarray | None:
    """Who goes where, by demand the candidate; None where room runs out."""
    places = np.flatnonzero(chosen)
    costs, weights = task.burdens[:, places], task.weights
    left = task.capacities[places].astype(float).copy()
    goes = np.full(len(costs), -1)
    for i in _order(costs, weights):
        fits = np.where(left >= weights[i] - TINY, costs[i], np.inf)
        goes[i] = int(fits.argmin())
        if np.isinf(fits[goes[i]]):
            return None
        left[goes[i]] -= weights[i]
    for _ in range(MOST_MOVES):
        if not (_moved(costs, weights, left, goes) or _changed(costs, weights, left, goes)):
            break
    return places[goes]


def _order(costs: np.ndarray, weights: np.ndarray) -> np.ndarray:
    if costs.shape[1] < 2:
        return np.argsort(-weights, kind="stable")
    two = np.partition(costs, 1, axis=1)
    return np.lexsort((-weights, -np.nan_to_num(two[:, 1] - two[:, 0], posinf=np.finfo(float).max)))


def _moved(costs: np.ndarray, weights: np.ndarray, left: np.ndarray, goes: np.ndarray) -> bool:
    """Whether one place has been moved to where it is nearer and there is room: the one that saves most."""
    now = costs[np.arange(len(goes)), goes]
    fits = left[None] >= weights[:, None] - TINY
    saved = np.where(fits, now[:, None] - costs, -np.inf)
    i, to = np.unravel_index(saved.argmax(), saved.shape)
    if saved[i, to] <= TINY * now.sum():
        return False
    left[goes[i]] += weights[i]
    left[to] -= weights[i]
    goes[i] = to
    return True


def _changed(costs: np.ndarray, weights: np.ndarray, left: np.ndarray, goes: np.ndarray) -> bool:
    """Whether two have changed places: of all pairs one of whom would be nearer, the one that saves most."""
    now = costs[np.arange(len(goes)), goes]
    some = np.flatnonzero(costs.min(axis=1) < now)
    if not len(some) or len(goes) > MOST_CHANGING:
        return False
    gain = now[some][:, None] - costs[some][:, goes] + now - costs[:, goes[some]].T
    more = weights - weights[some][:, None]  # what the first one's facility has to take in addition
    fits = (more <= left[goes[some]][:, None] + TINY) & (-more <= left[goes] + TINY)
    gain[~fits | (goes[some][:, None] == goes)] = -np.inf
    i, j = np.unravel_index(gain.argmax(), gain.shape)
    if not gain[i, j] > TINY * now.sum():
        return False
    one, other = some[i], j
    left[goes[one]] -= more[i, j]
    left[goes[other]] += more[i, j]
    goes[one], goes[other] = goes[other], goes[one]
    return True

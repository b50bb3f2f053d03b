"""Ways to say where the next incidents will be, from what came before: one score a grid.

Each way is a function of the past alone (n grids × t steps, oldest first) and of the ``Ground`` on
which it happened. Scores only rank: higher is sooner on the list. Ways that estimate incidents give
them per km², because a list is held to an area.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from geo.errors import InputError
from geo.hotspots.emerging import emerging
from geo.hotspots.local import gi_star
from geo.hotspots.permutation import permutation_tails
from geo.rates import local_rate

#: steps that count as recent
RECENT = 4
#: steps in which a grid can have been hot
HALF_YEAR = 26
#: steps after which an incident counts half
HALF_LIFE = 4.0
#: what a neighbour counts beside the grid itself: a Gaussian kernel at one standard deviation
NEXT_DOOR = float(np.exp(-0.5))
#: a chance too small to order by
TINY = 1e-290


@dataclass(frozen=True)
class Ground:
    """The n grids: which are neighbours, their km², and their households (missing: not known)."""

    neighbours: sparse.csr_array
    areas_km2: np.ndarray
    households: np.ndarray | None = None


def _random(past: np.ndarray, ground: Ground) -> np.ndarray:
    """All the same: whichever grids are drawn."""
    return np.zeros(len(past))


def _last(past: np.ndarray, ground: Ground) -> np.ndarray:
    """Incidents of the last step."""
    return past[:, -1] / ground.areas_km2


def _recent(past: np.ndarray, ground: Ground) -> np.ndarray:
    """Incidents of the last few steps."""
    return past[:, -RECENT:].sum(axis=1) / ground.areas_km2


def _past(past: np.ndarray, ground: Ground) -> np.ndarray:
    """Incidents of all steps."""
    return past.sum(axis=1) / ground.areas_km2


def _faded(past: np.ndarray) -> np.ndarray:
    age = np.arange(past.shape[1])[::-1]
    return past @ 0.5 ** (age / HALF_LIFE)


def _decay(past: np.ndarray, ground: Ground) -> np.ndarray:
    """Incidents of all steps, the older the less."""
    return _faded(past) / ground.areas_km2


def _around(counts: np.ndarray, ground: Ground) -> np.ndarray:
    """Incidents per km² of a grid with its neighbours, which count less than itself."""
    near = ground.neighbours
    return (counts + NEXT_DOOR * (near @ counts)) / (ground.areas_km2 + NEXT_DOOR * (near @ ground.areas_km2))


def _kernel(past: np.ndarray, ground: Ground) -> np.ndarray:
    """Incidents of all steps, smoothed over the neighbours."""
    return _around(past.sum(axis=1), ground)


def _near_repeat(past: np.ndarray, ground: Ground) -> np.ndarray:
    """Incidents in the grid and next door, the older the less.

    Source: the idea of Bowers, Johnson and Pease (2004), British Journal of Criminology 44(5).
    """
    return _around(_faded(past), ground)


def _shrunk(past: np.ndarray, ground: Ground) -> np.ndarray:
    """Incidents of all steps, drawn towards the rate around the grid where they are few.

    The rate is that of ``geo.rates.local_rate``. Exposure is households where they are known, else area; a
    grid without exposure keeps what it had.
    """
    counts = past.sum(axis=1)
    exposed = ground.areas_km2 if ground.households is None else ground.households
    rate = local_rate(counts, exposed, ground.neighbours)
    return np.where(np.isnan(rate), counts, rate * exposed) / ground.areas_km2


def _gi(past: np.ndarray, ground: Ground) -> np.ndarray:
    """How unlikely chance alone would gather as many in a grid and its neighbours (Gi*, exact p).

    Where p is too small for a number, z orders.
    """
    counts = past.sum(axis=1)
    if np.ptp(counts) == 0:
        return np.zeros(len(counts))
    p, z = permutation_tails(counts, ground.neighbours).hot, gi_star(counts, ground.neighbours)
    return np.where(p > TINY, -np.log(np.maximum(p, TINY)), -np.log(TINY) + z)


def _emerging(past: np.ndarray, ground: Ground) -> np.ndarray:
    """In how many of the last half year's steps the grid was hot in space and time; among equals,
    incidents of all steps."""
    found = emerging(pd.DataFrame(past[:, -HALF_YEAR:]), ground.neighbours)
    before = _past(past, ground)
    return found.frame["hot_steps"].to_numpy() + before / (before.max() + 1)


Way = Callable[[np.ndarray, Ground], np.ndarray]
METHODS: dict[str, Way] = {
    "random": _random,
    "last": _last,
    "recent": _recent,
    "past": _past,
    "decay": _decay,
    "kernel": _kernel,
    "near_repeat": _near_repeat,
    "shrunk": _shrunk,
    "gi": _gi,
    "emerging": _emerging,
}


def way(method: str) -> Way:
    """The function behind a method's code.

    Raises:
        InputError: ``forecast_unknown``.
    """
    if method not in METHODS:
        raise InputError("forecast_unknown", method=method, known=", ".join(METHODS))
    return METHODS[method]


def ground_of(
    steps: pd.DataFrame | np.ndarray,
    neighbours: sparse.csr_array,
    areas_km2: pd.Series | np.ndarray,
    households: pd.Series | np.ndarray | None = None,
) -> tuple[pd.DataFrame, Ground]:
    """What was given, checked at the door: incidents and ground of the grids that have an area.

    Args:
        steps: whole numbers, a row a grid and a column a step, oldest first.
        neighbours: matrix whose row i is the i-th grid of ``steps``.
        areas_km2, households: by grid, or in the order of the grids.

    Raises:
        InputError: ``neighbours_differ``, ``counts_not_whole``.
    """
    steps = pd.DataFrame(steps)
    if neighbours.shape != (len(steps), len(steps)):
        raise InputError("neighbours_differ", grids=len(steps), rows=neighbours.shape[0])
    counts = steps.to_numpy(float)
    if np.any(~(counts >= 0)) or np.any(counts != np.rint(counts)):
        raise InputError("counts_not_whole")
    area, people = _in_order(areas_km2, steps.index), _in_order(households, steps.index)
    has = area > 0
    near = sparse.csr_array(neighbours)[has][:, has]
    return steps[has], Ground(near, area[has], None if people is None else people[has])


def _in_order(values: pd.Series | np.ndarray | None, index: pd.Index) -> np.ndarray | None:
    if isinstance(values, pd.Series):
        values = values.reindex(index)
    return None if values is None else np.asarray(values, dtype=float)


def scores(
    steps: pd.DataFrame | np.ndarray,
    neighbours: sparse.csr_array,
    method: str,
    *,
    areas_km2: pd.Series | np.ndarray,
    households: pd.Series | np.ndarray | None = None,
) -> pd.Series:
    """Where the next incidents are looked for first, after all the steps given.

    Args:
        method: a key of ``METHODS``, such as ``geo.hotspots.backtest.best_method`` names.
        steps, neighbours, areas_km2, households: as in ``ground_of``.

    Returns:
        ``score`` by grid; only the order means anything. Missing where a grid has no area.

    Raises:
        InputError: ``forecast_unknown``, ``steps_missing``, and as in ``ground_of``.
    """
    usable, ground = ground_of(steps, neighbours, areas_km2, households)
    if not usable.shape[1]:
        raise InputError("steps_missing")
    score = pd.Series(way(method)(usable.to_numpy(float), ground), index=usable.index, name="score")
    return score.reindex(pd.DataFrame(steps).index)

"""How likely every bin of a space-time cube is by chance: a grid in a step, with what is around it.

A bin's window is the grid and its neighbours in this step and in the step before; in the first step
there is none before. The reference is the whole cube: all its counts dealt to all its bins, or
households × one rate for the cube. "Hot" so means one thing from the first step to the last.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from geo.hotspots.permutation import tails_of_sums
from geo.hotspots.progress import Progress
from geo.rates import count_tails, gamma_poisson

#: grids worked on at once: their numbers stay in the processor's cache, and progress can be told
BLOCK = 2048


@dataclass(frozen=True)
class Bins:
    """Arrays grid × step: two-sided ``p``, missing where nobody lives in the window, and whether
    there is more than expected; ``exact`` where no p is an approximation."""

    p: np.ndarray
    more: np.ndarray
    exact: bool = True


def with_step_before(per_step: np.ndarray) -> np.ndarray:
    """Every step's value with that of the step before added.

    >>> with_step_before(np.array([[1, 2, 4]])).tolist()
    [[1, 3, 6]]
    """
    both = per_step.copy()
    both[:, 1:] += per_step[:, :-1]
    return both


def blocks(n: int, progress: Progress | None):
    """Slices of so many grids, telling the progress after each."""
    for start in range(0, n, BLOCK):
        yield slice(start, start + BLOCK)
        if progress:
            progress(min(1.0, (start + BLOCK) / n))


def by_grids(counts: np.ndarray, around: sparse.csr_array) -> Bins:
    """Bins against the cube's own counts, dealt to its bins at random: exact where it fits.

    Args:
        counts: whole numbers, grid × step.
        around: n × n, 1.0 for the grid and its neighbours.
    """
    held = with_step_before(around @ counts)
    size = with_step_before(np.broadcast_to(around.sum(axis=1)[:, None], counts.shape))
    chance = tails_of_sums(counts.ravel(), _integers(size), _integers(held))
    return Bins(chance.two_sided.reshape(counts.shape), held > size * counts.mean(), bool(chance.exact.all()))


def by_households(
    counts: np.ndarray, around: sparse.csr_array, lived_in: np.ndarray, progress: Progress | None = None
) -> Bins:
    """Bins against what their households explain, true risks varying from bin to bin as they do.

    As ``geo.hotspots.find`` does it for grids: a window's relative risk is the household-weighted
    mean of independent gamma risks, its cases negative binomial with that mean and variance.
    """
    exposure = np.broadcast_to(lived_in[:, None], counts.shape)
    rate, variance = gamma_poisson(pd.Series(counts.ravel()), pd.Series(exposure.ravel()))
    held, people = with_step_before(around @ counts), with_step_before(around @ exposure)
    squares = with_step_before(around @ exposure**2)
    p = np.empty(counts.shape)
    for grids in blocks(len(counts), progress):
        some = np.where(people[grids] > 0, people[grids], np.nan)
        tails = count_tails(held[grids], rate * some, variance * squares[grids] / some**2)
        p[grids] = np.minimum(1.0, 2 * np.minimum(*tails))
    return Bins(p, held > rate * people)


def _integers(values: np.ndarray) -> np.ndarray:
    return np.rint(values).astype(int).ravel()

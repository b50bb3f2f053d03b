"""The chances of a sum by simulation, where there is no distribution to be had, or to check one.

p = (r + 1) / (replications + 1), r being how often a simulated sum was as far out or further: never
below 1 / (replications + 1), so among many grids little can be found with few replications.
"""

from collections.abc import Callable

import numpy as np
from scipy import sparse

from geo.hotspots.permutation import Tails

#: numbers held at once
BLOCK = 4_000_000
#: sums that differ by less than this share of what they are made of are equal
SAME = 1e-10


def dealt_tails(
    values: np.ndarray,
    weights: sparse.csr_array,
    *,
    replications: int,
    seed: int,
    keep_middle: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Tails:
    """Tails of every weighted sum when the values are dealt at random.

    All grids are tested on the same deals, which is what makes it quick: each p is good by itself.

    Args:
        values: n finite numbers.
        weights: n × n, any weights.
        replications: deals.
        seed: of the generator.
        keep_middle: deal to every grid's neighbours only what the others hold (conditional
            permutation); the diagonal must then be empty.
        progress: told the share done.

    Raises:
        Whatever ``progress`` raises.
    """
    x, weights = np.asarray(values, dtype=float), sparse.csr_array(weights)
    sizes = np.diff(weights.indptr)
    most = int(sizes.max(initial=0))
    drawn = _draws(len(x), min(most + 1, len(x)), replications, np.random.default_rng(seed))
    seen, slack = weights @ x, SAME * (abs(weights) @ np.abs(x))
    more, fewer = np.zeros((2, len(x)))
    step = max(1, BLOCK // max(replications, 1))
    for start in range(0, len(x), step):
        here = slice(start, start + step)
        heavy = _padded(weights[here], most)
        sums = x[drawn[:, :most]] @ heavy
        if keep_middle:
            _put_back(sums, x, drawn, heavy, start, sizes[here])
        more[here] = (sums >= seen[here] - slack[here]).sum(axis=0)
        fewer[here] = (sums <= seen[here] + slack[here]).sum(axis=0)
        if progress:
            progress(min(1.0, (start + step) / len(x)))
    return _tails(more, fewer, replications)


def _draws(n: int, size: int, replications: int, rng: np.random.Generator) -> np.ndarray:
    """Each row ``size`` different ones of n, in random order (Floyd's method, then shuffled)."""
    drawn = np.empty((replications, size), dtype=np.int64)
    for column, last in enumerate(range(n - size, n)):
        pick = rng.integers(0, last + 1, replications)
        taken = (drawn[:, :column] == pick[:, None]).any(axis=1)
        drawn[:, column] = np.where(taken, last, pick)
    return rng.permuted(drawn, axis=1)


def _padded(weights: sparse.csr_array, most: int) -> np.ndarray:
    """The weights of every row as a column, one below the other, zeros after the last."""
    row = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
    heavy = np.zeros((most, weights.shape[0]))
    heavy[np.arange(len(row)) - weights.indptr[row], row] = weights.data
    return heavy


def _put_back(sums, x, drawn, heavy, start: int, sizes: np.ndarray) -> None:
    """Where a grid was dealt its own value, it gets the next one of the deal instead."""
    deal, column = np.nonzero((drawn >= start) & (drawn < start + len(sizes)))
    grid = drawn[deal, column] - start
    hit = column < sizes[grid]
    deal, column, grid = deal[hit], column[hit], grid[hit]
    instead = x[drawn[deal, sizes[grid]]] - x[drawn[deal, column]]
    sums[deal, grid] += heavy[column, grid] * instead


def modelled_tails(
    exposure: np.ndarray,
    rate: float,
    variance: float,
    around: sparse.csr_array,
    sums: np.ndarray,
    *,
    replications: int,
    seed: int,
    progress: Callable[[float], None] | None = None,
) -> Tails:
    """Tails of every window's cases on maps made by the gamma-Poisson model of ``geo.rates``.

    Args:
        exposure: people by grid; rate: cases per person; variance: of the relative risk.
        around: n × n, 1.0 where a grid belongs to the row's window.
        sums: cases seen in every window.
        replications, seed, progress: as in ``dealt_tails``.
    """
    rng = np.random.default_rng(seed)
    more, fewer = np.zeros((2, len(sums)))
    for done in range(replications):
        risk = rng.gamma(1 / variance, variance, len(exposure)) if variance > 0 else 1.0
        made = around @ rng.poisson(rate * exposure * risk)
        more += made >= sums
        fewer += made <= sums
        if progress:
            progress((done + 1) / replications)
    return _tails(more, fewer, replications)


def _tails(more: np.ndarray, fewer: np.ndarray, replications: int) -> Tails:
    hot, cold = (more + 1) / (replications + 1), (fewer + 1) / (replications + 1)
    return Tails(hot, cold, np.zeros(len(more), dtype=bool))

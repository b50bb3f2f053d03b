"""The chances of a grid's neighbours while the grid keeps its own count: the reference of local Moran.

If the n − 1 other counts were dealt to the n − 1 other grids at random, the m neighbours of a grid
that holds v would hold the sum of m draws without replacement from all counts but one v. That is the
distribution of ``geo.hotspots.permutation`` with one factor taken out, so all grids of one count
share it. Simulation of the same ("conditional permutation") comes to it in the end, with a floor.
"""

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from geo.hotspots import saddlepoint
from geo.hotspots.permutation import BUDGET, Tails, exact_up_to, whole, with_value

#: stretches of the range of counts for which the saddlepoint is asked once each
STRETCHES = 16


def neighbour_tails(counts: np.ndarray, neighbours: sparse.csr_array, *, budget: float = BUDGET) -> Tails:
    """Tails of the neighbours' sum of every grid under random permutation of the other counts.

    Args:
        counts: n whole numbers, none negative.
        neighbours: n × n, 1.0 where two grids are neighbours, nothing on the diagonal.
        budget: multiply-adds allowed for the exact distributions; beyond it the saddlepoint's.

    Returns:
        As ``geo.hotspots.permutation.permutation_tails``; certain for a grid without neighbours.

    Raises:
        InputError: ``counts_not_whole``.
    """
    x = whole(counts).astype(int)
    sizes = np.rint(neighbours.sum(axis=1)).astype(int)
    sums = np.rint(neighbours @ x).astype(int)
    hot, cold = np.ones((2, len(x)))
    if not len(x):
        return Tails(hot, cold, np.ones(0, dtype=bool))
    rounds = 1 + np.log2(len(np.unique(x)))
    largest = exact_up_to(x, np.unique(sizes), budget / rounds)
    exact = sizes <= largest
    if largest:
        _exact(x, sizes, sums, largest, hot, cold)
    for size in np.unique(sizes[~exact]):
        _approximate(x, np.flatnonzero(sizes == size), size, sums, hot, cold)
    return Tails(hot, cold, exact)


def _exact(x, sizes, sums, largest: int, hot: np.ndarray, cold: np.ndarray) -> None:
    for value, chance in without_each(x, largest):
        here = np.flatnonzero((x == value) & (sizes <= largest))
        size, total = sizes[here], sums[here]
        hot[here] = np.cumsum(chance[:, ::-1], axis=1)[:, ::-1][size, total]
        cold[here] = np.cumsum(chance, axis=1)[size, total]


def without_each(counts: np.ndarray, largest: int) -> Iterator[tuple[int, np.ndarray]]:
    """Every value, and P(sum of m draws = s) from the counts less one of that value.

    Rows are m = 0 … largest, columns s. The products of all factors but one are made by halving:
    half of the factors are multiplied in before the other half is gone through. Dividing the whole
    product by one factor would be quicker and lose all digits in the tails.

    >>> {value: chance[1].round(2).tolist() for value, chance in without_each(np.array([0, 1, 1]), 1)}
    {0: [0.0, 1.0], 1: [0.5, 0.5]}
    """
    values, holders = np.unique(counts, return_counts=True)
    ways = np.zeros((largest + 1, int(np.sort(counts)[::-1][:largest].sum()) + 1))
    ways[0, 0] = 1.0
    for value, found in _all_but_one(ways, values.tolist(), holders.tolist(), len(counts)):
        total = found.sum(axis=1, keepdims=True)
        yield value, found / np.where(total > 0, total, 1.0)


def _all_but_one(ways: np.ndarray, values: list[int], holders: list[int], n: int):
    if len(values) == 1:
        yield values[0], with_value(ways, values[0], holders[0] - 1, n)
        return
    half = len(values) // 2
    for inside, outside in ((slice(half), slice(half, None)), (slice(half, None), slice(half))):
        more = ways
        for value, held in zip(values[outside], holders[outside], strict=True):
            more = with_value(more, value, held, n)
        yield from _all_but_one(more, values[inside], holders[inside], n)


def _approximate(x, grids: np.ndarray, size: int, sums, hot: np.ndarray, cold: np.ndarray) -> None:
    """Grids of much the same count share a distribution, moved by what their own counts take away."""
    edges = np.linspace(x.min(), x.max(), STRETCHES + 1)[1:-1]
    stretch = np.digitize(x[grids], edges)
    for number in np.unique(stretch):
        here = grids[stretch == number]
        typical = here[np.argsort(x[here], kind="stable")[len(here) // 2]]
        moved = size * (x[here] - x[typical]) / (len(x) - 1)
        hot[here], cold[here] = saddlepoint.tails(np.delete(x, typical), size, sums[here] + moved)

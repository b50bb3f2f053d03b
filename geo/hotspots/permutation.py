"""How often chance alone gathers as many: exact tails under random permutation of the counts.

If the n observed counts were dealt to the n grids at random, a window of m grids (one grid and
its neighbours) would hold the sum of m draws without replacement from them. Its distribution is
a coefficient of a generating function: with c(v) grids holding the count v,

    P(S = s) ∝ [yᵐ tˢ] ∏ᵥ (1 + y tᵛ)^c(v)

computed once for all windows of every size, so no p has the floor that simulation gives it.
This is the reference distribution of the textbook's Gi*, whose mean and variance it has: the
grid in the middle is dealt like the rest. (Conditional permutation, which holds the middle
fixed, asks another question: whether a grid's neighbours resemble it.)
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from geo.errors import InputError
from geo.hotspots import saddlepoint
from geo.hotspots.local import windows

#: multiply-adds the exact road may cost before the larger windows take the saddlepoint's
BUDGET = 4e8
#: beyond this size the weights of the generating function come near the end of a double's range
LARGEST_WINDOW = 120


@dataclass(frozen=True)
class Tails:
    """For every grid: P(as many or more), P(as many or fewer), and twice the smaller of both.

    ``exact`` is False for the grids whose tails are the saddlepoint's approximation.
    """

    hot: np.ndarray
    cold: np.ndarray
    exact: np.ndarray

    @property
    def two_sided(self) -> np.ndarray:
        """Twice the smaller tail, at most 1."""
        return np.minimum(1.0, 2 * np.minimum(self.hot, self.cold))


def permutation_tails(counts: np.ndarray, neighbours: sparse.csr_array, *, budget: float = BUDGET) -> Tails:
    """Tails of every grid's window sum under random permutation of the counts.

    Args:
        counts: n whole numbers, none negative.
        neighbours: n × n, 1.0 where two grids are neighbours, nothing on the diagonal.
        budget: multiply-adds allowed for the exact distribution.

    Raises:
        InputError: ``counts_not_whole``.
    """
    x = whole(counts)
    around = windows(neighbours)
    sizes = np.rint(around.sum(axis=1)).astype(int)
    return tails_of_sums(x, sizes, np.rint(around @ x).astype(int), budget=budget)


def tails_of_sums(
    counts: np.ndarray, sizes: np.ndarray, sums: np.ndarray, *, budget: float = BUDGET
) -> Tails:
    """Tails of any windows' sums, whatever a window is: so many places holding so many cases.

    Args:
        counts: n whole numbers, none negative: what is dealt.
        sizes, sums: for every window how many of the n places it covers, and what they hold.
        budget: multiply-adds allowed for the exact distribution.

    Raises:
        InputError: ``counts_not_whole``.
    """
    x = whole(counts)
    largest = exact_up_to(x.astype(int), np.unique(sizes), budget)
    exact = sizes <= largest
    hot, cold = np.empty(len(sizes)), np.empty(len(sizes))
    if exact.any():
        hot[exact], cold[exact] = _exact(x.astype(int), sizes[exact], sums[exact])
    for size in np.unique(sizes[~exact]):
        here = sizes == size
        hot[here], cold[here] = saddlepoint.tails(x, size, sums[here])
    return Tails(hot, cold, exact)


def whole(counts: np.ndarray) -> np.ndarray:
    """The counts as floats, once it is seen that they can be counted.

    Raises:
        InputError: ``counts_not_whole``.
    """
    x = np.asarray(counts, dtype=float)
    if not np.all((x >= 0) & (x == np.rint(x))):
        raise InputError("counts_not_whole")
    return x


def exact_up_to(counts: np.ndarray, sizes: np.ndarray, budget: float) -> int:
    """The largest of the window sizes (ascending) whose exact distribution fits the budget; 0: none."""
    _, holders = np.unique(counts, return_counts=True)
    descending = np.sort(counts)[::-1]
    fitting = 0
    for size in sizes[sizes <= LARGEST_WINDOW]:
        cost = np.minimum(holders, size).sum() * size * (descending[:size].sum() + 1)
        if cost > budget:
            break
        fitting = int(size)
    return fitting


def sum_distributions(counts: np.ndarray, largest: int) -> np.ndarray:
    """P(sum of m draws without replacement = s), for m = 0 … largest as rows and s as columns.

    >>> sum_distributions(np.array([0, 1, 2]), 2).round(3)
    array([[1.   , 0.   , 0.   , 0.   ],
           [0.333, 0.333, 0.333, 0.   ],
           [0.   , 0.333, 0.333, 0.333]])
    """
    values, holders = np.unique(counts, return_counts=True)
    reach = int(np.sort(counts)[::-1][:largest].sum())
    ways = np.zeros((largest + 1, reach + 1))
    ways[0, 0] = 1.0
    for value, held in zip(values.tolist(), holders.tolist(), strict=True):
        ways = with_value(ways, value, held, len(counts))
    return ways / ways.sum(axis=1, keepdims=True)


def with_value(ways: np.ndarray, value: int, held: int, n: int) -> np.ndarray:
    """Multiply by (1 + y t^value)^held; every draw is scaled by 1/n to stay in range."""
    rows, width = ways.shape
    after, weight = ways.copy(), 1.0
    for drawn in range(1, min(held, rows - 1) + 1):
        weight *= (held - drawn + 1) / (drawn * n)
        shift = drawn * value
        if shift >= width:
            break
        after[drawn:, shift:] += weight * ways[: rows - drawn, : width - shift]
    return after


def _exact(counts: np.ndarray, sizes: np.ndarray, sums: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    chance = sum_distributions(counts, int(sizes.max()))
    hot = np.cumsum(chance[:, ::-1], axis=1)[:, ::-1]
    cold = np.cumsum(chance, axis=1)
    return hot[sizes, sums], cold[sizes, sums]

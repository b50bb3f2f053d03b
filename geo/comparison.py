"""What a grid's past lets expect of its next weeks, learned from grids where nothing was done.

A grid is acted on because it was bad, and what was bad by chance gets better by itself (regression
to the mean). So a grid's own past is not what it would have had: the expectation is a straight line
through what other grids with such a past had in the same weeks. The slope says how much of a bad
past lasts; season and trend are in it too.

Source: the idea of Hauer (1997), Observational Before-After Studies in Road Safety, whose
expectation is a weighted mean of a site's past and that of sites like it; here the weights are read
from the untreated grids.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import nnls
from scipy.sparse import csgraph
from scipy.spatial import cKDTree

#: rounds in which weights and line are fitted to each other
ROUNDS = 4
#: keeps the weight of an expectation of nothing finite
LEAST = 0.05
#: nearest untouched grids among which the most alike are sought
POOL = 60
#: share of the untouched grids from which the line is learned, and how many they are at least
LIKE, FEWEST = 0.25, 60


@dataclass(frozen=True)
class Line:
    """Expected incidents after, by the past.

    ``weights`` times (1, incidents before, incidents lately) is the expectation; ``covariance`` is
    theirs. The variance of what happens around an expectation m is ``poisson`` m + ``spread`` m².
    """

    weights: np.ndarray
    covariance: np.ndarray
    poisson: float
    spread: float

    def expected(self, past: np.ndarray) -> np.ndarray:
        """Incidents expected after, a number a grid."""
        return _terms(past) @ self.weights

    def variance(self, expected: np.ndarray) -> np.ndarray:
        """Of what happens in each grid, about its expectation."""
        return self.poisson * expected + self.spread * expected**2

    def doubt(self, past: np.ndarray, other: np.ndarray) -> float:
        """Relative variance of the ratio of what is expected of two sets of grids."""
        one, two = _terms(past).sum(axis=0), _terms(other).sum(axis=0)
        lean = one / (one @ self.weights) - two / (two @ self.weights)
        return float(lean @ self.covariance @ lean)


def _terms(past: np.ndarray) -> np.ndarray:
    return np.column_stack([np.ones(len(past)), past])


def learn(past: np.ndarray, after: np.ndarray) -> Line:
    """The line through untreated grids, by weighted least squares.

    Args:
        past: n × 2, incidents in all the steps before and in the latest of them.
        after: n, incidents in the steps after.

    No weight is below zero: a worse past never promises fewer incidents.
    """
    terms = _terms(past)
    expected, poisson, spread = np.full(len(after), after.mean()), 1.0, 0.0
    for _ in range(ROUNDS):
        likely = np.maximum(expected, LEAST)
        root = 1 / np.sqrt(poisson * likely + spread * likely**2)
        weights = nnls(terms * root[:, None], after * root)[0]
        expected = terms @ weights
        poisson, spread = _variances(np.maximum(expected, LEAST), (after - expected) ** 2)
    weighted = terms * root[:, None]
    return Line(weights, np.linalg.pinv(weighted.T @ weighted), poisson, spread)


def _variances(expected: np.ndarray, squares: np.ndarray) -> tuple[float, float]:
    """How squared deviations grow with the expectation; never less than chance alone makes them."""
    squares = squares * len(expected) / max(len(expected) - 3, 1)
    poisson, spread = nnls(np.column_stack([np.ones(len(expected)), expected]), squares / expected)[0]
    if poisson >= 1:
        return float(poisson), float(spread)
    return 1.0, float(max((squares - expected).sum() / (expected**2).sum(), 0.0))


def steps_away(neighbours: sparse.csr_array, acted: np.ndarray) -> np.ndarray:
    """How many borders lie between each grid and the nearest of those acted on; inf: no way.

    Args:
        acted: positions of the grids.
    """
    return csgraph.dijkstra(neighbours, unweighted=True, indices=acted, min_only=True, directed=False)


def like(past: np.ndarray, grids: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Those of the others whose past is most like that of some of the grids: a share of them.

    A line through all grids would have to serve the quiet ones too, which are most; what becomes of
    the worst is learned from bad ones.

    Args:
        past: n × 2, as in ``learn``. grids, others: positions.
    """
    away, _ = cKDTree(_even(past[grids])).query(_even(past[others]))
    wanted = max(FEWEST, int(LIKE * len(others)))
    return others[np.argsort(away, kind="stable")[:wanted]]


def matched(past: np.ndarray, acted: np.ndarray, near_first: np.ndarray, controls: int) -> np.ndarray:
    """Positions of the grids most like those acted on, among the nearest of the untouched ones.

    Args:
        past: n × 2, as in ``learn``.
        acted: positions. near_first: positions of the candidates, the nearest first.
        controls: how many for each grid; one grid may serve several.
    """
    pool = near_first[: max(POOL, 2 * len(acted))]
    ranks = np.arange(1, min(controls, len(pool)) + 1)
    _, found = cKDTree(_even(past[pool])).query(_even(past[acted]), k=ranks)
    return np.sort(pool[np.unique(found)])


def _even(past: np.ndarray) -> np.ndarray:
    """Counts on a scale on which chance is equally large everywhere."""
    return 2 * np.sqrt(past)

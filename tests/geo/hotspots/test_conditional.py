"""The chance of a neighbour's sum while the middle keeps its own, by listing all ways."""

from itertools import combinations

import numpy as np
import pytest
from scipy import sparse

from geo.hotspots.conditional import neighbour_tails

COUNTS = np.array([5, 0, 2, 1, 0, 3])
RING = sparse.csr_array(np.roll(np.eye(6), 1, axis=1) + np.roll(np.eye(6), -1, axis=1))


@pytest.mark.parametrize("middle", range(6))
def test_by_listing_all_ways(middle):
    rest = np.delete(COUNTS, middle)
    sums = [sum(pair) for pair in combinations(rest.tolist(), 2)]
    seen = (RING @ COUNTS)[middle]
    tails = neighbour_tails(COUNTS, RING)
    assert tails.hot[middle] == pytest.approx(np.mean([s >= seen for s in sums]))
    assert tails.cold[middle] == pytest.approx(np.mean([s <= seen for s in sums]))

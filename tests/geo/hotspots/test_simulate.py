"""Simulated chances against those of all ways, within what the number of deals allows."""

import numpy as np
from scipy import sparse

from geo.hotspots.conditional import neighbour_tails
from geo.hotspots.simulate import dealt_tails

COUNTS = np.array([5, 0, 2, 1, 0, 3])
RING = sparse.csr_array(np.roll(np.eye(6), 1, axis=1) + np.roll(np.eye(6), -1, axis=1))


def test_as_all_ways_say():
    exact = neighbour_tails(COUNTS, RING)
    found = dealt_tails(COUNTS, RING, replications=9999, seed=1, keep_middle=True)
    np.testing.assert_allclose(found.hot, exact.hot, atol=0.025)

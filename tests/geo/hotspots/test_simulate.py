"""Simulated chances against the exact ones, within what the number of deals allows."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.stats import binom
from town import squares

from geo.hotspots import hotspots
from geo.hotspots.conditional import neighbour_tails
from geo.hotspots.local import windows
from geo.hotspots.neighbours import k_nearest, shared_border
from geo.hotspots.permutation import permutation_tails
from geo.hotspots.simulate import dealt_tails

COUNTS = np.array([5, 0, 2, 1, 0, 3])
RING = sparse.csr_array(np.roll(np.eye(6), 1, axis=1) + np.roll(np.eye(6), -1, axis=1))
DEALS = 3999
#: of the thousand tails of a map none is further out than once in a thousand such maps
RARE = 1e-6


def test_as_all_ways_say():
    exact = neighbour_tails(COUNTS, RING)
    found = dealt_tails(COUNTS, RING, replications=9999, seed=1, keep_middle=True)
    np.testing.assert_allclose(found.hot, exact.hot, atol=0.025)


def scattered(n):
    """Every place has its six nearest: who is near to whom is not mutual."""
    x, y = np.random.default_rng(n).uniform(0, 9000, (2, n))
    return k_nearest(x, y, 6)


MAPS = {"a board of 400": shared_border(squares(20, 20)), "500 places": scattered(500)}
KINDS = {
    "few": lambda rng, n: rng.poisson(0.3, n),
    "many": lambda rng, n: rng.poisson(4.0, n),
    "heaped": lambda rng, n: rng.negative_binomial(0.6, 0.1, n),
}


def agree(simulated, exact):
    """Whether as many deals were as far out as their chance allows, rare tails included."""
    exact = np.minimum(exact, 1.0)
    hits = np.rint(simulated * (DEALS + 1)).astype(int) - 1
    beyond = np.minimum(binom.sf(hits - 1, DEALS, exact), binom.cdf(hits, DEALS, exact))
    assert beyond.min() > RARE
    assert ((exact > 0.01) & (exact < 0.99)).sum() > 100


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("near", MAPS.values(), ids=MAPS)
@pytest.mark.parametrize("middle", ["dealt", "kept"])
def test_both_tails_of_larger_maps_are_the_exact_ones(near, kind, middle):
    """Gi* deals the middle like the rest, local Moran keeps it."""
    counts = KINDS[kind](np.random.default_rng(11), near.shape[0])
    if middle == "dealt":
        exact, around = permutation_tails(counts, near), windows(near)
    else:
        exact, around = neighbour_tails(counts, near), near
    assert exact.exact.all()
    found = dealt_tails(counts, around, replications=DEALS, seed=5, keep_middle=middle == "kept")
    agree(found.hot, exact.hot)
    agree(found.cold, exact.cold)


@pytest.mark.parametrize("method", ["gi", "moran"])
def test_a_map_is_judged_alike_by_either_road(method):
    """p is twice the smaller tail, so its error is at most twice that of a tail: six of its deviations hold."""
    counts = pd.Series(np.random.default_rng(3).negative_binomial(0.6, 0.1, 400))
    near = MAPS["a board of 400"]
    exact, _ = hotspots(counts, near, method=method)
    found, _ = hotspots(counts, near, method=method, inference=f"simulate:{DEALS}")
    p = exact["p"].to_numpy()
    error = 2 * np.sqrt(np.maximum(p / 2, 1 / DEALS) / DEALS)
    assert (np.abs(found["p"].to_numpy() - p) <= 6 * error).all()

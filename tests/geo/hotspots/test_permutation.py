from itertools import combinations

import numpy as np
import pytest
from scipy.stats import hypergeom
from town import squares

from geo.errors import InputError
from geo.hotspots.local import windows
from geo.hotspots.neighbours import shared_border
from geo.hotspots.permutation import LARGEST_WINDOW, exact_up_to, permutation_tails, sum_distributions


def test_tails_are_those_of_every_possible_deal():
    counts = np.array([0, 0, 1, 2, 2, 5, 0, 3, 1])
    near = shared_border(squares(3, 3))
    tails = permutation_tails(counts, near)
    here = windows(near) @ counts
    sizes = windows(near).sum(axis=1).astype(int)
    for grid in range(9):
        deals = np.array([sum(deal) for deal in combinations(counts.tolist(), int(sizes[grid]))])
        assert tails.hot[grid] == pytest.approx((deals >= here[grid]).mean(), rel=1e-12)
        assert tails.cold[grid] == pytest.approx((deals <= here[grid]).mean(), rel=1e-12)
    assert tails.exact.all()


def test_zeros_and_ones_are_hypergeometric():
    counts = np.repeat([1, 0], [30, 170])
    chance = sum_distributions(counts, 12)
    for size in range(13):
        assert chance[size, :13] == pytest.approx(hypergeom(200, 30, size).pmf(np.arange(13)), rel=1e-10)


def test_the_largest_window_stays_in_the_range_of_a_double():
    for n in (LARGEST_WINDOW + 1, 200, 100_000):
        ones = n // 3
        chance = sum_distributions(np.repeat([1, 0], [ones, n - ones]), LARGEST_WINDOW)[LARGEST_WINDOW]
        peer = hypergeom(n, ones, LARGEST_WINDOW).pmf(np.arange(len(chance)))
        assert chance == pytest.approx(peer, rel=1e-6, abs=1e-40)


def test_mean_and_variance_are_those_of_gi_star():
    counts = np.random.default_rng(4).negative_binomial(1, 0.2, 300)
    chance = sum_distributions(counts, 9)
    sums = np.arange(chance.shape[1])
    for size in range(1, 10):
        mean = chance[size] @ sums
        assert mean == pytest.approx(size * counts.mean())
        variance = counts.var() * size * (300 - size) / 299
        assert chance[size] @ (sums - mean) ** 2 == pytest.approx(variance)


def test_there_is_no_floor_under_p():
    counts = np.zeros(400, dtype=int)
    counts[[21, 22, 23, 41, 42, 43, 61, 62, 63]] = 1  # a full 3 x 3 window on a board of 20 x 20
    tails = permutation_tails(counts, shared_border(squares(20, 20)))
    ways = 1.0
    for k in range(9):
        ways *= (9 - k) / (400 - k)
    assert tails.hot[42] == pytest.approx(ways, rel=1e-9)
    assert tails.hot[42] < 1e-17


def test_two_sided_never_exceeds_one():
    counts = np.array([1, 0, 1, 0])
    assert permutation_tails(counts, shared_border(squares(2, 2))).two_sided.tolist() == [1, 1, 1, 1]


def test_beyond_the_budget_large_windows_are_approximated_and_say_so():
    counts = np.random.default_rng(6).poisson(40, 400)
    near = shared_border(squares(20, 20))
    exact, quick = permutation_tails(counts, near), permutation_tails(counts, near, budget=0)
    assert exact.exact.all()
    assert not quick.exact.any()
    assert quick.hot == pytest.approx(exact.hot, rel=0.03)
    assert quick.cold == pytest.approx(exact.cold, rel=0.03)


def test_the_budget_buys_the_smaller_windows_first():
    counts = np.arange(100)
    assert exact_up_to(counts, np.array([4, 6, 9]), budget=np.inf) == 9
    assert exact_up_to(counts, np.array([4, 6, 9]), budget=0) == 0
    assert exact_up_to(counts, np.array([4, 200]), budget=np.inf) == 4


def test_maps_without_variation_are_never_surprising():
    for budget in (0, np.inf):
        tails = permutation_tails(np.full(9, 7), shared_border(squares(3, 3)), budget=budget)
        assert tails.two_sided.tolist() == [1.0] * 9


@pytest.mark.parametrize("counts", [[0.5, 1, 2, 3], [-1, 1, 2, 3]])
def test_only_counts_are_taken(counts):
    with pytest.raises(InputError) as refused:
        permutation_tails(np.array(counts), shared_border(squares(2, 2)))
    assert refused.value.code == "counts_not_whole"

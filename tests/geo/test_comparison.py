import numpy as np
import pytest
from scipy import sparse
from town import squares

from geo.comparison import FEWEST, learn, like, matched, steps_away
from geo.hotspots.neighbours import shared_border


def many(rng, n=20_000, shape=1.0, scale=0.5):
    """Grids whose rates are gamma: counts of 26 weeks, of the last 4 of them, and of 13 weeks after."""
    rate = rng.gamma(shape, scale, n)
    earlier, lately, after = rng.poisson(22 * rate), rng.poisson(4 * rate), rng.poisson(13 * rate)
    return np.column_stack([earlier + lately, lately]), after


def test_the_line_is_the_gamma_poissons_weighted_mean():
    # E[after | past] = 13 (shape + past) / (1 / scale + 26): lately tells nothing that past does not
    line = learn(*many(np.random.default_rng(1)))
    assert line.weights == pytest.approx([13 / 28, 13 / 28, 0.0], abs=0.05)


def test_what_is_left_over_is_the_gamma_poissons_variance():
    # given the past the rate is gamma with shape 1 + past: variance m + m 13 / 28
    line = learn(*many(np.random.default_rng(2)))
    expected = np.array([2.0, 10.0])
    assert line.variance(expected) == pytest.approx(expected * (1 + 13 / 28), rel=0.1)


def test_lately_counts_where_rates_drift():
    rng = np.random.default_rng(3)
    old, new = rng.gamma(1, 0.5, (2, 5000))
    earlier, lately, after = rng.poisson(22 * old), rng.poisson(4 * new), rng.poisson(13 * new)
    line = learn(np.column_stack([earlier + lately, lately]), after)
    assert line.weights[2] > 5 * line.weights[1]


def test_no_worse_past_promises_less_and_nothing_is_below_chance():
    rng = np.random.default_rng(4)
    past = rng.poisson(5, (50, 2))
    line = learn(past, 20 - past[:, 0].clip(0, 20))
    assert (line.weights >= 0).all()
    assert line.poisson >= 1 and line.spread >= 0


def test_nothing_anywhere_expects_nothing():
    line = learn(np.zeros((30, 2)), np.zeros(30))
    assert line.expected(np.zeros((2, 2))).tolist() == [0, 0]


def test_borders_are_counted_from_the_nearest_acted_grid():
    line = shared_border(squares(6, 1))
    assert steps_away(line, np.array([0, 5])).tolist() == [0, 1, 2, 2, 1, 0]
    assert steps_away(sparse.csr_array((6, 6)), np.array([1])).tolist() == [np.inf, 0, *[np.inf] * 4]


def test_the_most_alike_are_chosen_and_one_may_serve_twice():
    past = np.array([[9, 1], [8, 1], [9, 1], [100, 9], [8, 2], [0, 0]], float)
    chosen = matched(past, np.array([0, 1]), np.array([2, 3, 4, 5]), controls=2)
    assert chosen.tolist() == [2, 4]


def test_all_are_taken_where_there_are_fewer_than_wanted():
    past = np.arange(8.0).reshape(4, 2)
    assert matched(past, np.array([0]), np.array([3, 1]), controls=10).tolist() == [1, 3]


def test_what_becomes_of_bad_grids_is_learned_from_bad_grids():
    past = np.column_stack([np.arange(1000.0), np.arange(1000.0) / 10])
    teachers = like(past, np.array([999]), np.arange(999))
    assert sorted(teachers) == list(range(750, 999))[-len(teachers) :]
    assert len(teachers) == 249
    assert len(like(past, np.array([999]), np.arange(100))) == FEWEST
    assert len(like(past, np.array([999]), np.arange(20))) == 20

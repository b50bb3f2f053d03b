import numpy as np
import pytest

from geo.hotspots.watch import overlap, watch_lists


def covered(scores, areas, *shares):
    return watch_lists(np.array(scores, float), np.array(areas, float), np.array(shares)).covered


def test_the_highest_scores_are_watched_until_the_area_is_reached():
    assert covered([5, 9, 1, 7], [1, 1, 1, 1], 0.5).tolist() == [[0, 1, 0, 1]]


def test_the_last_grid_is_taken_in_part():
    assert covered([5, 9, 1], [1, 1, 2], 0.3)[0].round(3).tolist() == [0.2, 1, 0]


def test_grids_with_equal_scores_share_what_is_left():
    assert covered([4, 2, 2, 2, 0], [1] * 5, 0.4)[0].round(6).tolist() == [1, 0.333333, 0.333333, 0.333333, 0]


def test_the_share_of_tied_grids_is_what_drawing_them_gives_on_average():
    rng, scores = np.random.default_rng(1), np.array([3, 2, 2, 2, 2, 1])
    drawn = np.zeros(6)
    for _ in range(4000):
        drawn[np.lexsort((rng.random(6), -scores))[:3]] += 1 / 4000
    assert covered(scores, [1] * 6, 0.5)[0] == pytest.approx(drawn, abs=0.03)


def test_the_order_of_the_grids_does_not_matter():
    rng = np.random.default_rng(2)
    scores, areas = rng.integers(0, 5, 60), rng.uniform(1, 3, 60)
    order = rng.permutation(60)
    assert covered(scores[order], areas[order], 0.2, 0.4) == pytest.approx(
        covered(scores, areas, 0.2, 0.4)[:, order]
    )


def test_every_list_has_exactly_its_share_of_the_area():
    rng = np.random.default_rng(3)
    areas = rng.uniform(0.1, 5, 50)
    shares = np.array([0.01, 0.1, 0.5, 1.0])
    lists = watch_lists(rng.integers(0, 9, 50).astype(float), areas, shares)
    assert lists.covered @ areas == pytest.approx(shares * areas.sum())


def test_scores_that_differ_by_rounding_are_equal():
    assert covered([0.1 + 0.2, 0.3, 0], [1, 1, 1], 1 / 3)[0].round(6).tolist() == [0.5, 0.5, 0]


def test_missing_scores_come_last():
    assert covered([np.nan, -5, 2], [1, 1, 1], 2 / 3)[0].round(6).tolist() == [0, 1, 1]


def test_one_ranking_kept_is_the_same_list_and_drawn_lots_agree_by_chance():
    areas, shares = np.ones(10), np.array([0.25])
    sure = watch_lists(np.arange(10.0), areas, shares)
    lots = watch_lists(np.zeros(10), areas, shares)
    other = watch_lists(np.arange(10.0)[::-1], areas, shares)
    assert overlap(sure, sure, areas) == pytest.approx([1])
    assert overlap(lots, lots, areas) == pytest.approx([0.25])
    assert overlap(sure, other, areas) == pytest.approx([0])

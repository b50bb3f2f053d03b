import numpy as np
import pandas as pd
import pytest
from scipy import stats
from town import squares

from geo.errors import InputError
from geo.hotspots.forecast import METHODS, NEXT_DOOR, scores
from geo.hotspots.neighbours import shared_border

TOWN = shared_border(squares(3, 3))
ONES = np.ones(9)


def town(**by_step):
    """Nine grids; each keyword is a grid (g1 … g9) with its incidents step by step."""
    steps = np.zeros((9, len(next(iter(by_step.values())))))
    for name, counts in by_step.items():
        steps[int(name[1:]) - 1] = counts
    return steps


def score(steps, method, **more):
    return scores(steps, TOWN, method, **({"areas_km2": ONES} | more)).to_numpy()


STEPS = town(g1=[5, 0, 0, 0, 0, 0], g2=[0, 0, 0, 2, 0, 1], g9=[0, 0, 0, 0, 0, 2])


@pytest.mark.parametrize(
    ("method", "first"),
    [("last", [0, 1, 0, 0, 0, 0, 0, 0, 2]), ("recent", [0, 3, 0, 0, 0, 0, 0, 0, 2]),
     ("past", [5, 3, 0, 0, 0, 0, 0, 0, 2]), ("random", [0] * 9)],
)  # fmt: skip
def test_counts_are_those_on_the_picture(method, first):
    assert score(STEPS, method).tolist() == first


def test_an_incident_counts_half_after_four_steps():
    assert score(town(g1=[1, 0, 0, 0, 0], g2=[0, 0, 0, 0, 1]), "decay")[:2].tolist() == [0.5, 1.0]


def test_the_kernel_counts_neighbours_less_and_knows_that_the_rim_has_fewer():
    by_kernel = score(town(g1=[3]), "kernel")
    corner = 3 / (1 + 3 * NEXT_DOOR)
    middle = 3 * NEXT_DOOR / (1 + 8 * NEXT_DOOR)
    assert by_kernel[[0, 4, 8]] == pytest.approx([corner, middle, 0])


def test_near_repeat_is_the_kernel_on_faded_incidents():
    assert score(town(g1=[2, 0, 0, 0, 0]), "near_repeat") == pytest.approx(score(town(g1=[1]), "kernel"))


def test_in_a_large_grid_the_same_incidents_are_thinner():
    areas = np.where(np.arange(9) == 0, 10.0, 1.0)
    assert score(town(g1=[5], g2=[1]), "past", areas_km2=areas)[:2].tolist() == [0.5, 1.0]


def test_shrinking_leaves_a_clear_rate_and_draws_a_doubtful_one_to_its_neighbours():
    households = np.full(9, 100.0)
    households[4] = 1.0
    steps = town(**{f"g{k}": [2] for k in range(1, 10)})
    by_rate = score(steps, "shrunk", households=households)
    assert by_rate[4] < 2 < 100 * by_rate[4]
    clear = score(town(g1=[500], g2=[500]), "shrunk")
    assert clear[0] == pytest.approx(500, rel=0.01)


def test_a_park_without_households_keeps_its_count():
    households = np.where(np.arange(9) == 8, 0.0, 100.0)
    assert score(STEPS, "shrunk", households=households)[8] == 2


def test_gi_orders_windows_of_one_size_as_the_textbook_does():
    from esda.getisord import G_Local
    from libpysal.weights import lat2W

    counts = np.random.default_rng(1).poisson(1, 100).astype(float)
    peer = G_Local(counts, lat2W(10, 10, rook=False), transform="B", permutations=0, star=True).Zs
    city = shared_border(squares(10, 10))
    ours = scores(counts[:, None], city, "gi", areas_km2=np.ones(100)).to_numpy()
    inside = np.arange(100).reshape(10, 10)[1:-1, 1:-1].ravel()
    assert stats.spearmanr(ours[inside], peer[inside]).statistic == pytest.approx(1)


def test_equal_counts_are_all_the_same_to_gi():
    assert score(np.ones((9, 3)), "gi").tolist() == [0] * 9


def test_what_was_hot_for_long_comes_before_what_was_hot_once_and_then_what_had_more():
    steps = np.zeros((100, 20), int)
    steps[11] = 4
    steps[88, 3] = 12
    steps[55, ::7] = 1
    ours = scores(steps, shared_border(squares(10, 10)), "emerging", areas_km2=np.ones(100)).to_numpy()
    assert ours[11] == ours.max() > ours[88] > ours[55] > ours[50]


@pytest.mark.parametrize("method", METHODS)
def test_every_way_survives_no_incidents_islands_and_one_grid(method):
    assert not score(np.zeros((9, 4)), method).any()
    alone = scores(np.array([[1, 2]]), shared_border(squares(1, 1)), method, areas_km2=np.ones(1))
    assert alone.notna().all()
    islands = scores(STEPS, TOWN * 0, method, areas_km2=ONES)
    assert islands.notna().all()


def test_a_grid_without_area_has_no_score():
    areas = pd.Series(1.0, index=list("abcdefghi"))
    areas["b"] = 0.0
    by_grid = scores(pd.DataFrame(STEPS, index=areas.index), TOWN, "past", areas_km2=areas[::-1])
    assert by_grid.isna().to_numpy().nonzero()[0].tolist() == [1]
    assert by_grid["i"] == 2


@pytest.mark.parametrize(
    ("steps", "method", "code"),
    [(STEPS, "crystal_ball", "forecast_unknown"), (STEPS[:8], "past", "neighbours_differ"),
     (STEPS + 0.5, "past", "counts_not_whole"), (-STEPS, "past", "counts_not_whole"),
     (STEPS * np.nan, "past", "counts_not_whole"), (STEPS[:, :0], "past", "steps_missing")],
)  # fmt: skip
def test_what_cannot_be_used_is_refused(steps, method, code):
    with pytest.raises(InputError) as refused:
        scores(steps, TOWN, method, areas_km2=np.ones(len(steps)))
    assert refused.value.code == code

import numpy as np
import pytest
from lattice import lattice
from scipy import sparse

from geo.districts.aims import Border, Inertia, Ways
from geo.districts.draft import Draft

BEATS, _ = lattice(4, 2, 2, 1)  # two squares of 2 × 2 side by side
GRAPH = sparse.csr_array(BEATS.neighbours * 300.0)
X, Y = np.arange(8) % 4 * 1.0, np.arange(8) // 4 * 1.0


def test_two_squares_share_two_borders():
    draft = Draft(BEATS, 0.5, BEATS.today)
    aim = Border(draft, GRAPH)
    assert aim.value() == 2
    assert aim.change(2, 0) == 1  # two new borders for one that goes: left, below, right


def test_inertia_of_a_square_by_hand():
    """Four grids half a step from the middle both ways: each 1/2, one square 2, both 4; eight grids, unit 1/2."""
    aim = Inertia(Draft(BEATS, 0.5, BEATS.today), GRAPH, X, Y, np.ones(8))
    assert aim.value() == pytest.approx(8)


STEPS = abs(X[:, None] - X) + abs(Y[:, None] - Y)


def test_ways_to_the_best_grid_of_a_square_by_hand():
    """From any corner 1 + 1 + 2 steps to the others: two squares, 8 in all, one for each grid."""
    assert Ways(Draft(BEATS, 0.5, BEATS.today), GRAPH, STEPS).value() == pytest.approx(8)


@pytest.mark.parametrize(
    ("aim", "ground"),
    [(Border, {}), (Inertia, {"x_m": X, "y_m": Y, "weights": BEATS.loads}), (Ways, {"ways": STEPS})],
)
def test_the_change_told_is_the_change_had(aim, ground):
    draft, chance = Draft(BEATS, 0.5, BEATS.today), np.random.default_rng(2)
    measure = aim(draft, GRAPH, **ground)
    for grid in chance.integers(8, size=30).tolist():
        to, before = 1 - draft.beat[grid], measure.value()
        more = measure.change(grid, to)
        measure.hand(grid, to)
        draft.hand(grid, to)
        assert measure.value() == pytest.approx(before + more)

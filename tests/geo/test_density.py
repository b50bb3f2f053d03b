import numpy as np
import pytest

from geo.density import LEAST_BANDWIDTH_M, default_bandwidth_m, density_surface
from geo.errors import InputError

BOUNDS = (1000.0, 2000.0, 3000.0, 3000.0)


def test_the_surface_adds_up_to_the_number_of_points():
    rng = np.random.default_rng(1)
    x, y = rng.uniform(1000, 3000, 500), rng.uniform(2000, 3000, 500)
    surface, note = density_surface(x, y, BOUNDS, cell_m=20, bandwidth_m=150)
    assert surface.shape == (50, 100)
    assert surface.sum() * 0.02**2 == pytest.approx(500)
    assert (note.n, note.facts["outside"]) == (500, 0)


def test_one_point_makes_a_bell_of_known_height():
    surface, _ = density_surface([2005.0], [2505.0], BOUNDS, cell_m=10, bandwidth_m=100)
    peak = 1e6 / (2 * np.pi * 100**2)
    assert surface.max() == pytest.approx(peak, rel=0.01)
    row, column = np.unravel_index(surface.argmax(), surface.shape)
    assert (row, column) == (49, 100)
    assert surface[49, 110] == pytest.approx(peak * np.exp(-0.5), rel=0.01)


def test_the_first_row_is_the_north_and_the_first_column_the_west():
    surface, _ = density_surface([1001.0], [2999.0], BOUNDS, cell_m=100, bandwidth_m=50)
    assert surface.argmax() == 0


def test_points_outside_are_left_out_and_counted_and_those_on_the_edge_belong():
    x, y = [1000.0, 3000.0, 3000.1, 2000.0], [2000.0, 3000.0, 2500.0, 1999.0]
    surface, note = density_surface(x, y, BOUNDS, cell_m=100, bandwidth_m=100)
    assert (note.n, note.facts["outside"]) == (2, 2)
    assert surface.sum() * 0.1**2 == pytest.approx(2)


def test_no_points_make_a_flat_surface():
    surface, note = density_surface([], [], BOUNDS, cell_m=100, bandwidth_m=100)
    assert not surface.any()
    assert note.n == 0


def test_the_rule_on_normal_points_is_silvermans():
    x, y = np.random.default_rng(2).normal(0, 3000.0, (2, 64_000))
    rule = (4 / (2 * 2 + 1)) ** (1 / (2 + 4)) * 3000 * 64_000 ** (-1 / 6)
    assert default_bandwidth_m(x, y) == pytest.approx(rule, rel=0.02)


def test_a_few_far_points_do_not_stretch_the_rule():
    x, y = np.random.default_rng(3).normal(0, 300, (2, 1000))
    far = np.append(x, [1e6] * 5), np.append(y, [1e6] * 5)
    assert default_bandwidth_m(*far) == pytest.approx(default_bandwidth_m(x, y), rel=0.1)


@pytest.mark.parametrize("places", [[], [5.0], [5.0, 5.0, 5.0], [5.0, np.nan]])
def test_points_without_spread_get_the_least_bandwidth(places):
    assert default_bandwidth_m(places, places) == LEAST_BANDWIDTH_M


def test_without_a_bandwidth_the_rule_chooses_and_the_note_says_so():
    x, y = np.random.default_rng(4).uniform([[1000], [2000]], [[3000], [3000]], (2, 500))
    _, note = density_surface(x, y, BOUNDS, cell_m=20)
    assert note.facts["bandwidth_m"] == default_bandwidth_m(x, y)


@pytest.mark.parametrize(
    ("bounds", "cell_m", "bandwidth_m", "code"),
    [
        ((0, 0, 0, 1), 1, 1, "surface_empty"),
        ((0, 0, 1, 1), 0, 1, "surface_empty"),
        ((0, 0, 1, 1), 1, 0, "surface_empty"),
        ((0, 0, 1e6, 1e6), 10, 100, "surface_too_fine"),
    ],
)
def test_impossible_surfaces_are_refused(bounds, cell_m, bandwidth_m, code):
    with pytest.raises(InputError) as refused:
        density_surface([], [], bounds, cell_m, bandwidth_m)
    assert refused.value.code == code

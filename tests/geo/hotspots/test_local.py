from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.spatial.distance import cdist
from town import squares

from geo.hotspots.local import gi, gi_star, windows
from geo.hotspots.neighbours import distance_band, shared_border

PUBLISHED = Path(__file__).parents[3] / "../shared/data/verification/lisa/getisord.csv"


def within(xy, band):
    """Neighbours by distance."""
    near = cdist(xy, xy) <= band
    np.fill_diagonal(near, False)
    return sparse.csr_array(near.astype(float))


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published example is not on this machine")
def test_the_example_of_getis_and_ord():
    """The value printed for d = 30 is 1.447943; it divides by n − 1, which √(255/256) takes back."""
    cells = pd.read_csv(PUBLISHED)
    near = within(cells[["x", "y"]].to_numpy(), 30)
    z = gi_star(cells["val"].to_numpy(), near)[119]
    assert z == pytest.approx(1.45078, abs=5e-6)
    assert z * np.sqrt(255 / 256) == pytest.approx(1.447943, abs=5e-7)


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published example is not on this machine")
@pytest.mark.parametrize(
    ("distance", "z"), [(30, 1.221979), (60, 1.748098), (90, 1.986135), (120, 1.893374), (150, 1.237454)]
)
def test_gi_as_published_at_every_distance(distance, z):
    """Cell 120 of the remote-sensing example, as spdep's pages on localG print it."""
    cells = pd.read_csv(PUBLISHED)
    near = distance_band(cells["x"].to_numpy(), cells["y"].to_numpy(), distance)
    assert gi(cells["val"].to_numpy(), near)[119] == pytest.approx(z, abs=5e-7)


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published example is not on this machine")
@pytest.mark.parametrize("distance", [30, 60, 90, 120, 150])
def test_both_statistics_equal_the_peer_library_at_every_distance(distance):
    esda = pytest.importorskip("esda.getisord")
    weights = pytest.importorskip("libpysal.weights")
    cells = pd.read_csv(PUBLISHED)
    near = distance_band(cells["x"].to_numpy(), cells["y"].to_numpy(), distance)
    around = weights.DistanceBand(cells[["x", "y"]].to_numpy(), distance, binary=True)
    values = cells["val"].to_numpy(float)
    for star, ours in ((False, gi(values, near)), (True, gi_star(values, near))):
        peer = esda.G_Local(values, around, transform="B", permutations=0, star=star)
        assert ours == pytest.approx(peer.Zs, abs=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_any_neighbours_as_the_peer_library(seed):
    """A different number of neighbours in every row, and one-sided ones too."""
    esda = pytest.importorskip("esda.getisord")
    weights = pytest.importorskip("libpysal.weights")
    rng = np.random.default_rng(seed)
    values = rng.exponential(3, 40)
    matrix = (rng.random((40, 40)) < 0.2).astype(float)
    matrix[np.arange(40), (np.arange(40) + 1) % 40] = 1  # nobody is alone
    np.fill_diagonal(matrix, 0)
    around = weights.W({i: list(np.flatnonzero(row)) for i, row in enumerate(matrix)})
    peer = esda.G_Local(values, around, transform="B", permutations=0, star=False)
    assert gi(values, sparse.csr_array(matrix)) == pytest.approx(peer.Zs, abs=1e-9)


def test_unequal_weights_against_all_ways_to_deal_the_values():
    rng = np.random.default_rng(4)
    values, matrix = rng.normal(0, 3, 6), rng.uniform(0.1, 2, (6, 6))
    np.fill_diagonal(matrix, 0)
    for i, z in enumerate(gi(values, sparse.csr_array(matrix))):
        weights, others = np.delete(matrix[i], i), np.delete(values, i)
        sums = np.array([weights @ np.array(deal) for deal in permutations(others)])
        assert z == pytest.approx((weights @ others - sums.mean()) / sums.std(), abs=1e-9)


def test_the_six_points_of_the_peer_library():
    xy = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)])
    y = np.array([2, 3, 3.2, 5, 8, 7])
    assert gi_star(y, within(xy, 15))[0] == pytest.approx(-1.39727626, abs=5e-9)
    assert gi(y, within(xy, 15))[0] == pytest.approx(-1.0136729, abs=5e-8)


def test_equal_to_the_peer_library_on_a_board():
    esda = pytest.importorskip("esda.getisord")
    weights = pytest.importorskip("libpysal.weights")
    y = np.random.default_rng(2).poisson(3, 100).astype(float)
    peer = esda.G_Local(y, weights.lat2W(10, 10, rook=False), transform="B", permutations=0, star=True)
    assert gi_star(y, shared_border(squares(10, 10))) == pytest.approx(peer.Zs, abs=1e-9)


def test_the_callers_matrix_is_left_alone():
    near = shared_border(squares(3, 3))
    before = near.toarray().copy()
    gi_star(np.arange(9), near)
    assert (near.toarray() == before).all()


def test_equal_values_and_windows_of_everything_have_no_z():
    near = shared_border(squares(2, 2))
    assert np.isnan(gi_star(np.array([1, 2, 3, 4]), near)).all()
    assert np.isnan(gi_star(np.full(9, 0.1), shared_border(squares(3, 3)))).all()


def test_a_window_is_the_grid_and_its_neighbours():
    assert windows(shared_border(squares(3, 3))).sum(axis=1).tolist() == [4, 6, 4, 6, 9, 6, 4, 6, 4]

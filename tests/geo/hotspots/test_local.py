from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.spatial.distance import cdist
from town import squares

from geo.hotspots.local import gi_star, windows
from geo.hotspots.neighbours import shared_border

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


def test_the_six_points_of_the_peer_library():
    xy = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)])
    y = np.array([2, 3, 3.2, 5, 8, 7])
    assert gi_star(y, within(xy, 15))[0] == pytest.approx(-1.39727626, abs=5e-9)


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

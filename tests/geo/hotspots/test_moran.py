"""Moran's I on a line of four, by hand."""

import numpy as np
import pytest
from scipy import sparse

from geo.hotspots.moran import local_moran, moran

LINE = sparse.csr_array(np.array([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0.0]]))


def test_two_high_beside_two_low():
    """Deviations 1 1 −1 −1: the pairs give 1, −1, 1; I = (4 / 6) · 2 (1 − 1 + 1) / 4 = 1/3; E = −1/3."""
    found = moran(np.array([3.0, 3, 1, 1]), LINE)
    assert found.i == pytest.approx(1 / 3)
    assert found.expected == pytest.approx(-1 / 3)


def test_each_has_its_quadrant():
    found = local_moran(np.array([3.0, 3, 1, 1]), LINE)
    assert len(found) == 4

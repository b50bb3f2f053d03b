import numpy as np
import pytest
from scipy.stats import false_discovery_control

from geo.hotspots.fdr import CLASSES, classes, q_values


def test_equal_to_the_peer_library():
    p = np.random.default_rng(1).uniform(0, 1, 500) ** 3
    assert q_values(p) == pytest.approx(false_discovery_control(p, method="bh"))


def test_a_missing_p_stays_missing_and_is_not_counted():
    q = q_values(np.array([0.01, np.nan, 0.04]))
    assert q[[0, 2]].tolist() == [0.02, 0.04]
    assert np.isnan(q[1])


def test_nothing_tested_nothing_found():
    assert q_values(np.array([])).tolist() == []
    assert np.isnan(q_values(np.full(3, np.nan))).all()
    assert classes(np.full(3, np.nan), np.full(3, True)).tolist() == ["none"] * 3


def test_every_class_and_its_borders():
    q = np.array([0.01, 0.05, 0.10, 0.11, 0.10, 0.05, 0.01])
    hot = np.array([True, True, True, True, False, False, False])
    assert tuple(classes(q, hot)) == CLASSES

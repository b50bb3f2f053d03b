import numpy as np
import pytest
from lattice import fewest_by_trying_all, lattice

from geo.districts.beats import changed, pieces_of
from geo.districts.bound import fewest_by_load, fewest_changes


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("tolerance", [0.02, 0.1, 0.3])
def test_the_exact_bound_is_that_of_trying_all_plans(seed, tolerance):
    beats, graph = lattice(3, 3, 3, seed)
    truth = fewest_by_trying_all(beats, graph, tolerance)
    bound, plan = fewest_changes(beats, tolerance)
    assert bound == truth
    assert fewest_by_load(beats, tolerance) <= truth
    if np.isfinite(truth):
        assert len(changed(beats, plan)) == truth
        assert (pieces_of(beats, plan) == 1).all()

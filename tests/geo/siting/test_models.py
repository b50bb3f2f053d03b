"""The table of models names what a question may hold."""

import numpy as np
import pytest

from geo.siting.models import MODELS
from geo.siting.task import task


def test_there_are_five():
    assert list(MODELS) == ["mclp", "lscp", "pmedian", "pcenter", "capacitated"]
    assert {need for model in MODELS.values() for need in model.needs} == {"p", "radius", "capacities"}


@pytest.mark.parametrize(("weights", "step"), [([1.0, 2.0], 1.0), ([1.5, 2.0], 0.0)])
def test_people_are_counted_whole_where_they_are(weights, step):
    asked = task(np.ones((2, 2)), np.array(weights), p=1, radius=1)
    assert MODELS["mclp"].step(asked) == step

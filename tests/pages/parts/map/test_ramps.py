"""Ramps and classes by hand."""

import numpy as np
import pandas as pd
import pytest
from contrast import colour, luminance

from geo.errors import InputError
from pages.parts.map.ramps import RAMPS, class_numbers, quantile_breaks, ramp_colours


def test_quantiles_hold_equally_many():
    values = pd.Series(np.arange(1.0, 101))
    counts = np.bincount(class_numbers(values, quantile_breaks(values)))
    assert counts.tolist() == [20] * 5


def test_many_zeros_are_a_class_of_their_own():
    values = pd.Series([0.0] * 70 + [1.0] * 10 + [2.0] * 10 + [9.0] * 10)
    breaks = quantile_breaks(values)
    assert breaks == (0.0, 1.0)
    assert np.bincount(class_numbers(values, breaks)).tolist() == [70, 10, 20]


def test_one_value_is_one_class():
    assert quantile_breaks(pd.Series([4.0, 4.0, 4.0])) == ()
    assert quantile_breaks(pd.Series([], dtype=float)) == ()
    assert class_numbers(pd.Series([4.0, np.nan]), ()).tolist() == [0, -1]


def test_limits_must_rise():
    with pytest.raises(InputError, match="breaks_not_rising"):
        class_numbers(pd.Series([1.0]), (2.0, 2.0))


@pytest.mark.parametrize("ramp", [name for name in RAMPS if name != "diverging"])
def test_ramps_darken_step_by_step(ramp):
    # order is read from lightness alone, so the ramps work for every kind of colour blindness and in grey
    steps = [luminance(colour(shade)) for shade in RAMPS[ramp]]
    assert all(a > b * 1.15 for a, b in zip(steps, steps[1:], strict=False))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_fewer_classes_take_colours_from_the_whole_ramp(count):
    colours = ramp_colours("blues", count)
    assert len(set(colours)) == count
    assert colours[-1] == (RAMPS["blues"][-1] if count > 1 else RAMPS["blues"][2])


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6])
def test_nothing_is_palest(count):
    colours = ramp_colours("blues", count, nothing=True)
    assert colours[0] == RAMPS["blues"][0]
    assert colours[1:] == ramp_colours("blues", count)[1:]

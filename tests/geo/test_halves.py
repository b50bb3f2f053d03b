"""Half of the people on either side of a cut, whatever the shape; and frames in which a grid is two."""

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.halves import cut, halved

LONG = shapely.box(0, 0, 100, 40)


def test_the_cut_goes_across_the_longer_axis_where_half_have_been_passed():
    """Nine people live at 10, one at 90 and 95 each: the cut is between the first two homes."""
    homes = np.array([[10.0, 20], [90, 5], [95, 30]])
    second, line = cut(LONG, homes, np.array([9.0, 1, 1]))
    assert second.tolist() == [False, True, True]
    assert line.equals(shapely.LineString([(50, 0), (50, 40)]))


@pytest.mark.parametrize("angle", [0, 30, 90, 140])
def test_eight_homes_are_four_and_four_however_the_grid_lies(angle):
    turn = shapely.affinity.rotate(LONG, angle, origin=(0, 0))
    homes = shapely.get_coordinates(
        shapely.affinity.rotate(
            shapely.MultiPoint([(6 + 12 * k, 7 * k % 40) for k in range(8)]), angle, origin=(0, 0)
        )
    )
    second, line = cut(turn, homes, np.ones(8))
    assert second.sum() == 4 and line.length == pytest.approx(40)


def test_where_nobody_lives_it_is_cut_in_the_middle():
    second, line = cut(LONG, np.empty((0, 2)), np.empty(0))
    assert len(second) == 0 and line.centroid.x == pytest.approx(50)


def test_one_home_is_not_cut_in_two():
    second, line = cut(LONG, np.array([[30.0, 20]]), np.array([5.0]))
    assert second.tolist() == [False] and not line.is_empty


def test_halves_add_up_and_others_stay():
    frame = pd.DataFrame(
        {"homes": [5, 8], "n": [3.0, np.nan], "name": ["a", "b"]}, pd.Index([1, 2], name="grid_id")
    )
    found = halved(frame, (2, 9), ("homes", "n", "lacking"))
    assert found.index.tolist() == [1, 2, -2] and found.index.name == "grid_id"
    assert found["homes"].tolist() == [5, 4, 4] and found["name"].tolist() == ["a", "b", "b"]
    assert found["n"].isna().sum() == 2
    assert halved(frame, (9,), ("homes",)) is frame

"""Compactness of beats against closed forms: squares, rectangles, a frame, a disc."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import MultiPolygon, Point, box

from geo.districts.compact import from_middle_m, moments, walk_inside_m


def series(*shapes) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(shapes), index=range(1, len(shapes) + 1), crs="EPSG:32650")


@pytest.mark.parametrize(
    ("shape", "metres"),
    [
        (box(5e5, 4e6, 5e5 + 6, 4e6 + 6), 6 / 6**0.5),
        (box(0, 0, 2, 1), ((4 + 1) / 12) ** 0.5),
        (Point(7, 7).buffer(100, quad_segs=500), 100 / 2**0.5),
        (box(0, 0, 3, 3) - box(1, 1, 2, 2), ((9 * 9 / 6 - 1 / 6) / 8) ** 0.5),
        (MultiPolygon([box(0, 0, 1, 1), box(2, 0, 3, 1)]), (1 / 6 + 1) ** 0.5),
    ],
)
def test_how_far_ground_lies_from_its_middle(shape, metres):
    assert from_middle_m(moments(series(shape)), pd.Series({1: 7})) == pytest.approx(metres, rel=1e-5)


def test_beats_have_a_middle_each_and_nobodys_ground_stays_out():
    row = moments(series(*(box(k, 0, k + 1, 1) for k in range(4))))
    assert from_middle_m(row, pd.Series({1: 5, 2: 5, 3: 0, 4: 0})) == pytest.approx((5 / 12) ** 0.5)
    assert from_middle_m(row, pd.Series({1: 5, 2: 6, 3: 5, 4: 6})) == pytest.approx((1 / 6 + 1) ** 0.5)
    assert np.isnan(from_middle_m(row, pd.Series({1: 0})))


def test_the_mean_walk_inside_beats():
    """Places at 0, 1, 2 and 10 on a line; 10 has no way to 2 from anywhere."""
    at = pd.Series([0.0, 1.0, 2.0, 10.0], index=[1, 2, 3, 4])

    def metres(ids):
        found = np.abs(at[ids].to_numpy()[:, None] - at[ids].to_numpy())
        return np.where(found > 7.5, np.inf, found)

    assert walk_inside_m(pd.Series({1: 5, 2: 5, 3: 5, 4: 0}), metres, {}) == pytest.approx(4 / 3)
    assert walk_inside_m(pd.Series({1: 5, 2: 5, 3: 6, 4: 6}), metres, {}) == 1.0, "3 and 4 have no way"
    assert np.isnan(walk_inside_m(pd.Series({1: 5, 2: 6}), metres, {}))

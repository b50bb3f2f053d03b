"""Where residents live: on two squares one can count."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.access import homes

SQUARES = gpd.GeoSeries(
    [shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100), shapely.box(200, 0, 300, 100)],
    index=pd.Index([1, 2, 3], name="grid_id"), crs="EPSG:32650",
)  # fmt: skip
PEOPLE = pd.DataFrame(
    {"residents": [80.0, 40.0, 0.0], "older": [20.0, np.nan, 0.0], "children": np.nan}, SQUARES.index
)


def houses(*rows):
    """Rows of (grid, x, y, population, households, older)."""
    columns = ["grid_id", "x_m", "y_m", "population", "households", "older"]
    return pd.DataFrame(rows, columns=columns, dtype=float).assign(children=np.nan)


def test_a_grid_with_buildings_lives_in_them_and_one_without_is_spread():
    """60 and 20 people of grid 1's 80 stand where the two houses stand; grid 2 has eight points of 5."""
    found = homes.homes(SQUARES, PEOPLE, houses((1, 10, 10, 30, None, None), (1, 90, 90, 10, None, None)))
    own = found[found["at_building"]]
    assert own[["grid_id", "x_m", "y_m", "residents", "older"]].values.tolist() == [
        [1, 10, 10, 60, 15],
        [1, 90, 90, 20, 5],
    ]
    spread = found[~found["at_building"]]
    assert spread["grid_id"].tolist() == [2] * 8 and spread["residents"].tolist() == [5] * 8
    assert found["children"].isna().all() and spread["older"].isna().all()
    assert found["grid_id"].is_monotonic_increasing


def test_households_stand_for_residents_nobody_counted_and_all_are_alike_where_none_is():
    found = homes.homes(SQUARES, PEOPLE, houses((1, 1, 1, None, 3, None), (1, 2, 2, None, 1, None)))
    assert found["residents"].tolist()[:2] == [60, 20]
    found = homes.homes(SQUARES, PEOPLE, houses(*[(2, 101 + k, 5, None, None, None) for k in range(4)]))
    assert found.loc[found["at_building"], "residents"].tolist() == [10] * 4


def test_a_house_nobody_counted_is_as_large_as_the_others():
    counts = houses((1, 1, 1, 30, None, None), (1, 2, 2, 10, None, None), (1, 3, 3, None, 9, None))
    assert homes.shares(counts)["residents"].tolist() == pytest.approx([0.5, 1 / 6, 1 / 3])


def test_older_residents_live_where_they_are_counted():
    """All the older ones of grid 1 live in the home for the aged."""
    found = homes.homes(SQUARES, PEOPLE, houses((1, 1, 1, 60, None, 0), (1, 9, 9, 20, None, 12)))
    assert found["older"].tolist()[:2] == [0, 20] and found["residents"].tolist()[:2] == [60, 20]


def test_houses_outside_every_grid_and_where_nobody_lives_are_no_homes():
    found = homes.homes(SQUARES, PEOPLE, houses((np.nan, 900, 1, 5, 1, 0), (3, 250, 50, 5, 1, 0)))
    assert not found["at_building"].any() and sorted(set(found["grid_id"])) == [1, 2]
    assert found.groupby("grid_id")["residents"].sum().tolist() == [80, 40]


def test_an_empty_house_is_no_home():
    found = homes.homes(SQUARES, PEOPLE, houses((1, 1, 1, 0, None, None), (1, 2, 2, 7, None, None)))
    assert found.loc[found["grid_id"] == 1, "residents"].tolist() == [80]


def test_nobody_anywhere():
    found = homes.homes(SQUARES, PEOPLE * 0, houses((1, 1, 1, 5, 1, 0)))
    assert found.empty and {"residents", "older", "children", "at_building"} <= set(found.columns)
    assert homes.homes(SQUARES.iloc[:0], PEOPLE.iloc[:0], houses()).empty

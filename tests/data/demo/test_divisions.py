"""Codes 6-3-3-3 and their order on the ground."""

import re

import numpy as np
import pytest

from data.demo import divisions


@pytest.fixture(scope="module")
def grids(built):
    return built.geo_frame("""
        SELECT grid_id, grid_code, name, community_code, street_code, district_code, ST_AsWKB(geometry) AS geometry
        FROM grid ORDER BY grid_code""")


def test_codes_nest_by_their_digits(grids):
    assert grids["grid_code"].map(lambda code: bool(re.fullmatch(r"\d{15}", code))).all()
    assert (grids["grid_code"].str[:12] == grids["community_code"]).all()
    assert (grids["community_code"].str[:9] == grids["street_code"]).all()
    assert (grids["street_code"].str[:6] == grids["district_code"]).all()
    assert grids["grid_code"].is_unique
    assert set(grids["district_code"]) == {"990101"}


def test_every_division_has_its_parent(built):
    frame = built.frame("FROM division")
    codes = set(frame["division_code"])
    below = frame[frame["level"] != "district"]
    assert set(below["parent_code"]) <= codes
    assert frame.loc[frame["level"] == "district", "parent_code"].isna().all()
    assert (below["parent_code"] == below["division_code"].str[:-3]).all()


def test_the_divisions_are_those_of_the_grids(built):
    assert (
        built.rows("""
        (SELECT community_code FROM grid EXCEPT SELECT division_code FROM division WHERE level = 'community')
        UNION ALL
        (SELECT division_code FROM division WHERE level = 'community' EXCEPT SELECT community_code FROM grid)
        """)
        == []
    )


def test_numbers_run_from_one_without_gaps(grids):
    for _, one in grids.groupby("community_code"):
        assert one["grid_code"].str[-3:].astype(int).tolist() == list(range(1, len(one) + 1))


def test_the_next_grid_lies_east_or_begins_a_row_further_south(grids):
    middle = grids.to_crs(32649).centroid
    for _, one in grids.assign(x=middle.x, y=middle.y).groupby("community_code"):
        east, south = np.diff(one["x"]) > 0, np.diff(one["y"]) < 0
        assert (east | south).all()


def test_the_first_grid_is_in_the_northern_row(grids):
    middle = grids.to_crs(32649).centroid
    frame = grids.assign(y=middle.y, side=np.sqrt(grids.to_crs(32649).area.mean()))
    for _, one in frame.groupby("community_code"):
        assert one["y"].iloc[0] > one["y"].max() - one["side"].iloc[0]


def test_the_district_says_that_it_is_made_up(built):
    names = dict(built.rows("SELECT level, min(name) FROM division GROUP BY level"))
    assert "虚构" in names["district"]
    assert names["street"].endswith("街道")
    assert names["community"].endswith("社区")


def test_a_large_town_has_several_districts_numbered_on():
    class Two:
        district = np.array([0, 1, 0, 1])
        street = np.array([0, 1, 0, 1])
        community = np.array([0, 1, 0, 2])
        east, north = np.array([0.0, 9, 1, 10]), np.zeros(4)
        cell_m = 1.0

    district, street, community = divisions.division_codes(Two)
    assert district.tolist() == ["990101", "990102", "990101", "990102"]
    assert street.tolist() == ["990101001", "990102001", "990101001", "990102001"]
    assert community.tolist() == ["990101001001", "990102001001", "990101001001", "990102001002"]

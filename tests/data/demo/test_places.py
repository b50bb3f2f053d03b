"""Facilities and the background."""

import numpy as np
import pandas as pd
import pytest
import shapely

from data import networks
from data.demo import places
from data.permits import OPERATOR


def test_facilities_of_every_kind_of_the_profile(built):
    assert built.rows("SELECT count(DISTINCT facility_kind) FROM facility") == [(8,)]
    assert (
        built.rows("SELECT facility_kind FROM facility EXCEPT SELECT facility_kind FROM facility_kind") == []
    )


def test_no_two_facilities_of_a_community_share_a_name(built):
    assert (
        built.rows("""
        SELECT f.name FROM facility f JOIN grid USING (grid_id) GROUP BY community_code, f.name
        HAVING count(*) > 1""")
        == []
    )


def test_a_facility_lies_in_its_grid(built, shapes):
    frame = built.frame("SELECT grid_id, lon, lat FROM facility")
    polygons = shapes.geometry.to_numpy()[frame["grid_id"].to_numpy() - 1]
    assert shapely.contains_xy(polygons, frame["lon"], frame["lat"]).all()


def test_one_street_lacks_what_the_truth_says(built, truth):
    ((street, kinds),) = truth["street_lacking"].items()
    found = built.rows(
        "SELECT DISTINCT facility_kind FROM facility JOIN grid USING (grid_id) WHERE street_code = ?",
        [street],
    )
    assert found
    assert not {kind for (kind,) in found} & set(kinds)


def test_gaps_are_left_and_not_everywhere(built):
    """On foot along the streets, of every kind some residents live beyond the standard, and not most of them."""
    homes, walked = networks.walks(built, OPERATOR)
    people = homes["residents"]
    for kind, reach in built.rows("SELECT facility_kind, reach_m FROM facility_kind"):
        beyond = people[~(walked.metres[kind] <= reach)].sum() / people.sum()
        assert 0.1 < beyond < 0.35, kind


def test_as_few_as_possible_stand_side_by_side():
    """A street of nine grids: every second one while there is room, then those between."""
    row = np.arange(9)
    around = places.surroundings(np.column_stack([row[:-1], row[1:]]), 9, 1)
    for seed in range(5):
        chosen = places.spread(np.ones(9), 3, around, np.random.default_rng(seed))
        assert (np.diff(chosen) > 1).all()
    assert len(places.spread(np.ones(9), 8, around, np.random.default_rng(1))) == 8
    assert 4 not in places.spread(np.where(row == 4, 0.0, 1.0), 8, around, np.random.default_rng(1))


def test_surroundings_reach_over_borders():
    row = np.arange(4)
    two = places.surroundings(np.column_stack([row[:-1], row[1:]]), 4, 2).toarray() > 0
    assert two.astype(int).tolist() == [[0, 1, 1, 0], [1, 0, 1, 1], [1, 1, 0, 1], [0, 1, 1, 0]]


def test_a_facility_stands_near_a_corner_of_its_grid():
    square = np.array([shapely.box(0, 0, 1, 1)])
    place = places.corners(square, np.random.default_rng(3))[:, 0]
    assert np.abs(np.abs(place - 0.5) - 0.47).max() < 1e-9  # 6 % of the way back to the middle


def test_the_background_has_the_river_and_parks_that_leave_the_streets_free(built, shapes):
    frame = built.frame("SELECT kind, name, ST_AsWKB(geometry) AS geometry FROM backdrop")
    assert set(frame["kind"]) == {"water", "green"}
    assert "云溪" in set(frame["name"].dropna())
    green = shapely.from_wkb([bytes(wkb) for wkb in frame.loc[frame["kind"] == "green", "geometry"]])
    borders = shapely.union_all(shapes.boundary.to_numpy())
    assert not shapely.intersects(green, borders).any()
    assert shapely.is_valid(green).all()


def test_facilities_draw_reports(built):
    """A market makes for 60 % more than a bare grid has; others have clinics and kindergartens, a third more."""
    markets = "SELECT DISTINCT grid_id, true AS market FROM facility WHERE facility_kind = 'market'"
    frame = built.frame(f"""
        SELECT count(*) / any_value(g.households) AS rate, coalesce(any_value(m.market), false) AS market
        FROM incident JOIN grid g USING (grid_id) LEFT JOIN ({markets}) m USING (grid_id)
        WHERE g.grid_kind = 'basic' GROUP BY grid_id""")
    rate = frame.groupby("market")["rate"].median()
    assert rate[True] / rate[False] == pytest.approx(1.95 / 1.35, abs=0.2)


def test_what_draws_is_counted_a_facility():
    frame = pd.DataFrame({"cell": [0, 0, 2, 2], "kind": ["market", "market", "police_post", "clinic"]})
    assert places.draws(frame, 3).tolist() == pytest.approx([2.2, 1.0, 1.2])

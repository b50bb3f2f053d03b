"""Facilities and the background."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from data.demo import places


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


def test_gaps_are_left_and_not_everywhere(built, shapes):
    """Straight-line reach of the profile: for every kind some grids are near enough and some are not."""
    reach = dict(built.rows("SELECT facility_kind, reach_m FROM facility_kind"))
    middle = shapes.to_crs(32649).centroid.to_numpy()
    for kind, far in reach.items():
        frame = built.frame("SELECT lon, lat FROM facility WHERE facility_kind = ?", [kind])
        points = gpd.GeoSeries(gpd.points_from_xy(frame["lon"], frame["lat"]), crs=4326).to_crs(32649)
        served = shapely.distance(middle, shapely.union_all(points.to_numpy())) <= far
        assert 0.05 < served.mean() < 0.98, kind


def test_the_background_has_the_river_and_parks_that_leave_the_streets_free(built, shapes):
    frame = built.frame("SELECT kind, name, ST_AsWKB(geometry) AS geometry FROM backdrop")
    assert set(frame["kind"]) == {"water", "green"}
    assert "云溪" in set(frame["name"].dropna())
    green = shapely.from_wkb([bytes(wkb) for wkb in frame.loc[frame["kind"] == "green", "geometry"]])
    borders = shapely.union_all(shapes.boundary.to_numpy())
    assert not shapely.intersects(green, borders).any()
    assert shapely.is_valid(green).all()


def test_facilities_draw_reports(built):
    """A market makes for 60 % more reports: so it is where the grid has nothing else, per household."""
    kinds = "SELECT grid_id, list_distinct(list(facility_kind)) AS kinds, count(*) AS n FROM facility GROUP BY grid_id"
    cases = "SELECT grid_id, count(*) AS n FROM incident GROUP BY grid_id"
    frame = built.frame(f"""
        SELECT c.n / g.households AS rate, coalesce(f.kinds = ['market'] AND f.n = 1, false) AS market,
          f.n IS NULL AS none
        FROM grid g JOIN ({cases}) c USING (grid_id) LEFT JOIN ({kinds}) f USING (grid_id)
        WHERE g.grid_kind = 'basic'""")
    ratio = frame.loc[frame["market"], "rate"].median() / frame.loc[frame["none"], "rate"].median()
    assert ratio == pytest.approx(1.6, abs=0.35)


def test_what_draws_is_counted_a_facility():
    frame = pd.DataFrame({"cell": [0, 0, 2, 2], "kind": ["market", "market", "police_post", "clinic"]})
    assert places.draws(frame, 3).tolist() == pytest.approx([2.2, 1.0, 1.2])

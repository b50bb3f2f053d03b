"""The town's cells form a clean coverage, hang together, and nest."""

import numpy as np
import pytest
import shapely

from data.demo import city


@pytest.fixture(params=[(12, 0), (60, 1), (600, 2), (600, 8), (2500, 3)], ids=str, scope="module")
def any_town(request):
    count, seed = request.param
    return count, city.lay_out(count, np.random.default_rng(seed))


def test_as_many_grids_as_wanted(any_town):
    count, town = any_town
    assert len(town.polygons) == count


def test_a_clean_coverage(any_town):
    _, town = any_town
    assert shapely.coverage_is_valid(town.polygons)
    assert shapely.is_valid(town.polygons).all()
    assert {shape.geom_type for shape in town.polygons} == {"Polygon"}
    assert shapely.get_num_interior_rings(town.polygons).max() == 0


def test_no_grid_reaches_into_the_river(any_town):
    _, town = any_town
    assert town.river.is_valid
    assert shapely.area(shapely.intersection(town.polygons, town.river)).max() == 0


def test_the_river_flows_past_the_town():
    town = city.lay_out(600, np.random.default_rng(7))
    (_, south, _, north), bounds = town.river.bounds, shapely.total_bounds(town.polygons)
    assert south < bounds[1]
    assert north > bounds[3]


def test_areas_are_those_of_the_projected_polygons(any_town):
    _, town = any_town
    flat = shapely.transform(town.polygons, city.plane.TO_METRES.transform, interleaved=False)
    np.testing.assert_allclose(town.area_km2, shapely.area(flat) / 1e6, rtol=5e-4)


def test_pairs_are_the_polygons_that_touch_along_a_line(town):
    one, other = shapely.STRtree(town.polygons).query(town.polygons, predicate="touches")
    along = shapely.length(shapely.intersection(town.polygons[one], town.polygons[other])) > 0
    expected = {(a, b) for a, b in zip(one[along].tolist(), other[along].tolist(), strict=True) if a < b}
    assert set(map(tuple, town.pairs.tolist())) == expected


def test_divisions_nest(any_town):
    _, town = any_town
    for inner, outer in ((town.community, town.street), (town.street, town.district)):
        assert len(np.unique(np.stack([inner, outer], axis=1), axis=0)) == len(np.unique(inner))


def test_communities_and_streets_hang_together(any_town, count_pieces):
    count, town = any_town
    assert set(count_pieces(count, town.pairs, town.community).values()) == {1}
    assert set(count_pieces(count, town.pairs, town.street).values()) == {1}


def test_the_town_lies_on_two_banks(town, count_pieces):
    assert count_pieces(600, town.pairs, np.zeros(600, dtype=int)) == {0: 2}


def test_grids_are_smaller_in_the_middle(town):
    middle, rim = town.outwardness < 0.35, town.outwardness > 0.75
    assert np.median(town.area_km2[middle]) < 0.7 * np.median(town.area_km2[rim])


def test_not_every_grid_has_four_sides(town):
    # an L has a corner turned inwards: its convex hull is clearly larger
    dented = shapely.area(shapely.convex_hull(town.polygons)) > 1.12 * shapely.area(town.polygons)
    assert 0.03 < dented.mean() < 0.3


def test_a_small_division_joins_the_neighbour_it_shares_most_with():
    # row of cells 0 0 0 | 1 | 2 2, and cell 3 (label 1) touches label 2 twice
    label = np.array([0, 0, 0, 1, 2, 2])
    pairs = np.array([[0, 1], [1, 2], [2, 3], [3, 4], [3, 5], [4, 5]])
    assert city.absorb(label, pairs, 2).tolist() == [0, 0, 0, 1, 1, 1]


def test_a_division_without_neighbours_stays():
    assert city.absorb(np.array([0, 0, 1]), np.array([[0, 1]]), 2).tolist() == [0, 0, 1]


def test_the_same_seed_gives_the_same_town(town):
    again = city.lay_out(600, np.random.default_rng(7))
    assert (shapely.to_wkb(again.polygons) == shapely.to_wkb(town.polygons)).all()

"""Gaps, overlaps and parts in the 3 × 3 town, one made at a time."""

import geopandas as gpd
import pytest
import shapely
from shapely import box
from town import ORIGIN_M, SIDE_M, town_m

from geo.check import coverage_faults, is_coverage
from geo.editing.edit import Request, applied
from geo.editing.repairs import fill, gap_at, give_up, hand_over
from geo.errors import InputError

WEST, SOUTH = ORIGIN_M


def at(x, y):
    return WEST + SIDE_M * x, SOUTH + SIDE_M * y


def square(x0, y0, x1, y1):
    return box(*at(x0, y0), *at(x1, y1))


def with_shapes(shapes: dict) -> gpd.GeoDataFrame:
    grids = town_m()
    geometry = grids.geometry.to_numpy().copy()
    for grid_id, shape in shapes.items():
        geometry[grid_id - 1] = shape
    return grids.set_geometry(gpd.GeoSeries(geometry, crs=grids.crs))


def test_a_gap_goes_to_the_grid_and_the_others_meet_it():
    """The middle grid lacks its eastern third."""
    grids = with_shapes({5: square(1, 1, 1.7, 2)})
    edit = fill(grids, Request("fill", (5, 2, 3, 6, 8, 9), (at(1.9, 1.5),)))
    after = applied(grids, edit)
    assert coverage_faults(after).empty and is_coverage(after.geometry)
    assert after.area.sum() == pytest.approx(9 * SIDE_M**2)


def test_a_gap_that_is_gone_is_refused():
    with pytest.raises(InputError, match="gap_gone"):
        fill(town_m(), Request("fill", (5, 2, 3, 6, 8, 9), (at(1.9, 1.5),)))


def test_an_overlap_is_given_up():
    """Grid 5 reaches a tenth of a side into grid 6."""
    grids = with_shapes({5: square(1, 1, 2.1, 2)})
    edit = give_up(grids, Request("yield", (5, 6)))
    after = applied(grids, edit)
    assert coverage_faults(after).empty
    assert after.area.sum() == pytest.approx(9 * SIDE_M**2)


def test_the_other_grid_may_give_it_up_as_well():
    grids = with_shapes({5: square(1, 1, 2.1, 2)})
    after = applied(grids, give_up(grids, Request("yield", (6, 5))))
    assert after.set_index("grid_id").area[6] == pytest.approx(0.9 * SIDE_M**2)
    assert coverage_faults(after).empty


def test_there_must_be_an_overlap_and_something_left():
    with pytest.raises(InputError, match="overlap_gone"):
        give_up(town_m(), Request("yield", (5, 6)))
    with pytest.raises(InputError, match="overlap_whole"):
        give_up(with_shapes({5: square(1, 1, 3, 2)}), Request("yield", (6, 5)))


def test_a_part_beside_another_grid_is_handed_over():
    """Grid 1 owns the northern half of grid 6's square."""
    grids = with_shapes(
        {1: shapely.union_all([square(0, 2, 1, 3), square(2, 1.5, 3, 2)]), 6: square(2, 1, 3, 1.5)}
    )
    edit = hand_over(grids, Request("hand_over", (1, 6), (at(2.5, 1.7),)))
    after = applied(grids, edit).set_index("grid_id")
    assert after.area.to_dict() == pytest.approx(dict.fromkeys(range(1, 10), SIDE_M**2))


def test_a_grid_does_not_hand_itself_over():
    with pytest.raises(InputError, match="part_gone"):
        hand_over(town_m(), Request("hand_over", (1, 2), (at(0.5, 2.5),)))


def test_a_gap_is_found_also_where_one_that_closes_it_is_not_named():
    """A ring of four around a court of 2 × 2: three of them are named, the fourth closes it."""
    ring = [box(0, 0, 6, 2), box(0, 2, 2, 4), box(0, 4, 6, 6), box(4, 2, 6, 4)]
    grids = gpd.GeoDataFrame(geometry=ring)
    assert gap_at(grids, [0, 1, 2], (3.0, 3.0)).equals(box(2, 2, 4, 4))
    assert gap_at(grids, [0, 1, 2], (1.0, 1.0)) is None
    assert gap_at(grids.iloc[:3], [0, 1, 2], (3.0, 3.0)) is None

"""Splitting, merging and redrawing on the 3 × 3 town in metres, where everything can be counted."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely import Polygon, box
from town import ORIGIN_M, SIDE_M, town_m

from geo.check import is_coverage
from geo.editing.edit import Request, applied
from geo.editing.operations import merge, parts, redraw, split
from geo.errors import InputError

WEST, SOUTH = ORIGIN_M


def at(x: float, y: float) -> tuple[float, float]:
    """A place in the town in sides of a grid, from its south-west corner."""
    return WEST + SIDE_M * x, SOUTH + SIDE_M * y


def square(x0: float, y0: float, x1: float, y1: float):
    return box(*at(x0, y0), *at(x1, y1))


def shares(edit) -> dict:
    rows = edit.shares.itertuples(index=False)
    return {(int(row.grid_id), int(row.parent_id)): round(float(row.share), 9) for row in rows}


def same(shape, other) -> bool:
    return shapely.area(shapely.symmetric_difference(shape, other)) < 1e-6


def refused(operation, grids, kind, ids, line=()) -> str:
    with pytest.raises(InputError) as error:
        operation(grids, Request(kind, ids, line))
    return error.value.code


def with_shape(grid_id: int, shape) -> gpd.GeoDataFrame:
    grids = town_m()
    grids.loc[grids["grid_id"] == grid_id, "geometry"] = gpd.GeoSeries([shape], crs=grids.crs).to_numpy()
    return grids


def test_the_middle_grid_is_split_in_a_west_and_an_east_piece():
    edit = split(town_m(), Request("split", (5,), (at(1.25, 0.5), at(1.25, 2.5))))
    assert (edit.ended, edit.changed) == ((5,), (5,))
    west, east = edit.after.set_index("grid_id").geometry.loc[[-1, -2]]
    assert same(west, square(1, 1, 1.25, 2)) and same(east, square(1.25, 1, 2, 2))
    assert shares(edit) == {(-1, 5): 0.25, (-2, 5): 0.75}


def test_of_a_northern_and_a_southern_half_the_northern_comes_first():
    """The border falls to the east, so that the middle of the southern half lies west of the other."""
    edit = split(town_m(), Request("split", (5,), (at(0.9, 1.55), at(2.1, 1.45))))
    north, south = edit.after.set_index("grid_id").geometry.loc[[-1, -2]]
    assert north.centroid.y > south.centroid.y and north.centroid.x > south.centroid.x


def test_the_grids_north_and_south_get_the_new_node():
    edit = split(town_m(), Request("split", (5,), (at(1.25, 0.5), at(1.25, 2.5))))
    assert set(edit.touched) == {2, 8}
    assert at(1.25, 2) in set(map(tuple, shapely.get_coordinates(edit.touched[2])))
    assert is_coverage(applied(town_m(), edit).geometry)


def test_a_line_that_bends_cuts_where_it_bends():
    line = (at(0.9, 1.5), at(1.5, 1.5), at(1.5, 0.9))
    edit = split(town_m(), Request("split", (5,), line))
    assert min(edit.shares["share"]) == pytest.approx(0.25)


def test_a_line_that_ends_just_short_of_the_border_is_led_on_to_it():
    edit = split(town_m(), Request("split", (5,), (at(1.5, 1.02), at(1.5, 1.98))))
    assert sorted(edit.shares["share"]) == pytest.approx([0.5, 0.5])


def test_a_line_near_a_corner_passes_through_it():
    edit = split(town_m(), Request("split", (5,), (at(1.002, 2.002), at(2, 1))))
    assert [len(shapely.get_coordinates(shape)) for shape in edit.after.geometry] == [4, 4]
    assert not edit.touched


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ((at(0.2, 0.5), at(0.8, 0.5)), "split_misses"),
        ((at(1.5, 0.5), at(1.5, 1.5)), "split_ends"),
        ((at(1.2, 1.3), at(1.8, 1.7)), "split_ends"),
        ((at(0.9, 1.2), at(2.1, 1.5), at(0.9, 1.8)), "split_too_many"),
        ((at(1.0, 1.2), at(1.002, 1.5), at(1.0, 1.8)), "split_sliver"),
        # down to a millimetre from the southern border: the pieces beside it hang on a thread
        ((at(1.2, 2), at(1.5, 1 + 1e-3 / SIDE_M), at(1.8, 2)), "split_sliver"),
        ((at(1.5, 1.5), at(1.5, 1.5)), "edit_line_missing"),
        ((), "edit_line_missing"),
    ],
)
def test_lines_that_split_nothing_or_too_much_are_refused(line, code):
    assert refused(split, town_m(), "split", (5,), line) == code


@pytest.mark.parametrize(("metres", "whole"), [(0.8, False), (1.3, True)])
def test_a_thread_is_measured_in_metres_where_a_degree_is_short(metres, whole):
    """At 60° north a degree of longitude is half as long as one of latitude. A wedge from the west leaves a passage
    along the eastern border; 80 cm wide it holds nothing together, there either."""
    north, east = 1 / 111_412, 1 / 55_800
    grids = (
        town_m().iloc[:1].set_geometry([box(117, 60, 117 + 300 * east, 60 + 300 * north)], crs="EPSG:4326")
    )
    wedge = [(117 + x * east, 60 + y * north) for x, y in ((-20, 100), (300 - metres, 150), (-20, 200))]
    if whole:
        assert len(split(grids, Request("split", (1,), tuple(wedge))).after) == 2
    else:
        assert refused(split, grids, "split", (1,), tuple(wedge)) == "split_sliver"


def test_an_unknown_grid_is_refused():
    assert refused(split, town_m(), "split", (99,), (at(0, 0), at(1, 1))) == "edit_grids_unknown"


def test_of_a_grid_in_two_parts_the_other_goes_with_the_nearer_piece():
    """Grid 9 and a lot of its own far to the east: the eastern half keeps it."""
    lot = square(4, 0, 4.5, 0.5)
    grids = with_shape(9, shapely.union_all([square(2, 0, 3, 1), lot]))
    edit = split(grids, Request("split", (9,), (at(2.5, -0.5), at(2.5, 1.5))))
    east = max(edit.after.geometry, key=lambda shape: shape.bounds[2])
    assert same(east, shapely.union_all([square(2.5, 0, 3, 1), lot]))


def test_a_row_of_grids_is_merged():
    edit = merge(town_m(), Request("merge", (4, 5)))
    assert (edit.ended, list(edit.after["grid_id"])) == ((4, 5), [-1])
    assert same(edit.after.geometry[0], square(0, 1, 2, 2))
    assert shares(edit) == {(-1, 4): 1.0, (-1, 5): 1.0}
    assert is_coverage(applied(town_m(), edit).geometry)


@pytest.mark.parametrize(
    ("ids", "code"),
    [
        ((1, 5), "merge_not_adjacent"),
        ((1, 7), "merge_not_adjacent"),
        ((2, 3), "merge_communities"),
        ((1, 1), "merge_one"),
    ],
)
def test_grids_that_do_not_belong_together_are_not_merged(ids, code):
    assert refused(merge, town_m(), "merge", ids) == code


def test_grids_that_share_ten_centimetres_of_border_are_not_merged():
    hand = 2 - 0.1 / SIDE_M
    grids = with_shape(4, Polygon([at(0, 1), at(1, 1), at(1, hand), at(1, 2), at(0, 2)]))
    grids.loc[grids["grid_id"] == 5, "geometry"] = Polygon(
        [at(1, hand), at(2, hand), at(2, 3), at(1, 3), at(1, 2)]
    )
    assert refused(merge, grids, "merge", (4, 5)) == "merge_not_adjacent"


def test_split_and_merge_give_the_grid_back():
    grids = town_m()
    there = applied(grids, split(grids, Request("split", (5,), (at(1.2, 0.5), at(1.7, 2.5)))))
    back = merge(there, Request("merge", (-1, -2)))
    assert same(back.after.geometry[0], square(1, 1, 2, 2))


def test_a_border_redrawn_moves_both_sides():
    """The border between 5 and 6 a quarter of a side to the west."""
    edit = redraw(town_m(), Request("redraw", (5, 6), (at(1.75, 0.9), at(1.75, 2.1))))
    shapes = edit.after.set_index("grid_id").geometry
    assert same(shapes[5], square(1, 1, 1.75, 2)) and same(shapes[6], square(1.75, 1, 3, 2))
    assert edit.ended == () and edit.changed == (5, 6)
    assert shares(edit) == {(5, 5): 0.75, (6, 5): 0.25, (6, 6): 1.0}
    assert set(edit.touched) == {2, 8}
    assert is_coverage(applied(town_m(), edit).geometry)


def test_a_grid_that_gains_more_than_it_had_stays_itself():
    """Grid 5 is a strip beside a grid 6 six times as wide, and gets half of it."""
    grids = with_shape(5, square(1.5, 1, 2, 2))
    edit = redraw(grids, Request("redraw", (5, 6), (at(2.6, 0.9), at(2.6, 2.1))))
    assert edit.after.set_index("grid_id")["name"].to_dict() == {5: "Grid 5", 6: "Grid 6"}


def test_a_stretch_of_a_border_redrawn_leaves_the_rest_of_it():
    """A dent a half side wide and a quarter deep into grid 6, drawn from border to border."""
    line = (at(2, 1.25), at(2.25, 1.25), at(2.25, 1.75), at(2, 1.75))
    edit = redraw(town_m(), Request("redraw", (5, 6), line))
    shapes = edit.after.set_index("grid_id").geometry
    assert same(shapes[5], shapely.union_all([square(1, 1, 2, 2), square(2, 1.25, 2.25, 1.75)]))
    assert not edit.touched


def test_a_line_from_the_border_to_the_outline_takes_the_smaller_way():
    """From the middle of the border to the middle of 6's southern side: the corner between goes to 5."""
    edit = redraw(town_m(), Request("redraw", (5, 6), (at(2, 1.4), at(2.4, 1))))
    assert shares(edit)[(5, 6)] == pytest.approx(0.08)


def test_a_line_that_weaves_about_the_border_moves_ground_both_ways():
    line = (at(1.9, 0.9), at(2.2, 1.25), at(1.8, 1.75), at(2.1, 2.1))
    edit = redraw(town_m(), Request("redraw", (5, 6), line))
    assert {(5, 6), (6, 5)} <= set(shares(edit))
    assert is_coverage(applied(town_m(), edit).geometry)


@pytest.mark.parametrize(
    ("ids", "line", "code"),
    [
        ((1, 5), (at(0, 0), at(3, 3)), "redraw_not_adjacent"),
        ((5,), (at(0, 0), at(3, 3)), "redraw_two"),
        ((5, 6), (at(1.2, 1.3), at(1.8, 1.7)), "redraw_misses"),
        ((5, 6), (at(1.05, 0.9), at(1.05, 2.1)), "redraw_swallows"),
        # a wedge down to a millimetre from the southern border leaves what is beside it on a thread
        ((5, 6), (at(2.22, 2.65), at(2.163, 1 + 1e-3 / SIDE_M), at(1.2, 2.9)), "redraw_swallows"),
        ((5, 6), tuple(at(2 + 0.1 * (-1) ** k, 1.02 + 0.06 * k) for k in range(16)), "redraw_wild"),
    ],
)
def test_borders_that_cannot_be_redrawn_so_are_refused(ids, line, code):
    assert refused(redraw, town_m(), "redraw", ids, line) == code


def test_a_grid_in_two_parts_becomes_two_grids():
    lot = square(4, 0, 4.5, 0.5)
    grids = with_shape(9, shapely.union_all([square(2, 0, 3, 1), lot]))
    edit = parts(grids, Request("parts", (9,)))
    shapes = edit.after.set_index("grid_id").geometry
    assert same(shapes[-1], square(2, 0, 3, 1)) and same(shapes[-2], lot)
    assert refused(parts, town_m(), "parts", (5,)) == "parts_one"


def test_a_ring_is_merged_with_what_it_encloses():
    ring = Polygon(square(0, 0, 3, 3).exterior.coords, [square(1, 1, 2, 2).exterior.coords])
    grids = pd.concat([with_shape(1, ring).iloc[[0]], town_m().iloc[[4]]], ignore_index=True)
    edit = merge(grids, Request("merge", (1, 5)))
    assert same(edit.after.geometry[0], square(0, 0, 3, 3))

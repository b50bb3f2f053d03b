"""Faults counted on pictures, in the town, in two real cities."""

import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
import town
from shapely import MultiPolygon, Point, Polygon, box

from geo.check import FAULTS, coverage_faults, is_coverage, repair_polygon
from geo.errors import InputError

DATA = Path(__file__).resolve().parents[2] / "../shared/data"


def grids_of(shapes, ids=None) -> gpd.GeoDataFrame:
    """Grids in the town's metric system, metres from its corner."""
    moved = shapely.transform(np.array(shapes, dtype=object), lambda xy: xy + town.ORIGIN_M)
    return gpd.GeoDataFrame({"grid_id": ids or range(1, len(shapes) + 1)}, geometry=moved, crs=town.METRIC)


def told(shapes, ids=None) -> list[tuple]:
    """Kind, grids and whole square metres of each fault."""
    faults = coverage_faults(grids_of(shapes, ids))
    rows = zip(faults["kind"], faults["grid_ids"], faults["area_m2"], strict=True)
    return [(kind, grids, round(area)) for kind, grids, area in rows]


def real(path: str) -> gpd.GeoDataFrame:
    if not (DATA / path).exists():
        pytest.skip(f"{path} is not beside the repository")
    frame = gpd.read_file(DATA / path)
    return frame.assign(grid_id=range(1, len(frame) + 1))


def test_the_town_has_no_faults():
    faults = coverage_faults(town.town())
    assert faults.empty
    assert list(faults.columns) == ["kind", "grid_ids", "area_m2", "width_m", "geometry"]
    assert faults.crs == town.METRIC


def test_the_middle_grid_taken_out_is_a_gap_of_its_size():
    faults = coverage_faults(town.town_m().query("grid_id != 5"))
    assert faults["kind"].tolist() == ["gap"]
    # the corner grids touch the gap in a point
    assert faults["grid_ids"].tolist() == [(1, 2, 3, 4, 6, 7, 8, 9)]
    assert faults["area_m2"].tolist() == pytest.approx([town.SIDE_M**2], rel=1e-9)
    assert faults["width_m"].tolist() == pytest.approx([town.SIDE_M / 2], rel=1e-9)


def test_a_strip_that_two_grids_claim():
    assert told([box(0, 0, 102, 100), box(100, 0, 200, 100)], [7, 3]) == [("overlap", (3, 7), 200)]


def test_a_grid_within_a_grid():
    assert told([box(0, 0, 100, 100), box(40, 40, 50, 50)]) == [("overlap", (1, 2), 100)]


def test_the_same_grid_twice():
    assert told([box(0, 0, 100, 100), box(0, 0, 100, 100)]) == [("overlap", (1, 2), 10_000)]


def test_three_grids_over_one_another_are_three_pairs():
    found = told([box(0, 0, 30, 10), box(10, 0, 40, 10), box(20, 0, 50, 10)])
    assert found == [("overlap", (1, 2), 200), ("overlap", (2, 3), 200), ("overlap", (1, 3), 100)]


def test_a_grid_in_two_parts_one_of_them_a_sliver():
    shape = MultiPolygon([box(0, 0, 100, 100), box(200, 0, 200.5, 100)])
    assert told([shape]) == [("sliver", (1,), 50), ("multi_part", (1,), 10_050)]


def test_a_corner_more_on_one_side_is_no_fault_of_ground():
    east = Polygon([(100, 0), (200, 0), (200, 100), (100, 100), (100, 50)])
    assert told([box(0, 0, 100, 100), east]) == []
    assert not is_coverage([box(0, 0, 100, 100), east])


def test_a_bay_open_to_the_outside_is_no_gap():
    assert told([box(0, 0, 100, 10), box(0, 10, 10, 100), box(90, 10, 100, 100)]) == []


def test_gaps_and_overlaps_together_largest_first():
    shapes = town.squares(5, 5, 100.0)
    shapes[6] = box(*(np.array(shapes[6].bounds) + [5, 0, 0, 0]))
    shapes[18] = box(*(np.array(shapes[18].bounds) + [0, 0, -1, 0]))
    shapes[13] = box(*(np.array(shapes[13].bounds) + [-2, 0, 0, 0]))
    found = told(shapes)
    assert [(kind, area) for kind, _, area in found] == [("overlap", 200), ("gap", 500), ("gap", 100)]
    assert found[0][1] == (13, 14)


def test_empty_and_missing_geometries_are_left_out():
    grids = grids_of([box(0, 0, 9, 9), Polygon(), box(20, 0, 29, 9)])
    grids.loc[2, "geometry"] = None
    assert coverage_faults(grids).empty
    assert coverage_faults(grids[:0]).empty


def test_a_broken_grid_is_looked_at_as_mended():
    bow_tie = Polygon([(0, 0), (20, 20), (20, 0), (0, 20)])
    assert told([bow_tie]) == [("multi_part", (1,), 200)]


def test_grids_need_their_ids():
    with pytest.raises(InputError, match="columns_missing"):
        coverage_faults(grids_of([box(0, 0, 1, 1)]).drop(columns="grid_id"))


def test_a_broken_polygon_is_no_coverage():
    assert not is_coverage([Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])])
    assert is_coverage([])


@pytest.mark.parametrize("shape", [box(0, 0, 1, 1), MultiPolygon([box(0, 0, 1, 1), box(2, 0, 3, 1)])])
def test_a_whole_polygon_is_left_alone(shape):
    assert repair_polygon(shape) == (shape, 0.0)


def test_a_spike_is_cut_off_and_changes_nothing():
    spiked = Polygon([(0, 0), (10, 0), (10, 5), (20, 5), (10, 5), (10, 10), (0, 10)])
    mended, share = repair_polygon(spiked)
    assert mended.is_valid and mended.equals(box(0, 0, 10, 10))
    assert share == pytest.approx(0, abs=1e-12)


def test_a_small_loop_changes_a_small_share():
    """A square of 100 m whose rim crosses itself in a corner: two triangles of 1 m side, one of them outside."""
    shape = Polygon([(0, 0), (100, 0), (100, 99), (99, 101), (99, 99), (100, 101), (0, 101)])
    mended, share = repair_polygon(shape)
    assert not shape.is_valid and mended.is_valid
    assert 0 < share < 0.001


def test_what_has_no_area_leaves_nothing():
    mended, share = repair_polygon(Polygon([(0, 0), (1, 1), (2, 2), (0, 0)]))
    assert mended.is_empty and share == 1.0


def test_the_town_inside_chicago():
    """Norridge and Harwood Heights, 1.81 and 0.82 square miles by the census, lie wholly within the city."""
    tracts = real("chicago/census_tracts_2010.geojson")
    begin = time.perf_counter()
    faults = coverage_faults(tracts)
    assert time.perf_counter() - begin < 5  # a fifth of a second on a free machine
    assert faults["kind"].tolist() == ["gap"]
    assert faults["area_m2"].sum() / 1609.344**2 == pytest.approx(1.81 + 0.82, abs=0.02)
    assert is_coverage(tracts.geometry)


def test_tainan_says_how_dirty_it_is():
    """Each fault is true by itself: claimed by both grids, or by none; and together they are all the ground."""
    villages = real("tainan_kaohsiung/villages_tainan_2017.geojson")
    faults = coverage_faults(villages)
    counts = faults["kind"].value_counts()
    assert counts[["gap", "overlap"]].gt(1000).all()
    assert set(counts.index) <= set(FAULTS)
    shapes = villages.to_crs(faults.crs).set_index("grid_id").geometry.make_valid()
    overlaps = faults[faults["kind"] == "overlap"]
    one, other = (shapes.loc[[pair[k] for pair in overlaps["grid_ids"]]].to_numpy() for k in (0, 1))
    assert overlaps["area_m2"].to_numpy() == pytest.approx(
        shapely.area(shapely.intersection(one, other)), abs=1e-6
    )
    claimed = shapes.union_all()
    gaps = faults[faults["kind"] == "gap"].geometry
    assert shapely.area(shapely.intersection(claimed, gaps.union_all())) < 1e-3
    # ground with its gaps filled = ground claimed + gaps
    filled = sum(Polygon(part.exterior).area for part in shapely.get_parts(claimed))
    assert claimed.area + gaps.area.sum() == pytest.approx(filled, abs=1.0)


def test_many_grids_take_reasonable_time():
    shapes = town.squares(100, 100, 100.0)
    shapes[5050] = Point(5_050, 4_950).buffer(60)
    begin = time.perf_counter()
    faults = coverage_faults(grids_of(shapes))
    assert time.perf_counter() - begin < 20  # half a second on a free machine
    assert (faults["kind"] == "overlap").sum() == 4

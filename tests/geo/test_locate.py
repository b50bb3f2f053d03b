"""Points and grids: pictures, borders, random partitions against exact predicates, a real city against a join."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import town
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, affinity, box

from geo.errors import InputError
from geo.locate import NOWHERE, Locator

DATA = Path(__file__).resolve().parents[2] / "../shared/data"
BOW_TIE = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])


def smallest_touched(shapes, ids, x, y) -> np.ndarray:
    """The rule in words, by exact predicates one grid at a time: the smallest id that the point touches."""
    found = np.full(len(x), NOWHERE)
    points = shapely.points(x, y)
    shapes = shapely.orient_polygons(np.asarray(shapes))  # for a point a hair from a border direction counts
    for shape, number in sorted(zip(shapes, ids, strict=True), key=lambda pair: -pair[1]):
        found[shapely.intersects(shape, points)] = number
    return found


def hard_points(shapes, rng, count: int = 300) -> tuple[np.ndarray, np.ndarray]:
    """Anywhere, on corners, on middles of edges, level with and above corners, a hair beside corners."""
    west, south, east, north = shapely.total_bounds(shapes)
    corners = shapely.get_coordinates(shapes)
    free = rng.uniform((west, south), (east, north), (max(count, len(corners)), 2))
    some = free[: len(corners)]
    groups = [
        free, corners, (corners[1:] + corners[:-1]) / 2, np.column_stack([some[:, 0], corners[:, 1]]),
        np.column_stack([corners[:, 0], some[:, 1]]), np.nextafter(corners, some),
    ]  # fmt: skip
    return np.concatenate(groups).T


def voronoi(seeds) -> np.ndarray:
    return shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(seeds)))


def test_the_town():
    grids = town.town_m()
    middle = grids.geometry.representative_point()
    found = Locator(grids.geometry, grids["grid_id"]).locate(middle.x, middle.y)
    assert found.tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert found.dtype == np.int64


def test_a_board_counted_by_eye():
    """Borders and corners go to the smallest id; outside is −1.

    +---+---+     5 on the cross, 5 on the border of 5 and 8,
    | 5 | 8 |     6 on the border of 6 and 7,
    +---+---+     5 on the border of 5 and 6, 7 on the outer border of 7
    | 6 | 7 |
    +---+---+
    """
    locator = Locator([box(0, 1, 1, 2), box(1, 1, 2, 2), box(0, 0, 1, 1), box(1, 0, 2, 1)], [5, 8, 6, 7])
    x, y = [1, 1, 1, 0.5, 2, 0.5, 2.1, -0.1], [1, 1.5, 0.5, 1, 0.5, 1.5, 1, 1]
    assert locator.locate(x, y).tolist() == [5, 5, 6, 5, 7, 5, -1, -1]
    assert locator.method == "raster"


def test_what_is_not_a_place_is_nowhere():
    locator = Locator([box(0, 0, 1, 1)], [1])
    assert locator.locate([np.nan, np.inf, -np.inf, 0.5], [0.5, 0.5, 0.5, np.nan]).tolist() == [-1] * 4
    assert locator.locate([], []).tolist() == []
    assert locator.locate(0.5, 0.5).tolist() == [1]


def test_without_grids_everything_is_nowhere():
    assert Locator([], []).locate([0.5], [0.5]).tolist() == [-1]
    assert Locator([Polygon(), None], [1, 2]).locate([0.5], [0.5]).tolist() == [-1]


def test_ids_and_geometries_must_be_as_many():
    with pytest.raises(InputError, match="ids_differ"):
        Locator([box(0, 0, 1, 1)], [1, 2])


def test_holes_and_parts():
    """Grid 1 is a ring and an island; grid 2 fills half the hole; the other half is nobody's."""
    ring = Polygon(box(0, 0, 9, 9).exterior.coords, [box(3, 3, 6, 6).exterior.coords])
    locator = Locator([MultiPolygon([ring, box(20, 0, 21, 1)]), box(3, 3, 4.5, 6)], [1, 2])
    assert locator.locate([1, 4, 5, 20.5, 15], [1, 4, 4, 0.5, 0.5]).tolist() == [1, 2, -1, 1, -1]


def test_overlap_goes_to_the_smallest_id_and_a_gap_to_nobody():
    locator = Locator([box(0, 0, 2, 1), box(1, 0, 3, 1), box(4, 0, 5, 1)], [9, 4, 6])
    assert locator.locate([0.5, 1.5, 2.5, 3.5, 4.5], [0.5] * 5).tolist() == [9, 4, 4, -1, 6]
    assert locator.method == "raster"


def test_a_broken_polygon_is_answered_by_the_tree():
    locator = Locator([BOW_TIE, box(3, 0, 4, 1)], [1, 2])
    assert locator.method == "tree"
    assert locator.locate([0.2, 1.8, 1.0, 3.5, np.nan], [1.0, 1.0, 0.2, 0.5, 1]).tolist() == [1, 1, -1, 2, -1]


@pytest.mark.parametrize(
    "shape", [box(0, 0, 1e-9, 1e5), box(-1e-9, 3e6, 1e5, 3e6 + 1e-3), box(-180, -90, 180, 90)]
)
def test_grids_of_extreme_shape(shape):
    middle = shape.centroid
    assert Locator([shape], [1]).locate([middle.x], [middle.y]).tolist() == [1]


@settings(deadline=None, max_examples=40)
@given(
    seed=st.integers(0, 2**32 - 1), count=st.integers(2, 60), digits=st.sampled_from([1, 2, 12]),
    stretch=st.sampled_from([0.05, 1.0, 20.0]), place=st.sampled_from([(0, 0), (116, 39), (500_000, 4_400_000)]),
)  # fmt: skip
def test_a_random_partition(seed, count, digits, stretch, place):
    """Rounded seeds give level and upright borders; every point of the whole is in exactly one grid."""
    rng = np.random.default_rng(seed)
    cells = voronoi(np.round(rng.random((count, 2)), digits) * [1, stretch] + place)
    # seeds in one place make no partition, and of rounded seeds GEOS at times leaves a cell out
    assume(
        len(cells)
        and np.isclose(shapely.area(cells).sum(), box(*shapely.total_bounds(cells)).area, rtol=1e-9)
    )
    assume(shapely.coverage_is_valid(cells))
    ids = rng.permutation(len(cells)) + 10
    x, y = hard_points(cells, rng)
    found = Locator(cells, ids).locate(x, y)
    assert np.array_equal(found, smallest_touched(cells, ids, x, y))
    assert (found[:300] >= 10).all()


@settings(deadline=None, max_examples=40)
@given(
    seed=st.integers(0, 2**32 - 1), count=st.integers(2, 40), shift=st.sampled_from([0.0, 1e-12, 1e-3, 0.3])
)
def test_a_random_heap_with_gaps_and_overlaps(seed, count, shift):
    rng = np.random.default_rng(seed)
    cells = voronoi(rng.random((count, 2)))
    cells = np.array([affinity.translate(cell, *(shift * rng.normal(size=2))) for cell in cells])
    cells = cells[rng.random(len(cells)) < 0.8]
    ids = rng.permutation(len(cells))
    x, y = hard_points(cells, rng) if len(cells) else (np.zeros(1), np.zeros(1))
    assert np.array_equal(Locator(cells, ids).locate(x, y), smallest_touched(cells, ids, x, y))


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**32 - 1))
def test_order_and_direction_do_not_matter(seed):
    rng = np.random.default_rng(seed)
    cells = voronoi(np.round(rng.random((20, 2)), 1))
    ids = np.arange(len(cells))
    x, y = hard_points(cells, rng)
    order, mixed = rng.permutation(len(cells)), rng.permutation(len(x))
    found = Locator(cells, ids).locate(x, y)
    again = Locator(shapely.reverse(cells[order]), ids[order]).locate(x[mixed], y[mixed])
    assert np.array_equal(found[mixed], again)


def test_inside_grids_a_join_says_the_same():
    rng = np.random.default_rng(5)
    cells = voronoi(rng.random((2_000, 2)))
    x, y = rng.uniform(-0.2, 1.2, (2, 50_000))
    grids = gpd.GeoDataFrame({"grid_id": range(len(cells))}, geometry=cells)
    joined = gpd.sjoin(
        gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y)), grids, how="left", predicate="within"
    )
    expected = joined["grid_id"].fillna(NOWHERE).to_numpy()
    assert np.array_equal(Locator(cells, grids["grid_id"]).locate(x, y), expected)


def chicago_or_skip() -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    if not (DATA / "chicago").exists():
        pytest.skip("Chicago's open data are not beside the repository")
    tracts = gpd.read_file(DATA / "chicago/census_tracts_2010.geojson")
    return tracts, pd.read_parquet(DATA / "chicago/building_violations.parquet")


def test_every_violation_of_chicago_is_where_a_join_puts_it():
    tracts, violations = chicago_or_skip()
    columns = {name.lower(): name for name in violations.columns}
    lon, lat = (violations[columns[name]].to_numpy(dtype=float) for name in ("lon", "lat"))
    found = Locator(tracts.geometry, range(len(tracts))).locate(lon, lat)
    assert len(found) == 980_654
    # equal places are joined once: the peer is slow, and equal points cannot differ
    places, which = np.unique(np.column_stack([lon, lat]), axis=0, return_inverse=True)
    known = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*places.T), crs=tracts.crs)
    joined = gpd.sjoin(known, tracts[["geometry"]], how="left", predicate="intersects")["index_right"]
    expected = joined.groupby(level=0).min().fillna(NOWHERE).to_numpy()[which.ravel()]
    assert np.array_equal(found, expected)


def test_the_dirty_borders_of_tainan():
    file = DATA / "tainan_kaohsiung/villages_tainan_2017.geojson"
    if not file.exists():
        pytest.skip("Tainan's villages are not beside the repository")
    villages = gpd.read_file(file).geometry
    x, y = hard_points(villages.to_numpy()[:50], np.random.default_rng(2))
    as_they_are = Locator(villages, range(len(villages)))
    assert as_they_are.method == ("raster" if villages.is_valid.all() else "tree")
    mended = villages.make_valid()
    located = Locator(mended, range(len(mended)))
    assert located.method == "raster"
    near = shapely.intersects(mended.to_numpy(), box(x.min(), y.min(), x.max(), y.max()))
    expected = smallest_touched(mended[near], np.flatnonzero(near), x, y)
    assert np.array_equal(located.locate(x, y), expected)


def test_a_point_on_the_outer_border_is_inside():
    shape = Point(0, 0).buffer(1)
    x, y = shapely.get_coordinates(shape).T
    assert (Locator([shape], [3]).locate(x, y) == 3).all()

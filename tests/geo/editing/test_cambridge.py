"""The patrol cells of Cambridge, Massachusetts: what merges must equal what the city published."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.check import is_coverage
from geo.editing.edit import Request, applied
from geo.editing.operations import merge

CITY = Path(__file__).parents[3] / "../shared/data/cambridge_ma"
CELLS = CITY / "B_police_response_districts.geojson"
pytestmark = pytest.mark.skipif(
    not CELLS.exists(), reason="Cambridge's open data are not beside the repository"
)
#: metres, for Massachusetts
METRIC = "EPSG:26986"


def cells(column: str) -> gpd.GeoDataFrame:
    found = gpd.read_file(CELLS).dropna(subset=column)  # 18 cells are on no numbered walking route
    n = range(1, len(found) + 1)
    facts = {
        "grid_id": n,
        "grid_code": [f"C{k}" for k in n],
        "name": "",
        "community_code": found[column].astype(str),
    }
    return gpd.GeoDataFrame(facts, geometry=found.geometry).reset_index(drop=True)


def dissolved(column: str) -> gpd.GeoDataFrame:
    """All cells of one value merged, one edit after the other, by that value."""
    grids = cells(column)
    for _, group in cells(column).groupby("community_code"):
        if len(group) > 1:
            grids = applied(grids, merge(grids, Request("merge", tuple(group["grid_id"]))))
            grids["grid_id"] = grids["grid_id"].where(grids["grid_id"] > 0, grids["grid_id"].max() + 1)
    return grids.set_index("community_code")


def published(file: str, column: str) -> gpd.GeoSeries:
    found = gpd.read_file(CITY / file)
    found = found[found[column].notna() & (found[column].astype(str).str.strip() != "")]
    return found.assign(code=found[column].astype(str)).set_index("code").geometry


@pytest.mark.parametrize(
    ("file", "column", "count"),
    [("B_police_walking_routes.geojson", "WALK_RTE", 36), ("B_police_sectors.geojson", "SECTOR", 5)],
)
def test_cells_merge_into_what_the_city_published(file, column, count):
    ours, theirs = dissolved(column), published(file, column)
    assert (len(ours), len(theirs)) == (count, count)
    apart = ours.geometry.to_crs(METRIC).symmetric_difference(theirs.to_crs(METRIC), align=True).area
    assert apart.max() < 1.0
    assert is_coverage(ours.geometry)


def test_cells_merge_into_nine_car_routes():
    """Nobody published their outlines; the cells' union by overlay, another algorithm, stands in."""
    ours, cut = dissolved("CAR_RTE"), gpd.read_file(CELLS)
    assert len(ours) == 9
    assert is_coverage(ours.geometry)
    theirs = cut.groupby("CAR_RTE")["geometry"].agg(lambda own: shapely.union_all(own.to_numpy()))
    theirs = gpd.GeoSeries(theirs, crs=cut.crs).to_crs(METRIC)
    assert ours.geometry.to_crs(METRIC).symmetric_difference(theirs, align=True).area.max() < 1.0

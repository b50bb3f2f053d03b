"""Buildings as points and as footprints, with counts or without, in Chinese and in English."""

import geopandas as gpd
import pytest
import shapely
from strangers import MIDDLES, NOW, features, table_file
from town import town

from data.export import export
from data.intake import Options, load
from data.permits import OPERATOR

LON, LAT = MIDDLES[5]


def put(record, file, **more):
    return load(record, OPERATOR, file, "buildings", Options(**more), now=NOW)


def rows(*counts):
    return [{"楼栋编号": f"B{k}", "户数": n, "经度": LON, "纬度": LAT} for k, n in enumerate(counts)]


def test_the_same_file_twice_changes_nothing(town_record, tmp_path):
    file = table_file(tmp_path / "b.csv", rows("40", "", "12.5"))
    report = put(town_record, file)
    assert report.mapping == {"source_id": "楼栋编号", "households": "户数", "lon": "经度", "lat": "纬度"}
    assert (report.loaded, report.rejected) == (3, 0)
    found = town_record.rows("SELECT source_id, households, grid_id FROM building ORDER BY building_id")
    assert found == [("B0", 40, 5), ("B1", None, 5), ("B2", 12.5, 5)]
    again = put(town_record, file)
    assert (again.loaded, again.unchanged) == (0, 3)
    table_file(tmp_path / "b.csv", rows("41", "", "12.5"))
    assert put(town_record, file).loaded == 1
    assert town_record.rows("SELECT sum(households), count(*) FROM building") == [(53.5, 3)]


def test_bad_rows_are_refused_each_with_its_reason(town_record, tmp_path):
    bad = [
        {"id": "1", "population": "-3", "lon": LON, "lat": LAT},
        {"id": "2", "population": "many", "lon": LON, "lat": LAT},
        {"id": "3", "population": "5", "lon": LAT, "lat": LON},
        {"id": "4", "population": "5", "lon": "", "lat": ""},
        {"id": "5", "population": "5", "older": "4", "children": "2", "lon": LON, "lat": LAT},
        {"id": "6", "population": "5", "lon": LON, "lat": LAT},
        {"id": "6", "population": "6", "lon": LON, "lat": LAT},
        {"id": "7", "population": "5", "lon": LON + 1, "lat": LAT},
    ]
    file = table_file(tmp_path / "b.csv", [{"older": "", "children": ""} | row for row in bad])
    reasons = {"number_negative": 1, "number_unreadable": 1, "axes_swapped": 1, "place_missing": 1,
               "group_too_large": 1, "duplicate_id": 1}  # fmt: skip
    strict = put(town_record, file, strict=True)
    assert strict.reasons == reasons and town_record.rows("SELECT count(*) FROM building") == [(0,)]
    report = put(town_record, file)
    assert report.reasons == reasons and report.loaded == 2 and report.outside == 1
    assert [note.code for note in report.notes if note.code == "outside_grids"] == ["outside_grids"]


def test_a_footprint_becomes_a_point_inside(town_record, tmp_path):
    west, south, east, north = town().geometry[8].bounds
    yard = shapely.box(west + 0.001, south + 0.001, east - 0.001, north - 0.001)
    around = shapely.box(west, south, east, north).difference(yard)
    put(town_record, features(tmp_path / "b.geojson", [around, shapely.Point(MIDDLES[1])]))
    found = town_record.rows("SELECT lon, lat, grid_id FROM building ORDER BY grid_id")
    assert [row[2] for row in found] == [1, 9]
    assert around.covers(shapely.Point(found[1][:2]))


@pytest.mark.parametrize("columns", [
    ("building_id", "dwellings", "residents", "lng", "lat"), ("建筑编号", "户数", "常住人口", "经度", "纬度"),
])  # fmt: skip
def test_names_of_columns(town_record, tmp_path, columns):
    row = dict(zip(columns, ["1", "2", "5", LON, LAT], strict=True))
    report = put(town_record, table_file(tmp_path / "b.csv", [row]))
    assert tuple(report.mapping) == ("source_id", "households", "population", "lon", "lat")


@pytest.mark.parametrize("ending", ["csv", "gpkg", "xlsx"])
def test_what_is_exported_comes_back_in_unchanged(town_record, tmp_path, ending):
    put(town_record, table_file(tmp_path / "b.csv", rows("40", "", "12.5")))
    assert export(town_record, OPERATOR, "buildings", tmp_path / f"out.{ending}", now=NOW) == 3
    again = put(town_record, tmp_path / f"out.{ending}")
    assert (again.loaded, again.unchanged, again.rejected) == (0, 3, 0)


def test_buildings_follow_redrawn_grids(town_record, tmp_path):
    """Grid 5 is drawn half as wide: a house in its east belongs to no grid."""
    five = town()[town()["grid_id"] == 5].geometry.iloc[0]
    west, south, east, north = five.bounds
    put(town_record, features(tmp_path / "b.geojson", [shapely.Point(east - 1e-4, LAT)]))
    code = town().set_index("grid_id")["grid_code"][5]
    half = gpd.GeoDataFrame(
        {"grid_code": [code]}, geometry=[shapely.box(west, south, LON, north)], crs="EPSG:4326"
    )
    half.to_file(tmp_path / "g.gpkg")
    assert town_record.rows("SELECT grid_id FROM building") == [(5,)]
    load(town_record, OPERATOR, tmp_path / "g.gpkg", "grids", now=NOW)
    assert town_record.rows("SELECT grid_id FROM building") == [(None,)]

"""Whole imports into the 3 × 3 town: every format, counts that can be counted by eye, idempotence."""

import dataclasses

import pandas as pd
import pytest
from strangers import MIDDLES, NOW, case, features, table_file, town_file
from town import town

from data.db import open_record
from data.intake import Options, batches, load, preview, rejects
from data.permits import OPERATOR, Actor
from geo.errors import InputError, NotAllowed, Unreadable


@pytest.fixture
def empty(tmp_path):
    record = open_record(tmp_path / "db" / "g.duckdb")
    yield record
    record.close()


@pytest.fixture
def settled(empty, tmp_path):
    """The town loaded from a file."""
    load(empty, OPERATOR, town_file(tmp_path / "town.geojson"), "grids", now=NOW)
    return empty


def counts(report):
    return report.read, report.loaded, report.unchanged, report.rejected


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".fgb", ".parquet", ".csv", ".kml", ".xlsx", ".zip"])
def test_nine_grids_come_in_from_every_format(empty, tmp_path, suffix):
    report = load(empty, OPERATOR, town_file(tmp_path / f"town{suffix}"), "grids", now=NOW)
    assert counts(report) == (9, 9, 0, 0)
    rows = empty.rows("SELECT grid_code, households, area_km2 FROM grid ORDER BY households, grid_code")
    assert rows[0][1] == 0 and rows[-1][1] == 300
    assert all(abs(area - 0.09) < 1e-6 for _, _, area in rows)  # 300 m × 300 m
    assert {code for code, _, _ in rows} == set(town()["grid_code"])


def test_the_system_that_geoparquet_means_when_it_says_none_is_degrees(empty, tmp_path):
    town().to_crs("OGC:CRS84").to_parquet(tmp_path / "town.parquet")
    assert load(empty, OPERATOR, tmp_path / "town.parquet", "grids", now=NOW).loaded == 9
    assert empty.rows("SELECT count(*) FROM grid WHERE abs(area_km2 - 0.09) < 1e-6") == [(9,)]


def test_divisions_come_from_the_code_pattern(settled):
    rows = settled.rows("SELECT division_code, level, parent_code FROM division ORDER BY 1")
    assert rows == [
        ("990101", "district", None),
        ("990101001", "street", "990101"),
        ("990101001001", "community", "990101001"),
        ("990101001002", "community", "990101001"),
    ]


def test_the_same_file_twice_changes_nothing(settled, tmp_path):
    before = settled.rows("FROM grid ORDER BY grid_id")
    report = load(settled, OPERATOR, tmp_path / "town.geojson", "grids", now=NOW)
    assert counts(report) == (9, 0, 9, 0)
    assert settled.rows("FROM grid ORDER BY grid_id") == before


def test_a_redrawn_grid_gets_a_new_version_and_its_cases_follow(settled, tmp_path):
    load(settled, OPERATOR, table_file(tmp_path / "c.csv", [case(1, 5)]), "incidents", now=NOW)
    frame = town()
    west, middle = frame.geometry[3], frame.geometry[4]
    frame.loc[3, "geometry"], frame.loc[4, "geometry"] = middle, west  # grids 4 and 5 change places
    frame[["grid_code", "geometry"]].to_file(tmp_path / "new.geojson")
    later = NOW.replace(day=9)
    report = load(settled, OPERATOR, tmp_path / "new.geojson", "grids", now=later)
    assert counts(report) == (9, 2, 7, 0)
    versions = settled.rows(
        "SELECT valid_from, valid_to FROM grid WHERE grid_code = ? ORDER BY 1", [frame["grid_code"][3]]
    )
    assert versions == [(NOW.date(), later.date()), (later.date(), None)]
    (code,) = settled.rows(
        "SELECT g.grid_code FROM incident i JOIN grid g USING (grid_id) WHERE g.valid_to IS NULL"
    )
    assert code == (frame["grid_code"][3],)
    assert "cases_moved" in {note.code for note in report.notes}
    households = settled.rows("SELECT sum(households) FROM grid WHERE valid_to IS NULL")
    assert households == [(1500,)]  # the file says nothing of them, so they stay


def test_a_table_without_geometry_updates_attributes(settled, tmp_path):
    rows = [{"网格编码": code, "人口": 7} for code in town()["grid_code"][:2]] + [
        {"网格编码": "nowhere", "人口": 1}
    ]
    report = load(settled, OPERATOR, table_file(tmp_path / "p.csv", rows, "gb18030"), "grids", now=NOW)
    assert counts(report) == (3, 2, 0, 1)
    assert report.reasons == {"grid_unknown": 1}
    assert settled.rows("SELECT count(*) FROM grid WHERE population = 7 AND households > 0") == [(2,)]


def test_cases_get_the_grid_they_lie_in(settled, tmp_path):
    rows = [case(k, k) for k in range(1, 10)] + [case(10, lon=MIDDLES[5][0] + 0.1)]
    report = load(settled, OPERATOR, table_file(tmp_path / "c.csv", rows), "incidents", now=NOW)
    assert counts(report) == (10, 10, 0, 0) and report.outside == 1
    found = settled.rows(
        """SELECT i.source_id, g.grid_code FROM incident i LEFT JOIN grid g ON g.grid_id = i.grid_id
          ORDER BY i.incident_id"""
    )
    assert found == [*((f"c{k}", code) for k, code in enumerate(town()["grid_code"], 1)), ("c10", None)]


def test_changed_cases_are_updated_with_their_log(settled, tmp_path):
    load(settled, OPERATOR, table_file(tmp_path / "c.csv", [case(1), case(2)]), "incidents", now=NOW)
    rows = [case(1, state="Completed", closed_at="2026-02-03 10:00"), case(2, state="", closed_at="")]
    report = load(settled, OPERATOR, table_file(tmp_path / "d.csv", rows), "incidents", now=NOW)
    assert counts(report) == (2, 1, 1, 0)
    log = settled.rows("SELECT seq, action FROM incident_log WHERE incident_id = 1 ORDER BY seq")
    assert log == [(1, "report"), (2, "import_closed")]
    other = table_file(tmp_path / "e.csv", [case(1, state="voided")])
    assert load(settled, OPERATOR, other, "incidents", now=NOW).reasons == {"state_backwards": 1}


REJECTED = {
    "place_missing": {"lon": ""},
    "place_off_earth": {"lon": 500, "lat": 40},
    "axes_swapped": {"lon": MIDDLES[5][1], "lat": MIDDLES[5][0]},
    "category_unknown": {"category": "no such thing"},
    "time_unreadable": {"reported_at": "the day before yesterday"},
    "time_missing": {"reported_at": ""},
    "state_unknown": {"state": "limbo"},
    "source_unknown": {"source": "dream"},
    "worker_unknown": {"worker_code": "nobody"},
    "times_out_of_order": {"state": "closed", "closed_at": "2025-01-01"},
    "duplicate_id": {"id": "c0"},
    "place_not_finite": {"lon": "inf"},
}


def test_each_bad_row_is_rejected_for_its_reason(settled, tmp_path):
    blank = {"state": "", "source": "", "worker_code": "", "closed_at": ""}
    rows = [case(0) | blank]
    rows += [case(k) | blank | changes for k, changes in enumerate(REJECTED.values(), 1)]
    report = load(settled, OPERATOR, table_file(tmp_path / "c.csv", rows), "incidents", now=NOW)
    assert report.reasons == dict.fromkeys(REJECTED, 1)
    assert counts(report) == (len(rows), 1, 0, len(REJECTED))
    kept = rejects(settled, OPERATOR, report.batch_id)
    assert list(kept["row_number"]) == list(range(3, 3 + len(REJECTED)))  # the header is row 1
    assert list(kept["reason"]) == list(REJECTED)
    table = pd.read_csv(report.rejects_path, dtype=str)
    assert list(table["reason"]) == list(REJECTED) and report.rejects_path.parent.name == "rejects"


def test_strict_loads_nothing_when_a_row_is_rejected(settled, tmp_path):
    path = table_file(tmp_path / "c.csv", [case(1), case(2, category="?")])
    report = load(settled, OPERATOR, path, "incidents", Options(strict=True), now=NOW)
    assert (report.loaded, report.rejected, report.batch_id) == (0, 1, None)
    assert settled.rows("SELECT count(*) FROM incident") == [(0,)]
    assert len(batches(settled, OPERATOR)) == 1  # the grids
    assert report.rejects_path.exists()


def test_exchanged_columns_are_said_plainly(settled, tmp_path):
    rows = [case(k, lon=MIDDLES[k][1], lat=MIDDLES[k][0]) for k in range(1, 10)]
    report = load(settled, OPERATOR, table_file(tmp_path / "c.csv", rows), "incidents", now=NOW)
    assert report.reasons == {"axes_swapped": 9}
    assert "axes_swapped_mostly" in {note.code for note in report.notes}
    right = Options(mapping={"lon": "lat", "lat": "lon"})
    assert load(settled, OPERATOR, tmp_path / "c.csv", "incidents", right, now=NOW).loaded == 9


def test_metres_without_a_system_are_refused(empty, tmp_path):
    shapes = list(town().to_crs("EPSG:32650").geometry)
    with pytest.raises(InputError) as caught:
        table = table_file(tmp_path / "m.csv", [{"code": k, "wkt": s.wkt} for k, s in enumerate(shapes)])
        load(empty, OPERATOR, table, "grids", now=NOW)
    assert caught.value.code == "crs_missing"
    report = load(empty, OPERATOR, tmp_path / "m.csv", "grids", Options(crs="EPSG:32650"), now=NOW)
    assert report.loaded == 9


def test_broken_polygons_are_repaired_or_rejected(empty, tmp_path):
    good = town().geometry[0]
    ring = list(good.exterior.coords)
    spike = {
        "type": "Polygon",
        "coordinates": [[*ring[:2], (ring[1][0] + 0.001, ring[1][1]), ring[1], *ring[2:]]],
    }
    bow_tie = {
        "type": "Polygon",
        "coordinates": [[(117, 39), (117.01, 39.01), (117.01, 39), (117, 39.01), (117, 39)]],
    }
    point = {"type": "Point", "coordinates": [117, 39]}
    path = features(tmp_path / "b.geojson", [good, spike, bow_tie, point, None])
    report = load(empty, OPERATOR, path, "grids", now=NOW)
    assert report.reasons == {"geometry_broken": 1, "geometry_not_area": 1, "geometry_missing": 1}
    assert report.loaded == 2
    assert [note.facts for note in report.notes if note.code == "polygons_repaired"] == [{"n": 1}]


def test_a_preview_shows_the_guess_and_writes_nothing(tmp_path):
    rows = [{"案件编号": "001", "经度": 1, "纬度": 2, "上报时间": "2026/1/2"}]
    seen = preview(table_file(tmp_path / "案件.csv", rows, "gb18030"), "incidents")
    assert seen.mapping == {
        "incident_code": "案件编号",
        "lon": "经度",
        "lat": "纬度",
        "reported_at": "上报时间",
    }
    assert seen.rows == 1 and seen.missing == () and seen.format == "csv"
    assert seen.sample["案件编号"][0] == "001"
    assert [p.facts["encoding"] for p in seen.problems if p.code == "encoding_found"] == ["gb18030"]


def test_only_those_who_may_import(settled, tmp_path):
    worker = Actor("Li Na", "worker", "worker:1")
    with pytest.raises(NotAllowed):
        load(settled, worker, tmp_path / "town.geojson", "grids", now=NOW)
    with pytest.raises(NotAllowed):
        batches(settled, worker)


def test_a_repeated_write_id_is_done_once(settled, tmp_path):
    path = table_file(tmp_path / "c.csv", [case(1)])
    first = load(settled, OPERATOR, path, "incidents", now=NOW, write_id="w1")
    again = load(settled, OPERATOR, path, "incidents", now=NOW, write_id="w1")
    assert dataclasses.replace(again, notes=()) == dataclasses.replace(first, notes=())
    assert settled.rows("SELECT count(*) FROM intake_batch WHERE kind = 'incidents'") == [(1,)]


def test_unknown_things_are_named(empty, tmp_path):
    path = table_file(tmp_path / "c.csv", [case(1)])
    for code, options in {
        "field_unknown": Options(mapping={"colour": "id"}),
        "column_unknown": Options(mapping={"lon": "x"}),
        "crs_unknown": Options(crs="EPSG:0"),
        "city_unknown": Options(city="atlantis"),
        "fields_missing": Options(mapping={"reported_at": ""}),
    }.items():
        with pytest.raises(InputError) as caught:
            load(empty, OPERATOR, path, "incidents", options, now=NOW)
        assert caught.value.code == code
    with pytest.raises(Unreadable):
        load(empty, OPERATOR, tmp_path / "missing.csv", "incidents", now=NOW)

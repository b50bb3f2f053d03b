"""Rejected rows go home, are corrected as their reasons say, and load: the rows, the columns and the days are right."""

import csv
import io
import json
from datetime import datetime

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point
from strangers import MIDDLES, NOW, case, table_file, town_file

from data import intake, spreadsheets
from data.db import open_record
from data.intake import Options, load
from data.permits import OPERATOR
from pages.parts import tables
from pages.parts.intake import refusals

#: an own column is called as one of ours; 13/02 tells that the day comes first, and no other row does
BROKEN = [
    case(1, reported_at="13/02/2026", reason="-"),
    case(2, category="?", reported_at="03/02/2026", reason="=1+1"),
    case(3, lon="", reported_at="04/02/2026", reason="-7"),
    case(4, reported_at="soon", reason=""),
]
CORRECT = {"c2": {"category": "1101"}, "c3": {"lon": MIDDLES[5][0]}, "c4": {"reported_at": "2026-02-05"}}


@pytest.fixture
def settled(tmp_path):
    record = open_record(tmp_path / "db" / "g.duckdb")
    load(record, OPERATOR, town_file(tmp_path / "town.geojson"), "grids", now=NOW)
    yield record
    record.close()


def kept(_record, report, _monkeypatch) -> str:
    """The file the command line leaves beside the database."""
    return report.rejects_path.read_text(encoding="utf-8-sig")


def downloaded(record, report, monkeypatch) -> str:
    """The CSV the page hands out of a batch."""
    given = {}
    monkeypatch.setattr(tables, "show", lambda _frame, _columns, **more: given.update(more))
    monkeypatch.setattr(refusals.st, "caption", lambda _words: None)
    refusals.show(OPERATOR, intake.rejects(record, OPERATOR, report.batch_id), key="k", file_name="f")
    names, labels = zip(*((column.name, column.label) for column in given["files"]), strict=True)
    frame = given["whole"]()[list(names)].set_axis(labels, axis=1)
    return spreadsheets.csv(frame).decode("utf-8-sig")


def corrected(path, text: str, changes: dict[str, dict], key: str = "id"):
    """The same file with some cells changed, as a spreadsheet saves it."""
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {row[key] for row in rows} == set(changes)
    for row in rows:
        row |= {name: str(value) for name, value in changes[row[key]].items()}
    return table_file(path, rows, "utf-8-sig")


@pytest.mark.parametrize("road", [kept, downloaded])
@pytest.mark.parametrize("encoding", ["utf-8", "big5"])
def test_a_table_of_cases(settled, tmp_path, monkeypatch, road, encoding):
    options = Options(encoding=encoding, mapping={"description": "reason"})
    file = table_file(tmp_path / "c.csv", BROKEN, encoding)
    report = load(settled, OPERATOR, file, "incidents", options, now=NOW)
    assert (report.read, report.loaded, report.rejected) == (4, 1, 3)
    again = corrected(tmp_path / "again.csv", road(settled, report, monkeypatch), CORRECT)
    report = load(settled, OPERATOR, again, "incidents", options, now=NOW)
    assert (report.read, report.loaded, report.unchanged, report.rejected) == (3, 3, 0, 0)
    assert settled.rows(
        "SELECT source_id, description, reported_at, grid_id IS NULL FROM incident ORDER BY 1"
    ) == [
        ("c1", "-", datetime(2026, 2, 13), False),
        ("c2", "=1+1", datetime(2026, 2, 3), False),
        ("c3", "-7", datetime(2026, 2, 4), False),
        ("c4", None, datetime(2026, 2, 5), False),
    ]
    report = load(settled, OPERATOR, again, "incidents", options, now=NOW)
    assert (report.loaded, report.unchanged, report.rejected) == (0, 3, 0)


@pytest.mark.parametrize("road", [kept, downloaded])
def test_points_of_a_file_with_shapes_in_metres(settled, tmp_path, monkeypatch, road):
    rows = gpd.GeoDataFrame(
        {"id": ["a", "b"], "category": ["1101", "?"], "reported_at": ["2026-02-01", "2026-02-02"]},
        geometry=[Point(MIDDLES[1]), Point(MIDDLES[9])],
        crs="EPSG:4326",
    )
    rows.to_crs("EPSG:32650").to_file(tmp_path / "c.gpkg")
    report = load(settled, OPERATOR, tmp_path / "c.gpkg", "incidents", now=NOW)
    assert report.reasons == {"category_unknown": 1}
    text = road(settled, report, monkeypatch)
    again = corrected(tmp_path / "again.csv", text, {"b": {"category": "1101"}})
    report = load(settled, OPERATOR, again, "incidents", now=NOW)
    assert (report.loaded, report.rejected, report.outside) == (1, 0, 0)
    (place,) = settled.rows("SELECT lon, lat FROM incident WHERE source_id = 'b'")
    assert place == pytest.approx(MIDDLES[9], abs=1e-9)


@pytest.mark.parametrize("road", [kept, downloaded])
def test_an_empty_column_is_there_to_be_filled_in(settled, tmp_path, monkeypatch, road):
    file = table_file(tmp_path / "c.csv", [case(1), case(2, lon="", lat="")])
    report = load(settled, OPERATOR, file, "incidents", now=NOW)
    place = dict(zip(("lon", "lat"), MIDDLES[2], strict=True))
    again = corrected(tmp_path / "again.csv", road(settled, report, monkeypatch), {"c2": place})
    assert load(settled, OPERATOR, again, "incidents", now=NOW).loaded == 1


def test_codes_kept_as_numbers_stay_codes(settled, tmp_path, monkeypatch):
    """A column of whole numbers with a gap is one of floats in Parquet; its 1101.0 is the category 1101."""
    rows = pd.DataFrame(
        [case(1, category=1101.0), case(2, category=None), case(3, category=1101.0, lon=None)]
    )
    rows.to_parquet(tmp_path / "c.parquet")
    report = load(settled, OPERATOR, tmp_path / "c.parquet", "incidents", now=NOW)
    assert report.reasons == {"category_unknown": 1, "place_missing": 1}
    changes = {"c2": {"category": "1101"}, "c3": {"lon": MIDDLES[5][0]}}
    again = corrected(tmp_path / "again.csv", kept(settled, report, monkeypatch), changes)
    assert load(settled, OPERATOR, again, "incidents", now=NOW).loaded == 2


@pytest.mark.parametrize("road", [kept, downloaded])
def test_a_grid_keeps_its_shape_to_the_last_digit(tmp_path, monkeypatch, road):
    record = open_record(tmp_path / "db" / "g.duckdb")
    kinds = ["basic"] * 8 + ["odd"]
    report = load(record, OPERATOR, town_file(tmp_path / "t.geojson", grid_kind=kinds), "grids", now=NOW)
    assert (report.loaded, report.reasons) == (8, {"grid_kind_unknown": 1})
    code = json.loads(intake.rejects(record, OPERATOR, report.batch_id)["values"][0])["grid_code"]
    text = road(record, report, monkeypatch)
    again = corrected(tmp_path / "again.csv", text, {code: {"grid_kind": "basic"}}, key="grid_code")
    report = load(record, OPERATOR, again, "grids", now=NOW)
    assert (report.loaded, report.rejected) == (1, 0)
    assert [note.code for note in report.notes if note.code == "coverage_faulty"] == []
    assert record.rows("SELECT count(*) FROM grid WHERE valid_to IS NULL") == [(9,)]
    record.close()

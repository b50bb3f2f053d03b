"""Files out of the record, read back by other programs' readers."""

import errno
import json
from datetime import date, datetime
from io import BytesIO

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import stock
from shapely.geometry import Point, shape

from data import spreadsheets
from data.audit import broken_links
from data.export import KINDS, WRITERS, export, rows_of, write_frame
from data.intake import FIELDS
from data.permits import OPERATOR, Actor
from geo.errors import InputError, NotAllowed

NASTY = ["=1+1", "+1", "-1+1", "@x", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", "  =1", "\u3000=1"]
NOW = datetime(2026, 3, 2, 9)
EAST = Actor("Zhao", "manager", "division:990101001002")


@pytest.fixture
def filled(town_record):
    """The town with one nasty case in grid 1, one plain case in grid 3."""
    stock.put_incidents(
        town_record, [{"grid_id": 1, "description": "=1+1"}, {"grid_id": 3, "description": "水"}]
    )
    return town_record


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", WRITERS)
def test_every_kind_in_every_format(filled, tmp_path, kind, ending):
    file = tmp_path / f"网格 {kind}{ending}"
    frame = rows_of(filled, OPERATOR, kind)
    if ending == ".geojson" and "geometry" not in frame:
        with pytest.raises(InputError, match="places_missing"):
            export(filled, OPERATOR, kind, file, now=NOW)
        return
    assert export(filled, OPERATOR, kind, file, now=NOW) == len(frame)
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == [file.name]


def test_rows_are_the_towns(filled):
    counts = {kind: len(rows_of(filled, OPERATOR, kind)) for kind in KINDS}
    assert counts == {"grids": 9, "incidents": 2, "facilities": 0, "buildings": 0, "workers": 3, "assignments": 8,
                      "visits": 0, "streets": 0, "barriers": 0, "divisions": 4}  # fmt: skip


def test_scope_narrows_every_kind_that_has_places_of_its_own(filled):
    counts = {
        kind: len(rows_of(filled, EAST, kind)) for kind in ("grids", "incidents", "assignments", "divisions")
    }
    assert counts == {"grids": 3, "incidents": 1, "assignments": 2, "divisions": 3}
    with pytest.raises(NotAllowed):
        rows_of(filled, Actor("W", "worker", "worker:1"), "grids")


def test_columns_are_the_names_that_import_knows(filled):
    for kind in set(KINDS) & set(FIELDS):
        needed = {field.name for field in FIELDS[kind] if field.needed}
        assert needed <= set(rows_of(filled, OPERATOR, kind).columns), kind


@pytest.mark.parametrize("ending", [".gpkg", ".parquet", ".geojson"])
def test_grids_come_back_with_their_shapes(filled, tmp_path, ending):
    file = tmp_path / f"grids{ending}"
    export(filled, OPERATOR, "grids", file, now=NOW)
    back = gpd.read_parquet(file) if ending == ".parquet" else gpd.read_file(file)
    town = stock.town()
    assert back["grid_code"].tolist() == sorted(town["grid_code"])
    assert back.crs == "EPSG:4326"
    ours = back.set_index("grid_code").geometry.sort_index()
    theirs = town.set_index("grid_code").geometry.sort_index()
    assert ours.geom_equals_exact(theirs, 1e-7).all() or (ours.symmetric_difference(theirs).area < 1e-9).all()


def test_who_took_what_is_in_the_audit_trail(filled, tmp_path):
    export(filled, EAST, "incidents", tmp_path / "out.csv", now=NOW)
    ((who, when, subject, after),) = filled.rows(
        "SELECT who, written_at, subject, after FROM audit WHERE action = 'export'"
    )
    assert (who, when, subject) == ("Zhao", NOW, "incidents")
    assert json.loads(after) == {"kind": "incidents", "rows": 1, "file": "out.csv", "scope": EAST.scope}
    assert broken_links(filled) == []
    for actor in (Actor("W", "worker", "worker:1"), Actor("?", "nobody", "all")):
        with pytest.raises(NotAllowed):
            export(filled, actor, "grids", tmp_path / "no.csv", now=NOW)
    assert filled.rows("SELECT count(*) FROM audit") == [(1,)]


def test_geojson_keeps_rfc_7946(filled, tmp_path):
    export(filled, OPERATOR, "grids", tmp_path / "a.geojson", now=NOW)
    found = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    assert "crs" not in found
    for feature in found["features"]:
        area = shape(feature["geometry"])
        assert area.exterior.is_ccw
        assert 116 < area.centroid.x < 118


def test_geojson_keeps_every_decimal_and_every_text(tmp_path):
    """A tail of nines is no noise, and a separator of lines that JSON allows in a text ends no row."""
    places, texts = [(113.0083442, 29.9999999), (113.0000001, 30.1)], ["a\u2028b\u0085", '案件 "1"\n<b>']
    frame = gpd.GeoDataFrame(
        {"text": texts, "at": [datetime(2026, 3, 2, 12, 0, 0, 1), None], "share": [0.1, np.inf]},
        geometry=[Point(place) for place in places],
        crs="EPSG:4326",
    )
    write_frame(frame, tmp_path / "a.geojson", {})
    found = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))["features"]
    assert [tuple(one["geometry"]["coordinates"]) for one in found] == places
    assert [one["properties"]["text"] for one in found] == texts
    assert found[0]["properties"]["at"].startswith("2026-03-02T12:00:00.000001")
    assert [one["properties"]["share"] for one in found] == [0.1, None]
    back = gpd.read_file(tmp_path / "a.geojson")
    assert list(zip(back.geometry.x, back.geometry.y, strict=True)) == places


def test_csv_opens_in_chinese_excel_and_keeps_codes_as_text(filled):
    content = spreadsheets.csv(rows_of(filled, OPERATOR, "incidents"))
    assert content.startswith(b"\xef\xbb\xbf")
    back = pd.read_csv(BytesIO(content), dtype=str)
    assert back["description"].tolist() == ["'=1+1", "水"]
    assert back["grid_code"].tolist() == ["990101001001001", "990101001002001"]
    assert back["category"].tolist() == ["0201", "0201"]


@pytest.mark.parametrize("text", NASTY)
def test_formulas_are_text_everywhere(text):
    assert spreadsheets.guarded(text) == "'" + text
    frame = pd.DataFrame({"=name": [text], "n": [-3]})
    assert spreadsheets.csv(frame).decode("utf-8-sig").startswith("'=name,n\r\n")
    assert pd.read_csv(BytesIO(spreadsheets.csv(frame)))["n"].tolist() == [-3]
    sheet = openpyxl.load_workbook(BytesIO(spreadsheets.xlsx(frame))).active
    assert {cell.data_type for cell in (sheet["A1"], sheet["A2"])} == {"s"}


@pytest.mark.parametrize("text", ["Grid 1", "", "1-2", "网格", None])
def test_plain_text_is_left_alone(text):
    assert spreadsheets.guarded(text) == text


def test_links_stay_text():
    sheet = openpyxl.load_workbook(
        BytesIO(spreadsheets.xlsx(pd.DataFrame({"a": ["http://x.example/"]})))
    ).active
    assert sheet["A2"].hyperlink is None


@pytest.mark.parametrize(("name", "code"), [("a.txt", "ending_unknown"), ("a", "ending_unknown"),
                                            ("none/a.csv", "folder_missing")])  # fmt: skip
def test_where_nothing_can_be_written_is_said_so(filled, tmp_path, name, code):
    with pytest.raises(InputError, match=code):
        export(filled, OPERATOR, "grids", tmp_path / name, now=NOW)


def test_an_unknown_kind_is_said_so(filled):
    with pytest.raises(InputError, match="export_unknown"):
        rows_of(filled, OPERATOR, "audit")


def test_a_failed_export_leaves_the_old_file(filled, tmp_path, monkeypatch):
    file = tmp_path / "a.csv"
    file.write_text("old")

    def broken(_frame, part):
        part.write_text("half")
        raise OSError(errno.ENOSPC, "disk full")

    monkeypatch.setitem(WRITERS, ".csv", broken)
    with pytest.raises(InputError, match="file_unwritable") as refused:
        export(filled, OPERATOR, "grids", file, now=NOW)
    assert refused.value.facts == {"file": str(file), "detail": "disk full"}
    assert file.read_text() == "old"
    assert sorted(each.name for each in tmp_path.iterdir() if each.is_file()) == ["a.csv"]


def result() -> gpd.GeoDataFrame:
    """Two grids with a list and a day, as a study gives them; one text that a spreadsheet would run."""
    frame = pd.DataFrame(
        {"grid_id": [1, 2], "class": ["=hot()", "none"], "since": [date(2026, 3, 1), None], "ids": [[1, 2], [3]],
         "q": [0.5, float("nan")]}
    )  # fmt: skip
    return gpd.GeoDataFrame(frame, geometry=list(stock.town().geometry[:2]), crs="EPSG:4326")


def test_a_result_has_its_note_beside_it(tmp_path):
    write_frame(result(), tmp_path / "网格.csv", {"method": "数", "n": 3})
    assert sorted(each.name for each in tmp_path.iterdir()) == ["网格.csv", "网格.csv.note.json"]
    assert json.loads((tmp_path / "网格.csv.note.json").read_text("utf-8")) == {"method": "数", "n": 3}


@pytest.mark.parametrize("ending", WRITERS)
def test_a_result_in_every_format(tmp_path, ending):
    file = tmp_path / f"a{ending}"
    write_frame(result(), file, {})
    assert file.exists() and (tmp_path / f"a{ending}.note.json").exists()


def test_tables_carry_no_shapes_and_run_no_formulas(tmp_path):
    write_frame(result(), tmp_path / "a.csv", {})
    write_frame(result(), tmp_path / "a.xlsx", {})
    for back in (pd.read_csv(tmp_path / "a.csv"), pd.read_excel(tmp_path / "a.xlsx")):
        assert list(back) == ["grid_id", "class", "since", "ids", "q"]
        assert back["ids"].tolist() == ["[1, 2]", "[3]"]
        assert back["since"].iloc[0] == "2026-03-01" and pd.isna(back["since"].iloc[1])
    assert pd.read_csv(tmp_path / "a.csv")["class"].tolist() == ["'=hot()", "none"]


def test_parquet_keeps_lists_days_and_shapes(tmp_path):
    write_frame(result(), tmp_path / "a.parquet", {})
    back = gpd.read_parquet(tmp_path / "a.parquet")
    assert [list(ids) for ids in back["ids"]] == [[1, 2], [3]]
    assert back["since"].iloc[0] == date(2026, 3, 1)
    assert back.geometry.geom_equals(result().geometry).all() and back.crs == "EPSG:4326"


@pytest.mark.parametrize("ending", [".parquet", ".geojson", ".gpkg", ".csv"])
def test_a_result_without_rows(tmp_path, ending):
    write_frame(result().iloc[:0], tmp_path / f"a{ending}", {})
    back = (
        gpd.read_parquet(tmp_path / "a.parquet")
        if ending == ".parquet"
        else gpd.read_file(tmp_path / f"a{ending}")
    )
    assert len(back) == 0


def test_a_note_that_is_no_json_leaves_neither_file(tmp_path):
    with pytest.raises(ValueError, match="JSON"):
        write_frame(result(), tmp_path / "a.csv", {"n": float("nan")})
    assert list(tmp_path.iterdir()) == []

"""Files that mean harm or are simply broken: each ends in one sentence, and none reads what it may not."""

import os
import signal
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pyogrio
import pytest
from strangers import MIDDLES, NOW, case, features, shapefile_zip, table_file, town_file
from town import town

import geo.crs
from data.db import open_record
from data.intake import Options, load
from data.intake.reader import opened
from data.permits import OPERATOR
from data.sentences import SENTENCES, sentence
from geo.errors import InputError, Unreadable

ROOT = Path(__file__).resolve().parents[3]
DEGENERATE = ROOT / "../shared/data/tainan_kaohsiung/NEGATIVE_degenerate_lines.geojson"


def refusal(path, **options):
    """The code with which a file is refused, and its sentence, which must be whole."""
    with pytest.raises(InputError) as caught, opened(path, path.parent, **options):
        pass
    assert caught.value.code in SENTENCES
    assert "{" not in sentence(caught.value)
    return caught.value.code


@pytest.fixture
def empty(tmp_path):
    record = open_record(tmp_path / "db" / "g.duckdb")
    yield record
    record.close()


@pytest.mark.parametrize("name", ["grid.geojson", "grid.csv", "grid.kml", "grid.gpkg"])
def test_a_vrt_under_another_name_is_not_read(tmp_path, name):
    secret = table_file(tmp_path / "secret.csv", [{"a": "1", "b": "2"}])
    layer = f'<OGRVRTLayer name="secret"><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer>'
    vrt = f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>"
    (tmp_path / name).write_text(vrt)
    assert refusal(tmp_path / name) == "format_false"


def test_a_gdal_pipeline_as_geojson_is_not_run(tmp_path):
    text = '{"type": "gdal_streamed_alg", "command_line": "gdal vector read /etc/passwd", "x": "Feature"}'
    (tmp_path / "g.geojson").write_text(text)
    assert refusal(tmp_path / "g.geojson") == "table_broken"
    (tmp_path / "h.geojson").write_text(text.replace('"x": "Feature"', '"x": 1'))
    assert refusal(tmp_path / "h.geojson") == "format_false"


def test_a_vrt_inside_a_zip_is_not_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("a.geojson", "<OGRVRTDataSource></OGRVRTDataSource>")
    assert refusal(tmp_path / "z.zip") == "format_false"


def test_a_zip_bomb_is_not_opened(tmp_path):
    with zipfile.ZipFile(tmp_path / "z.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * 50_000_000)
    assert refusal(tmp_path / "z.zip") == "archive_bomb"
    assert not list(tmp_path.glob(".intake-*"))


def test_many_members_are_a_bomb(tmp_path):
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        for k in range(201):
            archive.writestr(f"{k}.csv", "a\n1\n")
    assert refusal(tmp_path / "z.zip") == "archive_bomb"


@pytest.mark.parametrize(
    "name", ["../evil.csv", "a/../../evil.csv", "/etc/evil.csv", "..\\evil.csv", "C:/evil.csv"]
)
def test_a_path_out_of_the_archive_is_refused(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr(name, "a\n1\n")
    assert refusal(tmp_path / "z.zip") == "archive_path"


def test_a_link_in_an_archive_is_refused(tmp_path):
    link = zipfile.ZipInfo("a.csv")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert refusal(tmp_path / "z.zip") == "archive_link"


def test_a_sparse_spreadsheet_is_read_without_filling_it(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["code", "人口"])
    book.active.append(["001", 5])
    book.active.cell(row=9000, column=1, value="002")
    book.active.cell(row=1_048_576, column=16_384, value="far")
    book.save(tmp_path / "s.xlsx")
    with opened(tmp_path / "s.xlsx", tmp_path) as source:
        assert source.table["code"].to_pylist() == ["001", "002"]
        assert source.table["__row"].to_pylist() == [2, 9000]
        assert source.columns == ("code", "人口")


def test_several_sheets_ask_which(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["a"])
    book.create_sheet("第二").append(["b"])
    book["第二"].append(["x"])
    book.save(tmp_path / "s.xlsx")
    assert refusal(tmp_path / "s.xlsx") == "layer_needed"
    with opened(tmp_path / "s.xlsx", tmp_path, layer="第二") as source:
        assert source.table["b"].to_pylist() == ["x"]


@pytest.mark.parametrize("cpg", [True, False])
def test_gbk_shapefiles_keep_their_words(tmp_path, cpg):
    with opened(shapefile_zip(tmp_path / "z.zip", {"grid": "gbk"}, cpg=cpg), tmp_path) as source:
        assert set(source.table["name"].to_pylist()) == {"第一网格"}
        assert source.crs == "EPSG:4326" and source.has_shapes


def test_two_layers_in_a_zip_ask_which(tmp_path):
    path = shapefile_zip(tmp_path / "z.zip", {"网格": "utf-8", "社区": "utf-8"})
    with pytest.raises(InputError) as caught, opened(path, tmp_path):
        pass
    assert caught.value.code == "layer_needed"
    assert "网格" in sentence(caught.value) and "社区" in sentence(caught.value)
    with opened(path, tmp_path, layer="社区") as source:
        assert source.table.num_rows == 9
    assert refusal(path, layer="no such") == "layer_unknown"


def test_a_shapefile_in_a_chinese_folder(tmp_path, empty):
    path = shapefile_zip(tmp_path / "z.zip", {"网格": "gbk"}, folder="数据/二〇二六/")
    assert load(empty, OPERATOR, path, "grids", now=NOW).loaded == 9
    assert empty.rows("SELECT DISTINCT name FROM grid") == [("第一网格",)]


@pytest.mark.parametrize(
    ("suffix", "format_"),
    [(".gpkg", "GeoPackage"), (".fgb", "FlatGeobuf"), (".parquet", "Parquet"), (".zip", "ZIP"), (".geojson", "GeoJSON"),
     (".xlsx", "Excel (xlsx)"), (".kml", "KML")],
)  # fmt: skip
def test_truncated_and_empty_files(tmp_path, suffix, format_):
    whole = tmp_path / f"w{suffix}"
    if suffix == ".zip":
        shapefile_zip(whole, {"grid": "utf-8"})
    elif suffix == ".xlsx":
        town().drop(columns="geometry").to_excel(whole, index=False)
    else:
        town_file(whole)
    cut = tmp_path / f"cut{suffix}"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(Unreadable) as caught, opened(cut, tmp_path):
        pass
    assert caught.value.code in ("table_broken", "archive_broken")
    told = sentence(caught.value)
    assert f"{cut.name} is damaged" in told and f" as {format_}" in told
    assert str(tmp_path) not in told
    cut.write_bytes(b"")
    assert refusal(cut) == "file_empty"


def test_a_file_of_random_bytes_is_nothing_known(tmp_path):
    (tmp_path / "x.bin").write_bytes(bytes(range(256)) * 40)
    assert refusal(tmp_path / "x.bin") == "format_unknown"


def test_csv_lines_that_do_not_fit_are_told(tmp_path, empty):
    (tmp_path / "c.csv").write_text("id,name\na,1\nb,1,2\nc,3\n")
    with opened(tmp_path / "c.csv", tmp_path) as source:
        assert source.table["__fault"].to_pylist() == [None, None, "row_broken"]


def test_one_point_lines_do_not_lose_the_file(tmp_path, empty):
    line = {"type": "LineString", "coordinates": [MIDDLES[1], MIDDLES[2]]}
    dot = {"type": "LineString", "coordinates": [MIDDLES[1]]}
    report = load(empty, OPERATOR, features(tmp_path / "l.geojson", [line, dot]), "streets", now=NOW)
    assert (report.loaded, report.reasons) == (1, {"geometry_unreadable": 1})


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".kml"])
def test_one_point_lines_do_not_lose_files_of_other_formats(tmp_path, empty, suffix):
    lines = [wkb(2, [MIDDLES[1], MIDDLES[2]]), wkb(2, [MIDDLES[1]])]
    path = raw_file(tmp_path / f"l{suffix}", lines, "LineString")
    report = load(empty, OPERATOR, path, "streets", now=NOW)
    assert (report.loaded, report.reasons) == (1, {"geometry_unreadable": 1})


@pytest.mark.skipif(not DEGENERATE.exists(), reason="the real data does not lie beside the repository")
def test_the_real_degenerate_lines(empty):
    report = load(empty, OPERATOR, DEGENERATE, "streets", now=NOW)
    assert report.read == 11 and report.loaded + report.rejected == 11
    assert set(report.reasons) == {"geometry_unreadable"}


def wkb(kind: int, parts: list) -> bytes:
    """Well-known binary of a curve: 2 line, 8 circular string, 9 compound curve, 10 curve polygon."""
    content = b"".join(part if isinstance(part, bytes) else struct.pack("<2d", *part) for part in parts)
    return struct.pack("<bII", 1, kind, len(parts)) + content


def raw_file(path: Path, shapes: list[bytes], kind: str) -> Path:
    """A file of shapes as GDAL itself writes them, those among them that no other library builds; coded s1, s2, …"""
    codes = [np.array([f"s{k}" for k in range(1, len(shapes) + 1)], dtype=object)]
    driver = {".gpkg": "GPKG", ".fgb": "FlatGeobuf", ".kml": "KML"}[path.suffix]
    pyogrio.raw.write(
        path, np.array(shapes, dtype=object), codes, ["grid_code"],
        geometry_type=kind, crs="EPSG:4326", driver=driver,
    )  # fmt: skip
    return path


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb"])
def test_curved_polygons_become_straight(tmp_path, empty, suffix):
    """A half disc of radius 0.01: its area is π/2 · 1e-4 square degrees; the eight beside it stay as they are."""
    arc, chord = [(116, 39), (116.01, 39.01), (116.02, 39)], [(116.02, 39), (116, 39)]
    half_disc = wkb(10, [wkb(9, [wkb(8, arc), wkb(2, chord)])])
    straight = list(town().geometry[1:].to_wkb())
    path = raw_file(tmp_path / f"t{suffix}", [half_disc, *straight], "Unknown")
    assert load(empty, OPERATOR, path, "grids", now=NOW).loaded == 9
    ((area,),) = empty.rows("SELECT ST_Area(geometry) FROM grid WHERE grid_code = 's1'")
    assert area == pytest.approx(3.14159265 / 2 * 1e-4, rel=1e-3)
    assert empty.rows("SELECT count(*) FROM grid WHERE abs(area_km2 - 0.09) < 1e-6") == [(8,)]


def test_gcj02_taken_for_wgs84_is_found(tmp_path, empty):
    load(empty, OPERATOR, town_file(tmp_path / "town.geojson"), "grids", now=NOW)
    codes = town()["grid_code"]
    rows = []
    for k in range(27):
        lon, lat = geo.crs.wgs84_to_gcj02(*MIDDLES[k % 9 + 1])
        rows.append(case(k, lon=float(lon), lat=float(lat), grid_code=codes[k % 9]))
    path = table_file(tmp_path / "c.csv", rows)
    with pytest.raises(InputError) as caught:
        load(empty, OPERATOR, path, "incidents", now=NOW)
    assert (caught.value.code, caught.value.facts["crs"]) == ("crs_looks_shifted", "gcj02")
    report = load(empty, OPERATOR, path, "incidents", Options(crs="gcj02"), now=NOW)
    assert (report.loaded, report.outside, report.notes) == (27, 0, ())
    raw = empty.rows("SELECT raw_x, raw_crs FROM incident WHERE source_id = 'c0'")
    assert raw == [(rows[0]["lon"], "gcj02")]


@pytest.mark.parametrize("moment", ["read", "stage", "write"])
def test_a_kill_in_the_middle_leaves_nothing(tmp_path, moment):
    rows = [case(k) for k in range(2000)]
    path, db = table_file(tmp_path / "c.csv", rows), tmp_path / "db" / "g.duckdb"
    program = (
        "import sys, time\nfrom datetime import datetime\nfrom data.db import open_record\n"
        "from data.intake import load\nfrom data.permits import OPERATOR\n"
        "def wait(step, share):\n    if step == sys.argv[3]:\n        print('now', flush=True); time.sleep(60)\n"
        "record = open_record(sys.argv[1])\n"
        "load(record, OPERATOR, sys.argv[2], 'incidents', now=datetime(2026, 1, 1), progress=wait)\n"
    )
    command = [sys.executable, "-c", program, str(db), str(path), moment]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    record = open_record(db)
    try:
        assert record.rows("SELECT count(*) FROM incident") == [(0,)]
        assert record.rows("SELECT count(*) FROM intake_batch") == [(0,)]
        assert load(record, OPERATOR, path, "incidents", now=NOW).loaded == 2000
        assert [p.name for p in db.parent.iterdir()] == ["g.duckdb"] or not list(db.parent.glob(".intake-*"))
    finally:
        record.close()


def test_the_child_ends_with_its_parent(tmp_path):
    """A child whose parent's pipe closes is gone at once, whatever it was doing."""
    read_end, write_end = os.pipe()
    child = subprocess.Popen(
        [sys.executable, "-c", "import threading, time, data.parse.child as c\n"
         "threading.Thread(target=c._die_with_parent, daemon=True).start()\ntime.sleep(60)"],
        stdin=read_end, cwd=ROOT,
    )  # fmt: skip
    os.close(read_end)
    os.close(write_end)
    started = time.monotonic()
    assert child.wait(30) == 1
    assert time.monotonic() - started < 30


def test_too_much_memory_is_a_sentence(tmp_path):
    path = table_file(tmp_path / "c.csv", [{"a": "x" * 1000} for _ in range(20000)])
    assert refusal(path, memory=300 * 2**20) == "file_too_big"


def test_every_refusal_is_an_unreadable_file(tmp_path):
    with pytest.raises(Unreadable), opened(tmp_path / "none.csv", tmp_path):
        pass

"""``export`` from the command line."""

import math
from datetime import datetime, timedelta

import pandas as pd
import pytest
import stock
from click.testing import CliRunner
from strangers import case, table_file
from town import town

from data.cli import main
from data.commands import propose_plan
from data.db import open_record
from data.intake.locating import relocate
from data.permits import Actor

NOON = datetime(2026, 3, 2, 12)
#: texts that formats, spreadsheets or readers are apt to change
TEXTS = ["案件 1", "=1+1", "'=1+1", "＝1", "it's", 'a,"b";c', "one\ntwo", "\ttab", "<b>&amp;</b>"]


@pytest.fixture
def town_file(town_record):
    town_record.close()
    return town_record.path


def test_a_file_is_written_and_told(town_file, tmp_path):
    done = CliRunner().invoke(main, ["export", "grids", str(tmp_path / "g.csv"), "--db", str(town_file)])
    assert done.output == f"{tmp_path / 'g.csv'}: 9 grids\n"
    assert len(pd.read_csv(tmp_path / "g.csv", dtype=str)) == 9


def there_and_back(db, kind: str, file: str) -> str:
    """What an import says of a file that was exported from the same database."""
    assert CliRunner().invoke(main, ["export", kind, file, "--db", str(db)]).exit_code == 0
    back = CliRunner().invoke(main, ["import", kind, file, "--db", str(db)])
    assert back.exit_code == 0, back.output
    return back.output


@pytest.mark.parametrize("ending", ["csv", "gpkg", "parquet", "geojson", "xlsx"])
@pytest.mark.parametrize("kind", ["incidents", "assignments", "workers"])
def test_what_went_out_comes_back_in_unchanged(town_record, tmp_path, kind, ending):
    if ending == "geojson" and kind != "incidents":
        pytest.skip("no places, no GeoJSON")
    rows = [
        {
            "grid_id": k,
            "description": text,
            "address": "Road",
            "reported_at": NOON + timedelta(milliseconds=k),
        }
        for k, text in enumerate(TEXTS, 1)
    ]
    stock.put_incidents(town_record, rows)
    town_record.close()
    said = there_and_back(town_record.path, kind, str(tmp_path / f"out.{ending}"))
    assert "loaded 0" in said
    assert "rejected 0" in said


@pytest.mark.parametrize("ending", ["csv", "gpkg", "parquet", "geojson"])
def test_every_kind_of_the_demo_comes_back_in_unchanged(demo_db, tmp_path, ending):
    """Polygons too: as text, as binary, rounded and turned the other way round."""
    counts = {
        "grids": "600",
        "incidents": "20,000",
        "facilities": "",
        "streets": "",
        "barriers": "1",
        "visits": "",
        "assignments": "",
    }
    for kind in counts:
        if ending == "geojson" and kind in ("visits", "assignments"):
            continue
        said = there_and_back(demo_db, kind, str(tmp_path / f"{kind}.{ending}"))
        assert f"read {counts[kind]}" in said and "  loaded 0  " in said and "rejected 0" in said, said


@pytest.mark.parametrize("ending", ["csv", "gpkg", "parquet", "geojson", "xlsx"])
def test_places_that_printing_would_spoil_come_back_in_unchanged(town_record, tmp_path, ending):
    """Tails of nines and noughts, which GDAL takes for noise; full doubles, as come from GCJ-02; borders of grids."""
    borders = sorted({x for shape in town().geometry for x, _ in shape.exterior.coords})
    places = [112.9999998, 112.9999993, 113.0000002, 112.99999999999, 1 / 3 + 113, math.pi + 113, *borders]
    rows = [{"grid_id": None, "lon": x, "lat": town().geometry[4].centroid.y} for x in places]
    stock.put_incidents(town_record, [row | {"address": "Road", "description": "x"} for row in rows])
    with town_record.cursor() as cursor:
        relocate(cursor, "incident")
    before = town_record.rows("FROM incident ORDER BY incident_id")
    town_record.close()
    said = there_and_back(town_record.path, "incidents", str(tmp_path / f"out.{ending}"))
    assert f"loaded 0  unchanged {len(places)}  rejected 0" in said, said
    opened = open_record(town_record.path)
    assert opened.rows("FROM incident ORDER BY incident_id") == before
    opened.close()


@pytest.mark.parametrize("ending", ["csv", "geojson"])
def test_what_came_in_as_gcj02_goes_out_and_comes_back_in_unchanged(town_record, tmp_path, ending):
    """The export is WGS 84; what was given before the conversion stays on record."""
    town_record.close()
    given = table_file(tmp_path / "given.csv", [case(k, grid=k) for k in range(1, 10)])
    first = ["import", "incidents", str(given), "--crs", "gcj02", "--db", str(town_record.path)]
    assert "loaded 9" in CliRunner().invoke(main, first).output
    said = there_and_back(town_record.path, "incidents", str(tmp_path / f"out.{ending}"))
    assert "loaded 0  unchanged 9  rejected 0" in said, said
    opened = open_record(town_record.path)
    assert opened.rows("SELECT DISTINCT raw_crs FROM incident") == [("gcj02",)]
    opened.close()


@pytest.mark.parametrize(("name", "code"), [("x.txt", 2), ("x.csv", 2)])
def test_refusals(tmp_path, name, code):
    done = CliRunner().invoke(
        main, ["export", "grids", str(tmp_path / name), "--db", str(tmp_path / "no.duckdb")]
    )
    assert done.exit_code == code
    assert not (tmp_path / "no.duckdb").exists()


def test_a_plan_is_written_with_its_number(town_record, tmp_path):
    wang = Actor("Wang", "manager", "all")
    propose_plan(
        town_record, wang, title="t", reason="r", moves={5: 1}, base_version=0, effective_on=NOON.date(), now=NOON,
        write_id="p",
    )  # fmt: skip
    town_record.close()
    file, db = tmp_path / "p.gpkg", ["--db", str(town_record.path)]
    done = CliRunner().invoke(main, ["export", "plan", str(file), "--plan", "1", *db])
    assert done.output == f"{file}: plan 1, 1 grids, 2 workers\n"
    for arguments in (["plan", str(file)], ["grids", str(file), "--plan", "1"]):
        assert CliRunner().invoke(main, ["export", *arguments, *db]).exit_code == 2

"""``export`` from the command line."""

import pandas as pd
import pytest
import stock
from click.testing import CliRunner

from data.cli import main


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
    # the middles of the grids, to a centimetre as intake keeps them
    place = {
        k: (117.0017511 + 0.0035 * ((k - 1) % 3), 39.7566651 - 0.0027 * ((k - 1) // 3)) for k in range(1, 10)
    }
    stock.put_incidents(
        town_record,
        [
            {
                "grid_id": k,
                "description": f"案件 {k}",
                "address": "Road",
                "lon": round(x, 7),
                "lat": round(y, 7),
            }
            for k, (x, y) in place.items()
        ],
    )
    town_record.close()
    said = there_and_back(town_record.path, kind, str(tmp_path / f"out.{ending}"))
    assert "loaded 0" in said
    assert "rejected 0" in said


def test_the_whole_demo_comes_back_in_unchanged(demo_db, tmp_path):
    said = there_and_back(demo_db, "incidents", str(tmp_path / "out.parquet"))
    assert "read 20,000  loaded 0  unchanged 20,000  rejected 0" in said
    assert "rejected 0" in there_and_back(demo_db, "assignments", str(tmp_path / "out.csv"))


@pytest.mark.parametrize(("name", "code"), [("x.txt", 2), ("x.csv", 2)])
def test_refusals(tmp_path, name, code):
    done = CliRunner().invoke(
        main, ["export", "grids", str(tmp_path / name), "--db", str(tmp_path / "no.duckdb")]
    )
    assert done.exit_code == code
    assert not (tmp_path / "no.duckdb").exists()

"""The import command: what it prints, and its exit codes."""

from click.testing import CliRunner
from strangers import case, table_file, town_file

from data.cli import main


def run(*words):
    return CliRunner().invoke(main, ["import", *map(str, words)])


def test_counts_columns_and_reasons(tmp_path):
    db = ("--db", tmp_path / "db" / "g.duckdb")
    done = run("grids", town_file(tmp_path / "t.geojson"), *db)
    assert done.exit_code == 0 and "read 9  loaded 9  unchanged 0  rejected 0" in done.output
    assert "grid_code ← grid_code" in done.output
    file = table_file(tmp_path / "c.csv", [case(1), case(2, category="?")])
    done = run("incidents", file, *db, "--strict")
    assert done.exit_code == 3 and "Nothing was loaded" in done.output
    done = run("incidents", file, *db)
    assert done.exit_code == 0 and "1 × category_unknown: The category is not" in done.output
    assert "Rejected rows:" in done.output
    assert "unchanged 1" in run("incidents", file, *db).output


def test_an_unreadable_file_is_one_sentence(tmp_path):
    (tmp_path / "x.geojson").write_text("<OGRVRTDataSource/>")
    for file in (tmp_path / "x.geojson", tmp_path / "none.csv"):
        done = run("grids", file, "--db", tmp_path / "g.duckdb")
        assert done.exit_code == 2 and len(done.output.strip().splitlines()) == 1
        assert "Traceback" not in done.output
        assert not (tmp_path / "g.duckdb").exists()


def test_a_database_that_was_there_stays_when_a_file_cannot_be_read(tmp_path):
    db = tmp_path / "g.duckdb"
    run("grids", town_file(tmp_path / "t.geojson"), "--db", db)
    assert run("grids", tmp_path / "none.csv", "--db", db).exit_code == 2
    assert "unchanged 9" in run("grids", tmp_path / "t.geojson", "--db", db).output


def test_wrong_pairs_are_wrong_usage(tmp_path):
    assert run("grids", "x", "--map", "name").exit_code == 2


def test_id_names_the_code_where_there_is_no_other_id(tmp_path):
    file = table_file(tmp_path / "w.csv", [{"who": "B7"}, {"who": "B7"}])
    done = run("workers", file, "--id", "who", "--db", tmp_path / "g.duckdb")
    assert "read 2  loaded 1  unchanged 1  rejected 0" in done.output

"""The import command: what it prints, and its exit codes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from strangers import case, table_file, town_file

from data.cli import intake, main


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


@pytest.mark.parametrize("failure", [KeyboardInterrupt, MemoryError, ValueError])
def test_a_first_import_that_fails_leaves_no_database(tmp_path, monkeypatch, failure):
    def broken(*_words, **_more):
        raise failure

    monkeypatch.setattr(intake, "load", broken)
    assert (
        run("grids", town_file(tmp_path / "t.geojson"), "--db", tmp_path / "db" / "g.duckdb").exit_code == 1
    )
    assert list((tmp_path / "db").iterdir()) == []


def test_a_first_import_that_is_refused_leaves_no_database(tmp_path):
    file = table_file(tmp_path / "w.csv", [{"worker_code": ""}])
    assert run("workers", file, "--strict", "--db", tmp_path / "g.duckdb").exit_code == 3
    assert not list(tmp_path.glob("g.duckdb*"))


def test_a_first_import_stopped_by_hand_leaves_no_database(tmp_path):
    """A real Ctrl-C, once the file is there."""
    file = table_file(tmp_path / "w.csv", [{"worker_code": f"W{k}"} for k in range(300_000)])
    db = tmp_path / "db" / "g.duckdb"
    command = [sys.executable, "-m", "data", "import", "workers", str(file), "--db", str(db)]
    running = subprocess.Popen(command, cwd=Path(intake.__file__).parents[2], stderr=subprocess.DEVNULL)
    while not db.exists() and running.poll() is None:
        time.sleep(0.005)
    os.kill(running.pid, signal.SIGINT)
    assert running.wait(60) != 0
    assert list(db.parent.glob("g.duckdb*")) == []


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

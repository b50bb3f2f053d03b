"""The import command: what it prints, and its exit codes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from extracts import extract
from strangers import case, table_file, town_file

from data.cli import intake, main
from data.db import open_record


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
    assert done.exit_code == 0 and "1 × category_unknown (row 3): The category is not" in done.output
    assert "Not known in the column “category”: ? (1)." in done.output
    assert "Rejected rows:" in done.output
    assert "unchanged 1" in run("incidents", file, *db).output


def test_rows_and_unknown_words_are_named_and_many_are_cut_short(tmp_path):
    """Rows 2 to 9 of the file; eight words, the commonest first."""
    words = ["b", "a", "a", "c", "d", "e", "f", "g"]
    file = table_file(tmp_path / "c.csv", [case(k, category=word) for k, word in enumerate(words)])
    told = run("incidents", file, "--db", tmp_path / "g.duckdb").output
    assert "8 × category_unknown (row 2, 3, 4, 5, 6 …): " in told
    assert "Not known in the column “category”: a (2), b (1), c (1), d (1), e (1), f (1), …." in told


def test_the_bar_is_told_of_every_step(tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(intake.Bar, "__call__", lambda _bar, share, word: told.append((share, word)))
    db = ("--db", tmp_path / "g.duckdb")
    run("grids", town_file(tmp_path / "t.geojson"), *db)
    told.clear()
    run("incidents", table_file(tmp_path / "c.csv", [case(1)]), *db)
    assert [word for _share, word in told] == ["read", "stage", "locate", "check", "write"]
    assert told == sorted(told) and told[0][0] >= 0 and told[-1][0] < 1


def test_streets_of_an_openstreetmap_extract(tmp_path):
    """A street through the middle of the town, one that ends at it, a bridge over both, and a motorway.

    1 ---- 2 ---- 3      4-5 ends at 2; the bridge 6-7 shares no place with 1-3
    """
    west, south, step = 116.999, 39.7, 0.002
    at = [(0, 1), (1, 1), (2, 1), (1, 2), (1, 3), (0.5, 0), (0.5, 2)]
    places = {n: (west + step * x, south + step * y) for n, (x, y) in enumerate(at, start=1)}
    ways = [
        (10, [1, 2, 3], {"highway": "residential", "name": "中山路", "oneway": "yes"}),
        (11, [2, 4, 5], {"highway": "footway"}), (12, [6, 7], {"highway": "path", "bridge": "yes"}),
        (13, [1, 4], {"highway": "motorway"}), (14, [3, 5], {"highway": "service", "access": "no"}),
        (15, [1, 2, 4, 1], {"building": "yes"}),
    ]  # fmt: skip
    db = ("--db", tmp_path / "g.duckdb")
    run("grids", town_file(tmp_path / "t.geojson"), *db)
    file = extract(tmp_path / "town.osm.pbf", places, ways)
    done = run("streets", file, *db)
    assert done.exit_code == 0, done.output
    assert "read 3  loaded 3" in done.output and "2 ways were left out" in done.output
    assert "4 streets, 2 pieces" in done.output  # 1-2, 2-3, 2-5 and the bridge
    assert "in a straight line until it is mended" in done.output
    assert "unchanged 3" in run("streets", file, *db).output
    with open_record(tmp_path / "g.duckdb").cursor() as cursor:
        rows = cursor.execute(
            "SELECT source_id, name, street_class, length_m FROM street_edge ORDER BY 1"
        ).fetchall()
    assert [row[:3] for row in rows] == [
        ("10", "中山路", "residential"),
        ("11", None, "footway"),
        ("12", None, "path"),
    ]
    (metres,) = (row[3] for row in rows if row[0] == "11")
    assert metres == pytest.approx(2 * step * 111_030, rel=0.001)  # a degree of latitude at 40° north


def test_a_damaged_extract_is_one_sentence(tmp_path):
    whole = extract(
        tmp_path / "town.osm.pbf", {1: (117.0, 40.0), 2: (117.1, 40.0)}, [(1, [1, 2], {"highway": "path"})]
    )
    (tmp_path / "cut.osm.pbf").write_bytes(whole.read_bytes()[:-20])
    done = run("streets", tmp_path / "cut.osm.pbf", "--db", tmp_path / "g.duckdb")
    assert done.exit_code == 2 and len(done.output.strip().splitlines()) == 1


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

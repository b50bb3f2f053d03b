"""The record's file: opening, hardening, migrating, damage, and one cursor a call."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

from data import db
from data.db import open_record
from geo.errors import RecordBusy

ROOT = Path(__file__).resolve().parents[2]


def in_a_process(code: str, *arguments, **environment) -> subprocess.CompletedProcess:
    """Python code in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_no_rtree_in_the_file(demo_record):
    kinds = demo_record.rows("SELECT index_name, sql FROM duckdb_indexes() WHERE database_name <> 'tile'")
    assert [name for name, sql in kinds if "rtree" in (sql or "").lower()] == []


def test_threads_never_see_each_others_rows(record):
    """Eight threads ask for their own number again and again."""
    wrong = []

    def ask(number):
        for _ in range(100):
            if record.rows("SELECT ? FROM range(50)", [number]) != [(number,)] * 50:
                wrong.append(number)

    threads = [threading.Thread(target=ask, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM ST_Read('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/gridkeeper-outside.csv'",
        "ATTACH '/tmp/gridkeeper-outside.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SELECT * FROM read_csv('http://localhost:9/x.csv')",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "RESET lock_configuration",
    ],
)
def test_the_engine_reaches_nothing_outside_its_folder(record, sql):
    with pytest.raises(duckdb.Error):
        record.rows(sql)
    assert not list(Path("/tmp").glob("gridkeeper-outside*"))


def test_the_extension_loads_with_an_empty_home(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    code = """import sys
from data.db import open_record
print(open_record(sys.argv[1]).rows("SELECT ST_AsText(ST_Point(1, 2))"))"""
    done = in_a_process(code, tmp_path / "a.duckdb", HOME=str(home))
    assert done.stdout == "[('POINT (1 2)',)]\n", done.stderr
    assert list(home.iterdir()) == []


def test_a_held_database_is_said_so_with_its_holder(tmp_path):
    held = open_record(tmp_path / "a.duckdb")
    code = """import sys
from data.db import open_record
from data.sentences import sentence
from geo.errors import RecordBusy
try:
    open_record(sys.argv[1])
except RecordBusy as error:
    print(error.code, sentence(error))"""
    told = in_a_process(code, tmp_path / "a.duckdb").stdout
    held.close()
    assert told.startswith("record_held Another process holds the database")
    assert f"(PID {os.getpid()})" in told
    assert "Stop it" in told and "try again" in told


def test_opening_twice_in_one_process_shares_the_file(tmp_path):
    opened = []
    threads = [
        threading.Thread(target=lambda: opened.append(open_record(tmp_path / "a.duckdb"))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 4
    opened[0].rows("INSERT INTO setting VALUES ('a', 'b')")
    assert [record.setting("a") for record in opened] == ["b"] * 4
    for record in opened:
        record.close()


@pytest.mark.parametrize("damage", ["zero", "flip"])
def test_a_damaged_log_is_said_so_and_both_files_stay(tmp_path, damage):
    file, wal = tmp_path / "a.duckdb", tmp_path / "a.duckdb.wal"
    code = """import os, sys
from data.db import open_record
record = open_record(sys.argv[1])
record.root.execute("CHECKPOINT")
for n in range(300):
    record.rows("INSERT INTO setting VALUES (?, ?)", [f"s{n}", "x" * 100])
os._exit(0)"""
    in_a_process(code, file)
    content = bytearray(wal.read_bytes())
    assert len(content) > 20_000
    middle = slice(5_000, 9_000)
    content[middle] = bytes(4_000) if damage == "zero" else bytes(b ^ 0xFF for b in content[middle])
    wal.write_bytes(content)
    before = file.read_bytes()
    with pytest.raises(RecordBusy) as caught:
        open_record(file)
    assert caught.value.code == "record_damaged"
    assert (file.read_bytes(), wal.read_bytes()) == (before, bytes(content))


def test_a_file_that_is_no_database_is_said_so(tmp_path):
    (tmp_path / "a.duckdb").write_bytes(b"grids, workers\n" * 1000)
    with pytest.raises(RecordBusy, match="record_damaged"):
        open_record(tmp_path / "a.duckdb")


def test_a_folder_called_lock_does_not_make_damage_look_held(tmp_path):
    (tmp_path / "lock").mkdir()
    (tmp_path / "lock/a.duckdb").write_bytes(b"no database" * 1000)
    with pytest.raises(RecordBusy, match="record_damaged"):
        open_record(tmp_path / "lock/a.duckdb")


@pytest.fixture
def schema(tmp_path, monkeypatch) -> Path:
    """A folder of the product's schema files that a test may add to."""
    for folder in ("schema", "sql"):
        (tmp_path / "home" / folder).mkdir(parents=True)
        for file in (db.HERE / folder).glob("*.sql"):
            (tmp_path / "home" / folder / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(db, "HERE", tmp_path / "home")
    return tmp_path / "home" / "schema"


def test_an_older_file_is_brought_forward_and_a_newer_one_refused(tmp_path, schema):
    open_record(tmp_path / "a.duckdb").close()
    later = schema / "9001_more.sql"
    later.write_text("CREATE TABLE more (n INTEGER); INSERT INTO more VALUES (1);")
    opened = open_record(tmp_path / "a.duckdb")
    assert opened.rows("FROM more") == [(1,)]
    opened.close()
    later.unlink()
    with pytest.raises(RecordBusy) as caught:
        open_record(tmp_path / "a.duckdb")
    assert (caught.value.code, caught.value.facts["number"]) == ("record_newer", 9001)


def test_the_plans_of_a_file_before_drafts_are_all_there(tmp_path, schema):
    """Without locks, written once, and still no two of one number."""
    drafts, macros = schema / "0003_drafts.sql", schema.parent / "sql/30_plans.sql"
    later = {file: file.read_bytes() for file in (drafts, macros)}
    drafts.unlink()
    macros.write_text("")
    opened = open_record(tmp_path / "a.duckdb")
    opened.rows("""INSERT INTO plan VALUES
      (3, 't', 'r', 'reverted', 'Li', TIMESTAMP '2026-03-01 09:00:00', 7, 'Wang', TIMESTAMP '2026-03-02 09:00:00',
       'n', DATE '2026-03-03', NULL)""")
    (before,) = opened.rows("FROM plan")
    opened.close()
    for file, text in later.items():
        file.write_bytes(text)
    for _ in range(2):
        opened = open_record(tmp_path / "a.duckdb")
        assert opened.rows("FROM plan") == [(*before, "{}", 1)]
        with pytest.raises(duckdb.ConstraintException):
            opened.rows("INSERT INTO plan SELECT * FROM plan")
        with pytest.raises(duckdb.ConstraintException):
            opened.rows("UPDATE plan SET state = 'forgotten'")
        opened.rows("UPDATE plan SET state = 'discarded'")
        opened.rows("UPDATE plan SET state = 'reverted'")
        opened.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path, schema):
    open_record(tmp_path / "a.duckdb").close()
    later = schema / "9001_more.sql"
    later.write_text("CREATE TABLE more (n INTEGER); INSERT INTO more VALUES ('no number');")
    with pytest.raises(duckdb.Error):
        open_record(tmp_path / "a.duckdb")
    later.unlink()
    opened = open_record(tmp_path / "a.duckdb")
    assert opened.rows("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'more'") == [(0,)]
    opened.close()


def test_a_long_statement_is_stopped_and_the_record_goes_on(record):
    started = time.monotonic()
    with pytest.raises(RecordBusy) as caught:
        record.frame("SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b", timeout_s=0.3)
    assert caught.value.code == "timed_out"
    assert time.monotonic() - started < 20
    assert record.frame("SELECT 1 AS one", timeout_s=30)["one"].tolist() == [1]


def test_closing_folds_the_log_in_and_may_be_done_twice(tmp_path):
    opened = open_record(tmp_path / "a.duckdb")
    opened.rows("INSERT INTO setting VALUES ('a', 'b')")
    opened.close()
    opened.close()
    assert [file.name for file in tmp_path.iterdir()] == ["a.duckdb"]


def test_versions_and_settings_are_read_by_name(record):
    record.rows("UPDATE version SET n = 7 WHERE topic = 'grids'")
    assert record.version("grids", "plans") == (7, 0)
    assert record.setting("nothing", "else") == "else"


def test_counters_and_settings_are_asked_once_between_two_writes(record, monkeypatch):
    asked = []
    rows = record.rows
    monkeypatch.setattr(record, "rows", lambda sql, *rest: asked.append(sql) or rows(sql, *rest))
    for _ in range(3):
        assert record.version("grids") == (0,)
        assert record.setting("demo") == ""
    assert len(asked) == 2
    rows("INSERT INTO setting VALUES ('demo', 'true')")
    record.changed()
    assert record.setting("demo") == "true"


def test_what_was_read_during_a_write_is_not_remembered(record, monkeypatch):
    rows = record.rows

    def slow(sql, *rest):
        found = rows(sql, *rest)
        rows("UPDATE version SET n = n + 1 WHERE topic = 'grids'")
        record.changed()
        return found

    monkeypatch.setattr(record, "rows", slow)
    record.version("grids")
    monkeypatch.setattr(record, "rows", rows)
    assert record.version("grids") == (1,)


def test_geometry_comes_out_in_degrees(town_record):
    frame = town_record.geo_frame("SELECT grid_id, ST_AsWKB(geometry) AS geometry FROM grid ORDER BY grid_id")
    assert frame.crs == "EPSG:4326"
    assert len(frame) == 9
    assert 116.9 < frame.geometry.iloc[0].centroid.x < 117.1


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("no folder")
    for path in (tmp_path / "file" / "g.duckdb", tmp_path):
        with pytest.raises(RecordBusy) as caught:
            db.open_record(path)
        assert caught.value.code == "record_unwritable"

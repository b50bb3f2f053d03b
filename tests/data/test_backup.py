"""Copies while others write, and the door through which another process asks for one."""

import json
import os
import socket
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from data import backup
from data.audit import broken_links, write
from data.db import open_record
from data.permits import OPERATOR, Actor
from geo.errors import InputError, NotAllowed, RecordBusy

ROOT = Path(__file__).resolve().parents[2]
LI = Actor("Li Na", "manager", "all")


def put(record, n):
    """One write of two rows that belong together."""

    def change(cursor):
        cursor.execute("INSERT INTO setting VALUES (?, '1'), (?, '2')", [f"left{n}", f"right{n}"])

    write(record, LI, "propose_plan", change, now=datetime(2026, 1, 1), subject=f"n:{n}", topics=("plans",))


def cli(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "data", *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_copies_made_while_somebody_writes_are_whole(town_record):
    done, ended = [], threading.Event()

    def work():
        while not ended.is_set():
            put(town_record, len(done))
            done.append(1)

    thread = threading.Thread(target=work)
    thread.start()
    copies = []
    for _ in range(4):
        before = len(done)
        copies.append((before, backup.copy_record(town_record, OPERATOR), len(done) + 1))
    ended.set()
    thread.join()
    for before, copy, after in copies:
        opened = open_record(copy)
        (left,) = opened.rows("SELECT count(*) FROM setting WHERE starts_with(name, 'left')")[0]
        (right,) = opened.rows("SELECT count(*) FROM setting WHERE starts_with(name, 'right')")[0]
        assert before <= left <= after
        assert left == right == opened.rows("SELECT count(*) FROM audit")[0][0] == opened.version("plans")[0]
        assert broken_links(opened) == []
        assert opened.rows("SELECT count(*) FROM grids_in_scope('all')") == [(9,)]
        opened.close()


def test_a_copy_keeps_keys_and_can_be_written(town_record):
    opened = open_record(backup.copy_record(town_record, OPERATOR))
    sql = "SELECT constraint_type, count(*) FROM duckdb_constraints() GROUP BY ALL ORDER BY ALL"
    assert opened.rows(sql) == town_record.rows(sql)
    put(opened, 1)
    opened.close()


def test_only_the_operator_copies(town_record):
    with pytest.raises(NotAllowed):
        backup.copy_record(town_record, LI)


def test_a_copy_that_lost_rows_is_thrown_away(town_record, monkeypatch):
    monkeypatch.setattr(backup, "_counts", lambda _cursor, database: {"grid": 1 if "copy" in database else 2})
    with pytest.raises(RecordBusy, match="backup_differs"):
        backup.copy_record(town_record, OPERATOR)
    assert list((town_record.path.parent / "backups").glob("*.duckdb")) == []


def test_a_held_database_is_copied_by_its_holder(town_record, tmp_path):
    stop = backup.serve_control(town_record)
    done = cli("backup", tmp_path / "b.duckdb", "--db", town_record.path)
    told = cli("info", "--db", town_record.path)
    stop()
    assert done.returncode == 0, done.stderr
    opened = open_record(tmp_path / "b.duckdb")
    assert opened.rows("SELECT count(*) FROM grid") == [(9,)]
    opened.close()
    assert "  grid                     9" in told.stdout
    assert not (town_record.path.parent / "backups").exists()


def test_without_a_door_the_holder_is_named(town_record, tmp_path):
    done = cli("backup", tmp_path / "b.duckdb", "--db", town_record.path)
    assert done.returncode == 4
    assert f"(PID {os.getpid()})" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_door_left_behind_is_no_door(town_record, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    backup.door(town_record.path).write_text(json.dumps({"port": port, "secret": "x"}))
    done = cli("info", "--db", town_record.path)
    assert (done.returncode, f"(PID {os.getpid()})" in done.stderr) == (4, True)


def test_the_door_is_its_owners_and_wants_the_secret(record):
    stop = backup.serve_control(record)
    file = backup.door(record.path)
    assert file.stat().st_mode & 0o777 == 0o600
    place = json.loads(file.read_text())
    for nonsense in (
        b"\n",
        b"{}\n",
        b"[]\n",
        b'{"secret": "x", "command": "info"}\n',
        b'{"secret": "\xe9", "command": ["x"]}\n',
        b"\xff" * 100,
    ):
        with socket.create_connection(("127.0.0.1", place["port"]), 10) as line:
            line.sendall(nonsense)
            line.shutdown(socket.SHUT_WR)
            assert b"done" not in line.recv(1000)
    assert backup.ask(record.path, "info")["rows"]["grid"] == 0
    with pytest.raises(RecordBusy, match="control_refused"):
        backup.ask(record.path, "drop")
    stop()
    assert not file.exists()


def test_what_is_missing_or_there_already_is_said_so(town_record, tmp_path):
    town_record.close()
    with pytest.raises(InputError, match="record_missing"):
        backup.backup(tmp_path / "none.duckdb", tmp_path / "b.duckdb")
    assert not (tmp_path / "none.duckdb").exists()
    (tmp_path / "b.duckdb").write_text("mine")
    with pytest.raises(InputError, match="backup_exists"):
        backup.backup(town_record.path, tmp_path / "b.duckdb")
    assert backup.backup(town_record.path, tmp_path / "b.duckdb", replace=True)["grid"] == 9


@pytest.mark.parametrize("before", ["SELECT seq FROM audit_head", "BEGIN"])
def test_only_a_fresh_cursor_copies_a_locked_database(town_record, before):
    """Why ``copy_record`` takes a cursor of its own for the copy; if this fails, it no longer needs to."""
    copy = town_record.path.parent / "copy.duckdb"
    with town_record.cursor() as cursor:
        (own,) = cursor.execute("SELECT current_database()").fetchone()
        cursor.execute(f"ATTACH '{copy}' AS other")
        cursor.execute(before)
        with pytest.raises(duckdb.InvalidInputException, match="configuration"):
            cursor.execute(f'COPY FROM DATABASE "{own}" TO other')
    town_record.rows(f'COPY FROM DATABASE "{own}" TO other')
    assert town_record.rows("SELECT count(*) FROM other.grid") == [(9,)]
    town_record.rows("DETACH other")

"""Copies of the record, also while it is in use, and a door through which another process asks for one.

DuckDB lets one process hold the file. Whoever holds it for long (the dashboard) calls ``serve_control``;
the command line then asks there. The door is a port on this machine; its number and a secret stand in a
file beside the database that only its owner can read.
"""

import contextlib
import hmac
import json
import os
import secrets
import shutil
import socket
import threading
import uuid
from collections.abc import Callable
from pathlib import Path

import duckdb

from data.db import Record, open_record
from data.holdings import facts
from data.permits import OPERATOR, Actor
from geo.errors import GridkeeperError, InputError, RecordBusy

#: a copy of a large record takes minutes; a greeting does not
PATIENCE_S, GREETING_S = 3600, 5


def copy_record(record: Record, actor: Actor) -> Path:
    """Copy the record as it is at one moment, while others go on writing.

    Returns:
        the copy, in ``backups`` beside the database (DuckDB may write nowhere else).

    Raises:
        RecordBusy: ``backup_differs`` when the copy does not hold what was copied.
    """
    actor.require("backup")
    folder = record.path.resolve().parent / "backups"
    folder.mkdir(exist_ok=True)
    copy = folder / f"{record.path.stem}-{uuid.uuid4().hex}.duckdb"
    name = f"copy_{uuid.uuid4().hex}"
    with record.cursor() as cursor:
        (own,) = cursor.execute("SELECT current_database()").fetchone()
        cursor.execute(f"ATTACH '{_quoted(copy)}' AS {name}")
        try:
            before = _audited(cursor, own)
            # a cursor that has read before would change a setting here, and settings are locked
            record.rows(f'COPY FROM DATABASE "{own}" TO {name}')
            _compare(cursor, own, name, before)
        except BaseException:
            cursor.execute(f"DETACH {name}")
            copy.unlink(missing_ok=True)
            raise
        cursor.execute(f"DETACH {name}")
    return copy


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _audited(cursor, database: str) -> int:
    return cursor.execute(f'SELECT seq FROM "{database}".audit_head').fetchone()[0]


def _compare(cursor, own: str, name: str, before: int) -> None:
    """The copy's audit must be whole; where nobody wrote meanwhile, every table must have its rows."""
    equal = _counts(cursor, own) == _counts(cursor, name)
    after, head = _audited(cursor, own), _audited(cursor, name)  # after counting: writes may come in between
    (rows,) = cursor.execute(f"SELECT count(*) FROM {name}.audit").fetchone()
    if not (before <= head <= after and rows == head and (equal or before != after)):
        raise RecordBusy("backup_differs")


def _counts(cursor, database: str) -> dict[str, int]:
    sql = (
        "SELECT table_name FROM duckdb_tables() WHERE database_name = ? AND NOT temporary ORDER BY table_name"
    )
    tables = [table for (table,) in cursor.execute(sql, [database]).fetchall()]
    return {t: cursor.execute(f'SELECT count(*) FROM "{database}"."{t}"').fetchone()[0] for t in tables}


def backup(path: Path, target: Path, *, replace: bool = False) -> dict[str, int]:
    """Back up a database file, through the process that holds it when one does.

    Args:
        path: the database.
        target: where the copy is to be; it appears there whole or not at all.
        replace: whether a file that is there may be replaced.

    Returns:
        rows a table in the copy, counted after opening it anew.

    Raises:
        InputError: ``record_missing``, ``backup_exists``.
        RecordBusy: ``record_held`` when whoever holds the file cannot be asked, ``backup_differs``.
    """
    if not path.exists():
        raise InputError("record_missing", file=str(path))
    if target.exists() and not replace:
        raise InputError("backup_exists", file=str(target))
    made = Path(through(path, "backup"))
    try:
        opened = open_record(made)
        with opened.cursor() as cursor:
            (own,) = cursor.execute("SELECT current_database()").fetchone()
            counts = _counts(cursor, own)
        opened.close()
        beside = target.with_name(target.name + ".part")
        shutil.move(made, beside)
        os.replace(beside, target)
    finally:
        made.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # another copy may be under way in the folder
            made.parent.rmdir()
    return counts


#: what may be asked at the door
COMMANDS: dict[str, Callable[[Record], object]] = {
    "backup": lambda record: str(copy_record(record, OPERATOR)),
    "info": lambda record: facts(record, OPERATOR),
}


def through(path: Path, command: str):
    """Do one of ``COMMANDS`` on a database: by opening it, or by asking whoever holds it.

    Raises:
        RecordBusy: ``record_held`` when the holder has no door.
    """
    try:
        record = open_record(path)
    except RecordBusy as busy:
        if busy.code != "record_held" or not door(path).exists():
            raise
        try:
            return ask(path, command)
        except OSError:
            raise busy from None  # a door left behind by a process that ended badly
    try:
        return COMMANDS[command](record)
    finally:
        record.close()


# ---- the door ----------------------------------------------------------------------------------


def door(path: Path) -> Path:
    """The file beside a database that says where its holder listens."""
    return path.with_name(path.name + ".control")


def ask(path: Path, command: str):
    """Ask the process that holds a database to do something.

    Raises:
        OSError: nobody listens there.
        RecordBusy: ``control_refused`` with the holder's reason.
    """
    place = json.loads(door(path).read_text(encoding="utf-8"))
    with socket.create_connection(("127.0.0.1", place["port"]), GREETING_S) as line:
        line.settimeout(PATIENCE_S)
        line.sendall(json.dumps({"secret": place["secret"], "command": command}).encode() + b"\n")
        with line.makefile("rb") as answers:
            answer = json.loads(answers.readline() or b'{"refused": "closed"}')
    if "refused" in answer:
        raise RecordBusy("control_refused", reason=answer["refused"])
    return answer["done"]


def serve_control(record: Record) -> Callable[[], None]:
    """Listen for other processes on this machine; the answer stops listening."""
    secret, ended = secrets.token_hex(16), threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.2)
    place = door(record.path)
    _write_private(place, json.dumps({"port": listener.getsockname()[1], "secret": secret}))
    thread = threading.Thread(
        target=_listen, args=(listener, record, secret, ended), name="control", daemon=True
    )
    thread.start()

    def stop() -> None:
        ended.set()
        thread.join()
        listener.close()
        place.unlink(missing_ok=True)

    return stop


def _write_private(file: Path, text: str) -> None:
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)


def _listen(listener, record: Record, secret: str, ended: threading.Event) -> None:
    while not ended.is_set():
        with contextlib.suppress(OSError, ValueError, TypeError):  # a caller that hangs up or talks nonsense
            line, _ = listener.accept()
            with line:
                line.settimeout(GREETING_S)
                line.sendall(json.dumps(_answer(line.makefile("rb").readline(4096), record, secret)).encode())


def _answer(asked: bytes, record: Record, secret: str) -> dict:
    wanted = json.loads(asked)
    if not isinstance(wanted, dict) or wanted.get("command") not in COMMANDS:
        return {"refused": "unknown"}
    if not hmac.compare_digest(str(wanted.get("secret")).encode(), secret.encode()):
        return {"refused": "unknown"}
    try:
        return {"done": COMMANDS[wanted["command"]](record)}
    except GridkeeperError as error:
        return {"refused": error.code}
    except duckdb.Error as error:
        return {"refused": str(error)}

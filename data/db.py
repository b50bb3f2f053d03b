"""The open record: one root connection a process, one cursor a call.

``open_record(path)`` creates or migrates the file, registers the macros of ``data/sql``, loads the
spatial extension from inside its installed package and locks the configuration. Nothing is fetched.
"""

import hashlib
import importlib.resources
import os
import re
import threading
from contextlib import contextmanager
from pathlib import Path

import duckdb
import geopandas as gpd
import pandas as pd
import shapely

from geo.errors import RecordBusy

HERE = Path(__file__).parent
DEFAULT_PATH = Path("var/gridkeeper.duckdb")

#: opening twice at once in one process would harden and migrate the same file twice
_opening = threading.Lock()


def record_path() -> Path:
    """Where the record lives: ``GRIDKEEPER_DB`` or ``var/gridkeeper.duckdb``."""
    return Path(os.environ.get("GRIDKEEPER_DB", DEFAULT_PATH))


class Record:
    """An open database. Threads share the object; every call takes a cursor of its own."""

    def __init__(self, root: duckdb.DuckDBPyConnection, path: Path) -> None:
        self.root = root
        self.path = path
        #: one write at a time in this process; other processes are locked out by DuckDB
        self.write_lane = threading.RLock()
        self._remembered: dict[str, dict] = {}
        self._writes = 0

    @contextmanager
    def cursor(self):
        """A cursor of one's own: a shared connection hands one caller another's rows."""
        cursor = self.root.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    def rows(self, sql: str, parameters: dict | list | None = None) -> list[tuple]:
        """Run one statement and fetch everything."""
        with self.cursor() as cursor:
            return cursor.execute(sql, parameters).fetchall()

    def frame(
        self, sql: str, parameters: dict | list | None = None, *, timeout_s: float | None = None
    ) -> pd.DataFrame:
        """Run one statement into a pandas frame.

        Args:
            timeout_s: stop it after this many seconds.

        Raises:
            RecordBusy: ``timed_out``.
        """
        with self.cursor() as cursor, _time_limit(cursor, timeout_s):
            return cursor.execute(sql, parameters).df()

    def geo_frame(self, sql: str, parameters: dict | list | None = None) -> gpd.GeoDataFrame:
        """Like ``frame``; the statement selects ``ST_AsWKB(geometry) AS geometry`` in EPSG:4326."""
        frame = self.frame(sql, parameters)
        shapes = shapely.from_wkb([bytes(wkb) for wkb in frame["geometry"]])
        return gpd.GeoDataFrame(frame.drop(columns="geometry"), geometry=shapes, crs="EPSG:4326")

    def version(self, *topics: str) -> tuple[int, ...]:
        """The counters of some topics, for cache keys."""
        counts = self._remember("SELECT topic, n FROM version")
        return tuple(counts[topic] for topic in topics)

    def setting(self, name: str, default: str = "") -> str:
        """One setting of this database."""
        return self._remember("SELECT name, value FROM setting").get(name, default)

    def changed(self) -> None:
        """Forget counters and settings: what writes says so after its commit."""
        self._writes += 1
        self._remembered = {}

    def _remember(self, sql: str) -> dict:
        """The pairs of a small table, asked once between two writes: every screen asks many times."""
        found = self._remembered.get(sql)
        if found is None:
            writes, found = self._writes, dict(self.rows(sql))
            if writes == self._writes:  # else it may be older than a write that ended meanwhile
                self._remembered[sql] = found
        return found

    def close(self) -> None:
        """Fold the write-ahead log into the file and let go of it; closing twice does no harm."""
        try:
            self.root.execute("CHECKPOINT")
        except (duckdb.ConnectionException, duckdb.TransactionException):
            pass  # closed already, or a write is under way: the log is read at the next opening
        self.root.close()


@contextmanager
def _time_limit(cursor, seconds: float | None):
    """Stop what a cursor does after some seconds: DuckDB has no statement time-out of its own."""
    if seconds is None:
        yield
        return
    timer = threading.Timer(seconds, cursor.interrupt)
    timer.start()
    try:
        yield
    except duckdb.InterruptException:
        raise RecordBusy("timed_out", seconds=seconds) from None
    finally:
        timer.cancel()
        timer.join()  # so that it never stops a cursor that has gone back


def open_record(path: str | Path, *, allow: tuple[str | Path, ...] = ()) -> Record:
    """Open, create or migrate a record.

    Args:
        path: the file; its folder is made. ``:memory:`` for tests.
        allow: further folders DuckDB may touch (a backup's target).

    Raises:
        RecordBusy: ``record_held`` if another process holds the file, ``record_damaged`` if it or its
            write-ahead log cannot be read (both are left as they are), ``record_unwritable`` if this user may
            not write there, ``record_newer`` if a later version wrote it.
    """
    in_memory = str(path) == ":memory:"
    path = Path(path)
    if not in_memory:
        _make_folder(path)
    folders = [] if in_memory else [path.resolve().parent, *allow]
    with _opening:
        return Record(_open(path, folders), path)


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RecordBusy("record_unwritable", file=str(path), detail=error.strerror or "?") from None


def _open(path: Path, folders: list) -> duckdb.DuckDBPyConnection:
    try:
        root = duckdb.connect(str(path))
    except duckdb.Error as error:
        raise _why_not(path, str(error)) from None
    try:
        _harden(root, folders)
        _migrate(root)
        _register_macros(root)
    except (duckdb.IOException, duckdb.FatalException, duckdb.SerializationException) as error:
        root.close()
        raise RecordBusy("record_damaged", file=str(path), detail=str(error)) from None
    except BaseException:
        root.close()
        raise
    return root


def spatial_extension() -> Path:
    """The extension file inside its installed package: a plain LOAD fails on a clean home."""
    package = importlib.resources.files("duckdb_extension_spatial")
    return Path(str(package)) / "extensions" / f"v{duckdb.__version__}" / "spatial.duckdb_extension"


def _why_not(path: Path, message: str) -> RecordBusy:
    forbidden = re.search(r"Permission denied|Read-only file system|Is a directory", message)
    if forbidden:
        return RecordBusy("record_unwritable", file=str(path), detail=forbidden.group())
    if "set lock on file" not in message:
        return RecordBusy("record_damaged", file=str(path), detail=message)
    holder = re.search(r"held in (.+?\(PID \d+\))", message)
    return RecordBusy("record_held", file=str(path), holder=holder.group(1) if holder else "?")


def _harden(root: duckdb.DuckDBPyConnection, folders: list) -> None:
    if root.execute("SELECT current_setting('lock_configuration')").fetchone() == (True,):
        return  # this process has the file open already: both share one instance, hardened once
    root.execute(
        "SET enable_progress_bar = false"
    )  # it would print into the output of commands, even while loading
    root.execute(f"LOAD '{spatial_extension()}'")
    root.execute("ATTACH ':memory:' AS tile")
    names = ", ".join("'" + str(Path(folder).resolve()).replace("'", "''") + "'" for folder in folders)
    root.execute("SET autoinstall_known_extensions = false")
    root.execute(f"SET allowed_directories = [{names}]")
    root.execute("SET enable_external_access = false")
    root.execute("SET lock_configuration = true")


def _migrate(root: duckdb.DuckDBPyConnection) -> None:
    root.execute("CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, file_name TEXT NOT NULL)")
    done = {number for (number,) in root.execute("SELECT number FROM migration").fetchall()}
    files = {int(file.name[:4]): file for file in sorted((HERE / "schema").glob("[0-9]*.sql"))}
    if done - set(files):
        raise RecordBusy("record_newer", number=max(done))
    for number in sorted(set(files) - done):
        with _whole(root):
            root.execute(files[number].read_text(encoding="utf-8"))
            root.execute("INSERT INTO migration VALUES (?, ?)", [number, files[number].name])


@contextmanager
def _whole(root: duckdb.DuckDBPyConnection):
    """All of it or nothing: a migration that fails half-way leaves the file as it was."""
    root.begin()
    try:
        yield
        root.commit()
    except BaseException:
        root.rollback()
        raise


def _register_macros(root: duckdb.DuckDBPyConnection) -> None:
    text = "\n".join(file.read_text(encoding="utf-8") for file in sorted((HERE / "sql").glob("*.sql")))
    digest = hashlib.sha256(text.encode()).hexdigest()
    if root.execute("SELECT value FROM setting WHERE name = 'macros'").fetchone() == (digest,):
        return
    with _whole(root):
        root.execute(text)
        root.execute("INSERT OR REPLACE INTO setting VALUES ('macros', ?)", [digest])

"""Fixtures that several folders of tests share: records, the demo, a real server, a real browser."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import nursery
import pytest
import stock

from data.db import Record, open_record
from data.intake import reader

#: benchmarks are scripts; looking for examples in them would import every peer library
collect_ignore_glob = ["benchmarks/bench_*.py", "benchmarks/peers.py"]

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]  # fmt: skip
#: servers and commands are started some hundred times and would compile all our modules each time
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
WIDE, PHONE = 1440, 390


def pytest_make_parametrize_id(config, val, argname):
    """Long texts make poor names, and signed ones differ from process to process."""
    return argname if isinstance(val, str | bytes) and len(val) > 40 else None


@pytest.fixture(scope="session", autouse=True)
def _trusted_extension():
    """Databases of this process load the installed extension without hashing its 70 MB each time.

    That is nine tenths of what an opening costs, some thousand times; commands and servers in processes
    of their own open as everybody does.
    """
    plain = duckdb.connect

    def _connect(database=":memory:", read_only=False, config=None):
        return plain(database, read_only, {"allow_unsigned_extensions": "true", **(config or {})})

    duckdb.connect = _connect
    yield
    duckdb.connect = plain


@pytest.fixture(scope="session", autouse=True)
def _readers_are_forked():
    """Children that read files come out of the nursery; tests of the child put the real way back."""
    reader.subprocess = nursery
    yield
    reader.subprocess = subprocess


@pytest.fixture(scope="session")
def record_masters(tmp_path_factory) -> dict[str, Path]:
    """An empty record with the default city's rule tables, and one with the town. Copy, never open."""
    folder = tmp_path_factory.mktemp("masters")
    masters = {"empty": folder / "empty.duckdb", "town": folder / "town.duckdb"}
    for name, file in masters.items():
        made = open_record(file)
        stock.put_profile(made)
        if name == "town":
            stock.put_town(made)
        made.close()
    return masters


@pytest.fixture
def record(request, record_masters, tmp_path) -> Iterator[Record]:
    """An empty record in a file of its own, with the default city's rule tables."""
    file = tmp_path / "record" / "gridkeeper.duckdb"
    file.parent.mkdir()
    shutil.copy(record_masters["town" if "town_record" in request.fixturenames else "empty"], file)
    opened = open_record(file, allow=(tmp_path,))
    yield opened
    opened.close()


@pytest.fixture
def town_record(record) -> Record:
    """The 3 × 3 town in a record: nine grids, three workers, nobody in the park."""
    if not record.rows("FROM grid"):  # asked for by name while the test runs
        stock.put_town(record)
    return record


@pytest.fixture(scope="session")
def demo_master(tmp_path_factory) -> Path:
    """The demo district of 600 grids, made once for all test processes. Copy it, never open it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    file = folder / "demo.duckdb"
    with (folder / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            made = folder / "making.duckdb"
            command = [
                sys.executable,
                "-m",
                "data",
                "demo",
                "--grids",
                "600",
                "--seed",
                "7",
                "--db",
                str(made),
            ]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
            if done.returncode:
                pytest.fail(f"the demo could not be made:\n{done.stderr[-3000:]}")
            made.rename(file)
    return file


@pytest.fixture
def demo_db(demo_master, tmp_path) -> Path:
    """A copy of the demo database that a test may change."""
    return Path(shutil.copy(demo_master, tmp_path / "gridkeeper.duckdb"))


@pytest.fixture(scope="session")
def demo_record(demo_master, tmp_path_factory) -> Iterator[Record]:
    """The demo district, open; for tests that only read."""
    copy = shutil.copy(demo_master, tmp_path_factory.mktemp("read") / "gridkeeper.duckdb")
    opened = open_record(copy)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def demo_until(demo_record) -> date:
    """The day the demo was made: its year of cases ends the night before."""
    return demo_record.rows("SELECT max(reported_at)::DATE FROM incident")[0][0] + timedelta(days=1)


@dataclass
class Server:
    """The real application in a process of its own."""

    url: str
    db: Path
    log: Path
    process: subprocess.Popen

    def stop(self) -> None:
        """End it, and wait until it has let go of the file."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(15)


def start_server(db: Path, log: Path, **settings: str) -> Server:
    """Start the application on a database and a free port; ``settings`` are environment variables."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port),
        "--server.address", "localhost", "--server.headless", "true", "--server.fileWatcherType", "none",
    ]  # fmt: skip
    environment = os.environ | {"GRIDKEEPER_DB": str(db)} | settings
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
    server = Server(f"http://localhost:{port}", db, log, process)
    if not _answers(f"{server.url}/_stcore/health", process):
        server.stop()
        pytest.fail(f"the server did not start:\n{log.read_text()[-3000:]}")
    return server


def _answers(url: str, process: subprocess.Popen, seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                return answer.status == 200
        except OSError:
            time.sleep(0.2)
    return False


@pytest.fixture
def serve(tmp_path) -> Iterator[Callable[..., Server]]:
    """``serve(db, NAME="value")`` starts a server for one test; all are stopped afterwards."""
    started: list[Server] = []

    def _serve(db: Path, **settings: str) -> Server:
        started.append(start_server(db, tmp_path / f"server{len(started)}.log", **settings))
        return started[-1]

    yield _serve
    for server in started:
        server.stop()


@pytest.fixture(scope="module")
def module_serve(tmp_path_factory) -> Iterator[Callable[..., Server]]:
    """Like ``serve``, its servers living as long as the test file's tests."""
    started: list[Server] = []

    def _serve(db: Path, **settings: str) -> Server:
        started.append(start_server(db, tmp_path_factory.mktemp("server") / "server.log", **settings))
        return started[-1]

    yield _serve
    for server in started:
        server.stop()


@contextmanager
def _on_a_copy(demo: Path, folder: Path) -> Iterator[Server]:
    copy = Path(shutil.copy(demo, folder / "gridkeeper.duckdb"))
    running = start_server(copy, folder / "server.log")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def server(demo_master, tmp_path_factory) -> Iterator[Server]:
    """The application on a copy of the demo, one for all tests of this process that only look."""
    with _on_a_copy(demo_master, tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="module")
def module_server(demo_master, tmp_path_factory) -> Iterator[Server]:
    """Like ``server``, fresh for every test file: for journeys that write."""
    with _on_a_copy(demo_master, tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="module")
def chromium():
    """A real Chromium that can reach nothing but this machine.

    One a test file: while Playwright runs, no other event loop may start in this thread.
    """
    from playwright.sync_api import sync_playwright

    binary = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if not binary:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def visitors(chromium) -> dict[tuple, list]:
    """Browsers' profiles that nobody uses now, by what they were opened with; what they fetched is kept."""
    return defaultdict(list)


@pytest.fixture
def browser_page(chromium, visitors):
    """``browser_page(lang="zh", width=1440)`` opens a page of a visitor of its own.

    Visitors of a test share nothing; those of the next test may be the same people again, for every new one would
    have to fetch and compile Streamlit's scripts anew. After the test, every page must have asked nobody but this
    machine and thrown no script error.
    """
    here, outside, thrown = [], [], []

    def _open(lang: str = "zh", width: int = WIDE, height: int = 900):
        known = visitors[lang, width, height]
        context = known.pop() if known else chromium.new_context(
            locale=LOCALES[lang], timezone_id="Asia/Shanghai", viewport={"width": width, "height": height},
            has_touch=width < 600, accept_downloads=True,
        )  # fmt: skip
        here.append((known, context))
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("request", lambda request: _is_ours(request.url) or outside.append(request.url))
        page.on("pageerror", lambda error: thrown.append(str(error)))
        return page

    yield _open
    for known, context in here:
        for page in context.pages:
            page.close()
        context.clear_cookies()
        known.append(context)
    assert not outside, f"requests left the machine: {outside}"
    assert not thrown, f"script errors: {thrown}"


def _is_ours(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob", "about") or parts.hostname in ("localhost", "127.0.0.1")

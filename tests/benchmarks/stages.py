"""What the benchmarks of the map share: demo databases by size, servers, a real browser, a person's steps."""

import hashlib
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from data.db import open_record
from data.demo import make_demo

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]
PATIENCE_MS = 400_000


def demo(grids: int, incidents: int = 20_000) -> Path:
    """A demo database of a size, made once a machine and version of the schema."""
    file = _made(str(grids))
    if not file.exists():
        made = file.with_suffix(".making")
        made.unlink(missing_ok=True)
        record = open_record(made)
        workers = max(30, grids // 20)
        make_demo(record, grids=grids, incidents=incidents, workers=workers, until=date(2026, 11, 1))
        record.close()
        made.rename(file)
    return file


def _made(what: str) -> Path:
    """Where a database is kept from one run to the next."""
    schema = b"".join(path.read_bytes() for path in sorted((ROOT / "data/schema").glob("*.sql")))
    name = f"gridkeeper-bench-{what}-{hashlib.sha256(schema).hexdigest()[:8]}.duckdb"
    return Path(tempfile.gettempdir()) / name


def chicago() -> Path | None:
    """Chicago as docs/real-data.md makes it, once a machine and version of the schema; None without its files."""
    folder = ROOT / "../shared/data/chicago"
    if not folder.exists():
        return None
    file = _made("chicago")
    if not file.exists():
        text = (ROOT / "docs/real-data.md").read_text(encoding="utf-8")
        chapter = re.search(r"^## Chicago$(.*?)^## ", text, re.S | re.M)[1].replace("\\\n", " ")
        script = re.search(r"^```python\n(.*?)^```$", chapter, re.S | re.M)[1]
        making = file.with_suffix(".making")
        making.unlink(missing_ok=True)
        guessed = making.with_name("responsible.csv")
        for line in re.findall(r"^python -m (data import .*)$", chapter, re.M):
            if "responsible.csv" in line:
                subprocess.run([sys.executable, "-", making, guessed], input=script, text=True, check=True)
            words = [folder / word if (folder / word).exists() else word for word in shlex.split(line)]
            words = [guessed if word == guessed.name else word for word in words]
            subprocess.run(
                [sys.executable, "-m", *words, "--db", making], cwd=ROOT, check=True, stdout=sys.stderr
            )
        making.rename(file)
    return file


@contextmanager
def serving(db: Path, app: str = "tests/stage/app.py", *flags: str, **settings: str) -> Iterator[str]:
    """A server on a copy of a database, warm; its address."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        copy = shutil.copy(db, Path(folder) / "record.duckdb")
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        command = [
            sys.executable, "-m", "streamlit", "run", app, "--server.port", str(port), "--server.address",
            "localhost", *flags,
        ]  # fmt: skip
        environment = os.environ | {"GRIDKEEPER_DB": str(copy), "PYTHONPATH": str(ROOT)} | settings
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            url = f"http://localhost:{port}"
            wait_until_well(url)
            yield url
        finally:
            process.terminate()
            process.wait(30)


def wait_until_well(url: str, seconds: float = 60) -> None:
    """Until the server answers."""
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"{url}/app/health", timeout=2):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


@contextmanager
def chromium() -> Iterator:
    """A real browser."""
    from playwright.sync_api import sync_playwright

    binary = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=FLAGS)
        yield browser
        browser.close()


class Visit:
    """A fresh visitor in front of one map; counts what arrives."""

    def __init__(self, browser, url: str, ready: str, count: int = 1) -> None:
        self.context = browser.new_context(viewport={"width": 1440, "height": 900})
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.answers, self.asked, self.socket_bytes = [], [], 0
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("response", lambda answer: self.answers.append(answer))
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._received))
        begin = time.perf_counter()
        self.page.goto(url)
        self.frame = self.page.frame_locator("iframe")
        while self.frame.locator(ready).count() < count:
            if time.perf_counter() - begin > PATIENCE_MS / 1000:
                raise TimeoutError("the map was not painted")
            self.page.wait_for_timeout(20 if count < 1000 else 200)
        self.painted_s = time.perf_counter() - begin

    def _received(self, payload) -> None:
        self.socket_bytes += len(payload)

    def map_bytes(self) -> int:
        """What came for the map: our routes and the component over HTTP, messages over the socket."""
        ours = [answer for answer in self.answers if re.search(r"/app/|/component/", answer.url)]
        return self.socket_bytes + sum(answer.request.sizes()["responseBodySize"] for answer in ours)

    def click(self, dx: int = 0, dy: int = 0) -> float:
        """Click near the middle of the map; seconds until the page names another grid."""
        box = self.page.locator("iframe").bounding_box()
        before = self._chosen()
        begin = time.perf_counter()
        self.page.mouse.click(box["x"] + box["width"] / 2 + dx, box["y"] + box["height"] / 2 + dy)
        while self._chosen() == before:
            if time.perf_counter() - begin > PATIENCE_MS / 1000:
                raise TimeoutError("nothing was chosen")
            self.page.wait_for_timeout(5)
        return time.perf_counter() - begin

    def approach(self) -> float:
        """Where communities stand for grids, click one: the map comes closer. Seconds until it is painted."""
        place = self.frame.locator("#map_div")
        begin = time.perf_counter()
        if not place.evaluate("Boolean(window.gridkeeper?.view)"):
            return 0.0  # the usual way has no levels
        while place.evaluate("gridkeeper.view.level()") == "communities":
            box = self.page.locator("iframe").bounding_box()
            self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            self.page.wait_for_timeout(400)
        self.frame.locator("#map_div[data-waiting='0']").wait_for()
        return time.perf_counter() - begin

    def _chosen(self) -> str:
        return self.page.get_by_text("chosen: ").inner_text()

    def measure(self, name: str) -> float:
        """Switch the measure; seconds until the legend names it and the map is painted."""
        begin = time.perf_counter()
        self.page.get_by_text(name, exact=True).first.click()
        self.frame.locator(".gk-legend h2", has_text=name.title()).wait_for()
        return time.perf_counter() - begin

    def close(self) -> None:
        """Leave."""
        self.context.close()

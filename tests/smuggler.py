"""A record full of hostile texts, and a browser that goes from screen to screen and writes down what became of them."""

import json
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import screen
from contraband import FORBIDDEN, PAYLOADS
from playwright.sync_api import Error

from data.db import open_record

N = len(PAYLOADS)
#: table → its columns of people's text, and what numbers the rows
TEXTS = {
    "grid": (("name",), "grid_id"),
    "worker": (("name",), "worker_id"),
    "organisation": (("name",), "organisation_id"),
    "division": (("name",), "CAST(right(division_code, 3) AS INTEGER)"),
    "category": (("name_zh", "name_en", "major_zh", "major_en"), "CAST(category AS INTEGER)"),
    "facility": (("name", "address"), "facility_id"),
    "building": (("address",), "building_id"),
    "street_edge": (("name",), "edge_id"),
    "barrier": (("name",), "barrier_id"),
    "absence": (("who",), "absence_id"),
    "field_action": (("title", "note", "who"), "action_id"),
    "incident": (("description", "address", "incident_code"), "incident_id"),
}


@dataclass
class Seen:
    """What a screen showed: its readable text by place, and what a text became that it must not."""

    text: dict[str, str] = field(default_factory=dict)
    harm: dict[str, list] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def read(self, place: str) -> str:
        """The text of a place with single spaces."""
        return re.sub(r"[^\S\n]+", " ", self.text[place])


def hostile_copy(master: Path, folder: Path) -> Path:
    """A copy of a record in which every text is replaced."""
    file = shutil.copy(master, folder / "gridkeeper.duckdb")
    fill(file)
    return file


@contextmanager
def visiting(chromium, url: str, seen: Seen) -> Iterator["Visit"]:
    """A visit by a browser of its own, in Chinese and wide."""
    context = chromium.new_context(
        locale="zh-CN", viewport={"width": 1440, "height": 1000}, accept_downloads=True
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield Visit(page, url, seen)
    context.close()


def fill(file) -> None:
    """Put every payload wherever people's text is kept."""
    record = open_record(file)
    texts = list(PAYLOADS)
    for table, (columns, number) in TEXTS.items():
        values = ", ".join(f"{column} = $texts[1 + {number} % {N}]" for column in columns)
        record.rows(f"UPDATE {table} SET {values}", {"texts": texts})
    kinds = [(f"kind{k}", text, text, 500.0, "x", "") for k, text in enumerate(PAYLOADS)]
    plans = [(k, text, text, "proposed", text, "2026-11-20", 1, text) for k, text in enumerate(PAYLOADS, 101)]
    batches = [(k, "grids", text, "x", "{}", "", text, "2026-11-20", 9, 9, 0, 1, 0)
               for k, text in enumerate(PAYLOADS, 1)]  # fmt: skip
    rejects = [(1, k, "duplicate_id", json.dumps({"name": text})) for k, text in enumerate(PAYLOADS, 1)]
    log = [(1, 100 + k, "report", "2026-11-20", text, 1, text) for k, text in enumerate(PAYLOADS)]
    edits = [(k, text, text) for k, text in enumerate(PAYLOADS, 1)]
    with record.cursor() as cursor:
        cursor.execute("INSERT INTO plan_objection SELECT 101, 1, ?, '2026-11-20'", [texts[0]])
        cursor.executemany(
            """INSERT INTO grid_edit SELECT ?, 'merge', 'in_force', ?, ?, '2026-11-20', '2026-11-20', '{}', 'x', [], [],
            NULL""",
            edits,
        )
        cursor.executemany("INSERT INTO facility_kind VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)", kinds)
        cursor.execute(
            f"UPDATE facility SET facility_kind = 'kind' || (facility_id % {N}) WHERE facility_id > 40"
        )
        cursor.executemany(
            """INSERT INTO plan (plan_id, title, reason, state, author, created_at, base_version, review_note)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            plans,
        )
        cursor.execute("INSERT INTO plan_move SELECT 101, range, NULL, 1 FROM range(1, 6)")
        cursor.executemany("INSERT INTO intake_batch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", batches)
        cursor.executemany("INSERT INTO intake_reject VALUES (?, ?, ?, NULL, ?)", rejects)
        cursor.executemany("INSERT INTO incident_log VALUES (?, ?, ?, ?, ?, ?, ?)", log)
    record.close()


class Visit:
    """One browser that goes from screen to screen and writes down what it saw."""

    def __init__(self, page, url: str, seen: Seen) -> None:
        self.page, self.url, self.seen = page, url, seen
        self.dialogs: list[str] = []
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))

    def open(self, name: str, path: str, whole_map: bool = True) -> None:
        self.arrive(path, whole_map)
        self.look(name)

    def arrive(self, path: str, whole_map: bool) -> None:
        """Open an address; a second time where a busy machine did not paint the map within a minute."""
        for last in (False, True):
            self.page.goto("about:blank")
            try:
                screen.enter(self.page, self.url + path)
                if whole_map:
                    screen.painted(self.page)
                return
            except (Error, pytest.fail.Exception):
                if last:
                    raise

    def look(self, name: str) -> None:
        """Read the page and its frames, and look for what must not be there."""
        page = self.page
        harm = self.seen.harm.setdefault(name, [])
        for frame in page.frames:
            if frame.evaluate("window.__hit") is not None:
                harm.append(f"ran: {frame.evaluate('window.__hit')}")
            made = frame.evaluate(
                "made => [...document.querySelectorAll(made)].map(node => node.outerHTML.slice(0, 200))",
                FORBIDDEN,
            )
            harm.extend(made)
        harm.extend(f"dialog: {message}" for message in self.dialogs)
        harm.extend(screen.complaints(page))
        self.note(name, screen.text_of(page))

    def read_until(self, name: str, texts: int, seconds: float = 30) -> None:
        """Look again until so many of the texts can be read: tables fill in after the run has ended."""
        until = time.monotonic() + seconds
        self.look(name)
        while time.monotonic() < until and sum(one in self.seen.read(name) for one in PAYLOADS) < texts:
            self.page.wait_for_timeout(500)
            self.look(name)

    def rest_on(self, name: str, expected: str, places: list, seconds: float = 10) -> None:
        """Rest on the grids of a payload until its tooltip has come: a busy machine still shows the one before."""
        for lon, lat in places:
            until = time.monotonic() + seconds
            while (said := screen.hover_place(self.page, lon, lat)) and time.monotonic() < until:
                if expected in re.sub(r"[^\S\n]+", " ", said):
                    self.note(name, said)
                    return
                self.page.wait_for_timeout(100)
            self.note(name, said)

    def note(self, name: str, text: str) -> None:
        self.seen.text[name] = self.seen.text.get(name, "") + "\n" + text

    def choices(self, name: str, label: str) -> None:
        """Open a list and read its choices."""
        self.page.get_by_label(label, exact=True).first.click()
        self.page.get_by_role("option").first.wait_for()
        self.look(name)
        self.page.keyboard.press("Escape")

    def finish(self, name: str, seconds: float = 15) -> None:
        """Look when nothing is being worked out any more; what takes longer is looked at as far as it came."""
        until = time.monotonic() + seconds
        while self.page.locator(".st-key-work").count() and time.monotonic() < until:
            self.page.wait_for_timeout(500)
        self.look(name)

    def print_out(self, name: str, key: str) -> None:
        """Fetch what a button prints."""
        button = self.page.locator(f".st-key-{key} button").first
        button.hover()
        self.page.wait_for_timeout(500)
        with self.page.expect_download() as waiting:
            button.click()
        with open(waiting.value.path(), "rb") as file:
            self.seen.files[f"{name}.pdf"] = file.read()

    def download(self, name: str, *kinds: str) -> None:
        """Fetch the first file of each kind that the page offers."""
        for kind in kinds:
            button = self.page.locator(f"[class*='_{kind}'] button").first
            button.hover()  # the tooltip comes first: a click while it opens is lost
            self.page.wait_for_timeout(500)
            with self.page.expect_download() as waiting:
                button.click()
            with open(waiting.value.path(), "rb") as file:
                self.seen.files[f"{name}.{kind}"] = file.read()

    def hover_bars(self, name: str) -> None:
        """Rest on the first chart's bars, so that its tooltip shows."""
        chart = self.page.locator("[data-testid='stVegaLiteChart']").first
        chart.scroll_into_view_if_needed()
        box = chart.bounding_box()
        for share in (0.2, 0.35, 0.5):
            self.page.mouse.move(box["x"] + box["width"] * 0.45, box["y"] + box["height"] * share)
            self.page.wait_for_timeout(250)
            self.look(name)

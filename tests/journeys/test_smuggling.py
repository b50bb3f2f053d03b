"""Nothing people write runs: every screen looked at in Chromium on a record full of hostile texts.

Names of grids, workers, organisations, divisions, categories, facilities and their kinds; descriptions,
addresses, codes and logs of cases; plans; file names, column names and rejected rows of imports.
"""

import csv
import io
import json
import re
import shutil
import time
from dataclasses import dataclass, field
from datetime import datetime

import openpyxl
import pytest
import screen
from contraband import FORBIDDEN, PAYLOADS
from playwright.sync_api import Error

from data.db import open_record
from data.export import export
from data.permits import OPERATOR

N = len(PAYLOADS)
#: table → its columns of people's text, and what numbers the rows
TEXTS = {
    "grid": (("name",), "grid_id"),
    "worker": (("name",), "worker_id"),
    "organisation": (("name",), "organisation_id"),
    "division": (("name",), "CAST(right(division_code, 3) AS INTEGER)"),
    "category": (("name_zh", "name_en", "major_zh", "major_en"), "CAST(category AS INTEGER)"),
    "facility": (("name", "address"), "facility_id"),
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
    with record.cursor() as cursor:
        cursor.executemany("INSERT INTO facility_kind VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)", kinds)
        cursor.execute(
            f"UPDATE facility SET facility_kind = 'kind' || (facility_id % {N}) WHERE facility_id > 40"
        )
        cursor.executemany(
            """INSERT INTO plan (plan_id, title, reason, state, author, created_at, base_version, review_note)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            plans,
        )
        cursor.execute("INSERT INTO plan_move VALUES (101, 1, NULL, 1)")
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


def middles(record) -> dict[int, list[tuple[float, float]]]:
    """Places inside the largest grids of a payload: number of the payload → lon, lat."""
    rows = record.rows(
        f"""SELECT grid_id % {N}, ST_X(ST_PointOnSurface(geometry)), ST_Y(ST_PointOnSurface(geometry))
          FROM grid WHERE valid_to IS NULL
          QUALIFY row_number() OVER (PARTITION BY grid_id % {N} ORDER BY area_km2 DESC) <= 4 ORDER BY area_km2 DESC"""
    )
    found: dict[int, list] = {}
    for number, lon, lat in rows:
        found.setdefault(number, []).append((lon, lat))
    return found


@pytest.fixture(scope="module")
def hostile(demo_master, tmp_path_factory):
    """The demo with every text replaced."""
    file = shutil.copy(demo_master, tmp_path_factory.mktemp("hostile") / "gridkeeper.duckdb")
    fill(file)
    return file


@pytest.fixture(scope="module")
def seen(hostile, module_serve, chromium, demo_record):
    """Every screen once."""
    server, seen = module_serve(hostile), Seen()
    context = chromium.new_context(
        locale="zh-CN", viewport={"width": 1440, "height": 1000}, accept_downloads=True
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    visit = Visit(page, server.url, seen)
    visit.open("overview", "/?top=facilities")
    visit.choices("overview choices", screen.word("zh", "Category"))
    visit.choices("overview choices", screen.word("zh", "Area"))
    visit.open("tooltips", "/?top=-")
    for number, places in middles(demo_record).items():
        visit.rest_on("tooltips", PAYLOADS[number], places)
    visit.look("tooltips")
    visit.open("grid", "/grid?grid=1&show=facilities")
    visit.read_until("grid", 5)
    visit.open("grid history", "/grid?grid=2&show=history")
    visit.open("cases", "/cases", whole_map=False)
    visit.read_until("cases", 5)
    visit.download("cases", "csv", "xlsx")
    visit.open("case", "/cases?case=1", whole_map=False)
    visit.open("hotspots", "/hotspots?spot=1")
    visit.read_until("hotspots", 5)
    visit.download("hotspots", "csv", "xlsx")
    visit.open("gaps", "/gaps")
    visit.read_until("gaps", 5)
    visit.hover_bars("gaps")
    visit.download("gaps", "csv", "xlsx")
    visit.open("reassign", "/reassign?grids=1.2.3&moves=2:5.6,3:7")
    visit.choices("reassign choices", screen.word("zh", "Give to"))
    visit.hover_bars("reassign")
    visit.open("plans", "/reassign?part=plans&plan=101")
    visit.read_until("plans", 1)
    visit.open("intake", "/intake?batch=1", whole_map=False)
    screen.become(page, "manager", "zh")
    visit.read_until("intake", 5)
    upload(visit)
    yield seen
    context.close()


def upload(visit: Visit) -> None:
    """A file whose name, columns and cells are all hostile."""
    page, target = visit.page, io.StringIO()
    rows = csv.writer(target)
    rows.writerow(["grid_code", "name", *PAYLOADS])
    rows.writerow(["1", "n", *PAYLOADS])
    name = "<img src=x onerror=window.__hit=99>${window.__hit=99}.csv"
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": target.getvalue().encode()}
    )
    page.locator(".st-key-intake_load button").wait_for()
    screen.settle(page)
    visit.look("upload")
    page.locator("[data-testid='stExpander'] summary").first.click()
    screen.settle(page)
    visit.look("upload")


SCREENS = (
    "overview", "overview choices", "tooltips", "grid", "grid history", "cases", "case", "hotspots", "gaps",
    "reassign", "reassign choices", "plans", "intake", "upload",
)  # fmt: skip


@pytest.mark.parametrize("name", SCREENS)
def test_nothing_runs_and_no_element_is_made(seen, name):
    assert seen.harm[name] == []


def near(payload: str, text: str) -> list[str]:
    """Lines that hold a piece of a payload."""
    return [line for line in text.split("\n") if payload[-12:] in line or payload[:12] in line][:3]


@pytest.mark.parametrize("place", ["tooltips", "overview", "case"])
@pytest.mark.parametrize("number", range(N))
def test_it_is_shown_as_it_is_written(seen, place, number):
    assert PAYLOADS[number] in seen.read(place), near(PAYLOADS[number], seen.read(place))


@pytest.mark.parametrize(
    "place", ["plans", "cases", "grid", "hotspots", "gaps", "reassign choices", "intake", "upload"]
)
def test_lists_and_tables_show_it_too(seen, place):
    text = seen.read(place)
    assert sum(payload in text for payload in PAYLOADS) >= (1 if place == "plans" else 5)


FORMULA = re.compile(r"[\s\u3000]*[=+\-@＝＋－＠]")


@pytest.mark.parametrize("name", ["cases", "hotspots", "gaps"])
def test_no_formula_leaves_in_a_file(seen, name):
    rows = list(csv.reader(io.StringIO(seen.files[f"{name}.csv"].decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    bad = {cell for cell in cells if FORMULA.match(cell) and not re.fullmatch(r"-?[\d.]+(e-?\d+)?", cell)}
    assert bad == set()
    held = {cell.removeprefix("'") for cell in cells}
    assert set(PAYLOADS[40:]) <= held


@pytest.mark.parametrize("name", ["cases", "hotspots", "gaps"])
def test_no_formula_leaves_in_a_workbook(seen, name):
    book = openpyxl.load_workbook(io.BytesIO(seen.files[f"{name}.xlsx"]))
    kinds = {cell.data_type for sheet in book for row in sheet for cell in row}
    assert "f" not in kinds
    assert not any(cell.hyperlink for sheet in book for row in sheet for cell in row)


def test_geojson_carries_the_names_as_they_are(hostile, seen, tmp_path):
    copy = open_record(shutil.copy(hostile, tmp_path / "copy.duckdb"))
    export(copy, OPERATOR, "grids", tmp_path / "grids.geojson", now=datetime(2026, 3, 2))
    copy.close()
    names = {
        one["properties"]["name"] for one in json.loads((tmp_path / "grids.geojson").read_text())["features"]
    }
    assert names == set(PAYLOADS)

"""Nothing people write runs: every screen looked at in Chromium on a record full of hostile texts.

Names of grids, workers, organisations, divisions, categories, facilities and their kinds; descriptions,
addresses, codes and logs of cases; plans; file names, column names and rejected rows of imports.
"""

import csv
import io
import json
import re
import shutil
from datetime import datetime

import openpyxl
import pytest
import screen
from contraband import PAYLOADS
from smuggler import N, Seen, Visit, hostile_copy, visiting

from data.db import open_record
from data.export import export
from data.permits import OPERATOR


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
    return hostile_copy(demo_master, tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def seen(hostile, module_serve, chromium, demo_record):
    """Every screen once."""
    server, seen = module_serve(hostile), Seen()
    with visiting(chromium, server.url, seen) as visit:
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
        screen.become(visit.page, "manager", "zh")
        visit.read_until("intake", 5)
        upload(visit)
        yield seen


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

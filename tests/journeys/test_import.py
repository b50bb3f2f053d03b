"""Somebody brings a broken file: the good rows load, the bad ones are listed and can be taken home."""

import csv
from pathlib import Path

import pytest
import screen

#: a good row, one without coordinates, one of an unknown category, one with an unreadable time
BROKEN = """id,category,lon,lat,reported_at,description
{k}1,1101,{lon},{lat},2026-11-20 08:00,fine
{k}2,1101,,,2026-11-20 08:00,no place
{k}3,7777,{lon},{lat},2026-11-20 08:00,no such category
{k}4,1101,{lon},{lat},yesterday,no such time
{k}5,1201,{lon},{lat},2026-11-21 09:30,fine too
"""
REASONS = (
    "The row has no coordinates.",
    "The category is not among the city's categories.",
    "The time cannot be read.",
)


@pytest.fixture(scope="module")
def place(demo_record) -> tuple[float, float]:
    """A place inside a grid of the demo."""
    return demo_record.rows(
        "SELECT ST_X(p), ST_Y(p) FROM (SELECT ST_PointOnSurface(geometry) AS p FROM grid WHERE grid_id = 1)"
    )[0]


def bring(page, server, lang: str, name: str, content: bytes) -> None:
    """Open the intake screen as somebody who may, say what the file holds, hand it over."""
    screen.visit(page, f"{server.url}/intake?lang={lang}")
    if page.viewport_size["width"] < 600:
        page.get_by_test_id("stExpandSidebarButton").click()
    screen.become(page, "manager", lang)
    if page.viewport_size["width"] < 600:
        page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    page.locator(".st-key-intake_kind").get_by_text(screen.word(lang, "Cases"), exact=True).click()
    screen.settle(page)
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )


def rows(file: Path) -> list[dict]:
    """The rows of a CSV."""
    with open(file, encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


@pytest.mark.parametrize(("lang", "width"), [("zh", 1440), ("en", 390)])
def test_good_rows_load_and_bad_rows_are_listed(module_server, browser_page, place, lang, width):
    page, say = browser_page(lang, width), lambda msgid: screen.word(lang, msgid)
    text = BROKEN.format(k=lang, lon=place[0], lat=place[1])
    bring(page, module_server, lang, f"cases-{lang}.csv", text.encode())
    load = page.locator(".st-key-intake_load button")
    load.wait_for()
    screen.settle(page)
    load.click()
    outcome = say("{read} rows read: {loaded} loaded, {unchanged} unchanged, {rejected} rejected.")
    page.get_by_text(outcome.format(read=5, loaded=2, unchanged=0, rejected=3)).first.wait_for()
    shown = screen.text_of(page)
    for reason in REASONS:
        assert say(reason) in shown
    with page.expect_download() as waiting:
        page.locator(".st-key-rejects_csv button:visible").first.click()
    rejected = rows(waiting.value.path())
    assert [row[say("Reason")] for row in rejected] == [say(reason) for reason in REASONS]
    for row, ident in zip(rejected, "234", strict=True):
        assert f"{lang}{ident}" in " ".join(row.values())
    assert not screen.complaints(page)


def test_a_file_nobody_can_read_ends_in_a_sentence(module_server, browser_page):
    page = browser_page("zh")
    bring(page, module_server, "zh", "broken.gpkg", b"SQLite format 3\x00 and then nothing")
    page.get_by_test_id("stAlert").filter(has_text="broken.gpkg").wait_for()
    assert not screen.complaints(page)

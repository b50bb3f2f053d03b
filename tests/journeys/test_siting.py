"""A planner asks where next, tries the proposal on the gaps, and prints a worker's sheet."""

import re
import time
from contextlib import suppress
from pathlib import Path

import pypdfium2
import pytest
import screen
from playwright.sync_api import Error


def wait_for_text(page, pattern: str, seconds: float = 60) -> str:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(Error):  # a map that goes away while it is read
            if found := re.search(pattern, screen.text_of(page)):
                return found.group(0)
        page.wait_for_timeout(300)
    pytest.fail(f"{pattern!r} never came")


@pytest.mark.parametrize(("lang", "width"), [("en", 1440), ("zh", 390)])
def test_from_where_next_to_what_if(server, browser_page, lang, width):
    page = browser_page(lang, width=width)
    page.goto(f"{server.url}/siting?lang={lang}&kind=clinic&sites=2")
    wait_for_text(page, "Have it nearer|更近的居民")
    frame = screen.the_map(page)
    frame.locator("#map_div[data-paints]").wait_for()
    page.get_by_text(screen.word(lang, "See what changes on the gaps")).first.click()
    screen.wait_for_address(page, r"/gaps\?.*whatif=add")
    wait_for_text(page, re.escape(screen.word(lang, "What if")))
    assert not screen.complaints(page)


def test_a_search_is_stopped_and_keeps_its_answer(server, browser_page):
    page = browser_page("en")
    page.goto(f"{server.url}/siting?lang=en&kind=market&model=pmedian&sites=9&candidates=streets")
    stop = page.locator(".st-key-stop_work button")  # Streamlit has a button of that name too
    stop.wait_for(timeout=120_000)
    wait_for_text(page, r"(?s)9 new: the average walk is.*Looking for a better answer and for a proof"
                        r"|Looking for a better answer and for a proof.*9 new: the average walk is")  # fmt: skip
    stopped = page.get_by_text(re.compile("You stopped the search|Proven")).first
    for _again in range(3):  # the page is drawn anew under the hand while answers come in
        if not stopped.is_visible() and stop.is_visible():
            stop.click()
        page.wait_for_timeout(3000)
    wait_for_text(page, "You stopped the search|Proven")
    wait_for_text(page, "9 new: the average walk is")


def click_a_facility(page) -> int:
    """One far from the middle of the map, in its grid that is not chosen; which it is."""
    frame = screen.painted(page)
    facility, x, y = frame.evaluate(
        """() => { const { places, painter, map } = gridkeeper.view;
             const one = places.filter(place => place.id).sort((a, b) => a.y - b.y)[0];
             const at = map.layerPointToContainerPoint(L.point(one.x, one.y).add(painter._bounds.min));
             return [one.id, at.x, at.y]; }"""
    )
    box = page.locator("iframe[title*='st_folium']").first.bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + y)
    return facility


def test_a_click_says_why_and_a_sheet_is_printed(server, browser_page, tmp_path):
    page = browser_page("en")
    screen.visit(page, f"{server.url}/gaps?lang=en&worker=3")
    screen.painted(page)
    screen.click_grid(page)
    grid = screen.wait_for_address(page, r"at=(\d+)")
    wait_for_text(page, "is responsible|Nobody is responsible")
    facility = click_a_facility(page)
    screen.wait_for_address(page, rf"(?=.*at={grid}\b).*facility={facility}\b")
    wait_for_text(page, r"15 minutes · 1,000 m: [\d,]+ residents")
    screen.painted(page)  # the map moves to what can be walked to
    screen.click_grid(page)
    screen.wait_for_address(page, rf"^(?!.*[?&]at=).*facility={facility}\b|at=(?!{grid}\b)")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Sheet of this beat (PDF)").click()
    file = Path(tmp_path / "sheet.pdf")
    coming.value.save_as(file)
    assert "Beat of" in pypdfium2.PdfDocument(file)[0].get_textpage().get_text_bounded()

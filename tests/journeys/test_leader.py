"""A leader goes down from the whole district to one grid and back; every step is an address."""

import pypdfium2
import pytest
import screen
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def way(demo_record) -> dict:
    """A grid to go down to: in a street of several communities, in a community of several grids."""
    frame = demo_record.frame(
        """WITH inside AS (
             SELECT *, count(*) OVER (PARTITION BY community_code) AS grids,
               ST_X(ST_PointOnSurface(geometry)) AS lon, ST_Y(ST_PointOnSurface(geometry)) AS lat
             FROM grid WHERE valid_to IS NULL),
           several AS (
             SELECT street_code FROM inside GROUP BY street_code HAVING count(DISTINCT community_code) > 1)
           SELECT i.*, s.name AS street, c.name AS community FROM inside i
           JOIN division s ON s.division_code = street_code JOIN division c ON c.division_code = community_code
           WHERE grids > 2 AND street_code IN (FROM several) ORDER BY area_km2 DESC LIMIT 1"""
    )
    return frame.drop(columns="geometry").iloc[0].to_dict()


def down(page, way) -> None:
    """Click the place where the grid lies, once nothing on the page moves it any more."""
    screen.settle(page)
    screen.painted(page)
    screen.click_place(page, way["lon"], way["lat"])


def figures(page) -> list[str]:
    """The five numbers."""
    values = page.locator(".figures .figure .value")
    values.first.wait_for()
    return values.all_inner_texts()


def expect_figures(page, values: list[str]) -> None:
    """Wait until the five numbers are these."""
    expect(page.locator(".figures .figure .value")).to_have_text(values, timeout=15_000)


@pytest.mark.parametrize(("lang", "width"), [("zh", 1440), ("en", 390)])
def test_down_to_a_grid_and_back(server, browser_page, way, lang, width):
    page, whole = browser_page(lang, width), screen.word(lang, "Whole area")
    screen.visit(page, f"{server.url}/?lang={lang}")
    all_of_it = figures(page)
    assert len(all_of_it) == 5
    down(page, way)
    screen.wait_for_address(page, f"division={way['street_code']}(?!\\d)")
    page.locator(".st-key-breadcrumb strong", has_text=way["street"]).wait_for()
    down(page, way)
    screen.wait_for_address(page, f"division={way['community_code']}(?!\\d)")
    page.locator(".st-key-breadcrumb strong", has_text=way["community"]).wait_for()
    inside, address = figures(page), page.url
    assert inside != all_of_it
    down(page, way)
    assert int(screen.wait_for_address(page, r"/grid\?.*grid=(\d+)")) == way["grid_id"]
    page.get_by_role("heading", level=2, name=way["name"], exact=True).wait_for()
    page.locator(".st-key-breadcrumb").get_by_text(way["street"], exact=True).click()
    screen.wait_for_address(page, f"division={way['street_code']}(?!\\d)")
    page.locator(".st-key-breadcrumb").get_by_text(whole, exact=True).click()
    page.locator(".st-key-breadcrumb").wait_for(state="hidden")
    screen.settle(page)
    expect_figures(page, all_of_it)
    assert not screen.complaints(page)
    other = browser_page(lang, width)
    screen.visit(other, address)
    other.locator(".st-key-breadcrumb strong", has_text=way["community"]).wait_for()
    expect_figures(other, inside)


def test_another_measure_or_period_repaints_in_place(server, browser_page):
    page = browser_page("en")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    screen.visit(page, f"{server.url}/?lang=en")
    frame = screen.painted(page)
    frame.evaluate("gridkeeper.view.map.setZoom(gridkeeper.view.map.getZoom() + 1, {animate: false})")
    screen.painted(page)
    at = "[gridkeeper.view.map.getZoom(), gridkeeper.view.map.getCenter().lat, gridkeeper.view.shown.values]"
    before = frame.evaluate(at)
    assert any("/app/tiles/" in url for url in asked)
    painted = {before[2]}
    measures, periods = (page.locator(f".st-key-filter_{name} button") for name in ("measure", "days"))
    for button in [*(measures.nth(n) for n in range(1, measures.count())), periods.last]:
        asked.clear()
        button.click()
        frame.wait_for_function(f"!{list(painted)!r}.includes(gridkeeper.view.shown.values)")
        screen.painted(page)
        painted.add(frame.evaluate(at)[2])
        assert [url for url in asked if "/app/tiles/" in url or "/app/assets/" in url] == []
        assert frame.evaluate(at)[:2] == before[:2]
    assert len(painted) >= 5


@pytest.mark.parametrize(("lang", "words"), [("zh", "需要关注的网格"), ("en", "Grids to look at")])
def test_a_brief_to_print_in_the_language_of_the_screen(server, browser_page, tmp_path, lang, words):
    page = browser_page(lang)
    screen.visit(page, f"{server.url}/?lang={lang}")
    screen.painted(page)
    screen.settle(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name=screen.word(lang, "Brief (PDF)")).click()
    waiting.value.save_as(tmp_path / "brief.pdf")
    document = pypdfium2.PdfDocument(tmp_path / "brief.pdf")
    text = document[0].get_textpage().get_text_bounded()
    assert words in text and all(value in text for value in figures(page))

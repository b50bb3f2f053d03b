"""A planner reads hotspots: chooses one, opens its cases, plays its weeks, keeps a picture, marks an action."""

import pytest
import screen
from PIL import Image

from data.notes import METHODS
from pages.parts.hotspots.spots import CLASSES

SENTENCE = (
    "{n} new cases in {n_grids} grid, where {expected} would be usual",
    "{n} new cases in {n_grids} grids, where {expected} would be usual",
)


@pytest.mark.parametrize(("lang", "width"), [("zh", 390), ("en", 1440)])
def test_from_a_hotspot_to_its_cases(server, browser_page, lang, width):
    page = browser_page(lang, width)
    screen.visit(page, f"{server.url}/hotspots?lang={lang}")
    if width > 600:
        screen.become(page, "planner", lang)
    screen.painted(page)
    card = page.locator("[class*='st-key-spot_1']").first
    cases = screen.number_in(lang, *SENTENCE, card.inner_text())
    card.get_by_role("button", name=screen.word(lang, "On the map")).click()
    screen.wait_for_address(page, r"spot=(1)(?!\d)")
    frame = screen.painted(page)
    assert frame.evaluate("gridkeeper.view.shown.outlines.some(part => part.ids.length > 0)")
    card = page.locator("[class*='st-key-spot_1']").first
    card.get_by_role("link", name=screen.word(lang, "Open the cases")).click()
    screen.wait_for_address(page, r"/cases\?.*grid=([\d.]+)")
    page.get_by_role("heading", level=2, name=screen.word(lang, "Cases"), exact=True).wait_for()
    screen.settle(page)
    listed = page.locator("[data-testid='stCaptionContainer']").all_inner_texts()
    assert screen.number_in(lang, "{n} case", "{n} cases", "\n".join(listed)) == cases
    assert not screen.complaints(page)


@pytest.mark.parametrize(("lang", "width"), [("zh", 390), ("en", 1440)])
def test_half_a_year_is_played_from_memory_and_kept_as_a_picture(server, browser_page, tmp_path, lang, width):
    page = browser_page(lang, width)
    screen.visit(page, f"{server.url}/hotspots?lang={lang}&view=emerging")
    frame = screen.painted(page)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    inside = page.frame_locator("iframe[title*='st_folium']").first
    inside.get_by_role("slider").focus()
    page.keyboard.press("Home")
    assert frame.evaluate("gridkeeper.view.times.step") == 0
    inside.get_by_role("button", name=screen.word(lang, "Play")).click()
    page.wait_for_timeout(1600)
    inside.get_by_role("button", name=screen.word(lang, "Pause")).click()
    assert frame.evaluate("gridkeeper.view.times.step") >= 2
    assert [url for url in asked if "/app/" in url] == []
    screen.settle(page)  # the week goes into the address, and the page is drawn anew about the map
    screen.painted(page)
    button = inside.get_by_role("button", name=screen.word(lang, "Save as a picture"))
    button.scroll_into_view_if_needed()
    with page.expect_download() as waiting:
        button.click()
    assert waiting.value.suggested_filename.startswith("hotspots-emerging-")
    waiting.value.save_as(tmp_path / "map.png")
    with Image.open(tmp_path / "map.png") as picture:
        assert picture.width >= 1280
    assert not screen.complaints(page)


@pytest.mark.parametrize(
    ("lang", "width", "view"),
    [("zh", 390, "alarm"), ("en", 390, "density"), ("zh", 390, "repeats"), ("en", 390, "months"),
     ("zh", 390, "trial"), ("en", 1440, "alarm")],
)  # fmt: skip
def test_every_view_fits_and_ends_in_an_answer(server, browser_page, lang, width, view):
    page = browser_page(lang, width)
    screen.visit(page, f"{server.url}/hotspots?lang={lang}&view={view}")
    page.locator("[data-testid='stCaptionContainer']", has_text=screen.word(lang, "Number")).first.wait_for()
    screen.settle(page)
    assert page.locator(".st-key-work").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert not screen.complaints(page)


def test_twelve_months_are_kept_as_one_picture(server, browser_page, tmp_path):
    """Four maps of 240 by 200 in a row, 20 apart, 24 from the edges, two dots a pixel; red where a month has red."""
    page = browser_page("zh", 390)
    screen.visit(page, f"{server.url}/hotspots?lang=zh&view=months")
    months = page.locator(".months img")
    months.last.wait_for()
    assert months.count() > 8, "of a year of cases"
    with page.expect_download() as waiting:
        page.get_by_role("button", name=screen.word("zh", "Save as a picture")).click()
    assert waiting.value.suggested_filename.startswith("hotspots-months-")
    waiting.value.save_as(tmp_path / "months.png")
    with Image.open(tmp_path / "months.png") as file:
        picture = file.convert("RGB")
    assert picture.width == 2 * (2 * 24 + 4 * 240 + 3 * 20)
    assert picture.height > 2 * 3 * 200
    red = tuple(bytes.fromhex(CLASSES["hot_99"][0][1:]))
    colours = {colour: n for n, colour in picture.getcolors(1 << 24)}
    assert colours[red] > 2 * 18 * 2 * 12, "more than the legend's own swatch"
    assert not screen.complaints(page)


def test_an_action_is_marked_in_a_hotspot_and_seen_on_the_map(module_server, browser_page):
    page = browser_page("en", 1440)
    screen.visit(page, f"{module_server.url}/hotspots?lang=en")
    screen.become(page, "planner", "en")
    screen.painted(page)
    page.locator("[class*='st-key-spot_1']").first.get_by_text("Mark an action here").click()
    screen.wait_for_address(page, r"view=actions")
    page.get_by_label("In a few words").fill("Night patrol")
    page.keyboard.press("Tab")
    screen.settle(page)
    page.get_by_role("button", name="Mark it").click()
    chosen = screen.wait_for_address(page, r"action=(\d+)")
    card = page.locator(f"[class*='st-key-spot_a{chosen}']").first
    card.get_by_text("Too early to tell").wait_for()
    screen.visit(page, f"{module_server.url}/hotspots?lang=en")
    frame = screen.painted(page)
    assert frame.evaluate("gridkeeper.view.shown.outlines.some(part => part.style === 'action')")
    assert METHODS["gi_star_households"].split(",")[0] in screen.text_of(page)

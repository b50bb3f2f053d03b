"""A planner reads a hotspot: chooses it, sees its sentence, opens its cases."""

import pytest
import screen

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
    card.get_by_role("link", name=screen.word(lang, "Cases")).click()
    screen.wait_for_address(page, r"/cases\?.*grid=([\d.]+)")
    page.get_by_role("heading", level=2, name=screen.word(lang, "Cases"), exact=True).wait_for()
    screen.settle(page)
    listed = page.locator("[data-testid='stCaptionContainer']").all_inner_texts()
    assert screen.number_in(lang, "{n} case", "{n} cases", "\n".join(listed)) == cases
    assert not screen.complaints(page)

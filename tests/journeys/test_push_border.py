"""A grid manager pushes the border of a beat on the map: with the pointer, and with keys alone."""

import re

import pytest
import screen

BRUSH = "Push a border: press on a beat and drag over the grids it is to get; or Enter, arrows, Enter"
COLOUR = "grid => gridkeeper.view.colour('grids', grid)"
VALUES = "() => gridkeeper.view.map.getContainer().dataset.values"
#: from here on every area painted by itself is counted
COUNT = """() => {
  const painter = gridkeeper.view.painter, draw = painter.draw;
  window.areas = [];
  painter.draw = function (box) { areas.push(box ? "some" : "all"); return draw.call(this, box); };
}"""
#: dots of the canvas that a repaint of everything colours otherwise, beyond what smoothing of edges does
UNLIKE = """() => {
  const painter = gridkeeper.view.painter, canvas = painter._container;
  const dots = () => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const before = dots();
  painter.draw();
  return dots().filter((one, n) => Math.abs(one - before[n]) > 60).length;
}"""


@pytest.fixture
def reassign(module_server, browser_page):
    """``reassign(lang)``: the draft's map as a grid manager has it, ready to push."""

    def _open(lang: str):
        page = browser_page(lang)
        screen.visit(page, f"{module_server.url}/reassign?lang={lang}")
        screen.become(page, "manager", lang)
        frame = screen.painted(page)
        screen.the_map(page).get_by_role("button", name=screen.word(lang, BRUSH)).click()
        return page, frame

    return _open


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_border_is_dragged_and_the_drag_undone(reassign, lang):
    page, frame = reassign(lang)
    found = screen.border_on_screen(page)
    giver, taker = found["grids"][1], found["grids"][0]
    frame.evaluate(COUNT)
    before = frame.evaluate(VALUES)
    page.mouse.move(*found["from"])
    page.mouse.down()
    page.mouse.move(*found["to"])
    frame.wait_for_function("grid => gridkeeper.view.recoloured.has(grid)", arg=giver)
    assert frame.evaluate(COLOUR, giver) == frame.evaluate(COLOUR, taker), (
        "in its colour before the mouse is let go"
    )
    page.mouse.up()
    assert screen.wait_for_address(page, r"moves=\d+(?::|%3A)([\d.]+)").split(".")[0] == str(giver)
    frame.wait_for_function(f"before => ({VALUES})() !== before", arg=before)
    assert frame.evaluate(COLOUR, giver) == frame.evaluate(COLOUR, taker)
    assert frame.evaluate("() => areas") == ["some"], "only where a grid changed hands"
    assert frame.evaluate(UNLIKE) == 0
    page.get_by_role("button", name=screen.word(lang, "Undo")).first.click()
    page.wait_for_function("() => !location.search.includes('moves=')")
    assert screen.complaints(page) == []


def test_a_border_is_pushed_by_keys(reassign):
    page, frame = reassign("en")
    found = screen.border_on_screen(page)
    box = page.locator("iframe[title*='st_folium']").first.bounding_box()
    middle = [found["from"][0] - box["x"], found["from"][1] - box["y"]]
    frame.evaluate(
        "at => gridkeeper.view.map.panTo(gridkeeper.view.map.containerPointToLatLng(at), { animate: false })",
        middle,
    )
    screen.painted(page)
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    frame.wait_for_function("grid => gridkeeper.view.recoloured.has(grid)", arg=found["grids"][1])
    page.keyboard.press("Enter")
    moves = screen.wait_for_address(page, r"moves=\d+(?::|%3A)([\d.]+)")
    assert str(found["grids"][1]) in re.split(r"\.", moves)

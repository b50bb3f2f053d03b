"""A grid manager splits a grid along a line drawn on the map, sees what would be, puts it in force, and undoes it."""

import duckdb
import pytest
import screen

from data.db import spatial_extension

PENCIL = "Draw a line: click corner by corner, end with a double click or Enter; or drag"


@pytest.fixture(scope="module")
def boxes(demo_master):
    """West, south, east, north of some grids of the demo."""
    with duckdb.connect(str(demo_master), read_only=True) as record:
        record.execute(f"LOAD '{spatial_extension()}'")
        sql = "SELECT grid_id, min_lon, min_lat, max_lon, max_lat FROM grid WHERE grid_id IN (200, 300)"
        return {row[0]: row[1:] for row in record.execute(sql).fetchall()}


def draw(page, box, lang: str, *, clicks: bool) -> None:
    """Draw across a box from west to east: by a drag, or by clicks of which the last is an unsteady double one."""
    west, south, east, north = box
    page.frame_locator("iframe[title*='st_folium']").first.get_by_role(
        "button", name=screen.word(lang, PENCIL)
    ).click()
    margin, level = 0.2 * (east - west), (south + north) / 2
    if clicks:
        page.mouse.click(*screen.place_on_screen(page, west - margin, level))
        page.mouse.click(*screen.place_on_screen(page, east + margin, level), click_count=3)
        return
    page.mouse.move(*screen.place_on_screen(page, west - margin, level))
    page.mouse.down()
    page.mouse.move(*screen.place_on_screen(page, (west + east) / 2, level), steps=4)
    page.mouse.move(*screen.place_on_screen(page, east + margin, level), steps=4)
    page.mouse.up()


@pytest.mark.parametrize(("lang", "width", "grid_id"), [("en", 1440, 200), ("zh", 390, 300)])
def test_a_grid_is_split_along_a_drawn_line_and_made_whole_again(
    module_server, browser_page, boxes, lang, width, grid_id
):
    page = browser_page(lang, width)
    screen.visit(page, f"{module_server.url}/grid_editor?lang={lang}&grids={grid_id}&look={grid_id}")
    if width < 600:
        page.get_by_test_id("stExpandSidebarButton").click()
    screen.become(page, "manager", lang)
    if width < 600:
        page.get_by_test_id("stSidebarCollapseButton").locator("button").click()
        page.wait_for_timeout(600)
    screen.painted(page)
    draw(page, boxes[grid_id], lang, clicks=width > 600)
    screen.wait_for_address(page, r"line=([^&]+)")
    assert f"grids={grid_id}" in page.url, "what is left of a double click chooses no other grid"
    page.get_by_label(screen.word(lang, "Reason"), exact=True).fill("河两岸各一块 <b>river</b>")
    page.get_by_role("button", name=screen.word(lang, "Put in force"), exact=True).click()
    screen.wait_for_address(page, r"opened=(\d+)")
    page.get_by_label(screen.word(lang, "Why undo it"), exact=True).fill("x")
    page.get_by_role("button", name=screen.word(lang, "Undo by a reverse edit"), exact=True).click()
    page.get_by_text(screen.word(lang, "Undoing"), exact=False).first.wait_for()
    assert screen.complaints(page) == []


def test_the_record_is_sound_after_it(module_server):
    module_server.stop()
    with duckdb.connect(str(module_server.db), read_only=True) as record:
        states = dict(record.execute("SELECT state, count(*) FROM grid_edit GROUP BY state").fetchall())
        current = record.execute("SELECT count(*) FROM grid WHERE valid_to IS NULL").fetchone()[0]
    assert states == {"in_force": 2, "undone": 2}
    assert current == 600

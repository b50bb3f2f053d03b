"""Bars and rows that choose: a worker's bar on the gaps page, a plan's row on the reassign page."""

import screen

#: a bar and a row of a table, in pixels as they are drawn
BAR, ROW, HEAD = 20, 35, 38


def click_bar(page, position: int) -> None:
    """Click one of the bars, counted from the top."""
    chart = page.locator("[data-testid='stVegaLiteChart']").first
    chart.locator("svg, canvas").first.wait_for()
    page.wait_for_timeout(800)
    box = chart.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.46, box["y"] + BAR * (position + 0.5))


def test_a_bar_chooses_its_worker_and_lets_go_again(server, browser_page):
    page = browser_page("en", height=1100)
    screen.visit(page, f"{server.url}/gaps?lang=en")
    click_bar(page, 2)
    chosen = screen.wait_for_address(page, r"worker=(\d+)")
    click_bar(page, 4)
    assert screen.wait_for_address(page, rf"worker=(?!{chosen}\b)(\d+)") != chosen
    click_bar(page, 4)
    screen.wait_for_address(page, r"^[^?]*\?(?!.*worker=)")
    click_bar(page, 2)
    screen.wait_for_address(page, rf"worker={chosen}\b")
    page.get_by_role("button", name=screen.word("en", "Show all workers")).click()
    screen.wait_for_address(page, r"^[^?]*\?(?!.*worker=)")


def test_a_row_opens_its_plan(server, browser_page):
    page = browser_page("zh", height=1100)
    screen.visit(page, f"{server.url}/reassign?lang=zh&part=plans")
    table = page.locator("[data-testid='stDataFrame']").first
    table.locator("canvas").first.wait_for()
    page.wait_for_timeout(800)
    table.hover()
    toolbar = table.get_by_test_id("stElementToolbar")
    assert toolbar.count() == 1 and not toolbar.is_visible()  # a CSV from there would run formulas
    box = table.bounding_box()
    page.mouse.click(box["x"] + ROW / 2, box["y"] + HEAD + ROW * 2.5)
    assert screen.wait_for_address(page, r"plan=(\d+)") == "6"  # the demo's eight plans, newest first

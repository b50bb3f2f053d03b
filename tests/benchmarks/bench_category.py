"""Another category on the hotspot screen of a city with 980,654 cases, in Chromium: click to repainted map.

The record is the one of docs/real-data.md where ``GRIDKEEPER_CHICAGO`` names its file, else a demo of the
same size. The server is warm; ``first`` is a category that nobody has looked at, ``again`` one that is known.
"""

import os
import statistics
import time
from pathlib import Path

from report import Row, table
from stages import chromium, demo, serving

GRIDS, INCIDENTS = 801, 980_654
VIEWS = {"now": "classes", "emerging": "weeks and classes", "months": "twelve small maps"}
CATEGORIES = 6
#: seconds without a change after which the screen is taken to stand still
STILL_S = 0.6
#: whether the page works, what it says, what is drawn
SIGN = """() => [document.querySelector("[data-testid=stApp]")?.dataset.testScriptState,
  [...document.querySelectorAll("[data-testid=stCaptionContainer], .months")].map(e => e.innerText).join("|"),
  document.querySelectorAll("[data-testid=stSpinner], .st-key-work").length]"""
PAINTED = "() => { const map = document.querySelector('#map_div'); return map && Object.values(map.dataset).join() }"


def record() -> tuple[Path, str]:
    """The database, and what to call it."""
    chicago = os.environ.get("GRIDKEEPER_CHICAGO")
    return (Path(chicago), "Chicago") if chicago else (demo(GRIDS, INCIDENTS), "demo")


def sign(page) -> list:
    """What a reader sees change."""
    maps = [frame for frame in page.frames if "folium" in frame.url]
    return [*page.evaluate(SIGN), *(frame.evaluate(PAINTED) for frame in maps)]


def changed(page, act) -> float:
    """Seconds from an act to the last thing that changed."""
    before, begin = sign(page), time.perf_counter()
    act()
    last = moved = 0.0
    while last - moved < STILL_S or before[0] != "notRunning":
        now, last = sign(page), time.perf_counter() - begin
        if now != before:
            before, moved = now, last
        page.wait_for_timeout(10)
    return moved


def switched(browser, url: str, view: str) -> dict[str, list[float]]:
    """Seconds of every change of category, the first time and again."""
    page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
    page.goto(f"{url}/hotspots?lang=en&view={view}")
    box = (
        page.get_by_test_id("stSelectbox").filter(has_text="Category").locator("input, [role=combobox]").first
    )
    box.wait_for()
    changed(page, lambda: page.wait_for_timeout(5000))
    seconds = {"first": [], "again": []}
    for round_ in seconds:
        for number in range(2, 2 + CATEGORIES):  # after all of them, and the first major
            box.click()
            option = page.get_by_role("option").nth(number)
            option.wait_for()
            page.wait_for_timeout(300)
            seconds[round_].append(changed(page, option.click))
    page.context.close()
    return seconds


def main() -> None:
    """Print the table."""
    file, name = record()
    rows = []
    with chromium() as browser, serving(file, "dashboard.py") as url:
        for view, words in VIEWS.items():
            for round_, seconds in switched(browser, url, view).items():
                what = f"{name}, 980,654 cases: another category, {words}, {round_}"
                rows.append(Row(what, statistics.median(seconds), 1.0, 1, "the promise of 1 s"))
    print(table("Another category on the hotspot screen", rows))


if __name__ == "__main__":
    main()

"""Another kind of facility, and another face, on the gaps screen of Chicago, in Chromium: click to repainted map; the
walks to one facility; and on *Where next?* from asking to the first answer that is read.

The record is as in ``bench_category``. The server is warm; ``first`` is a kind nobody has looked at, ``again`` one
that is known. The browser's own clock tells when the pointer was pressed and when the map was painted last; what
stands above, beside and below the map comes to rest after it, and the robot that looks on is part of that time.
"""

import statistics
import time
from typing import NamedTuple

from bench_category import changed, record
from report import Row, table
from stages import chromium, serving

PROMISE_S, ANSWER_S = 0.5, 1.0
#: how many new sites are asked for, one after another
SITES = (3, 4, 5, 6)
#: kinds, and faces, tried in a round
KINDS = 4
FACES = ("Presence", "Responsibility", "Voice", "Service")


#: the moment when the pointer was pressed last; the moment when the map was painted last
PRESSED = """() => addEventListener("pointerdown",
  () => { window.pressed = performance.timeOrigin + performance.now(); }, true)"""
PAINTED = """() => {
  window.painted = 0;
  new MutationObserver(() => { window.painted = performance.timeOrigin + performance.now(); })
    .observe(document.querySelector("#map_div"), { attributes: true, attributeFilter: ["data-paints"] });
}"""


class Took(NamedTuple):
    """Seconds from a click to the map's last paint, and until the whole page stood still."""

    map: float
    page: float


def opened(browser, url: str):
    """The face of service, standing still."""
    page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
    page.goto(f"{url}/gaps?lang=en&face=service")
    page.get_by_test_id("stSelectbox").filter(has_text="Facility").first.wait_for()
    changed(page, lambda: page.wait_for_timeout(5000))
    page.evaluate(PRESSED)
    the_map(page).evaluate(PAINTED)
    return page


def the_map(page):
    """The frame of the map."""
    return next(frame for frame in page.frames if "folium" in frame.url)


def took(page, click) -> Took:
    """A click, and what comes of it."""
    page_s = changed(page, click)
    return Took((the_map(page).evaluate("window.painted") - page.evaluate("window.pressed")) / 1000, page_s)


def chosen(page, label: str) -> list[Took]:
    """Every change of a list."""
    box = page.get_by_test_id("stSelectbox").filter(has_text=label).locator("input, [role=combobox]").first
    seconds = []
    for number in range(1, 1 + KINDS):
        box.click()
        option = page.get_by_role("option").nth(number)
        option.wait_for()
        page.wait_for_timeout(300)
        seconds.append(took(page, option.click))
    return seconds


def kinds(page) -> list[Took]:
    """Every change of kind; the one looked at is the second of them."""
    return [one for one in chosen(page, "Facility") if one.map > 0]


def faces(page) -> list[Took]:
    """Every change of face."""
    switch = page.locator(".st-key-filter_face")
    return [took(page, switch.get_by_text(face, exact=True).click) for face in FACES]


def walks(page) -> list[Took]:
    """Until the areas of another facility stand on the map."""
    return chosen(page, "Walks to one facility")


def answers(browser, url: str) -> list[float]:
    """Seconds from asking for so many sites to the headline that tells of them, every number for the first time."""
    page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
    page.goto(f"{url}/siting?lang=en&sites=2")
    heading = page.get_by_role("heading", level=4)
    heading.filter(has_text="2 new").first.wait_for()
    seconds = []
    for number in SITES:
        page.wait_for_timeout(5000)  # the proof of the one before
        box = page.get_by_label("New sites", exact=True)
        box.fill(str(number))
        begun = time.perf_counter()
        box.press("Enter")
        heading.filter(has_text=f"{number} new").first.wait_for()
        seconds.append(time.perf_counter() - begun)
    return seconds


def rows_of(what: str, seconds: list[Took], promise: str, kept: float | None = 1) -> list[Row]:
    """The map, which is promised where ``kept`` is given, and the whole page, which is told."""
    name, most = f"{what}, the map", PROMISE_S
    return [
        Row(name, statistics.median(one.map for one in seconds), most, kept, promise),
        Row(f"{what}, all of the page", statistics.median(one.page for one in seconds), most, None, promise),
    ]


def main() -> None:
    """Print the table."""
    file, name = record()
    rows = []
    with chromium() as browser, serving(file, "dashboard.py") as url:
        page = opened(browser, url)
        for words, measure in (("another kind of facility", kinds), ("another face", faces)):
            for round_ in ("first", "again"):
                rows += rows_of(f"{name}: {words}, {round_}", measure(page), "the promise of 0.5 s")
        rows += rows_of(f"{name}: walks to another facility", walks(page), "0.5 s", None)
        row = statistics.median(answers(browser, url))
        rows.append(Row(f"{name}: where next, the first answer", row, ANSWER_S, 1, "the promise of 1 s"))
    print(table("The gaps screen: another kind, another face", rows))


if __name__ == "__main__":
    main()

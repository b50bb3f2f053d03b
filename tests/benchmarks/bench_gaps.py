"""Another kind of facility, and another face, on the gaps screen of Chicago, in Chromium: click to repainted map; the
walks to one facility; and on *Where next?* from asking to the first answer that is read.

The record is as in ``bench_category``. The server is warm; ``first`` is a kind nobody has looked at, ``again`` one
that is known.
"""

import statistics
import time

from bench_category import changed, record
from report import Row, table
from stages import chromium, serving

PROMISE_S, WALKS_S, ANSWER_S = 0.5, 0.5, 1.0
#: how many new sites are asked for, one after another
SITES = (3, 4, 5, 6)
#: kinds, and faces, tried in a round
KINDS = 4
FACES = ("Presence", "Responsibility", "Voice", "Service")


def opened(browser, url: str):
    """The face of service, standing still."""
    page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
    page.goto(f"{url}/gaps?lang=en&face=service")
    page.get_by_test_id("stSelectbox").filter(has_text="Facility").first.wait_for()
    changed(page, lambda: page.wait_for_timeout(5000))
    return page


def kinds(page) -> list[float]:
    """Seconds of every change of kind."""
    box = (
        page.get_by_test_id("stSelectbox").filter(has_text="Facility").locator("input, [role=combobox]").first
    )
    seconds = []
    for number in range(1, 1 + KINDS):
        box.click()
        option = page.get_by_role("option").nth(number)
        option.wait_for()
        page.wait_for_timeout(300)
        seconds.append(changed(page, option.click))
    return seconds


def faces(page) -> list[float]:
    """Seconds of every change of face."""
    switch = page.locator(".st-key-filter_face")
    return [changed(page, switch.get_by_text(face, exact=True).click) for face in FACES]


def walks(page) -> list[float]:
    """Seconds until the areas of another facility stand on the map, that of every change."""
    box = page.get_by_test_id("stSelectbox").filter(has_text="Walks to one facility")
    seconds = []
    for number in range(1, 1 + KINDS):
        box.locator("input, [role=combobox]").first.click()
        option = page.get_by_role("option").nth(number)
        option.wait_for()
        page.wait_for_timeout(300)
        seconds.append(changed(page, option.click))
    return seconds


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


def main() -> None:
    """Print the table."""
    file, name = record()
    rows = []
    with chromium() as browser, serving(file, "dashboard.py") as url:
        page = opened(browser, url)
        for words, measure in (("another kind of facility", kinds), ("another face", faces)):
            for round_ in ("first", "again"):
                row = statistics.median(measure(page))
                rows.append(Row(f"{name}: {words}, {round_}", row, PROMISE_S, 1, "the promise of 0.5 s"))
        row = statistics.median(walks(page))
        rows.append(Row(f"{name}: walks to another facility", row, WALKS_S, 1, "0.5 s"))
        row = statistics.median(answers(browser, url))
        rows.append(Row(f"{name}: where next, the first answer", row, ANSWER_S, 1, "the promise of 1 s"))
    print(table("The gaps screen: another kind, another face", rows))


if __name__ == "__main__":
    main()

"""Nothing blocks a page: how long somebody who acts sees neither the answer nor a sign that it is on its way.

Every page is opened cold, then walked as a grid manager: each button of each switch, a category, the next
page of a list, a click on the map. A frame-by-frame watch in the browser (watch.js) takes the longest time
without a sign: a progress bar, a spinner, a skeleton, anything that moves and can be seen.

``bench_blocking.py demo`` or ``chicago`` does one of the two; a number gives each half of it so many seconds.
"""

import sys
import time
from functools import partial
from pathlib import Path

import screen
from report import figure, machine
from stages import chicago, chromium, demo, serving

PROMISE_S = 0.3
#: seconds for either half of a record, the cold and the warm; what is not reached by then is said
SECONDS = 75
#: pages as a stranger's first address
COLD = ("overview", "grid?grid=5", "cases", "hotspots", "gaps", "siting", "reassign", "grid_editor", "intake")
WATCH = (Path(__file__).parent / "watch.js").read_text(encoding="utf-8")


class Walk:
    """One browser in front of one server; what was measured: action, seconds until answered, longest silence."""

    def __init__(self, browser, url: str, seconds: float) -> None:
        self.browser, self.url, self.seconds, self.until = browser, url, seconds, 0.0
        self.rows: list[tuple[str, float, float]] = []
        self.left_out = 0

    def visitor(self):
        """A fresh visitor."""
        context = self.browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_init_script(WATCH)
        page = context.new_page()
        page.set_default_timeout(60_000)
        return page

    def wake(self) -> None:
        """A browser that has just been started paints its first page late, whatever it is; a reader's is open."""
        page = self.browser.new_page()
        page.goto(f"{self.url}/app/health")
        page.close()

    def cold(self) -> None:
        """Each page as the first address of a visit."""
        self.until = time.monotonic() + self.seconds
        for address in COLD:
            page, name = self.visitor(), address.split("?")[0]
            self.act(page, f"{name}: first opening", partial(self.open, page, address), fresh=True)
            page.context.close()

    def open(self, page, address: str) -> None:
        """Go to an address."""
        page.goto(f"{self.url}/{address}{'&' if '?' in address else '?'}lang=en", wait_until="commit")

    def act(self, page, name: str, action, *, fresh: bool = False) -> None:
        """Do it, wait for the answer, keep the longest silence."""
        if time.monotonic() > self.until:
            self.left_out += 1
            return
        if not fresh:
            page.evaluate("beginWatch()")
        action()
        try:
            page.wait_for_function("window.watched && (watched().done || !watched().was_busy"
                                   " && performance.now() - watched().since > 1500)")  # fmt: skip
        except Exception as error:
            print(f"{name}: {error}", file=sys.stderr)
            return
        seen = page.evaluate("watched()")
        if seen["done"]:
            self.rows.append((name, seen["answered"] / 1000, seen["worst"] / 1000))

    def warm(self) -> None:
        """From page to page in one visit, and what is done on each."""
        page = self.visitor()
        self.open(page, "intake")
        page.get_by_role("heading", level=2).first.wait_for()
        screen.settle(page)
        screen.become(page, "manager", "en")
        self.until = time.monotonic() + self.seconds
        for name in (
            "Overview",
            "Cases",
            "Hotspots",
            "Gaps",
            "Where next?",
            "Reassign",
            "Grid editor",
            "Intake",
        ):
            link = page.locator(".st-key-navigation").get_by_text(name, exact=True)
            self.act(page, f"{name}: from the list of pages", link.click)
            self.switches(page, name)
            self.others(page, name)
        page.context.close()

    def switches(self, page, name: str) -> None:
        """Every button that is not on, of every row of buttons."""
        groups = page.locator("[class*='st-key-filter_'] [data-testid=stButtonGroup]")
        for place in range(groups.count()):
            group = groups.nth(place)
            words = group.get_by_role("radio").all_inner_texts()
            for word in words[1:]:
                button = group.get_by_role("radio", name=word, exact=True)
                if button.count():
                    self.act(page, f"{name}: {' '.join(word.split())}", button.first.click)
            if words and group.get_by_role("radio", name=words[0], exact=True).count():
                self.act(
                    page,
                    f"{name}: {words[0]}",
                    group.get_by_role("radio", name=words[0], exact=True).first.click,
                )

    def others(self, page, name: str) -> None:
        """A category, the next page of a list, a click on the map."""
        box = page.locator(".st-key-filter_category [role=combobox], .st-key-filter_category input").first
        if box.count():
            box.click()
            options = page.get_by_role("option")
            options.nth(1).wait_for()
            self.act(page, f"{name}: a category", options.nth(1).click)
        older = page.get_by_role("button", name="Older", exact=True)
        if older.count():
            self.act(page, f"{name}: the next page", older.click)
        if page.locator("iframe[title*='st_folium']").count():
            self.act(page, f"{name}: click on the map", lambda: screen.click_grid(page, (0.52, 0.48)))


def walk(name: str, db: Path, seconds: float) -> str:
    """The table of a record."""
    with serving(db, "dashboard.py") as url, chromium() as browser:
        done = Walk(browser, url, seconds)
        done.wake()
        done.cold()
        done.warm()
    lines = [f"## Nothing blocks a page: {name}", "", f"{machine()}.", "",
             "| action | answered | longest without a sign | |", "|---|--:|--:|---|"]  # fmt: skip
    for action, answered, silent in sorted(done.rows, key=lambda row: -row[2]):
        verdict = "kept" if silent <= PROMISE_S else "**falls short**"
        lines.append(f"| {action} | {figure(answered)} s | {figure(silent)} s | {verdict} |")
    short = sum(silent > PROMISE_S for *_, silent in done.rows)
    lines += ["", f"{len(done.rows)} actions, {short} longer than {PROMISE_S} s without a sign;"
                  f" {done.left_out} not reached in {figure(2 * seconds)} s."]  # fmt: skip
    return "\n".join([*lines, ""])


def main() -> None:
    """Print the tables."""
    seconds = float(next((word for word in sys.argv[1:] if word.isdigit()), SECONDS))
    asked = [word for word in sys.argv[1:] if not word.isdigit()] or ["demo", "chicago"]
    if "demo" in asked:
        print(walk("the demo district", demo(600), seconds))
    real = chicago() if "chicago" in asked else None
    if real:
        print(walk("Chicago", real, seconds))


if __name__ == "__main__":
    main()

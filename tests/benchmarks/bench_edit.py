"""What an edit of the beats costs at 20,000 grids: from letting go of the mouse to the map and bars of the draft.

The person at the map sees the grid change colour while the mouse is still down; that is told too, and what
the server works for it, which a loaded machine does not change.
"""

import re
import time
from pathlib import Path

from playwright.sync_api import TimeoutError
from report import Row, table
from stages import chromium, demo, serving

GRIDS = 20_000
#: from click to repaint
PROMISE_S = 0.3
EDITS = 5
#: a colour that has not come by then does not come
SEEN_MS = 3000
#: after an edit the rest of the page, its tables, comes to rest
SETTLED_MS = 1500
BRUSH = ".gk-brush"
NEARER = """() => {
  const map = gridkeeper.view.map;
  map.setZoom(Math.max(gridkeeper.view.shown.parents_below + 1.5, map.getZoom() + 1), { animate: false });
}"""
NEXT = """(done) => {
  const view = gridkeeper.view, size = view.map.getSize();
  const at = (x, y) => (view.painter.hit(L.point(x, y)) || { id: 0 }).id;
  const beat = (id) => view.values.grids[id - view.values.first];
  for (let y = size.y * 0.2; y < size.y * 0.8; y += 5) {
    for (let x = size.x * 0.4; x < size.x * 0.9; x += 3) {
      const here = at(x, y), next = at(x + 8, y);
      const joined = [1, 2, 3, 4, 5, 6, 7].every((k) => [here, next].includes(at(x + k, y))); // no river between
      if (!joined || !here || !next || done.includes(next)) continue;
      if (beat(here) > 1 && beat(next) > 1 && beat(here) !== beat(next)) {
        return { from: [x, y], to: [x + 8, y], grid: next };
      }
    }
  }
}"""


#: in the frame of the map: when the hand let go last, and when what came of it was on the screen
WATCH_MAP = """() => {
  const holder = gridkeeper.view.map.getContainer(), now = () => performance.timeOrigin + performance.now();
  let values = holder.dataset.values;
  window.seen = { let_go: 0, drawn: 0 };
  addEventListener("mouseup", () => { seen.let_go = now(); }, true);
  new MutationObserver(() => {
    if (values === holder.dataset.values) return;
    values = holder.dataset.values;
    setTimeout(() => { seen.drawn = now(); });  // it paints within a frame of the screen: after that one
  }).observe(holder, { attributes: true, attributeFilter: ["data-values"] });
}"""
#: in the page: when the bars were last drawn anew; before a draft they stand elsewhere
WATCH_BARS = """() => {
  const chart = () => document.querySelector('[data-testid="stVegaLiteChart"] svg.marks');  // the only one
  let bars = chart().outerHTML;
  window.seen = { drawn: 0 };
  new MutationObserver(() => {
    if (!chart() || bars === chart().outerHTML) return;
    bars = chart().outerHTML;
    // drawn at any time: shown with the next frame
    requestAnimationFrame(() => setTimeout(() => { seen.drawn = performance.timeOrigin + performance.now(); }));
  }).observe(document.body, { subtree: true, childList: true, attributes: true });
}"""


def worked(pid: int) -> float:
    """Seconds of processor time of a process so far."""
    return sum(map(int, Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13])) / 100


def server(url: str) -> int:
    """The process that serves an address."""
    port = re.search(r":(\d+)$", url).group(1)
    lines = {file: file.read_bytes() for file in Path("/proc").glob("[0-9]*/cmdline")}
    return next(
        int(file.parent.name)
        for file, line in lines.items()
        if b"streamlit" in line and port.encode() in line
    )


class Editor:
    """A grid manager in front of the reassign map, with the brush in hand."""

    def __init__(self, browser, url: str) -> None:
        self.page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        self.page.set_default_timeout(60_000)
        self.page.goto(f"{url}/reassign?lang=en")
        self.page.get_by_label("Looking as", exact=True).first.click()
        self.page.get_by_role("option", name="Grid manager", exact=True).click()
        holder = self.page.frame_locator("iframe[title*='st_folium']").first.locator(
            "#map_div[data-waiting='0']"
        )
        holder.wait_for()
        self.frame = holder.element_handle().owner_frame()
        self.frame.evaluate(NEARER)
        self.page.wait_for_timeout(1000)
        holder.wait_for()
        self.frame.locator(BRUSH).click()
        self.done: list[int] = []
        self.frame.evaluate(WATCH_MAP)

    def push(self) -> float:
        """Push a border over one grid and wait for the page to come to rest; seconds to the grid's colour.

        Where the two grids only seem to touch, as across a street of no width here, the next pair is taken.
        """
        while True:
            try:
                return self._push()
            except TimeoutError:
                self.page.mouse.up()

    def _push(self) -> float:
        found = self.frame.evaluate(NEXT, self.done)
        self.done.append(found["grid"])
        box = self.page.locator("iframe[title*='st_folium']").first.bounding_box()
        places = [(x + box["x"], y + box["y"]) for x, y in (found["from"], found["to"])]
        self.page.mouse.move(*places[0])
        self.page.mouse.down()
        begun = time.perf_counter()
        self.page.mouse.move(*places[1])
        self.frame.wait_for_function(
            "grid => gridkeeper.view.recoloured.has(grid)", arg=found["grid"], timeout=SEEN_MS
        )
        coloured = time.perf_counter() - begun
        self.page.mouse.up()
        self.page.wait_for_timeout(SETTLED_MS)
        return coloured

    def by_clicks(self) -> None:
        """Put the brush away: from now on two clicks hand a grid over."""
        self.frame.locator(BRUSH).click()
        self.page.get_by_test_id("stButtonGroup").get_by_text("Hand over", exact=True).click()
        self.page.wait_for_timeout(SETTLED_MS)

    def hand_over(self) -> None:
        """Click a grid, then a grid of the worker next to it, and wait for the page to come to rest."""
        found = self.frame.evaluate(NEXT, self.done)
        self.done.append(found["grid"])
        box = self.page.locator("iframe[title*='st_folium']").first.bounding_box()
        for x, y in (found["to"], found["from"]):
            self.page.mouse.click(x + box["x"], y + box["y"])
            self.page.wait_for_timeout(SETTLED_MS)

    def drawn(self) -> tuple[float, float]:
        """Seconds from letting go to the draft's map and to its bars, as the screen showed them."""
        map_, bars = self.frame.evaluate("() => seen"), self.page.evaluate("() => seen")
        return tuple((one["drawn"] - map_["let_go"]) / 1000 for one in (map_, bars))


def main() -> None:
    """Print the table."""
    with chromium() as browser, serving(demo(GRIDS), "dashboard.py") as url:
        editor, process = Editor(browser, url), server(url)
        editor.push()  # the first reads what all later ones share
        editor.page.evaluate(WATCH_BARS)
        begun = worked(process)
        pushes = [(editor.push(), *editor.drawn()) for _ in range(EDITS)]
        spent = (worked(process) - begun) / EDITS
        editor.by_clicks()
        clicks = [(editor.hand_over(), *editor.drawn())[1:] for _ in range(EDITS)]
    coloured, mapped, barred = (sorted(one)[EDITS // 2] for one in zip(*pushes, strict=True))
    map_clicked, bars_clicked = (sorted(one)[EDITS // 2] for one in zip(*clicks, strict=True))
    who = f"promised {PROMISE_S} s"
    rows = [
        Row(f"{GRIDS:,} grids: pointer over a border to the grid's colour", coloured, PROMISE_S, 1, who),
        Row(f"{GRIDS:,} grids: letting go to the draft's map", mapped, PROMISE_S, 1, who),
        Row(f"{GRIDS:,} grids: letting go to the draft's bars", barred, PROMISE_S, 1, who),
        Row(
            f"{GRIDS:,} grids: click on the neighbour's beat to the draft's map",
            map_clicked,
            PROMISE_S,
            1,
            who,
        ),
        Row(
            f"{GRIDS:,} grids: click on the neighbour's beat to the draft's bars",
            bars_clicked,
            PROMISE_S,
            1,
            who,
        ),
        Row(f"{GRIDS:,} grids: processor time of the server for an edit", spent, PROMISE_S, 1, who),
    ]
    print(table(f"An edit of the beats (median of {EDITS})", rows))


if __name__ == "__main__":
    main()

"""What a person does on any screen: wait for it, choose a role, find the map, click a grid."""

import re
import time

import pytest
from contrast import pale

from pages.parts.text import catalogue

WORDS = {
    "zh": {"role": "当前身份", "manager": "网格管理员", "planner": "规划人员", "leader": "领导", "worker": "网格员"},
    "en": {"role": "Looking as", "manager": "Grid manager", "planner": "Planner", "leader": "Leader",
           "worker": "Grid worker"},
}  # fmt: skip


def visit(page, url: str) -> None:
    """Open an address and wait until its script has run."""
    page.goto(url)
    page.get_by_role("heading", level=2).first.wait_for()
    settle(page)


def settle(page, seconds: float = 60) -> None:
    """Wait until no script runs (Streamlit marks its root while one does), every element's code has come
    (until then a skeleton holds its place), none is left from the run before and the screen stands still."""
    before, until = None, time.monotonic() + seconds
    page.wait_for_timeout(100)
    while time.monotonic() < until:
        now = page.evaluate(
            """() => { const app = document.querySelector('[data-testid="stApp"]');
                 return [app && app.getAttribute('data-test-script-state'), document.querySelectorAll('*').length,
                         document.querySelectorAll('[data-testid="stSkeleton"], [data-stale="true"]').length]; }"""
        )
        if now == before and now[0] == "notRunning" and not now[2]:
            return
        before = now
        page.wait_for_timeout(120)
    pytest.fail(f"the screen never came to rest: {before}")


def become(page, role: str, lang: str) -> None:
    """Choose a role in the sidebar."""
    words = WORDS[lang]
    page.get_by_label(words["role"], exact=True).first.click()
    page.get_by_role("option", name=words[role], exact=True).click()
    settle(page)


def the_map(page):
    """The map's frame, once its canvas has been painted with the grids."""
    frame = page.frame_locator("iframe[title*='st_folium']").first
    frame.locator(".leaflet-container").wait_for()
    return frame


def click_grid(page, where: tuple[float, float] = (0.5, 0.5), **how) -> None:
    """Click the map at a share of its width and height."""
    box = page.locator("iframe[title*='st_folium']").first
    box.scroll_into_view_if_needed()
    size = box.bounding_box()
    page.mouse.move(size["x"] + size["width"] * where[0], size["y"] + size["height"] * where[1])
    page.mouse.click(size["x"] + size["width"] * where[0], size["y"] + size["height"] * where[1], **how)


def wait_for_address(page, pattern: str, seconds: float = 15) -> str:
    """Wait until the address matches, and give what the first group holds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = re.search(pattern, page.url)
        if found:
            settle(page)
            return found.group(1) if found.groups() else found.group(0)
        page.wait_for_timeout(100)
    pytest.fail(f"the address stayed {page.url}")


# ---- looking closer


def word(lang: str, msgid: str) -> str:
    """A msgid as the screen says it."""
    return catalogue(lang).gettext(msgid)


def number_in(lang: str, singular: str, plural: str, text: str, name: str = "n") -> int:
    """The number that stands for ``{n}`` where a text says a msgid."""
    for template in (catalogue(lang).ngettext(singular, plural, n) for n in (1, 2)):
        parts = [re.escape(part) for part in re.split(r"{(\w+)}", template)]
        parts[1::2] = [r"([\d,]+)" if part == name else ".+?" for part in parts[1::2]]
        found = re.search("".join(parts), text)
        if found:
            return int(found.group(1).replace(",", ""))
    pytest.fail(f"{plural!r} is not in {text!r}")


def enter(page, url: str) -> None:
    """Open any address, also one that ends in an error or in a single case, and wait for its script."""
    page.goto(url)
    page.locator(".st-key-brand").wait_for(state="attached")
    settle(page)


def painted(page, seconds: float = 60):
    """The map's frame once its figures and every tile have come and the view has stopped moving."""
    holder = page.frame_locator("iframe[title*='st_folium']").first.locator("#map_div[data-paints]")
    holder.wait_for(timeout=seconds * 1000)
    frame = map_frame(page)
    before, until = None, time.monotonic() + seconds
    while time.monotonic() < until:
        now = frame.evaluate(
            """() => { const view = gridkeeper.view, map = view.map, box = map.getContainer();
                 return [map.getZoom(), map.getCenter().lat, map.getCenter().lng, !!map._animatingZoom,
                         view.store.waiting.size || Boolean(view.shown.awaits), view.shown.values, box.clientHeight,
                         box.dataset.paints]; }"""
        )
        if now == before and not now[3] and not now[4]:
            return frame
        before = now
        page.wait_for_timeout(250)
    pytest.fail(f"the map never came to rest: {before}")


def map_frame(page):
    """The map's frame, for looking into its script."""
    handle = page.locator("iframe[title*='st_folium']").first.element_handle()
    return handle.content_frame()


def place_on_screen(page, lon: float, lat: float) -> tuple[float, float]:
    """Where a place lies on the screen."""
    box = page.locator("iframe[title*='st_folium']").first
    box.scroll_into_view_if_needed()
    corner = box.bounding_box()
    x, y = map_frame(page).evaluate(
        "([lat, lon]) => { const p = gridkeeper.view.map.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }",
        [lat, lon],
    )
    return corner["x"] + x, corner["y"] + y


def click_place(page, lon: float, lat: float) -> None:
    """Click the map at a place."""
    x, y = place_on_screen(page, lon, lat)
    page.mouse.move(x, y)
    page.mouse.click(x, y)


def hover_place(page, lon: float, lat: float) -> str:
    """Rest the pointer on a place of the map; what the tooltip says, nothing where a control lies above."""
    x, y = place_on_screen(page, lon, lat)
    page.mouse.move(x - 3, y - 3)
    page.mouse.move(x, y)
    over = map_frame(page).evaluate(
        "([lat, lon]) => { const map = gridkeeper.view.map, p = map.latLngToContainerPoint([lat, lon]);"
        " return !!document.elementFromPoint(p.x, p.y)?.closest('.gk-legend, .leaflet-control, .gk-north'); }",
        [lat, lon],
    )
    if over:
        return ""
    tip = page.frame_locator("iframe[title*='st_folium']").first.locator(".gk-tip.gk-on")
    tip.wait_for()
    return tip.inner_text()


def text_of(page) -> str:
    """Everything that can be read in the page and its frames, table cells included."""
    return "\n".join(frame.evaluate(_READ) for frame in page.frames)


#: scripts and styles are no text; a word joiner has no width
_READ = """() => {
  const found = [], walk = document.createTreeWalker(document.body || document, NodeFilter.SHOW_TEXT);
  let last = null;
  while (walk.nextNode()) {
    const holder = walk.currentNode.parentElement;
    if (!holder || holder.closest('script, style, noscript')) continue;
    const block = holder.closest('p, div, td, li, h1, h2, h3, h4, button, option');
    found.push((block === last ? '' : '\\n') + walk.currentNode.textContent);
    last = block;
  }
  return found.join('').replaceAll('\\u2060', '');
}"""


def go_to(page, name: str) -> None:
    """Follow the sidebar's link to another page."""
    page.locator(".st-key-navigation").get_by_text(name, exact=True).click()
    settle(page)


def complaints(page) -> list[str]:
    """What no screen at rest may show: a traceback, Streamlit's error box, a page that was not found, a pale text.

    While a script runs, what it has not reached yet is faded by Streamlit on purpose.
    """
    settle(page)
    text = text_of(page)
    found = [words for words in ("Traceback", "Page not found", 'File "/', "NotFoundError") if words in text]
    found += ["an error box"] * page.locator("[data-testid='stException']").count()
    return found + pale(page)


#: a point in a beat and one in the next beat to the east, in pixels of the map's frame, and the two grids there
_BORDER = """() => {
  const view = gridkeeper.view, size = view.map.getSize();
  const at = (x, y) => { const found = view.painter.hit(L.point(x, y)); return found ? found.id : 0; };
  const beat = (id) => view.values.grids[id - view.values.first];
  for (let y = size.y * 0.3; y < size.y * 0.7; y += 10) {
    for (let x = size.x * 0.4; x < size.x * 0.9; x += 4) {
      const here = at(x, y), next = at(x + 12, y);
      if (here && next && beat(here) > 1 && beat(next) > 1 && beat(here) !== beat(next)) {
        return { from: [x, y], to: [x + 12, y], grids: [here, next] };
      }
    }
  }
}"""


def border_on_screen(page) -> dict:
    """Where two beats touch on the map: ``from`` and ``to`` in pixels of the screen, and the ``grids`` there."""
    found = map_frame(page).evaluate(_BORDER)
    box = page.locator("iframe[title*='st_folium']").first.bounding_box()
    for end in ("from", "to"):
        found[end] = (found[end][0] + box["x"], found[end][1] + box["y"])
    return found

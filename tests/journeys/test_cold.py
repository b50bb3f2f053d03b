"""Each address opened first on a fresh server: gate, navigation, painted map, words, and no way out."""

import re
from pathlib import Path

import duckdb
import pytest
import screen
from playwright.sync_api import expect

from pages.parts.frame import PAGES

GUARD = Path(__file__).parent / "guard"
LINKS = (
    "/", "/overview", "/grid?grid=1", "/cases", "/hotspots", "/gaps", "/siting", "/reassign", "/reassign?part=suggest",
    "/grid_editor", "/intake",
)  # fmt: skip
WITH_MAP = set(LINKS) - {"/cases", "/intake"}
#: what the arrow to the north and the scale say, where they can be seen
FURNITURE = """() => ['.gk-north', '.leaflet-control-scale-line'].map((one) => {
  const node = document.querySelector(one), box = node.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  return box.width && x < innerWidth && y < innerHeight && node.checkVisibility() ? node.textContent : '';
})"""
#: what still moves where a map stands
RUNS_ON = """getComputedStyle(document.querySelector('iframe[title*="st_folium"]')).animationName"""
#: keeps how low the map's frame ever stood on the page, and how many frames there were, from frame to frame
LOWEST = """(() => {
  const look = () => {
    const map = document.querySelector('iframe[title*="st_folium"]');
    if (map) (window.mounted ??= new Set()).add(map);
    if (map && map.checkVisibility())
      window.lowest = Math.min(window.lowest ?? 1e9, map.getBoundingClientRect().height);
    requestAnimationFrame(look);
  };
  look();
})()"""
#: what stays in English on a Chinese screen: formats, systems of coordinates, statistics, and the link
#: for screen readers that Streamlit itself writes
ENGLISH_TOO = re.compile(
    r"GeoPackage|GeoJSON|Shapefile|GeoParquet|Parquet|FlatGeobuf|KML|CSV|Excel|XLSX|PDF|WGS|CGCS|GCJ|BD|EPSG"
    r"|English|Shift|Skip to main content|Gi|Getis|Ord|Moran|Benjamini|Hochberg|zip|km|python|import|data|demo|grids"
    r"|incidents|FILE|leader|Ctrl|GB",
    re.IGNORECASE,
)


@pytest.fixture
def fresh(demo_db, serve, tmp_path):
    """A fresh server on the demo, which is called a record of its own, so that the gate is at work."""
    with duckdb.connect(str(demo_db)) as record:
        record.execute("DELETE FROM setting WHERE name = 'demo'")
    log = tmp_path / "guard.log"
    return serve(demo_db, PYTHONPATH=str(GUARD), GUARD_LOG=str(log)), log


@pytest.mark.parametrize("link", LINKS)
def test_a_cold_link(fresh, browser_page, link):
    server, log = fresh
    stranger = browser_page("zh")
    stranger.set_extra_http_headers({"X-Forwarded-For": "203.0.113.7"})
    screen.enter(stranger, server.url + link)
    assert screen.word("zh", "Back to the overview") in screen.text_of(stranger)
    assert stranger.locator("iframe, [data-testid='stDataFrame'], .st-key-navigation a").count() == 0
    page = browser_page("zh")
    page.add_init_script(LOWEST)
    screen.visit(page, server.url + link)
    expect(page.locator(".st-key-navigation").locator("a, button")).to_have_count(len(PAGES))
    if link in WITH_MAP:
        frame = screen.painted(page)
        assert frame.evaluate("document.querySelector('#map_div').clientHeight") >= 300
        assert frame.evaluate("gridkeeper.view.store.kept.size") > 0
        assert page.evaluate("lowest") >= 400  # its place never falls in while its scripts come
        assert page.evaluate(RUNS_ON) == "none"  # nor is anything painted behind it for ever
        assert page.evaluate("mounted.size") == 1  # the map that came first is the one that got the figures
        north, scale = frame.evaluate(FURNITURE)
        assert north == screen.word("zh", "N")
        assert re.fullmatch(r"[1-9]\d* k?m", scale)
    assert [text for frame in page.frames for text in english(frame)] == []
    assert screen.complaints(page) == []
    assert not log.exists() or not log.read_text()
    assert "Traceback" not in server.log.read_text()


def english(frame) -> list[str]:
    """Words of two or more English letters on a Chinese screen."""
    texts = frame.evaluate(
        """() => { const found = [], skip = 'script,style,[data-testid=stDataFrame],[data-testid=stIconMaterial],' +
             '[data-testid=stExpanderIcon]';
             const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
             while (walk.nextNode()) { const node = walk.currentNode;
               const holder = node.parentElement;
               if (!holder.closest(skip) && holder.checkVisibility()) found.push(node.textContent); }
             return found; }"""
    )
    return [text for text in texts if re.search(r"[A-Za-z]{2,}", ENGLISH_TOO.sub("", text))]

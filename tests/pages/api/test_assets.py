"""Scripts and styles come from here, and only the two bundles."""

import pytest

from pages.api.assets import BUNDLES, HERE
from pages.parts.mapview import address


@pytest.mark.parametrize(("name", "kind"), [("map.js", "text/javascript"), ("map.css", "text/css")])
def test_the_page_names_what_is_served(served, name, kind):
    answer = served.get(address(name))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    assert "immutable" in answer.headers["cache-control"]
    for part in BUNDLES[name]:
        assert (HERE / part).read_text(encoding="utf-8") in answer.text


@pytest.mark.parametrize(
    "name", ["../dashboard.py", "%2e%2e%2fdashboard.py", "leaflet.js", "map.js.map", "icon.png"]
)
def test_nothing_else_is(served, name):
    assert served.get(f"/app/assets/x/{name}").status_code == 404


def test_nothing_in_the_bundles_asks_elsewhere():
    text = "\n".join(
        (HERE / part).read_text(encoding="utf-8") for parts in BUNDLES.values() for part in parts
    )
    for word in ("unpkg.com", "jsdelivr", "cdnjs", "googleapis", "openstreetmap.org"):
        assert word not in text


def test_every_vendored_file_is_named_with_its_licence():
    sources = (HERE / "SOURCES.md").read_text(encoding="utf-8")
    for file in (HERE / "leaflet").iterdir():
        assert file.name in sources
    assert "1.9.4" in (HERE / "leaflet/leaflet.js").read_text(encoding="utf-8")[:200]

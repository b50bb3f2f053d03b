"""Records of which nothing can be said, in a real browser: every view answers in words, no map claims a thing."""

import re

import pytest
import screen
from conftest import start_server
from poor import ANSWERS, RECORDS, estate

from pages.parts.hotspots.hotviews import VIEWS

#: on a legend: a class that claims something, and how many grids are said to be of it
CLAIMS = re.compile(r"^(Hot|Cold),|(hotspot|coldspot)$|^Alarm|^Worth")


#: views that draw a map, where a class could be claimed; the others' words are proven without a browser
MAPS = ("now", "emerging", "alarm", "density")


@pytest.fixture(scope="module", params=["one grid", "islands", "no case"], ids=str)
def poor(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("poor")
    estate(folder, *RECORDS[request.param]).close()
    server = start_server(folder / "gridkeeper.duckdb", folder / "server.log")
    yield server, VIEWS if request.param == "islands" else MAPS
    server.stop()


def claimed(page) -> list[str]:
    """What the map's legend says there are grids of, beyond nothing unusual."""
    if not page.locator("iframe[title*='st_folium']").count():
        return []
    rows = screen.painted(page).evaluate("gridkeeper.view.shown.legend.flatMap(part => part.rows)")
    return [row["label"] for row in rows if CLAIMS.search(row["label"]) and row.get("count", "0") != "0"]


def answered(page, url: str) -> None:
    screen.enter(page, url)
    page.get_by_text(re.compile("|".join(map(re.escape, ANSWERS)))).first.wait_for()
    screen.settle(page)
    assert not screen.complaints(page)
    assert claimed(page) == []


def test_every_view_answers_in_words(poor, browser_page):
    server, views = poor
    page = browser_page("en", 1440)
    for view in views:
        answered(page, f"{server.url}/hotspots?lang=en&view={view}")
    answered(page, f"{server.url}/hotspots?lang=en&view=density&along=streets")


@pytest.mark.parametrize(
    ("views", "when"),
    [(("now", "density", "repeats"), "since=2019-01-01&until=2019-03-31"),
     (("emerging", "alarm", "months", "trial"), "since=2031-01-01&until=2031-03-31")], ids=["past", "to come"],
)  # fmt: skip
def test_days_of_which_nothing_is_known(server, browser_page, views, when):
    """Half of the views in either; every view in both is proven without a browser."""
    page = browser_page("en", 390)
    for view in views:
        answered(page, f"{server.url}/hotspots?lang=en&view={view}&{when}")

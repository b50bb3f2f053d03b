"""What lies on the hotspot maps: an alarm's circle, the week of the address, and what was done in the field."""

import re

import pytest
import screen


def test_the_week_is_in_the_address_and_no_geometry_is_fetched_for_it(server, browser_page):
    page = browser_page("en", 1440)
    screen.visit(page, f"{server.url}/hotspots?lang=en&view=emerging")
    screen.painted(page)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    slider = page.frame_locator("iframe[title*='st_folium']").first.get_by_role("slider")
    slider.focus()
    page.keyboard.press("Home")
    first = screen.wait_for_address(page, r"step=(\d{4}-\d\d-\d\d)")
    legend = page.frame_locator("iframe[title*='st_folium']").first.locator(".gk-legend")
    assert "Inspection: " not in legend.inner_text()  # it began half a year later
    page.keyboard.press("ArrowRight")
    second = screen.wait_for_address(page, rf"step=(?!{first})(\d{{4}}-\d\d-\d\d)")
    assert second > first
    assert [url for url in asked if "/app/" in url] == []
    screen.visit(page, f"{server.url}/hotspots?lang=en&view=emerging&step={second}")
    frame = screen.painted(page)
    assert frame.evaluate("gridkeeper.view.times.step") == 1
    page.frame_locator("iframe[title*='st_folium']").first.get_by_role("button", name="Half a year").click()
    assert "Inspection: " in legend.inner_text()
    page.wait_for_url(re.compile(r"^(?!.*step=)"))
    assert not screen.complaints(page)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_alarm_has_its_circle(server, browser_page, lang):
    page = browser_page(lang, 1440)
    screen.visit(page, f"{server.url}/hotspots?lang={lang}&view=alarm")
    frame = screen.painted(page)
    circle = frame.evaluate("gridkeeper.view.shown.circles[0]")
    card = page.locator("[class*='st-key-spot_c1']").first.inner_text()
    assert f"{round(circle['radius_m']):,}" in card
    assert (
        screen.word(lang, "Circle of an alarm")
        in page.frame_locator("iframe").first.locator("body").inner_text()
    )


def no_legend_hides_the_city(frame) -> None:
    """The whole city lies beside or above the open legend."""
    city, legend = frame.evaluate(
        """() => {
        const view = gridkeeper.view, [west, south, east, north] = view.wanted, box = view.panel.legend;
        const corners = [[south, west], [north, east]].map((at) => view.map.latLngToContainerPoint(at));
        return [{ left: corners[0].x, bottom: corners[0].y, width: corners[1].x - corners[0].x },
          { open: view.panel.open, right: box.offsetLeft + box.offsetWidth, top: box.offsetTop }];
        }"""
    )
    assert 200 < city["width"] < 1440
    assert legend["open"] and (city["left"] >= legend["right"] or city["bottom"] <= legend["top"])


@pytest.mark.parametrize("view", ["now&spot=1", "density", "actions"])
def test_no_chinese_legend_hides_the_city(server, browser_page, view):
    page = browser_page("zh", 1440)
    screen.visit(page, f"{server.url}/hotspots?lang=zh&view={view}")
    no_legend_hides_the_city(screen.painted(page))


@pytest.mark.parametrize("view", ["now&spot=1", "emerging", "alarm", "density", "actions"])
def test_what_was_done_is_on_every_map_and_no_legend_hides_the_city(server, browser_page, view):
    """The demo's three actions, each with what and when; on a desk, whichever view is opened."""
    page = browser_page("en", 1440)
    screen.visit(page, f"{server.url}/hotspots?lang=en&view={view}")
    frame = screen.painted(page)
    no_legend_hides_the_city(frame)
    done = frame.evaluate("gridkeeper.view.shown.outlines.filter(part => part.style === 'action').length")
    said = frame.evaluate(
        "gridkeeper.view.shown.legend.flatMap(part => part.rows.map(row => row.label)).join('|')"
    )
    assert done == 3
    assert len(re.findall(r"(?:Inspection|Clean-up|Patrol): \d{4}-\d\d-\d\d –", said)) == 3

"""The map in a real browser: painted, chosen from, repainted; and what people write stays text."""

import base64
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import stock
from PIL import Image

from data.db import open_record
from pages.parts import mapview
from pages.parts.maps import Selection

ROOT = Path(__file__).resolve().parents[3]
ATTACKS = (
    "<img src=x onerror=\"parent.document.title='broken in'\">",
    "</script><script>document.title='broken in'</script>",
    "`${parent.document.title='broken in'}`",
    "\\u003cimg src=x onerror=alert(1)\\u003e",
    "');parent.document.title='broken in';//",
)


# ---- without a browser


def test_the_map_links_to_nobody_but_us():
    ground = mapview._ground()
    links = [link for _name, link in [*ground.default_js, *ground.default_css]]
    assert all(link.startswith("/app/assets/") for link in links)
    assert "http" not in ground.get_root().render().replace("http://www.w3.org", "").split("<body>")[-1]


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_told_is_inert(attack):
    group = mapview._told({"name": attack})
    (call,) = [child for child in group._children.values() if isinstance(child, mapview._Call)]
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", call.coded)
    assert json.loads(base64.b64decode(call.coded)) == {"name": attack}


@pytest.mark.parametrize(
    ("answer", "chosen"),
    [
        ({"source": "click", "grid_ids": [3]}, Selection((3,), "click")),
        ({"source": "lasso", "grid_ids": []}, Selection((), "lasso")),
        (
            {"source": "line", "line": [[1, 2.5], [3, 4]]},
            Selection((1,), "line", line=((1.0, 2.5), (3.0, 4.0))),
        ),
        ({"source": "line", "line": [[1, 2]]}, Selection((1,))),
        ({"source": "line", "line": [[1, 2], [3, "4"]]}, Selection((1,))),
        ({"source": "line", "line": [[1, 2], [float("nan"), 4]]}, Selection((1,))),
        ({"source": "line", "line": [[1, 2]] * 301}, Selection((1,))),
        ({"source": "renew", "grid_ids": [3]}, Selection((1,))),
        ({"source": "click", "grid_ids": ["3"]}, Selection((1,))),
        ({"source": "click", "grid_ids": [True]}, Selection((1,))),
        ({"source": "click", "grid_ids": {"a": 1}}, Selection((1,))),
        ({"source": "click", "grid_ids": [1] * 20_001}, Selection((1,))),
        ({"source": ["click"], "grid_ids": [3]}, Selection((1,))),
        ({"source": "facility", "facility_id": -2}, Selection((1,), "facility", facility_id=-2)),
        ({"source": "facility", "facility_id": 0}, Selection((1,), "facility")),
        ({"source": "facility", "facility_id": "2"}, Selection((1,))),
        ({"source": "facility", "facility_id": True}, Selection((1,))),
        ({"source": "facility", "facility_id": 2**60}, Selection((1,))),
    ],
)
def test_an_answer_is_believed_only_in_its_right_shape(answer, chosen):
    assert mapview._selection(answer, (1,)) == chosen


@pytest.mark.parametrize(
    ("step", "chosen"),
    [
        (0, 0),
        (25, 25),
        (-1, -1),
        (26, None),
        (-2, None),
        ("0", None),
        (True, None),
        (None, None),
        (0.5, None),
    ],
)
def test_a_step_is_one_of_those_there_are(step, chosen):
    answer = {"source": "step", "grid_ids": [3], "step": step}
    wanted = Selection((1,)) if chosen is None else Selection((1,), "step", chosen)
    assert mapview._selection(answer, (1,), 26) == wanted


# ---- in Chromium


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """The town with hostile names, on one screen with one map."""
    folder = tmp_path_factory.mktemp("stage")
    record = open_record(folder / "town.duckdb")
    stock.put_profile(record)
    stock.put_town(record)
    for grid_id, attack in enumerate(ATTACKS, 1):
        record.rows("UPDATE grid SET name = ? WHERE grid_id = ?", [attack, grid_id])
    record.rows("UPDATE worker SET name = ? WHERE worker_id = 1", [ATTACKS[0]])
    record.rows("UPDATE division SET name = ? WHERE level = 'street'", [ATTACKS[1]])
    record.rows("UPDATE facility_kind SET name_en = ? WHERE facility_kind = 'clinic'", [ATTACKS[2]])
    record.rows(
        """INSERT INTO facility SELECT 1, 'f1', ?, 'clinic', 1, lon, lat, lon, lat, 'EPSG:4326', 5, NULL, NULL
        FROM (SELECT (min_lon + max_lon) / 2 AS lon, (min_lat + max_lat) / 2 AS lat FROM grid WHERE grid_id = 5)""",
        [ATTACKS[4]],
    )
    record.close()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "streamlit", "run", "tests/stage/app.py", "--server.port", str(port),
        "--server.address", "localhost",
    ]  # fmt: skip
    environment = os.environ | {"GRIDKEEPER_DB": str(folder / "town.duckdb"), "PYTHONPATH": str(ROOT)}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    url = f"http://localhost:{port}"
    wait_for(lambda: answers(url + "/app/health"), 60)
    yield url
    process.terminate()
    process.wait(20)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def wait_for(true, seconds: float = 20):
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


class Stage:
    """The screen with the map, and how a person uses it."""

    def __init__(self, page, url: str) -> None:
        self.page = page
        self.asked: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(url)
        self.frame = page.frame_locator("iframe")
        self.map = self.frame.locator("#map_div[data-paints][data-waiting='0']")
        self.map.wait_for()
        page.wait_for_timeout(300)

    def at(self, grid_id: int) -> tuple[float, float]:
        """Where a grid of the town is on the screen.

        The town is 1,170 m of EPSG:3857 and fills 492 pixels at most, so the map opens at zoom 16, where
        a pixel is 2.39 m and a grid 163 pixels.
        """
        box = self.page.locator("iframe").bounding_box()
        middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        step = 163
        return (
            middle[0] + step * ((grid_id - 1) % 3 - 1),
            middle[1] + step * ((grid_id - 1) // 3 - 1),
        )

    def chosen(self) -> str:
        return self.page.get_by_text("chosen: ").inner_text()

    def click(self, grid_id: int) -> None:
        self.page.mouse.click(*self.at(grid_id))

    def expect(self, text: str) -> None:
        self.page.get_by_text(text, exact=True).wait_for()

    def measure(self, name: str) -> None:
        self.page.get_by_text(name, exact=True).first.click()
        self.frame.locator(".gk-legend h2", has_text=name.title()).wait_for()

    def geometry(self) -> list[str]:
        return [url for url in self.asked if "/app/tiles/" in url or "/app/assets/" in url]

    def colour(self, grid_id: int) -> str:
        """What a grid is painted with."""
        return self.page.frames[1].evaluate(f"gridkeeper.view.colour('grids', {grid_id})")

    def tip(self) -> str:
        return self.frame.locator(".gk-tip.gk-on").inner_text()


def test_choosing_by_click_shift_click_and_lasso(stage, browser_page):
    on = Stage(browser_page(lang="en"), stage)
    geometry = on.geometry()
    on.click(5)
    on.expect("chosen: 5 by click.")
    assert "chosen=5" in on.page.url
    on.page.keyboard.down("Shift")
    on.click(6)
    on.page.keyboard.up("Shift")
    on.expect("chosen: 5,6 by click.")
    on.click(1)
    on.expect("chosen: 1 by click.")
    on.click(1)
    on.expect("chosen: none by click.")
    on.frame.get_by_role("button", name="Draw a line around grids").click()
    (x, y), (right, bottom) = on.at(1), on.at(5)
    on.page.mouse.move(x - 30, y - 30)
    on.page.mouse.down()
    for corner in ((right + 30, y - 30), (right + 30, bottom + 30), (x - 30, bottom + 30)):
        on.page.mouse.move(*corner, steps=4)
    on.page.mouse.up()
    on.expect("chosen: 1,2,4,5 by lasso.")
    assert on.geometry() == geometry


def test_a_new_measure_repaints_without_asking_for_geometry(stage, browser_page):
    on = Stage(browser_page(lang="en"), stage)
    on.page.mouse.move(*on.at(5))
    on.page.mouse.wheel(0, -90)
    on.page.wait_for_timeout(1200)
    zoom = on.page.frames[1].evaluate("[map.getZoom(), map.getCenter().lat, map.getCenter().lng]")
    before = on.geometry()
    for name in ("population", "kind", "beats", "households"):
        on.measure(name)
    on.page.wait_for_timeout(300)
    after = [url for url in on.geometry() if url not in before]
    assert [url for url in after if "/tiles/beats/" not in url] == []
    assert on.page.frames[1].evaluate("[map.getZoom(), map.getCenter().lat, map.getCenter().lng]") == zoom


def test_a_slider_steps_through_time_from_memory(stage, browser_page):
    on = Stage(browser_page(lang="en"), stage)
    on.page.get_by_text("steps", exact=True).first.click()
    on.frame.get_by_role("heading", name="Kind").wait_for()
    bar = on.frame.get_by_role("group", name="Step through time")
    slider = bar.get_by_role("slider", name="Step through time")
    assert bar.get_by_role("button", name="All days").get_attribute("aria-pressed") == "true"
    on.page.mouse.move(*on.at(2))  # the texts of the tooltip are fetched once
    on.frame.locator(".gk-tip.gk-on").wait_for()
    on.asked.clear()
    slider.focus()
    on.page.keyboard.press("Home")
    assert slider.get_attribute("aria-valuetext") == "Mon"
    on.frame.get_by_role("heading", name="Day by day").wait_for()
    for grid_id, day in enumerate(["Mon", "Tue", "Wed", "Thu"], 1):
        assert slider.get_attribute("aria-valuetext") == day
        assert [on.colour(n) for n in range(1, 5)] == [
            "#b2182b" if n == grid_id else "#f7f5f0" for n in range(1, 5)
        ]
        on.page.keyboard.press("ArrowRight")
    on.page.mouse.move(on.at(4)[0] + 5, on.at(4)[1])
    on.frame.locator(".gk-tip.gk-on", has_text="Thu").filter(has_text="Hot").wait_for()
    assert re.sub(r"\s+", " ", on.frame.locator(".gk-legend ul").inner_text()) == "Calm 8 Hot 1"
    bar.get_by_role("button", name="Play").click()
    wait_for(lambda: slider.get_attribute("aria-valuetext") == "Wed")
    bar.get_by_role("button", name="Pause").click()
    bar.get_by_role("button", name="All days").click()
    assert on.colour(1) == "#fee8c8"
    assert [url for url in on.asked if "favicon" not in url] == []  # which the browser fetches when it likes


def test_without_motion_play_goes_one_step(stage, browser_page):
    page = browser_page(lang="en")
    page.emulate_media(reduced_motion="reduce")
    on = Stage(page, stage)
    on.page.get_by_text("steps", exact=True).first.click()
    ahead = on.frame.get_by_role("button", name="Next step")
    for day in ("Mon", "Tue"):
        ahead.click()
        page.wait_for_timeout(900)
        assert on.frame.locator(".gk-when").inner_text() == day


@pytest.mark.parametrize("width", [1440, 390])
def test_the_map_is_kept_as_a_picture(stage, browser_page, tmp_path, width):
    on = Stage(browser_page(lang="en", width=width), stage)
    assert not on.frame.get_by_role("button", name="Save as a picture").is_visible()
    on.page.get_by_text("steps", exact=True).first.click()
    on.frame.get_by_role("slider").focus()
    on.page.keyboard.press("Home")
    with on.page.expect_download() as waiting:
        on.frame.get_by_role("button", name="Save as a picture").click()
    assert waiting.value.suggested_filename == "map.png"
    waiting.value.save_as(tmp_path / "map.png")
    with Image.open(tmp_path / "map.png") as file:
        picture = file.convert("RGB")
    map_px = on.page.locator("iframe").bounding_box()
    assert picture.width == 2 * max(640, round(map_px["width"]) + 48)
    assert picture.height > 2 * (520 + 100)
    colours = {colour: n for n, colour in picture.getcolors(1 << 24)}
    assert colours[(0xB2, 0x18, 0x2B)] == pytest.approx(4 * 16 * 10, rel=0.3)  # the legend's swatch, unveiled
    assert colours[(255, 255, 255)] > 100_000  # paper
    dark = sum(n for colour, n in colours.items() if max(colour) < 90)
    assert dark > 1500  # letters


def test_what_people_write_is_shown_as_it_is_and_never_runs(stage, browser_page):
    on = Stage(browser_page(lang="en"), stage + "?marks=1")
    for grid_id, attack in enumerate(ATTACKS, 1):
        on.page.mouse.move(*on.at(9))
        if grid_id == 5:  # the facility stands in its middle
            on.page.mouse.move(on.at(5)[0] + 30, on.at(5)[1] + 30)
        else:
            on.page.mouse.move(*on.at(grid_id))
        on.frame.locator(".gk-tip.gk-on strong", has_text=attack).wait_for()
    on.page.mouse.move(*on.at(5))
    on.frame.locator(".gk-tip.gk-on strong", has_text=ATTACKS[4]).wait_for()
    assert ATTACKS[2] in on.frame.locator(".gk-legend").inner_text()
    assert on.frame.locator("#map_div img, #map_div script").count() == 0
    assert "broken in" not in on.page.title()


def test_the_frame_is_a_sandbox(stage, browser_page):
    on = Stage(browser_page(lang="en"), stage)
    inside = on.page.frames[1]
    assert inside.evaluate("window.origin") == "null"
    reached = inside.evaluate(
        "(() => { try { return parent.document.title } catch (e) { return e.name } })()"
    )
    assert reached == "SecurityError"


def test_the_keyboard_reaches_grids(stage, browser_page):
    on = Stage(browser_page(lang="en"), stage)
    holder = on.frame.locator("#map_div")
    assert holder.get_attribute("tabindex") == "0" and "Enter" in holder.get_attribute("aria-label")
    holder.focus()
    on.page.keyboard.press("Enter")
    on.expect("chosen: 5 by click.")
    assert "Worker 3" in on.tip()
    for _ in range(2):  # Leaflet moves 80 pixels for an arrow, and a grid has 163
        on.page.keyboard.press("ArrowRight")
        on.page.wait_for_timeout(400)
    on.page.keyboard.press("Shift+Enter")
    on.expect("chosen: 5,6 by click.")


def test_a_worker_sees_the_beat_and_nothing_beside_it(stage, browser_page):
    on = Stage(browser_page(lang="en"), stage + "?scope=worker:2")
    on.page.wait_for_timeout(300)
    ids = on.page.frames[1].evaluate(
        """[...new Set([...gridkeeper.view.store.kept.values()].flatMap(
             tile => tile.grids ? tile.grids.features.map(f => f.id) : []))].sort()"""
    )
    assert ids == [3, 6]


@pytest.mark.parametrize(
    ("start", "waits_ms"),
    [("display: none", (0, 30, 120, 400, 900)), ("height: 0", (0, 400)), ("height: 20px", (30, 900)),
     ("width: 24px; min-width: 0", (0, 120))], ids=str,
)  # fmt: skip
def test_a_frame_that_gets_its_size_late_opens_where_it_should(stage, browser_page, start, waits_ms):
    page = browser_page(lang="en")
    page.add_init_script(
        """addEventListener("DOMContentLoaded", () => {
             if (top !== window) return;
             const late = document.createElement("style");
             late.id = "late";
             late.textContent = "iframe { %s !important }";
             document.head.append(late);
           })""".replace("%s", start.replace(";", " !important;"))
    )
    for wait_ms in waits_ms:
        page.goto(stage)
        page.locator("iframe").wait_for(state="attached")
        page.wait_for_timeout(wait_ms)
        page.evaluate("document.getElementById('late').remove()")
        page.frame_locator("iframe").locator("#map_div[data-paints][data-waiting='0']").wait_for()
        page.wait_for_timeout(250)
        zoom, *middle = page.frames[1].evaluate("[map.getZoom(), map.getCenter().lat, map.getCenter().lng]")
        assert zoom == 16, f"{start} for {wait_ms} ms"
        west, south, east, north = page.frames[1].evaluate("gridkeeper.view.shown.focus")
        assert middle == pytest.approx([(south + north) / 2, (west + east) / 2], abs=1e-4)


def test_a_map_that_somebody_moved_stays_when_the_window_changes(stage, browser_page):
    on = Stage(browser_page(lang="en"), stage)
    frame, look = on.page.frames[1], "[map.getZoom(), map.getCenter().lat, map.getCenter().lng]"
    opened = frame.evaluate(look)
    on.page.set_viewport_size({"width": 390, "height": 900})
    frame.wait_for_function("map.getZoom() < 16")  # everything is still seen
    on.page.set_viewport_size({"width": 1440, "height": 900})
    frame.wait_for_function("map.getZoom() === 16")
    assert frame.evaluate(look) == pytest.approx(opened, abs=1e-5)  # less than a pixel
    on.page.mouse.move(*on.at(5))
    on.page.mouse.wheel(0, -90)
    frame.wait_for_function("map.getZoom() > 16 && !map._animatingZoom")
    moved = frame.evaluate(look)
    on.page.set_viewport_size({"width": 900, "height": 900})
    frame.wait_for_function("map.getSize().x < 900")
    on.page.wait_for_timeout(300)
    assert frame.evaluate(look) == pytest.approx(moved, abs=1e-5)


@pytest.mark.parametrize("width", [1440, 390])
def test_it_fits_wide_and_phone(stage, browser_page, width):
    on = Stage(browser_page(lang="en", width=width), stage)
    assert on.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    legend = on.frame.get_by_role("button", name="Legend")
    assert legend.get_attribute("aria-expanded") == ("true" if width > 600 else "false")
    box = on.page.locator("iframe").bounding_box()
    assert box["height"] == 520
    assert box["width"] <= width


def test_an_expired_token_is_renewed_without_a_word(stage, browser_page):
    on = Stage(browser_page(lang="en"), stage + "?span=2")
    on.page.wait_for_timeout(4200)  # tokens of this screen live two to four seconds
    on.page.mouse.move(*on.at(8))
    for step in range(40):
        on.page.mouse.move(on.at(9)[0] + step % 7, on.at(9)[1])
        on.page.wait_for_timeout(150)
        if on.frame.locator(".gk-tip.gk-on strong", has_text="Grid 9").count():
            break
    assert "Grid 9" in on.tip()
    assert any("/app/hover/" in url for url in on.asked)
    assert on.chosen() == "chosen: none by nothing."


def test_streamlits_own_answers_carry_the_headers(stage, browser_page):
    page = browser_page(lang="en")
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    Stage(page, stage)
    seen = {answer.url.removeprefix(stage).split("?")[0]: answer.headers for answer in answers}
    component = next(path for path in seen if path.startswith("/component/") and path.endswith("index.html"))
    for path in ("/", component, "/_stcore/health"):
        assert seen[path]["x-content-type-options"] == "nosniff"
        assert seen[path]["referrer-policy"] == "no-referrer"
    assert "sandbox allow-scripts" in seen[component]["content-security-policy"]
    assert "sandbox" not in seen["/"]["content-security-policy"]

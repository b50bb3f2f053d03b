"""The map against the usual way (one ``folium.GeoJson`` through ``st_folium``), in one Chromium.

Cold page to painted map, click to answer, bytes of the first view; 200,000 grids against 2,000; and a
change of measure, which must ask for no geometry.
"""

import time

from report import Row, table
from stages import Visit, chromium, demo, serving

OURS = "#map_div[data-paints][data-waiting='0']:not([data-values=''])"
PEER = "path.leaflet-interactive"
GRIDS_WARMED_A_SECOND = 7_000
CLICKS = ((0, 0), (60, 40), (-70, 30))


def ours(browser, grids: int, visits: int = 3) -> dict[str, float]:
    """Best seconds to a painted map and of a click, and bytes, over some visits to a warm server."""
    with serving(demo(grids)) as url:
        Visit(browser, url, OURS).close()  # the server's first visitor builds what all later ones share
        time.sleep(grids / GRIDS_WARMED_A_SECOND)  # and the rest of the warm-up goes on behind them
        seen = [_one(browser, url, OURS, 1) for _ in range(visits)]
    return {key: min(one[key] for one in seen) for key in seen[0]}


def peer(browser, grids: int) -> dict[str, float]:
    """The same for the usual way, once: it takes long."""
    with serving(demo(grids), STAGE_SCREEN="peer_screen.py") as url:
        return _one(browser, url, PEER, grids)


def _one(browser, url: str, ready: str, count: int) -> dict[str, float]:
    visit = Visit(browser, url, ready, count)
    visit.page.wait_for_timeout(1000)
    size = visit.map_bytes()
    visit.approach()
    clicks = [visit.click(*step) for step in CLICKS]
    visit.close()
    return {"painted": visit.painted_s, "click": min(clicks), "bytes": size}


def switching(browser, grids: int) -> tuple[float, int]:
    """Seconds of a change of measure, and how many requests for geometry it made."""
    with serving(demo(grids)) as url:
        visit = Visit(browser, url, OURS)
        visit.page.wait_for_timeout(1000)
        before = len(visit.asked)
        seconds = min(visit.measure(name) for name in ("population", "households", "population"))
        asked = [address for address in visit.asked[before:] if "/tiles/" in address or "/assets/" in address]
        visit.close()
    return seconds, len(asked)


def main() -> None:
    """Print the table."""
    with chromium() as browser:
        rows = []
        for grids, painted, click in ((10_000, 3, 12), (50_000, 10, 60)):
            mine, usual = ours(browser, grids), peer(browser, grids)
            name, who = f"{grids:,} grids", "folium.GeoJson"
            rows += [
                Row(f"{name}: cold page to painted map", mine["painted"], usual["painted"], painted, who),
                Row(f"{name}: click to answer", mine["click"], usual["click"], click, who),
                Row(
                    f"{name}: bytes of the first view",
                    mine["bytes"] / 1e6,
                    usual["bytes"] / 1e6,
                    10,
                    who,
                    "MB",
                ),
            ]
        few, many = ours(browser, 2_000), ours(browser, 200_000)
        for key, words in (("painted", "cold page to painted map"), ("click", "click to answer")):
            rows.append(Row(f"200,000 grids: {words}", many[key], few[key], 0.5, "ours at 2,000"))
        seconds, asked = switching(browser, 20_000)
        rows.append(Row("20,000 grids: change of measure", seconds, seconds, None, "itself"))
        assert asked == 0, f"a change of measure asked for geometry {asked} times"
    print(table("The map in the browser", rows))


if __name__ == "__main__":
    main()

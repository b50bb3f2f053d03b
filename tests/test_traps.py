"""What was once stepped into stays marked: settings and source texts that must not come back."""

import tomllib

import house
import pandas as pd
import pytest
from town import town_m

from geo import gaps, rates, workload
from geo.districts.measures import preview
from geo.hotspots import hotspots
from geo.hotspots.neighbours import shared_border
from geo.hotspots.words import hotspot_facts
from geo.voice import voice_gap

TEXTS = {
    path: (house.ROOT / path).read_text("utf-8") for path in [*house.PRODUCT, *house.tracked("data/s*/*.sql")]
}
SETTINGS = tomllib.loads((house.ROOT / ".streamlit/config.toml").read_text("utf-8"))


def filtered_by_tile_geometry(text: str) -> bool:
    """Whether a statement asks in a WHERE what ST_AsMVTGeom gives: it is then run before the spatial filter."""
    return any("ST_AsMVTGeom" in part.split("SELECT")[0] for part in text.split("WHERE")[1:])


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("SELECT id FROM a WHERE ST_AsMVTGeom(g, b) IS NOT NULL", True),
        ("SELECT ST_AsMVTGeom(g, b) FROM a WHERE west < 1", False),
    ],
)
def test_a_filter_by_tile_geometry_is_seen(text, seen):
    assert filtered_by_tile_geometry(text) is seen


#: what may not stand in the product, and the one file that may hold it
BANNED = {
    "gettext.install": "", "USING RTREE": "", "ST_Intersects_Extent": "",
    "parse_html": "", ".GeoJson(": "",
    ".root.execute": "data/db.py",
    # one map for every page, and books that are only ever added to
    "import streamlit_folium": "pages/parts/mapview.py", "st_folium(": "pages/parts/mapview.py",
    **dict.fromkeys((f"{does} {log}" for does in ("UPDATE", "DELETE FROM") for log in ("incident_log", "audit ")), ""),
}  # fmt: skip


@pytest.mark.parametrize("words", BANNED)
def test_it_stands_nowhere(words):
    assert [path for path, text in TEXTS.items() if words in text and path != BANNED[words]] == []


def test_no_statement_filters_by_tile_geometry():
    assert [path for path, text in TEXTS.items() if filtered_by_tile_geometry(text)] == []


def test_nobody_drives_pages_without_a_browser_and_nothing_is_collected_after_each_run():
    assert SETTINGS["server"]["enableAgentApi"] is False
    assert SETTINGS["runner"]["postScriptGC"] is False


def test_uploads_and_sockets_keep_their_own_guard():
    """Streamlit's defaults: on unless somebody turns them off."""
    assert not {"enableXsrfProtection", "enableCORS"} & set(SETTINGS["server"])


def test_the_page_icon_is_a_file_of_ours():
    """A material icon would be fetched from a font host."""
    assert "page_icon=_icon()" in TEXTS["pages/parts/frame.py"]
    assert (house.ROOT / "pages/assets/icon.png").read_bytes().startswith(b"\x89PNG")


def test_the_script_stands_inside_pages():
    """Beside them, Streamlit would run a page's file by its address, without the shell around it."""
    assert '"pages/shell.py"' in TEXTS["dashboard.py"]
    assert "import streamlit" not in TEXTS["pages/shell.py"]


def test_no_flag_flies_on_the_map():
    """Leaflet signs its maps with one; the whole control is off, as no tiles of others need naming."""
    assert "attribution_control=False" in TEXTS["pages/parts/mapview.py"]


GRIDS = town_m().set_index("grid_id")
CASES = pd.Series([9, 0, 1, 0, 2, 0, 0, 3, 0], index=GRIDS.index)
BEAT = pd.Series([1, 1, 2, 1, 3, 2, 3, 3, 0], index=GRIDS.index)
AROUND = shared_border(GRIDS.geometry)
FOUND = hotspots(CASES, AROUND)[0]
HOURS = CASES.astype(float)
WORK = pd.DataFrame({"handling_hours": HOURS, "walks": CASES})


@pytest.mark.parametrize(
    ("measure", "given"),
    [
        (hotspots, (CASES, AROUND, GRIDS["households"])),
        (hotspot_facts, (FOUND, AROUND)),
        (voice_gap, (CASES, GRIDS["households"])),
        (gaps.resident_points, (GRIDS.geometry, GRIDS["population"])),
        (gaps.by_worker, (FOUND[["n"]], BEAT)),
        (rates.per_1000, (CASES, GRIDS["households"])),
        (rates.side_by_side, (CASES, GRIDS["households"], AROUND)),
        (rates.exposure, (GRIDS,)),
        (preview, (BEAT, {5: 1}, HOURS, AROUND)),
        (workload.grid_load, (WORK, GRIDS.assign(visit_interval_days=7), 30)),
    ],
    ids=lambda value: getattr(value, "__name__", "given"),
)
def test_a_measure_leaves_what_it_is_given_alone(measure, given):
    """Answers are shared between visitors: one that is changed in place is changed for everybody."""
    before = [value.copy() for value in given if hasattr(value, "copy")]
    measure(*given)
    after = [value for value in given if hasattr(value, "copy")]
    for was, now in zip(before, after, strict=True):
        if isinstance(was, pd.DataFrame | pd.Series):
            pd.testing.assert_frame_equal(pd.DataFrame(was), pd.DataFrame(now))
        else:
            assert (was != now).sum() == 0 if hasattr(was, "nnz") else was == now

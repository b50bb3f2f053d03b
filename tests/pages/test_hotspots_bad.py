"""Records nothing can be said of: every view of the hotspot page answers in words, never a map of nothing."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
import shapely
import stock

from data.audit import take_ids
from data.db import open_record
from pages.parts import work
from pages.parts.hotviews import VIEWS

FIRST = datetime(2026, 1, 1, 9)
DAYS = 200
SIDE = 0.002
#: what an answer that claims nothing says, a phrase each
ANSWERS = (
    "Too few", "too little", "Too short", "stands out from chance", "often enough", "No alarm", "not noticeably",
    "Nothing is marked", "no more than chance", "too few to say", "no cases", "no street network", "Density of cases",
    "0 grids hot",
)  # fmt: skip


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    monkeypatch.setattr(work, "PATIENCE_S", 120.0)


def estate(folder, side: int, gap: float, cases):
    """A record of ``side`` × ``side`` square grids with a gap between them.

    ``cases``: (row of the grid, days after the first) of each case.
    """
    record = open_record(folder / "gridkeeper.duckdb")
    stock.put_profile(record)
    with record.cursor() as cursor:
        cursor.executemany("INSERT INTO division VALUES (?, ?, ?, ?)", stock.DIVISIONS)
        take_ids(cursor, "grid", side * side)
    step = SIDE + gap
    squares = [
        shapely.box(121 + x * step, 31 + y * step, 121 + x * step + SIDE, 31 + y * step + SIDE)
        for y in range(side)
        for x in range(side)
    ]
    codes = [f"990101001001{n:03d}" for n in range(1, len(squares) + 1)]
    bounds = pd.DataFrame(shapely.bounds(squares), columns=["min_lon", "min_lat", "max_lon", "max_lat"])
    grids = pd.DataFrame({
        "grid_id": range(1, len(squares) + 1), "grid_code": codes, "source_id": codes, "name": codes,
        "community_code": "990101001001", "street_code": "990101001", "district_code": "990101", "area_km2": 0.042,
        "households": 100, "population": 250, "valid_from": stock.SINCE, "geometry": shapely.to_wkb(squares),
    }).join(bounds)  # fmt: skip
    stock.insert(record, "grid", grids, geometry="ST_GeomFromWKB(geometry)")
    middles = shapely.centroid(squares)
    rows = [
        {
            "grid_id": row + 1,
            "lon": middles[row].x,
            "lat": middles[row].y,
            "reported_at": FIRST + timedelta(days=day),
        }
        for row, day in cases
    ]
    if rows:
        stock.put_incidents(record, rows)
    return record


EQUAL = [(row, day) for row in range(36) for day in range(0, DAYS, 2)]
RECORDS = {
    "one grid": (1, 0.0, [(0, day) for day in range(DAYS)]),
    "islands": (6, 0.02, EQUAL),
    "all equal": (6, 0.0, EQUAL),
    "one case": (6, 0.0, [(14, DAYS - 1)]),
    "no case": (6, 0.0, []),
}
#: a period of which the record knows nothing: long past, and yet to come
NEVER = {
    "before": {"since": date(2019, 1, 1), "until": date(2019, 4, 1)},
    "to come": {"since": date(2031, 1, 1), "until": date(2031, 4, 1)},
}


@pytest.fixture(scope="module", params=RECORDS, ids=str)
def poor(request, tmp_path_factory):
    record = estate(tmp_path_factory.mktemp("estate"), *RECORDS[request.param])
    yield record
    record.close()


def answer(app, words) -> str:
    assert not app.exception, app.exception
    return words(app) + "\n".join(element.value for element in app.info)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_claimed_of_what_says_nothing(open_page, poor, words, view, lang):
    app = open_page(poor, "hotspots.py", view=view, lang=lang)
    said = answer(app, words)
    assert not [
        button.key for button in app.button if str(button.key).startswith("see_")
    ]  # no hotspot, no alarm
    if lang == "en":
        assert any(part in said for part in ANSWERS), said


@pytest.mark.parametrize(("view", "more"), [("now", {"method": "moran"}), ("alarm", {"model": "poisson"}),
                                            ("now", {"basis": "count"}), ("density", {"along": "streets"}),
                                            ("emerging", {"basis": "count"})], ids=str)  # fmt: skip
def test_nor_in_another_way(open_page, poor, words, view, more):
    said = answer(open_page(poor, "hotspots.py", view=view, **more), words)
    assert any(part in said for part in ANSWERS), said


@pytest.mark.parametrize("when", NEVER)
@pytest.mark.parametrize("view", VIEWS)
def test_a_period_without_data(open_page, demo_record, words, view, when):
    said = answer(open_page(demo_record, "hotspots.py", view=view, **NEVER[when]), words)
    assert any(part in said for part in (*ANSWERS, "Mark an action")), said


@pytest.mark.parametrize("view", VIEWS)
def test_days_that_make_no_period(open_page, demo_record, view):
    app = open_page(demo_record, "hotspots.py", view=view, since="2026-10-01", until="2026-09-01", step="x")
    assert not app.exception

"""Whoever shows a rate: counts beside it, greyed and never ranked on fewer than five cases, smoothed twice.

Eleven cases in the town, all in March: five in grid 1 (100 households), four in grid 2 (200 households),
two in grid 9, a park.
"""

import ast
import json
from datetime import date, datetime
from io import BytesIO

import geopandas as gpd
import pandas as pd
import pytest
import stock
from house import ROOT

from data.permits import Actor
from geo import kpi, rates
from geo.model import Period
from pages.parts import figures, load, maps, standing, work
from pages.parts.hotspots import findings
from pages.parts.map import mapcolours

LEADER = Actor("a", "leader", "all")
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    monkeypatch.setattr(work, "PATIENCE_S", 120.0)


@pytest.fixture
def reported(town_record):
    rows = [{"grid_id": grid} for grid in (1,) * 5 + (2,) * 4 + (9,) * 2]
    stock.put_incidents(town_record, [row | {"reported_at": datetime(2026, 3, 30, 9)} for row in rows])
    return town_record


@pytest.mark.parametrize("reader", [findings.found, figures.of_people, standing.by_grid])
def test_every_reader_tells_a_rate_with_all_that_belongs_to_it(reported, reader):
    more = ("count",) if reader is findings.found else ()
    answer = reader(reported, LEADER, MARCH, "", *more)
    grids = getattr(answer, "grids", answer)
    assert grids.loc[[1, 2], "rate"].tolist() == [50.0, 1000 * 4 / 200] and pd.isna(grids.loc[9, "rate"])
    assert grids.loc[[1, 2, 9], "small_number"].tolist() == [False, True, True]
    assert grids.loc[9, ["smoothed", "smoothed_near"]].isna().all()


@pytest.mark.parametrize("page", ["overview.py", "hotspots.py"])
def test_no_table_ranks_a_rate_on_few_cases(open_page, reported, page):
    app = open_page(reported, page)
    assert not app.exception
    rows = app.dataframe[0].value.set_index("grid_code")
    one, two = (rows.loc[f"99010100100100{k}"] for k in (1, 2))
    assert (one["ranked_rate"], two["new_cases" if page == "overview.py" else "n"]) == (50.0, 4)
    assert pd.isna(two["ranked_rate"]) and two["smoothed"] > 0 and two["smoothed_near"] > 0
    assert "rate" not in rows and "small_number" not in rows


def test_the_overviews_map_greys_a_rate_on_few_cases(open_page, reported, monkeypatch):
    seen = []
    colours = mapcolours.colours
    monkeypatch.setattr(
        mapcolours, "colours", lambda *given: seen.append((given[2], colours(*given))) or seen[-1][1]
    )
    open_page(reported, measure="rate", top="")
    layer, told = next(one for one in seen if isinstance(one[0], maps.Choropleth))
    assert layer.words.loc[[1, 2, 9]].tolist() == ["50.0", "20.0 (few cases)", "–"]
    labels = {row["label"]: row["colour"] for row in told.legend["rows"]}
    assert labels["Fewer than 5 cases: not compared"] == maps.FEW


def test_a_grids_page_says_when_its_rate_is_on_few_cases(open_page, reported, words):
    for grid, rate in ((1, "50.0"), (2, "20.0 (few cases)")):
        said = words(open_page(reported, "grid.py", grid=grid))
        assert "New cases per 1,000 households" in said and f"{rate}; smoothed with its neighbours" in said
    assert "New cases per 1,000 households</dt><dd>–</dd>" in words(open_page(reported, "grid.py", grid=9))


def test_the_files_of_the_hotspot_page_mark_a_rate_on_few_cases(open_page, reported, offered):
    open_page(reported, "hotspots.py", view="now", role="planner")
    written = gpd.read_parquet(BytesIO(offered["hotspots_grids.parquet"]())).set_index("grid_id")
    assert written.loc[[1, 2], "small_number"].tolist() == [False, True]
    geojson = json.loads(offered["hotspots_grids.geojson"]())["features"][0]["properties"]
    table = pd.read_csv(BytesIO(offered["hotspots_grids.csv"]()))
    assert all(set(rates.COLUMNS) <= set(names) for names in (written, geojson, table))


def test_nothing_worth_a_look_is_ranked_by_a_rate():
    assert not {need for reason in kpi.REASONS for need in reason.needs} & set(rates.COLUMNS)


def test_nobody_makes_a_rate_past_the_rule():
    """Screens and commands get rates from ``side_by_side``; the map makes those of communities, and greys them."""
    alone = {"per_1000", "shrunk_per_1000", "shrunk_near_per_1000", "local_rate", "SMALL"}
    users = {
        str(file.relative_to(ROOT)): used
        for folder in ("data", "pages", "geo")
        for file in (ROOT / folder).rglob("*.py")
        if file != ROOT / "geo/rates.py" and (used := _names(file) & alone)
    }
    archive = users.pop("data/parse/archive.py")  # a small file, not a small number
    assert archive == {"SMALL"}
    assert users == {
        "geo/hotspots/forecast.py": {"local_rate"},
        "pages/parts/map/mapcolours.py": {"per_1000"},
        "pages/parts/map/maplegend.py": {"SMALL"},
        "pages/parts/map/measures.py": {"SMALL"},
        "pages/parts/reassign/planeffect.py": {"SMALL"},
    }


def _names(file) -> set[str]:
    tree = ast.walk(ast.parse(file.read_text("utf-8")))
    return {getattr(node, "id", getattr(node, "attr", getattr(node, "name", ""))) or "" for node in tree}


def test_kept_answers_know_what_they_depend_on():
    assert "incidents" in load.TOPICS[figures.of_people]

"""The walk of docs/real-data.md on the real files, as written, and every place against an independent join."""

import re
import shlex
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from data.cli import main
from data.db import open_record

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "../shared/data"
TEXT = (ROOT / "docs/real-data.md").read_text(encoding="utf-8")


def commands(chapter: str) -> list[list[str]]:
    """The import commands of a chapter, as lists of words."""
    part = re.search(rf"^## {chapter}$(.*?)^## ", TEXT, re.S | re.M)[1].replace("\\\n", " ")
    return [shlex.split(line)[3:] for line in part.splitlines() if line.startswith("python -m data import")]


def walk(chapter: str, folder: Path, db: Path) -> list[str]:
    """Run a chapter's commands on the files of a folder; what each printed."""
    said = []
    for words in commands(chapter):
        words = [str(folder / word) if (folder / word).exists() else word for word in words]
        if "responsible.csv" in words:
            continue
        done = CliRunner().invoke(main, [*words, "--db", str(db)], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        said.append(re.search(r"^read .*$", done.output, re.M)[0])
    return said


def agrees(
    record, points: gpd.GeoDataFrame, grids: gpd.GeoDataFrame, code: str, prefix: str = ""
) -> pd.Series:
    """Check every row against ``geopandas.sjoin``; the join's counts by grid code are returned."""
    joined = gpd.sjoin(
        points[["id", "geometry"]], grids[[code, "geometry"]], how="left", predicate="intersects"
    )
    ours = record.frame(
        """SELECT i.source_id AS id, g.grid_code AS ours FROM incident i
          LEFT JOIN grid g ON g.grid_id = i.grid_id AND g.valid_to IS NULL"""
    ).set_index("id")["ours"]
    joined["ours"] = joined["id"].astype(str).map(ours)
    same = (joined["ours"] == joined[code]) | (joined["ours"].isna() & joined[code].isna())
    per_row = same.groupby(joined["id"]).any()  # a point on a border: one of its grids
    assert per_row.all(), joined[~joined["id"].isin(per_row[per_row].index)].head()
    return joined


@pytest.fixture(scope="module")
def chicago(tmp_path_factory):
    folder = DATA / "chicago"
    if not folder.exists():
        pytest.skip("the real data does not lie beside the repository")
    db = tmp_path_factory.mktemp("chicago") / "c.duckdb"
    said = walk("Chicago", folder, db)
    record = open_record(db)
    yield said, record, folder
    record.close()


def test_chicago_as_written(chicago):
    said, record, _ = chicago
    assert said == [
        "read 801  loaded 801  unchanged 0  rejected 0",
        "read 801  loaded 801  unchanged 0  rejected 0",
        "read 980,654  loaded 326  unchanged 980,328  rejected 0",
        "read 980,654  loaded 980,654  unchanged 0  rejected 0",
        "read 74,401  loaded 74,002  unchanged 0  rejected 399  outside 191",
        "read 199  loaded 199  unchanged 0  rejected 0  outside 17",
        "read 149  loaded 149  unchanged 0  rejected 0",
        "read 65  loaded 65  unchanged 0  rejected 0",
        said[8],
    ]
    assert said[8].startswith("read 24,166") and said[8].endswith("rejected 0")
    population = pd.read_csv(DATA / "chicago/census_tracts_2010_population.csv")["Pop2014"].sum()
    assert record.rows("SELECT sum(population) FROM grid") == [(population,)]
    assert record.rows("SELECT count(*) FROM division WHERE level = 'community'") == [(77,)]


def test_every_chicago_case_is_in_the_grid_an_independent_join_gives(chicago):
    _, record, folder = chicago
    tracts = gpd.read_file(folder / "census_tracts_2010.geojson")
    violations = pd.read_parquet(folder / "building_violations.parquet", columns=["id", "lon", "lat"])
    requests = pd.read_parquet(folder / "sanitation_311.parquet").dropna(subset=["longitude"])
    requests = requests.rename(
        columns={"service_request_number": "id", "longitude": "lon", "latitude": "lat"}
    )
    rows = pd.concat([violations.astype({"id": str}), requests.drop_duplicates("id")[["id", "lon", "lat"]]])
    assert len(rows) == 980_654 + 74_002
    points = gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy(rows.lon, rows.lat), crs="EPSG:4326")
    joined = agrees(record, points, tracts, "geoid10")
    alone = (
        joined.groupby("id").filter(lambda one: len(one) == 1) if joined["id"].duplicated().any() else joined
    )
    counted = dict(
        record.rows("""SELECT g.grid_code, count(*) FROM incident JOIN grid g USING (grid_id) GROUP BY 1""")
    )
    independent = alone["geoid10"].value_counts()
    assert sum(abs(counted.get(code, 0) - n) for code, n in independent.items()) <= len(joined) - len(alone)


def test_every_chicago_state_follows_from_its_log(chicago):
    _, record, _ = chicago
    last = {"report": "reported", "file": "filed", "dispatch": "dispatched", "handle": "handled", "close": "closed",
            "void": "voided"}  # fmt: skip
    pairs = record.rows(
        """SELECT l.action, i.state, count(*) FROM incident i JOIN
          (SELECT incident_id, arg_max(action, seq) AS action FROM incident_log GROUP BY 1) l USING (incident_id)
          GROUP BY ALL"""
    )
    assert pairs and all(last[action] == state for action, state, _ in pairs)


def test_tainan_as_written(tmp_path):
    folder = DATA / "tainan_kaohsiung"
    if not folder.exists():
        pytest.skip("the real data does not lie beside the repository")
    db = tmp_path / "t.duckdb"
    villages, accidents = walk("Tainan", folder, db)
    assert villages == "read 752  loaded 752  unchanged 0  rejected 0"
    assert accidents.startswith("read 25,203  loaded 25,203  unchanged 0  rejected 0  outside ")
    record = open_record(db)
    try:
        names = {name for (name,) in record.rows("SELECT name FROM grid")}
        assert {"大寮里", "青草里"} <= names
        assert record.rows("SELECT name FROM division WHERE level = 'district'") == [("臺南市",)]
        frame = gpd.read_file(folder / "villages_tainan_2017.geojson")
        assert record.rows("SELECT sum(population) FROM grid") == [(int(frame["pop_201708"].sum()),)]
        rows = pd.read_parquet(folder / "traffic_accidents_taiwan.parquet")
        inside = gpd.GeoSeries(gpd.points_from_xy(rows["經度"], rows["緯度"]), crs="EPSG:4326").sindex
        near = np.unique(inside.query(frame.geometry.make_valid(), predicate="intersects")[1])
        (located,) = record.rows("SELECT count(grid_id) FROM incident")[0]
        assert located == len(near)
    finally:
        record.close()

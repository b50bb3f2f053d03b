"""The walk of docs/real-data.md on the real files, as written, and every place against an independent join."""

import re
import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from data import incidents as cases
from data import networks
from data.cli import main
from data.db import open_record
from data.permits import Actor
from geo.model import Period
from geo.workflow import replay

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
        if "responsible.csv" not in words:  # that one is made from what the others loaded
            said.append(imported(*words, db))
    return said


def imported(*words: str | Path) -> str:
    """Run one import into the record named last; its line of counts."""
    *told, db = map(str, words)
    told = told if told[0] == "import" else ["import", *told]
    done = CliRunner().invoke(main, [*told, "--db", db], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return re.search(r"^read .*$", done.output, re.M)[0]


def responsibility(db: Path) -> Path:
    """Run the script that the document gives for ``responsible.csv``."""
    script = re.search(r"^```python\n(.*?)^```$", TEXT, re.S | re.M)[1]
    made = db.with_name("responsible.csv")
    subprocess.run([sys.executable, "-", str(db), str(made)], input=script, text=True, check=True, timeout=60)
    return made


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
    responsible = responsibility(db)
    said.append(imported("assignments", responsible, db))
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
        "read 89,881  loaded 89,843  unchanged 38  rejected 0",
        "read 708  loaded 708  unchanged 0  rejected 0",
    ]
    assert said[8].startswith("read 24,166") and said[8].endswith("rejected 0")
    population = pd.read_csv(DATA / "chicago/census_tracts_2010_population.csv")["Pop2014"].sum()
    assert record.rows("SELECT sum(population) FROM grid") == [(population,)]
    assert record.rows("SELECT count(*) FROM division WHERE level = 'community'") == [(77,)]


def test_residents_of_the_south_side_walk_from_their_buildings(chicago):
    """A tract's people are shared out over its dwellings; tracts without footprints stay spread."""
    _, record, folder = chicago
    leader = Actor("x", "leader", "all")
    homes = networks.homes(record, leader)
    built = homes.groupby("grid_id")["at_building"].agg(["any", "all"])
    assert (built["any"] == built["all"]).all() and 100 < built["all"].sum() < 200
    people = record.frame("SELECT grid_id, population FROM grid WHERE valid_to IS NULL").set_index("grid_id")
    summed = homes.groupby("grid_id")["residents"].sum()
    assert summed.to_numpy() == pytest.approx(people["population"].reindex(summed.index).to_numpy(), rel=1e-9)
    units = pd.read_parquet(
        folder / "building_footprints_southside.parquet", columns=["bldg_id", "no_of_unit"]
    )
    most = units.assign(n=units["no_of_unit"].astype(float)).nlargest(1, "n").iloc[0]
    held = record.frame(
        "SELECT grid_id, households FROM building WHERE source_id = $1", [most["bldg_id"]]
    ).iloc[0]
    all_units = record.rows(
        "SELECT sum(households) FROM building WHERE grid_id = $1", [int(held["grid_id"])]
    )[0][0]
    share = people.loc[held["grid_id"], "population"] * most["n"] / all_units
    own = homes.loc[homes["grid_id"] == held["grid_id"], "residents"]
    assert own.max() == pytest.approx(share) and held["households"] == most["n"]


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


def test_each_tract_goes_to_the_inspector_with_most_of_its_cases(chicago):
    _, record, folder = chicago
    by = pd.read_parquet(folder / "building_violations.parquet", columns=["id", "inspector_id"])
    place = record.frame(
        """SELECT i.source_id AS id, g.grid_code FROM incident i JOIN grid g USING (grid_id)
          WHERE g.valid_to IS NULL"""
    )
    most = by.astype({"id": str}).merge(place, on="id").groupby(["grid_code", "inspector_id"]).size()
    held = record.rows(
        """SELECT g.grid_code, w.worker_code FROM assignment a JOIN grid g USING (grid_id)
          JOIN worker w USING (worker_id) WHERE a.valid_to IS NULL"""
    )
    assert len(held) == 708
    assert all(most[code, worker] == most[code].max() for code, worker in held)


def test_the_overview_adds_up_to_the_files(chicago):
    """What screens show of the last 30 days and of the end, counted from the files themselves."""
    _, record, folder = chicago
    leader, period = Actor("L", "leader", "all"), Period(date(2017, 4, 27), date(2017, 5, 27))
    counts = cases.cases_by_grid(record, leader, period)
    outside = cases.outside(record, leader, period)
    requests = pd.read_parquet(folder / "sanitation_311.parquet").drop_duplicates("service_request_number")
    days = [
        pd.read_parquet(folder / "building_violations.parquet", columns=["violation_date"]).iloc[:, 0],
        requests.dropna(subset=["longitude"])["creation_date"],
    ]
    reported = pd.concat([pd.to_datetime(column) for column in days])
    inside = (reported >= "2017-04-27") & (reported < "2017-05-27")
    assert counts["new_cases"].sum() + outside == inside.sum()
    trend = cases.daily(record, leader, period)
    assert trend["new_cases"].sum() == counts["new_cases"].sum()


def test_every_chicago_state_follows_from_its_log(chicago):
    _, record, _ = chicago
    pairs = record.rows(
        """SELECT l.action, i.state, count(*) FROM incident i JOIN
          (SELECT incident_id, arg_max(action, seq) AS action FROM incident_log GROUP BY 1) l USING (incident_id)
          GROUP BY ALL"""
    )
    assert pairs and all(
        replay(["report", action][action == "report" :]) == state for action, state, _ in pairs
    )


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
        assert record.rows("SELECT DISTINCT state, closed_at = reported_at FROM incident") == [
            ("closed", True)
        ]
    finally:
        record.close()

"""``scan`` from the command line: what is planted is found, and the columns mean what they say."""

import json
from datetime import date, datetime, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import stock
from click.testing import CliRunner

from data import studies
from data.cli import main
from data.permits import OPERATOR

COLUMNS = [
    "rank", "llr", "p", "recurrence_days", "centre", "radius_m", "grid_ids", "since", "until", "observed",
    "expected", "relative_risk",
]  # fmt: skip


def run(db, out, *options):
    done = CliRunner().invoke(main, ["scan", "--db", str(db), "--out", str(out), *options])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def made(demo_record, tmp_path_factory):
    """Unsafe e-bike charging, of which the demo plants a cluster in its last 24 days."""
    out = tmp_path_factory.mktemp("scan") / "a.parquet"
    said = run(demo_record.path, out, "--category", "1302", "--max-days", "28", "--replications", "99")
    return gpd.read_parquet(out), said, json.loads(out.with_name("a.parquet.note.json").read_text("utf-8"))


def test_columns(made):
    frame, _, note = made
    assert list(frame.columns) == [*COLUMNS, "geometry"]
    assert frame["rank"].tolist() == list(range(1, len(frame) + 1))
    assert note["seed"] == 1 and note["options"]["replications"] == 99


def test_the_first_cluster_holds_the_planted_one(made, demo_record):
    frame, said, _ = made
    truth = set(json.loads(demo_record.setting("demo_truth"))["new"])
    first = frame.iloc[0]
    assert truth <= set(first["grid_ids"]) and len(first["grid_ids"]) < 30
    assert first["p"] <= 0.01 and first["relative_risk"] > 1.5
    last = studies.last_day(demo_record, OPERATOR) - timedelta(days=1)
    assert first["until"] == last and last - timedelta(days=28) < first["since"] < last
    assert f"{first['observed']:,} cases within {first['radius_m']:,.0f} m" in said


def test_observed_is_what_pandas_counts(made, demo_record):
    """Cases of the category in the cluster's grids from its first day to its last, both included."""
    frame, _, _ = made
    cases = demo_record.frame("SELECT grid_id, reported_at FROM incident WHERE category = '1302'")
    day = cases["reported_at"].dt.date
    for row in frame.itertuples():
        inside = cases["grid_id"].isin(row.grid_ids) & (day >= row.since) & (day <= row.until)
        assert row.observed == inside.sum()


def test_the_centre_and_the_zone(made, demo_record):
    """The zone is the union of its grids; its radius reaches from the centre to the furthest centroid."""
    frame, _, _ = made
    sites = studies.sites(demo_record, OPERATOR)
    areas = demo_record.frame("SELECT grid_id, area_km2 FROM grid").set_index("grid_id")["area_km2"]
    zones = studies.in_metres(demo_record, frame.geometry)
    for row, zone in zip(frame.itertuples(), zones, strict=True):
        x, y = sites.loc[row.grid_ids[0], ["x_m", "y_m"]]
        reach = np.hypot(sites.loc[row.grid_ids, "x_m"] - x, sites.loc[row.grid_ids, "y_m"] - y).max()
        assert row.radius_m == pytest.approx(reach, abs=1)
        assert zone.area / 1e6 == pytest.approx(areas[row.grid_ids].sum(), rel=0.01)
        middle = gpd.GeoSeries(gpd.points_from_xy([row.centre[0]], [row.centre[1]]), crs="EPSG:4326")
        point = studies.in_metres(demo_record, middle).iloc[0]
        assert np.hypot(point.x - x, point.y - y) < 1


def test_a_table_holds_lists_as_json(demo_record, tmp_path):
    run(demo_record.path, tmp_path / "a.csv", "--replications", "19")
    frame = pd.read_csv(tmp_path / "a.csv")
    assert list(frame) == COLUMNS
    assert all(isinstance(grid, int) for ids in frame["grid_ids"] for grid in json.loads(ids))
    assert all(len(json.loads(centre)) == 2 for centre in frame["centre"])


@pytest.mark.parametrize(
    ("options", "method"),
    [
        (["--model", "poisson"], "scan_poisson"), (["--spatial"], "scan_poisson_spatial"),
        (["--retrospective"], "scan_permutation_retrospective"),
        (["--model", "poisson", "--retrospective"], "scan_poisson_retrospective"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)  # fmt: skip
def test_every_way(demo_record, tmp_path, options, method):
    out = tmp_path / "a.geojson"
    run(demo_record.path, out, *options, "--replications", "19", "--days", "30", "--category", "1302")
    note = json.loads((tmp_path / "a.geojson.note.json").read_text("utf-8"))
    assert note["method"] == method and note["method_in_words"] != method
    assert note["options"]["people"] == ("households" if "poisson" in method else None)


@pytest.mark.parametrize(("days", "cut"), [("10", True), ("14", False)])
def test_a_longest_cluster_beyond_the_days_is_said_to_be_cut(demo_record, tmp_path, days, cut):
    said = run(
        demo_record.path, tmp_path / "a.csv", "--days", days, "--max-days", "14", "--replications", "9"
    )
    note = json.loads((tmp_path / "a.csv.note.json").read_text("utf-8"))
    sentence = "A cluster can be no longer than the days that are looked at"
    assert (sentence in said) == cut
    assert (sentence in json.dumps(note)) == cut


def test_a_cluster_in_the_town(town_record, tmp_path):
    """One case a day on the west side for four weeks; in the last two days eight in grid 9, where there were none."""
    days = [(4, date(2026, 3, 1) + timedelta(days=k)) for k in range(28)]
    days += [(9, date(2026, 3, day)) for day in (27, 28) for _ in range(4)]
    rows = [
        {"grid_id": grid, "reported_at": datetime.combine(day, datetime.min.time())} for grid, day in days
    ]
    stock.put_incidents(town_record, rows)
    town_record.close()
    said = run(town_record.path, tmp_path / "a.csv", "--days", "28")
    first = pd.read_csv(tmp_path / "a.csv").iloc[0]
    assert json.loads(first["grid_ids"]) == [9]
    assert (first["since"], first["until"], first["observed"]) == ("2026-03-27", "2026-03-28", 8)
    assert first["expected"] == pytest.approx(8 * 10 / 36) and first["p"] <= 0.01
    assert "8 cases in one grid from 2026-03-27 to 2026-03-28" in said

"""``hotspots`` from the command line: its numbers counted again by pandas, its classes by their own rule."""

import json
from datetime import datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import stock
from click.testing import CliRunner

from data.cli import main

COLUMNS = ["grid_id", "n", "rate", "z", "p", "q", "class", "smoothed", "smoothed_near", "small_number"]


def run(db, out, *options):
    done = CliRunner().invoke(main, ["hotspots", "--db", str(db), "--out", str(out), *options])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def made(demo_record, tmp_path_factory):
    out = tmp_path_factory.mktemp("hotspots") / "a.parquet"
    said = run(demo_record.path, out, "--category", "11")
    return gpd.read_parquet(out), said, json.loads(out.with_name("a.parquet.note.json").read_text("utf-8"))


def test_counts_and_rates_are_those_pandas_makes(made, demo_record):
    """An independent count of the last 90 days: every case of the major category, grouped by grid."""
    frame, _, note = made
    cases = demo_record.frame("SELECT grid_id, category, reported_at FROM incident")
    grids = demo_record.frame("SELECT grid_id, households FROM grid").set_index("grid_id")["households"]
    until = cases["reported_at"].max().normalize() + pd.Timedelta(days=1)
    recent = cases[
        cases["category"].str.startswith("11") & (cases["reported_at"] >= until - pd.Timedelta(days=90))
    ]
    expected = recent.groupby("grid_id").size().reindex(frame["grid_id"], fill_value=0)
    assert frame["n"].tolist() == expected.tolist()
    people = grids.reindex(frame["grid_id"]).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(people > 0, 1000 * expected.to_numpy() / people, np.nan)
    assert frame["rate"].to_numpy() == pytest.approx(rate, nan_ok=True)
    assert frame["small_number"].tolist() == (expected < 5).tolist()
    pulled = frame["rate"].std() > np.array([frame["smoothed"].std(), frame["smoothed_near"].std()])
    assert pulled.all() and (frame["smoothed"].isna() == frame["rate"].isna()).all()
    assert note["n"] == len(recent) and note["period"]["until"] == until.date().isoformat()


def test_columns_and_classes(made):
    """q is never below p; the class follows from q and the side of z."""
    frame, said, _ = made
    assert list(frame.columns) == [*COLUMNS, "geometry"]
    assert (frame["q"] >= frame["p"] - 1e-12).all()
    level = np.select([frame["q"] <= 0.01, frame["q"] <= 0.05, frame["q"] <= 0.1], ["_99", "_95", "_90"], "")
    side = np.where(frame["z"] > 0, "hot", "cold")
    assert frame["class"].tolist() == [
        "none" if not end else f"{way}{end}" for way, end in zip(side, level, strict=True)
    ]
    hot, cold = (frame["class"].str.startswith(way).sum() for way in ("hot", "cold"))
    assert f"{hot} hot and {cold} cold of 600 grids." in said


def test_the_planted_cluster_is_hot(made, demo_record):
    frame, _, _ = made
    truth = json.loads(demo_record.setting("demo_truth"))
    hot = frame.set_index("grid_id")["class"].str.startswith("hot")
    assert hot[truth["persistent"]].mean() > 0.8


@pytest.mark.parametrize(
    "options",
    [
        ["--method", "moran"], ["--inference", "normal"], ["--inference", "simulate:99", "--seed", "3"],
        ["--neighbours", "rook"], ["--neighbours", "knn:6"], ["--neighbours", "band:400"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_every_way(demo_record, tmp_path, options):
    run(demo_record.path, tmp_path / "a.csv", *options)
    frame = pd.read_csv(tmp_path / "a.csv")
    assert list(frame) == COLUMNS and len(frame) == 600
    note = json.loads((tmp_path / "a.csv.note.json").read_text("utf-8"))
    assert note["options"][options[0][2:]] == options[1]
    assert note["seed"] == (3 if "--seed" in options else None)
    assert note["method_in_words"] != note["method"]


@pytest.mark.parametrize(
    "options", [["--inference", "simulate"], ["--inference", "guess"], ["--method", "kriging"]]
)
def test_an_unknown_way_is_refused(demo_record, tmp_path, options):
    command = ["hotspots", "--db", str(demo_record.path), "--out", str(tmp_path / "a.csv"), *options]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 2 and list(tmp_path.iterdir()) == []


def test_the_town_is_counted_by_eye(town_record, tmp_path):
    """Grid 5 has two cases on the two days, grid 9 one; 3 March is past the end, 28 February before it."""
    days = [(5, (3, 1)), (5, (3, 2)), (9, (3, 2)), (5, (3, 3)), (1, (2, 28))]
    stock.put_incidents(town_record, [{"grid_id": g, "reported_at": datetime(2026, *d, 12)} for g, d in days])
    town_record.close()
    said = run(town_record.path, tmp_path / "a.csv", "--since", "2026-03-01", "--until", "2026-03-03")
    frame = pd.read_csv(tmp_path / "a.csv").set_index("grid_id")
    assert frame["n"].to_dict() == {1: 0, 2: 0, 3: 0, 4: 0, 5: 2, 6: 0, 7: 0, 8: 0, 9: 1}
    assert frame.loc[5, "rate"] == 10.0 and np.isnan(frame.loc[9, "rate"])  # 200 households; a park
    assert set(frame["class"]) == {"none"} and "Too few grids to say. At least 30 are needed." in said


def test_a_period_that_ends_before_it_begins_is_refused(demo_record, tmp_path):
    command = ["hotspots", "--db", str(demo_record.path), "--out", str(tmp_path / "a.csv"),
               "--since", "2026-03-03", "--until", "2026-03-01"]  # fmt: skip
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 2 and "has no days in it" in done.output

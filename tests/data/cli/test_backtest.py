"""``backtest`` from the command line."""

import json

import pandas as pd
import pytest
from click.testing import CliRunner

from data.cli import main
from geo.hotspots.forecast import METHODS

COLUMNS = ["method", "k", "share", "hit_rate", "pai", "pei", "interval"]


def run(db, out, *options):
    done = CliRunner().invoke(main, ["backtest", "--db", str(db), "--out", str(out), *options])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def made(demo_record, tmp_path_factory):
    out = tmp_path_factory.mktemp("backtest") / "a.csv"
    said = run(demo_record.path, out, "--share", "0.05", "--share", "0.1")
    return pd.read_csv(out), said, json.loads(out.with_name("a.csv.note.json").read_text("utf-8"))


def test_a_row_a_method_and_share(made):
    frame, _, _ = made
    assert list(frame) == COLUMNS
    assert set(frame["method"]) == set(METHODS) and len(frame) == 2 * len(METHODS)
    assert (frame["k"] == 4).all()


def test_figures_are_what_their_names_say(made):
    """pai is the hit rate over the share; pei lies inside its interval, all between nothing and the best."""
    frame, _, _ = made
    assert frame["pai"].to_numpy() == pytest.approx((frame["hit_rate"] / frame["share"]).to_numpy())
    for row in frame.itertuples():
        low, high = json.loads(row.interval)
        assert 0 <= low <= row.pei <= high <= 1


def test_the_choice_is_said(made):
    _, said, note = made
    assert note["options"]["best"] in METHODS
    assert f"{note['options']['best']} " in said and said.splitlines()[0].endswith(".")


def test_lists_in_parquet_are_lists(demo_record, tmp_path):
    run(demo_record.path, tmp_path / "a.parquet", "--method", "past", "--share", "0.05", "--hide", "2")
    frame = pd.read_parquet(tmp_path / "a.parquet")
    assert list(frame) == COLUMNS and len(frame) == 1 and frame["k"].tolist() == [2]
    low, high = frame["interval"].iloc[0]
    assert low < high


def test_no_places_no_geojson(demo_record, tmp_path):
    done = CliRunner().invoke(
        main, ["backtest", "--db", str(demo_record.path), "--out", str(tmp_path / "a.geojson")]
    )
    assert done.exit_code == 2 and "no places" in done.output

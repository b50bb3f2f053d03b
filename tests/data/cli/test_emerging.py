"""``emerging`` from the command line."""

import geopandas as gpd
import pandas as pd
import pytest
from click.testing import CliRunner

from data import incidents, studies
from data.cli import main
from data.permits import OPERATOR
from geo.hotspots.patterns import PATTERNS

COLUMNS = ["grid_id", "class", "hot_steps", "tau", "p_trend"]


@pytest.fixture(scope="module")
def made(demo_record, tmp_path_factory):
    """The command's GeoParquet for weeks and the frame of the same file."""
    out = tmp_path_factory.mktemp("emerging") / "a.parquet"
    done = CliRunner().invoke(main, ["emerging", "--db", str(demo_record.path), "--out", str(out)])
    assert done.exit_code == 0, done.output
    return gpd.read_parquet(out)


def test_columns_and_rows(made, demo_record):
    assert list(made.columns) == [*COLUMNS, "geometry"]
    assert (
        sorted(made["grid_id"])
        == demo_record.frame("SELECT grid_id FROM grid ORDER BY 1")["grid_id"].tolist()
    )
    assert set(made["class"]) <= set(PATTERNS)
    assert made["hot_steps"].between(0, 26).all() and made["tau"].abs().max() <= 1


def test_the_planted_grids_are_hot(made, demo_record):
    """The lasting cluster of the demo: hot in more steps than any grid that is in no cluster."""
    import json

    truth = json.loads(demo_record.setting("demo_truth"))
    hot = made.set_index("grid_id")["hot_steps"]
    assert (hot[truth["persistent"]] >= 3).mean() > 0.5
    assert (hot == 0).mean() > 0.8


@pytest.mark.parametrize(("step", "steps", "most"), [("day", 30, 30), ("month", 12, 12)])
def test_other_steps(demo_record, tmp_path, step, steps, most):
    out = tmp_path / "a.csv"
    command = [
        "emerging",
        "--db",
        str(demo_record.path),
        "--step",
        step,
        "--steps",
        str(steps),
        "--out",
        str(out),
    ]
    assert CliRunner().invoke(main, command).exit_code == 0
    frame = pd.read_csv(out)
    assert list(frame) == COLUMNS and frame["hot_steps"].max() <= most


def test_the_note_counts_what_pandas_counts(demo_record, tmp_path):
    out = tmp_path / "a.csv"
    command = [
        "emerging",
        "--db",
        str(demo_record.path),
        "--category",
        "11",
        "--steps",
        "5",
        "--out",
        str(out),
    ]
    done = CliRunner().invoke(main, command)
    until = pd.Timestamp(studies.last_day(demo_record, OPERATOR))
    cases = demo_record.frame("SELECT category, reported_at FROM incident")
    n = (
        cases["category"].str.startswith("11") & (cases["reported_at"] >= until - pd.Timedelta(days=35))
    ).sum()
    assert f"n = {n:,}," in done.output
    assert incidents.span(demo_record, OPERATOR)[1].isoformat() in done.output

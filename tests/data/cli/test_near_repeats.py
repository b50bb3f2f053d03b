"""``near-repeats`` from the command line."""

from datetime import datetime

import pandas as pd
import pytest
import stock
from click.testing import CliRunner

from data.cli import main

COLUMNS = ["from_m", "to_m", "from_days", "to_days", "observed", "expected", "ratio", "p"]


def run(db, out, *options):
    done = CliRunner().invoke(main, ["near-repeats", "--db", str(db), "--out", str(out), *options])
    assert done.exit_code == 0, done.output
    return pd.read_csv(out), done.output


def test_pairs_counted_by_eye(town_record, tmp_path):
    """Two cases in grid 5 a day apart; one in grid 6, 300 m east of them, six days after the first; one in grid 1,
    424 m away, 40 days later. So one pair within 50 m and a day, two within 400 m and seven days."""
    days = [(5, (3, 1)), (5, (3, 2)), (6, (3, 7)), (1, (4, 10))]
    stock.put_incidents(town_record, [{"grid_id": g, "reported_at": datetime(2026, *d, 12)} for g, d in days])
    town_record.close()
    options = ["--distance", "50", "--distance", "400", "--within", "1", "--within", "7"]
    frame, said = run(town_record.path, tmp_path / "a.csv", *options)
    assert list(frame) == COLUMNS
    pairs = frame.set_index(["to_m", "to_days"])["observed"]
    assert pairs.to_dict() == {(50, 1): 1, (50, 7): 0, (400, 1): 0, (400, 7): 2}
    assert "within 50 m and 1 days 1 pairs" in said


def test_what_is_planted_repeats(demo_record, tmp_path):
    """The demo's young cluster of unsafe charging: near pairs on near days, far more than shuffled days give."""
    frame, _ = run(demo_record.path, tmp_path / "a.csv", "--category", "1302", "--replications", "99")
    near = frame[(frame["to_m"] <= 100) & (frame["to_days"] <= 7)]
    assert (near["ratio"] > 1.5).all() and (near["p"] <= 0.02).all()
    assert frame["ratio"].to_numpy() == pytest.approx((frame["observed"] / frame["expected"]).to_numpy())


@pytest.mark.parametrize(
    "options", [["--distance", "200", "--distance", "100"], ["--within", "7", "--within", "7"]]
)
def test_bands_must_rise(demo_record, tmp_path, options):
    command = ["near-repeats", "--db", str(demo_record.path), "--out", str(tmp_path / "a.csv"), *options]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 2 and "must rise" in done.output

"""``rebalance`` from the command line, on the demo town: its file against the record, counted again."""

import pandas as pd
import pytest
from click.testing import CliRunner

from data.cli import main


def run(db, out, *options):
    done = CliRunner().invoke(main, ["rebalance", "--db", str(db), "--out", str(out), *options])
    return done.exit_code, done.output


@pytest.fixture(scope="module")
def made(demo_record, tmp_path_factory):
    out = tmp_path_factory.mktemp("rebalance") / "plan.csv"
    code, said = run(demo_record.path, out, "--tolerance", "0.2", "--seconds", "3")
    assert code == 0, said
    return pd.read_csv(out), said


def test_every_row_is_a_grid_that_leaves_todays_worker(made, demo_record):
    frame, said = made
    assert list(frame) == ["grid_id", "from", "to", "reason"]
    held = demo_record.frame("SELECT grid_id, worker_id FROM assignment WHERE valid_to IS NULL")
    today = held.set_index("grid_id")["worker_id"]
    assert (today.loc[frame["grid_id"]].to_numpy() == frame["from"]).all()
    assert (frame["from"] != frame["to"]).all()
    assert f"{len(frame):,} grids and " in said


def test_a_locked_grid_stays(made, demo_record, tmp_path):
    frame, _ = made
    (tmp_path / "lock.csv").write_text(f"grid_id,worker_id\n{frame['grid_id'][0]},\n", "utf-8")
    out = tmp_path / "plan.csv"
    options = ("--tolerance", "0.2", "--seconds", "2", "--lock", str(tmp_path / "lock.csv"))
    code, said = run(demo_record.path, out, *options)
    assert code == 0, said
    assert frame["grid_id"][0] not in set(pd.read_csv(out)["grid_id"])


def test_a_lock_file_without_its_columns_is_refused(demo_record, tmp_path):
    (tmp_path / "lock.csv").write_text("grid\n1\n", "utf-8")
    code, said = run(demo_record.path, tmp_path / "plan.csv", "--lock", str(tmp_path / "lock.csv"))
    assert code == 2
    assert "grid_id and worker_id" in said


def test_beats_from_scratch_are_even_and_say_who(demo_record, tmp_path):
    out = tmp_path / "beats.csv"
    code, said = run(demo_record.path, out, "--workers", "30", "--tolerance", "0.25", "--seconds", "3")
    assert code == 0, said
    frame = pd.read_csv(out)
    assert list(frame) == ["grid_id", "from", "beat", "to"]
    assert sorted(set(frame["beat"])) == list(range(1, 31))
    assert frame.groupby("beat")["to"].nunique().eq(1).all()
    assert frame["to"].nunique() == 30


def test_who_leaves_gives_everything_away(demo_record, tmp_path):
    leaver = demo_record.rows("SELECT min(worker_id) FROM assignment WHERE valid_to IS NULL")[0][0]
    out = tmp_path / "plan.csv"
    options = ("--tolerance", "4", "--seconds", "3", "--leaves", str(leaver))
    code, said = run(demo_record.path, out, *options)
    assert code == 0, said
    frame = pd.read_csv(out)
    held = demo_record.frame("SELECT grid_id, worker_id FROM assignment WHERE valid_to IS NULL")
    assert set(held.loc[held["worker_id"] == leaver, "grid_id"]) <= set(frame["grid_id"])
    assert leaver not in set(frame["to"])

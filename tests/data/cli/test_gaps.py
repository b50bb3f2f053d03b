"""``gaps`` from the command line."""

import json

import geopandas as gpd
import pandas as pd
import pytest
from click.testing import CliRunner

from data.cli import main

FACES = ["service", "presence", "responsibility", "voice"]


@pytest.fixture
def db(town_record):
    town_record.close()
    return town_record.path


def run(db, out, *options, code=0):
    done = CliRunner().invoke(main, ["gaps", "--db", str(db), "--out", str(out), *options])
    assert done.exit_code == code, done.output
    return done.output


def test_the_four_faces_by_grid(db, tmp_path):
    said = run(db, tmp_path / "g.parquet")
    frame = gpd.read_parquet(tmp_path / "g.parquet")
    assert len(frame) == 9
    assert (frame[FACES].sum(axis=1) == frame["faces"]).all()
    assert frame.set_index("grid_id")["responsibility"].loc[lambda bare: bare].index.tolist() == [9]
    note = json.loads((tmp_path / "g.parquet.note.json").read_text())
    assert note["command"] == "gaps" and note["method_in_words"] in said


def test_by_worker(db, tmp_path):
    run(db, tmp_path / "w.csv", "--by", "worker")
    frame = pd.read_csv(tmp_path / "w.csv")
    assert frame.columns[0] == "worker_id" and frame["grids"].sum() == 9
    assert sorted(frame["worker_id"]) == [0, 1, 2, 3]


def test_a_kind_nobody_knows(db, tmp_path):
    assert "zoo" in run(db, tmp_path / "g.csv", "--kind", "zoo", code=2)

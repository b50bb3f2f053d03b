"""``gaps`` from the command line."""

import json
from datetime import datetime

import geopandas as gpd
import pandas as pd
import pytest
import stock
import streets
from click.testing import CliRunner

from data.cli import main
from data.db import open_record

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
    for face in (
        "walk to the nearest facility",
        "last visit",
        "responsible",
        "Person-days",
        "negative binomial",
    ):
        assert face in said


def test_by_worker(db, tmp_path):
    run(db, tmp_path / "w.csv", "--by", "worker")
    frame = pd.read_csv(tmp_path / "w.csv")
    assert frame.columns[0] == "worker_id" and frame["grids"].sum() == 9
    assert sorted(frame["worker_id"]) == [0, 1, 2, 3]
    assert frame["miss_rate"].isna().all() and frame["filed"].eq(0).all()  # no cases, no rate


def test_voice_and_who_found_the_cases(db, tmp_path):
    """Nine cases in grid 1, worker 1's: residents told of three before the worker did, another was rejected."""
    record = open_record(db)
    rows = [
        {"grid_id": 1, "reported_at": datetime(2026, 3, day), "state": "dispatched", "source": source}
        for day, source in enumerate(["resident"] * 2 + ["hotline"] + ["patrol"] * 6, 1)
    ]
    stock.put_incidents(record, [*rows, rows[0] | {"state": "rejected"}])
    record.close()
    run(db, tmp_path / "w.csv", "--by", "worker", "--since", "2026-03-01", "--until", "2026-03-31")
    found = pd.read_csv(tmp_path / "w.csv").set_index("worker_id")
    assert found.loc[1, ["filed", "missed"]].tolist() == [9, 3]
    assert found.loc[1, "miss_rate"] == pytest.approx(1 / 3)
    run(db, tmp_path / "g.parquet", "--since", "2026-03-01", "--until", "2026-03-31")
    grids = gpd.read_parquet(tmp_path / "g.parquet").set_index("grid_id")
    assert grids.loc[1, ["n", "filed", "missed"]].tolist() == [10, 9, 3]
    assert {"expected_low", "expected_high", "voice_p", "voice_q"} <= set(grids.columns)
    assert set(grids["voice_answer"]) <= {"heard", "silent", "fallen_silent", "too_little"}


def test_a_kind_nobody_knows(db, tmp_path):
    assert "zoo" in run(db, tmp_path / "g.csv", "--kind", "zoo", code=2)


@pytest.mark.parametrize(("metres", "said"), [("0.001", True), ("5000", False)])
def test_a_standard_no_one_meets_is_said(town_record, tmp_path, metres, said):
    streets.put_clinics(town_record, streets.MIDDLE)
    town_record.close()
    told = run(town_record.path, tmp_path / "g.csv", "--kind", "clinic", "--metres", metres)
    assert ("the standard is met for no one" in told) is said


@pytest.mark.parametrize("metres", ["nan", "inf", "-1", "far"])
def test_metres_that_are_none(db, tmp_path, metres):
    assert "--metres" in run(db, tmp_path / "g.csv", "--metres", metres, code=2)


def test_the_line_names_the_kind_and_the_metres(db, tmp_path):
    assert "(clinic within 700 m)" in run(db, tmp_path / "c.csv", "--kind", "clinic", "--metres", "700")
    assert "(all kinds of facility, each within its standard)" in run(db, tmp_path / "a.csv")
    assert "(all kinds of facility, each within 700 m)" in run(db, tmp_path / "m.csv", "--metres", "700")


def test_of_a_kind_that_is_nowhere_everybody_is_said_to_be_beyond(db, tmp_path):
    said = run(db, tmp_path / "p.csv", "--kind", "park")
    assert "There is no facility of this kind on record: everybody is beyond reach." in said
    assert pd.read_csv(tmp_path / "p.csv")["residents_beyond"].sum() == 3750

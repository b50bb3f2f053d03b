"""``access`` from the command line: files, notes, and one plain line."""

import json
from functools import partial

import geopandas as gpd
import pandas as pd
import pytest
import streets
from streets import MIDDLE

from data.access import SCORES

run = partial(streets.ask, "access")


@pytest.mark.parametrize("score", SCORES)
def test_every_score(clinic_db, tmp_path, score):
    out = tmp_path / "a.parquet"
    said = run(clinic_db, out, "--score", score)
    frame = gpd.read_parquet(out)
    assert len(frame) == 8 and frame.crs == "EPSG:4326"
    note = json.loads((tmp_path / "a.parquet.note.json").read_text())
    assert note["facts"]["on_streets"] == 1 and note["method"] == f"access_{score}"
    assert note["method_in_words"] in said


@pytest.mark.parametrize(
    ("by", "column", "rows"), [("worker", "worker_id", 3), ("community", "community_code", 2)]
)
def test_by_beat_and_community(clinic_db, tmp_path, by, column, rows):
    run(clinic_db, tmp_path / "a.csv", "--by", by, "--metres", "200")
    frame = pd.read_csv(tmp_path / "a.csv", dtype={"community_code": str})
    assert len(frame) == rows and frame.columns[0] == column
    assert frame["residents"].sum() == 3750


def test_a_standard_no_one_meets(clinic_db, tmp_path):
    assert "no resident lives within 0 m" in run(clinic_db, tmp_path / "a.csv", "--metres", "0.001")


def test_the_surroundings(clinic_db, tmp_path):
    assert "1.2 km of street" in run(clinic_db, tmp_path / "a.geojson", "--facility", "1")
    assert gpd.read_file(tmp_path / "a.geojson")["metres"].tolist() == [300]


def test_without_streets_it_says_straight(town_record, tmp_path):
    streets.put_clinics(town_record, MIDDLE)
    town_record.close()
    assert "straight lines × 1.3" in run(town_record.path, tmp_path / "a.csv")


def test_what_cannot_be_is_a_sentence(clinic_db, tmp_path):
    assert "There is no facility 99." in run(clinic_db, tmp_path / "a.geojson", "--facility", "99", code=1)
    assert "no kind of facility" in run(clinic_db, tmp_path / "a.csv", "--kind", "zoo", code=2)

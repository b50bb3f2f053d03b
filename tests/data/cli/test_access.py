"""``access`` from the command line: files, notes, and one plain line."""

import json
from functools import partial

import geopandas as gpd
import pandas as pd
import pytest
import streets
from streets import MIDDLE

from data.access import SCORES
from data.notes import CAVEATS

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
    said = run(clinic_db, tmp_path / "a.csv", "--metres", "0.001")
    assert "3,750 of 3,750 residents (100.0%) are beyond 0 m." in said and CAVEATS["standard_unmet"] in said
    assert CAVEATS["standard_unmet"] not in run(clinic_db, tmp_path / "a.csv", "--metres", "5000")


@pytest.mark.parametrize("metres", ["-1", "nan", "inf", "-inf", "far"])
def test_metres_that_are_none(clinic_db, tmp_path, metres):
    said = run(clinic_db, tmp_path / "a.csv", "--metres", metres, code=2)
    assert "--metres" in said and list(tmp_path.glob("a.csv*")) == []


def test_no_metres_are_those_of_the_standard(clinic_db, tmp_path):
    assert "beyond 300 m" in run(clinic_db, tmp_path / "a.csv", "--metres", "0")


def test_the_surroundings(clinic_db, tmp_path):
    assert "1.2 km of street" in run(clinic_db, tmp_path / "a.geojson", "--facility", "1")
    assert gpd.read_file(tmp_path / "a.geojson")["metres"].tolist() == [300]


def test_the_surroundings_without_streets_are_circles(town_record, tmp_path):
    streets.put_clinics(town_record, MIDDLE)
    town_record.close()
    said = run(town_record.path, tmp_path / "a.geojson", "--facility", "1", "--metres", "2000")
    assert "a.geojson: 3,750 residents lie within 2,000 m of facility 1." in said
    assert "straight lines × 1.3" in said and "km of street" not in said


def test_without_streets_it_says_straight(town_record, tmp_path):
    streets.put_clinics(town_record, MIDDLE)
    town_record.close()
    assert "straight lines × 1.3" in run(town_record.path, tmp_path / "a.csv")


def told(record, tmp_path, *options):
    record.close()
    return run(record.path, tmp_path / "a.csv", *options)


def test_facilities_outside_every_grid_are_told(town_record, tmp_path):
    streets.put_clinics(town_record, MIDDLE, (MIDDLE[0] - 5000, MIDDLE[1]))
    assert "1 of 2 facilities lie outside every grid" in told(town_record, tmp_path)


def test_a_network_in_pieces_is_told(town_record, tmp_path):
    streets.put_streets(town_record, crossing=False)
    streets.put_clinics(town_record, MIDDLE)
    assert "The street network is in pieces (only 25% of it hangs together)" in told(town_record, tmp_path)


def test_nobody_lives_there(town_record, tmp_path):
    town_record.rows("UPDATE grid SET population = 0, households = 0")
    streets.put_clinics(town_record, MIDDLE)
    assert "Nobody lives in these grids as far as is known." in told(town_record, tmp_path)


def test_capacities_missing_and_negative_are_told(town_record, tmp_path):
    streets.put_clinics(town_record, MIDDLE, MIDDLE, MIDDLE, capacity=[8.0, None, -2.0])
    assert "Capacity is missing for 1 facilities and below zero for 1: they count as 8 each" in told(
        town_record, tmp_path, "--score", "2sfca"
    )


def test_homes_on_no_street_are_counted(town_record, tmp_path):
    """A house in the middle of grid 4, and a street 300 m south of it."""
    town_record.rows("UPDATE grid SET population = 0 WHERE grid_id <> 4")
    streets.put_buildings(town_record, [(4, MIDDLE[0] - 300, MIDDLE[1], 1)])
    line = streets.shapely.LineString(
        [(MIDDLE[0] - 450, MIDDLE[1] - 300), (MIDDLE[0] + 450, MIDDLE[1] - 300)]
    )
    streets.put_lines(town_record, [line])
    streets.put_clinics(town_record, (MIDDLE[0], MIDDLE[1] - 300))
    said = told(town_record, tmp_path)
    assert "1 of 1 places where people live (250 residents) and of 0 facilities" in said
    assert "Residents walk from the buildings they live in." in said


def test_what_cannot_be_is_a_sentence(clinic_db, tmp_path):
    assert "There is no facility 99." in run(clinic_db, tmp_path / "a.geojson", "--facility", "99", code=1)
    assert "no kind of facility" in run(clinic_db, tmp_path / "a.csv", "--kind", "zoo", code=2)


def test_a_facility_of_another_kind_is_not_held_to_this_standard(clinic_db, tmp_path):
    said = run(clinic_db, tmp_path / "a.geojson", "--facility", "1", "--kind", "park", code=2)
    assert "Facility 1 is of the kind “clinic”, not “park”." in said and not list(tmp_path.glob("a.*"))


def test_the_note_holds_every_option(clinic_db, tmp_path):
    run(clinic_db, tmp_path / "a.csv", "--score", "e2sfca", "--sigma", "120")
    assert json.loads((tmp_path / "a.csv.note.json").read_text())["options"]["sigma"] == 120

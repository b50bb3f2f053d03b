"""``site`` from the command line: a file, a note, value, bound and gap."""

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import geopandas as gpd
import pytest
import streets
from click.testing import CliRunner
from shapely import Point

from data.cli import main

run = partial(streets.ask, "site")


@pytest.mark.parametrize("model", ["mclp", "lscp", "pmedian", "pcenter"])
def test_value_bound_and_gap_are_said(clinic_db, tmp_path, model):
    out = tmp_path / "a.geojson"
    said = run(clinic_db, out, "--model", model, "--p", "2", "--keep", "--seconds", "9", "--metres", "600")
    assert "value " in said and "bound " in said and "gap 0.00%" in said
    frame = gpd.read_file(out)
    assert {"new", "kept"} >= set(frame["change"])
    note = json.loads((tmp_path / "a.geojson.note.json").read_text())
    assert note["method"] == f"site_{model}" and note["options"]["p"] == 2
    assert note["method_in_words"] in said


def test_closed_is_closed(clinic_db, tmp_path):
    run(clinic_db, tmp_path / "a.geojson", "--close", "--p", "1")
    assert gpd.read_file(tmp_path / "a.geojson")["change"].tolist() == ["new", "closed"]


def test_a_kind_nobody_knows_is_refused(clinic_db, tmp_path):
    done = CliRunner().invoke(
        main, ["site", "--db", str(clinic_db), "--kind", "castle", "--out", str(tmp_path / "a.csv")]
    )
    assert done.exit_code == 2 and "castle" in done.output


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--p", "10"], 2, "10 sites cannot be chosen among 9 candidates."),
        (["--p", "0"], 2, "0 is not in the range"),
        (["--p", "-1"], 2, "-1 is not in the range"),
        (["--seconds", "-1"], 2, "-1.0 is not in the range"),
        (["--metres", "-5"], 2, "-5.0 is not in the range"),
        (["--model", "best"], 2, "'best' is not one of 'mclp'"),
        (["--close", "--p", "10"], 2, "10 sites cannot be chosen among"),
        (["--seconds", "0"], 2, "0.0 is not in the range"),
        (["--metres", "0.01"], 2, "Nobody lives within 0.01 m on foot"),
        (["--model", "lscp", "--metres", "0.01"], 2, "Nobody lives within 0.01 m on foot"),
        (["--model", "capacitated"], 2, "have room for 20, but 3,750 people need it"),
        (["--close", "--kind", "park"], 2, "No facility of this kind is on record"),
        (["--metres", "nan"], 2, "nan is no number that can be measured by"),
        (["--metres", "inf"], 2, "inf is no number that can be measured by"),
        (["--metres", "far"], 2, "'far' is not a valid float"),
        (["--seconds", "nan"], 2, "nan is no number that can be measured by"),
        (["--p", "two"], 2, "'two' is not a valid integer"),
        (["--p", "1.5"], 2, "'1.5' is not a valid integer"),
        (["--metres", "0"], 0, "within 300 m"),
        (["--seconds", "0.001", "--p", "2"], 0, "gap "),
    ],
)
def test_what_cannot_be_is_said_and_ends_with_a_code(clinic_db, tmp_path, options, code, said):
    out = tmp_path / "a.geojson"
    assert said in " ".join(run(clinic_db, out, *options, code=code).split())
    assert out.exists() is (code == 0)


def test_straight_lines_are_said(town_record, tmp_path):
    streets.put_clinics(town_record, streets.MIDDLE)
    town_record.close()
    assert "straight lines × 1.3" in run(town_record.path, tmp_path / "a.csv")


def test_standard_output_holds_only_our_words(clinic_db, tmp_path):
    """In a process of its own, as a nightly job runs it: the solver would say its name there."""
    out = tmp_path / "a.csv"
    asked = ["site", "--db", clinic_db, "--kind", "clinic", "--p", "2", "--metres", "150", "--out", out]
    done = subprocess.run([sys.executable, "-m", "data", *map(str, asked)], capture_output=True, text=True,
                          check=True, cwd=Path(__file__).resolve().parents[3])  # fmt: skip
    assert done.stdout.startswith(f"{out}: value ") and "HiGHS" not in done.stdout
    assert len(done.stdout.splitlines()) == 2


@pytest.mark.parametrize(
    ("lines", "code", "said"),
    [
        ("", 2, "No place was given."),
        ("lon,lat\n", 2, "No place was given."),
        ("one,two\nthree,four\n", 2, "Line 2 is no place"),
        ("nan,nan\n", 2, "No place was given."),
        ("0,0\nnan,nan\n", 2, "Line 2 is no place"),
        ("0,0\n0,0\n", 2, "These places lie outside every grid: 0 0."),
        ("30,200\n", 2, "Line 1 is no place"),
    ],
)
def test_places_that_are_none(clinic_db, tmp_path, lines, code, said):
    file = tmp_path / "places.csv"
    file.write_text(lines)
    assert said in " ".join(run(clinic_db, tmp_path / "a.csv", "--places", str(file), code=code).split())


def test_facilities_outside_every_grid_are_told(town_record, tmp_path):
    streets.put_clinics(town_record, streets.MIDDLE, (streets.MIDDLE[0] - 5000, streets.MIDDLE[1]))
    town_record.close()
    assert "1 of 2 facilities lie outside every grid" in run(town_record.path, tmp_path / "a.csv")


def test_nobody_lives_there(town_record, tmp_path):
    town_record.rows("UPDATE grid SET population = 0, households = 0")
    streets.put_clinics(town_record, streets.MIDDLE)
    town_record.close()
    assert "No residents are on record" in run(town_record.path, tmp_path / "a.csv", code=2)


def test_a_wrong_line_is_told_and_the_other_places_are_looked_at(clinic_db, tmp_path):
    (where,) = streets.degrees([Point(streets.MIDDLE)])
    file = tmp_path / "places.csv"
    file.write_text(f"lon,lat\n{where.x},{where.y}\nhere\n0,0\n")
    said = " ".join(run(clinic_db, tmp_path / "a.csv", "--places", str(file)).split())
    assert "Line 3 is no place: “here”" in said and "1 of the given places lie outside every grid" in said
    assert "value " in said

"""``site`` from the command line: a file, a note, value, bound and gap."""

import json
from functools import partial

import geopandas as gpd
import pytest
import streets
from click.testing import CliRunner

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

"""Numbers that no study can be made with: refused in one sentence, no file left; too many steps are just fewer."""

import errno
import os

import pandas as pd
import pytest
from click.testing import CliRunner

from data.cli import main, study

REFUSED = [
    ("scan", "--max-share", "0"),
    ("scan", "--max-share", "2"),
    ("scan", "--max-share", "nan"),
    ("scan", "--replications", "0"),
    ("scan", "--days", "-3"),
    ("scan", "--days", "many"),
    ("scan", "--max-days", "0"),
    ("scan", "--seed", "-1"),
    ("scan", "--until", "0001-01-01"),
    ("emerging", "--steps", "0"),
    ("emerging", "--until", "0001-01-02"),
    ("backtest", "--share", "2"),
    ("backtest", "--hide", "0"),
    ("near-repeats", "--within", "-3"),
    ("near-repeats", "--distance", "nan"),
    ("near-repeats", "--replications", "0"),
    ("near-repeats", "--seed", "-1"),
    ("near-repeats", "--distance", "inf"),
    ("near-repeats", "--distance", "-1"),
    ("near-repeats", "--distance", "300", "--distance", "100"),
    ("near-repeats", "--within", "1.5"),
    ("near-repeats", "--within", "9223372036854775807"),
    ("near-repeats", "--within", "99999999999999999999999"),
    ("near-repeats", "--until", "0001-01-01"),
    ("hotspots", "--inference", "simulate:0"),
    ("hotspots", "--inference", "simulate:nan"),
    ("hotspots", "--seed", "-1"),
    ("hotspots", "--until", "0001-01-01"),
    ("hotspots", "--since", "9999-12-31"),
    *(
        (command, "--neighbours", rule)
        for command in ("hotspots", "emerging", "backtest")
        for rule in (
            "knn:0",
            "knn:-1",
            "knn:1.5",
            "knn:nan",
            "knn:",
            "band:0",
            "band:-5",
            "band:nan",
            "band:inf",
            "queen:3",
            "",
        )
    ),
    *(
        (command, *odd)
        for command in ("hotspots", "emerging", "scan", "backtest", "near-repeats")
        for odd in (
            ("--until", "2999-01-01"),
            ("--until", "nan"),
            ("--category", "%"),
            ("--category", "nobody knows"),
        )
    ),
]
#: command → endings that say how a file is to be written which it cannot be
NO_FILES = {
    "hotspots": ["a.txt", "a", "no/a.csv"],
    "emerging": ["a.txt", "no/a.csv"],
    "scan": ["a.txt", "no/a.csv"],
    "backtest": ["a.txt", "no/a.csv", "a.geojson"],
    "near-repeats": ["a.txt", "no/a.csv", "a.geojson"],
}


@pytest.fixture
def call(town_record, tmp_path):
    town_record.close()
    out = tmp_path / "out"
    out.mkdir()

    def called(command, *options):
        done = CliRunner().invoke(
            main, [command, "--db", str(town_record.path), "--out", str(out / "a.csv"), *options]
        )
        return done, sorted(each.name for each in out.iterdir())

    return called


@pytest.mark.parametrize("asked", REFUSED, ids=" ".join)
def test_refused_in_a_sentence(call, asked):
    done, files = call(*asked)
    assert (done.exit_code, done.exception.__class__) == (2, SystemExit)
    assert done.output.strip().endswith(".") and files == []


@pytest.mark.parametrize(("command", "name"), [(each, name) for each in NO_FILES for name in NO_FILES[each]])
def test_a_file_that_cannot_be_is_refused_before_the_work(town_record, tmp_path, command, name, monkeypatch):
    town_record.close()
    monkeypatch.setattr(study, "open_record", lambda file: pytest.fail("the record was opened"))
    asked = [command, "--db", str(town_record.path), "--out", str(tmp_path / "out" / name)]
    (tmp_path / "out").mkdir()
    done = CliRunner().invoke(main, asked)
    assert (done.exit_code, done.exception.__class__) == (2, SystemExit)
    assert done.output.strip().endswith(".") and list((tmp_path / "out").iterdir()) == []


def test_a_disk_that_takes_no_file_is_said(call, monkeypatch):
    def full(*_given, **_named):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", full)
    done, files = call("hotspots")
    assert (done.exit_code, files) == (2, [])
    assert "cannot be written (No space left on device)" in done.output


@pytest.mark.parametrize("command", ["hotspots", "emerging"])
@pytest.mark.parametrize("rule", ["knn:600", "knn:99999", "band:9999999"])
def test_where_all_are_neighbours_nothing_stands_out(demo_record, tmp_path, command, rule):
    asked = [command, "--db", str(demo_record.path), "--out", str(tmp_path / "a.csv"), "--neighbours", rule]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    assert "Every grid is a neighbour of every other: no place can stand out." in done.output
    assert set(pd.read_csv(tmp_path / "a.csv")["class"]) == {"none"}


@pytest.mark.parametrize("asked", [("scan", "--days", "99999999"), ("emerging", "--steps", "99999999"),
                                   ("emerging", "--step", "month", "--steps", "99999999")], ids=" ".join)  # fmt: skip
def test_more_steps_than_the_calendar_has_are_left_out(call, asked):
    done, files = call(*asked)
    assert done.exit_code == 0, done.output
    assert "a.csv" in files

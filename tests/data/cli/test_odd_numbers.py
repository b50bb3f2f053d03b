"""Numbers that no study can be made with: refused in one sentence, no file left; too many steps are just fewer."""

import pytest
from click.testing import CliRunner

from data.cli import main

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
    ("hotspots", "--inference", "simulate:0"),
    ("hotspots", "--seed", "-1"),
]


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


@pytest.mark.parametrize("asked", [("scan", "--days", "99999999"), ("emerging", "--steps", "99999999"),
                                   ("emerging", "--step", "month", "--steps", "99999999")], ids=" ".join)  # fmt: skip
def test_more_steps_than_the_calendar_has_are_left_out(call, asked):
    done, files = call(*asked)
    assert done.exit_code == 0, done.output
    assert "a.csv" in files

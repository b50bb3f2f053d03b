"""``check`` from the command line: what it says, and its exit code."""

from click.testing import CliRunner

from data.cli import main
from data.integrity import CHECKS


def run(record, *more):
    record.close()
    return CliRunner().invoke(main, ["check", "--db", str(record.path), *more])


def test_all_is_well(town_record):
    done = run(town_record)
    assert (done.exit_code, done.output) == (0, f"checks: {len(CHECKS)}, errors: 0, warnings: 0\n")


def test_an_error_is_said_with_its_place(town_record):
    town_record.rows("INSERT INTO assignment VALUES (5, 1, DATE '2026-01-01', NULL, NULL)")
    done = run(town_record)
    assert done.exit_code == 1
    assert "two_workers: A grid has more than one worker today." in done.output
    assert "grid 5 workers 1, 3 at 117.00" in done.output


def test_warnings_alone_are_no_failure(town_record):
    town_record.rows("UPDATE worker SET active = false")
    done = run(town_record, "--most", "2")
    assert done.exit_code == 0
    assert "… 6 more" in done.output
    assert "errors: 0, warnings: 8" in done.output


def test_a_missing_database_is_said_so(tmp_path):
    done = CliRunner().invoke(main, ["check", "--db", str(tmp_path / "no.duckdb")])
    assert (done.exit_code, done.output) == (2, f"There is no database {tmp_path / 'no.duckdb'}.\n")

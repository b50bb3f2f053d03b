"""``python -m data demo``."""

import time

import pytest
from click.testing import CliRunner

from data.cli import main
from data.cli.demo import progress
from data.db import open_record


@pytest.fixture
def run(tmp_path):
    """``run("--seed", "3")`` makes a small demo in a file of its own."""

    def _run(*arguments):
        small = ["--grids", "40", "--incidents", "300", "--workers", "3", "--until", "2026-11-25"]
        return CliRunner().invoke(main, ["demo", "--db", str(tmp_path / "a.duckdb"), *small, *arguments])

    return _run


def test_a_new_file_is_filled_and_counted(run, tmp_path):
    done = run()
    assert done.exit_code == 0
    rows = dict(line.rsplit(None, 1) for line in done.output.splitlines())
    assert (rows["grid"], rows["incident"], rows["worker"]) == ("40", "300", "3")
    record = open_record(tmp_path / "a.duckdb")
    assert record.setting("demo") == "true"
    record.close()


def test_a_second_time_is_refused_in_one_sentence_and_forced(run):
    run()
    refused = run()
    assert refused.exit_code == 2
    assert "already holds data" in refused.output
    assert "Traceback" not in refused.output
    assert run("--force").exit_code == 0


def test_a_day_that_is_none_is_wrong_usage(run):
    assert run("--until", "yesterday").exit_code == 2


def test_too_few_grids_are_wrong_usage(run):
    assert run("--grids", "3").exit_code == 2


def test_help_names_every_option():
    text = CliRunner().invoke(main, ["demo", "--help"]).output
    for option in ("--db", "--grids", "--incidents", "--workers", "--seed", "--until", "--force"):
        assert option in text


def test_steps_are_told_only_after_two_seconds(capsys):
    progress(time.monotonic())("cases")
    assert capsys.readouterr().err == ""
    progress(time.monotonic() - 3)("cases")
    assert "3 s  cases" in capsys.readouterr().err

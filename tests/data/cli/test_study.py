"""What every command that studies the record does alike: refusals, too little to say, whole files, notes."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import stock
from click.testing import CliRunner

from data import export
from data.cli import emerging, main, study
from data.notes import versions

ROOT = Path(__file__).resolve().parents[3]
COMMANDS = ["hotspots", "emerging", "scan", "backtest", "near-repeats"]
#: commands whose rows have places
PLACED = ["hotspots", "emerging", "scan"]
TOMORROW = date.today() + timedelta(days=1)
HOLDER = """
import sys, time
from data.backup import serve_control
from data.db import open_record
record = open_record(sys.argv[1])
stop = serve_control(record) if sys.argv[2] == "door" else None
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def town_db(town_record):
    """The town without a case, closed."""
    town_record.close()
    return town_record.path


def call(command: str, db: Path, out: Path, *options: str):
    return CliRunner().invoke(main, [command, "--db", str(db), "--out", str(out), *options])


def note_of(out: Path) -> dict:
    return json.loads(out.with_name(out.name + ".note.json").read_text("utf-8"))


def files(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir() if each.is_file())


@contextmanager
def held(db: Path, how: str):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(db), how], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout.readline() == "held\n"
        yield
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--until", (TOMORROW + timedelta(days=1)).isoformat()], "has not come yet"),
        (["--category", "9999"], "There is no category “9999”. Known: 0101,"),
        (["--until", "yesterday"], "yesterday"),
    ],
)
def test_refusals_are_one_sentence(town_db, tmp_path, command, options, said):
    done = call(command, town_db, tmp_path / "a.csv", *options)
    assert (done.exit_code, done.exception.__class__) == (2, SystemExit)
    assert said in done.output and "Traceback" not in done.output
    assert files(tmp_path) == []


@pytest.mark.parametrize("command", ["hotspots", "emerging", "backtest"])
@pytest.mark.parametrize("rule", ["bishop", "knn:0", "band:"])
def test_a_bad_rule_is_refused(town_db, tmp_path, command, rule):
    done = call(command, town_db, tmp_path / "a.csv", "--neighbours", rule)
    assert done.exit_code == 2 and rule in done.output
    assert files(tmp_path) == []


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("name", "said"), [("a.txt", "“.txt” is no format"), ("none/a.csv", "There is no folder")]
)
def test_a_file_that_cannot_be_written_is_refused_before_the_work(town_db, tmp_path, command, name, said):
    done = call(command, town_db, tmp_path / name)
    assert done.exit_code == 2 and said in done.output


@pytest.mark.parametrize("command", COMMANDS)
def test_a_missing_database_is_not_made(tmp_path, command):
    done = call(command, tmp_path / "no.duckdb", tmp_path / "a.csv")
    assert (done.exit_code, done.output.count("\n")) == (2, 1)
    assert files(tmp_path) == []


def test_a_database_that_another_process_holds_is_said_so(town_db, tmp_path):
    with held(town_db, "no door"):
        for command in COMMANDS:
            done = call(command, town_db, tmp_path / "a.csv")
            assert done.exit_code == 4 and "Another process holds" in done.output
    assert files(tmp_path) == []


def test_the_dashboard_that_holds_it_lends_a_copy(town_db, tmp_path):
    with held(town_db, "door"):
        done = call("emerging", town_db, tmp_path / "a.csv")
    assert done.exit_code == 0, done.output
    assert len(pd.read_csv(tmp_path / "a.csv")) == 9
    assert [each.name for each in (town_db.parent / "backups").iterdir()] == []


def _one_grid(record):
    record.rows("DELETE FROM grid WHERE grid_id <> 5")
    stock.put_incidents(
        record, [{"grid_id": 5, "reported_at": datetime(2026, 3, day)} for day in range(1, 29)] * 2
    )


def _two_cases(record):
    stock.put_incidents(record, [{"grid_id": 5}, {"grid_id": 6}])


def _no_grids(record):
    record.rows("DELETE FROM grid")
    record.rows("DELETE FROM assignment")


#: their chance is counted from the very cases, so that two say something; Knox's table asks for no grids
ENOUGH = {("scan", "two cases"), ("near-repeats", "two cases"), ("near-repeats", "one grid")}
LITTLE = {
    "no cases": lambda record: None,
    "one grid": _one_grid,
    "two cases": _two_cases,
    "no grids": _no_grids,
}


#: beside CSV every command writes each other format once
PLACED_TOO = dict(zip(LITTLE, ("parquet", "gpkg", "xlsx", "geojson"), strict=True))
TABLES_TOO = dict(zip(LITTLE, ("parquet", "gpkg", "xlsx", "parquet"), strict=True))


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("little", LITTLE)
def test_too_little_is_an_answer(town_record, tmp_path, command, little):
    """The file is there, nothing in it is coloured, the note is not valid, the sentence says why."""
    LITTLE[little](town_record)
    town_record.close()
    for ending in ("csv", PLACED_TOO[little] if command in PLACED else TABLES_TOO[little]):
        out = tmp_path / f"a.{ending}"
        done = call(command, town_record.path, out)
        assert done.exit_code == 0, done.output
        note = note_of(out)
        if (command, little) in ENOUGH:
            continue
        assert "to say" in done.output
        assert note["valid"] is False
        assert any(code.startswith("too_few") for code in note["caveats"])
    frame = pd.read_csv(tmp_path / "a.csv")
    if "class" in frame:
        assert len(frame) == {"one grid": 1, "no grids": 0}.get(little, 9)
        assert set(frame["class"]) <= {"none"}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_period_without_cases_is_too_little(demo_db, tmp_path, command):
    done = call(command, demo_db, tmp_path / "a.csv", "--until", "2001-01-01")
    assert done.exit_code == 0 and "Too few cases to say" in done.output
    assert note_of(tmp_path / "a.csv")["n"] == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_a_note_says_all_that_is_needed_to_do_it_again(demo_db, tmp_path, command):
    out = tmp_path / "网格.parquet"
    done = call(command, demo_db, out, "--category", "暴露垃圾", "--until", TOMORROW.isoformat())
    assert done.exit_code == 0, done.output
    note = note_of(out)
    assert note["command"] == command
    assert note["options"]["category"] == "1101"
    assert note["versions"] == versions()
    assert note["period"]["until"] == TOMORROW.isoformat()
    assert note["caveats"]["reported_only"].startswith("It counts what was reported")
    assert note["method_in_words"].endswith(".") and note["method_in_words"] != note["method"]
    assert all(words.endswith(".") for words in note["caveats"].values())


@pytest.mark.parametrize("command", COMMANDS)
def test_twice_the_same(demo_db, tmp_path, command):
    for name in ("a", "b"):
        call(command, demo_db, tmp_path / f"{name}.csv", "--category", "1302")
    for ending in (".csv", ".csv.note.json"):
        assert (tmp_path / f"a{ending}").read_bytes() == (tmp_path / f"b{ending}").read_bytes()


@pytest.mark.parametrize("command", PLACED)
def test_places_in_every_format(demo_db, tmp_path, command):
    frames = []
    for ending in ("parquet", "geojson", "gpkg"):
        out = tmp_path / f"a.{ending}"
        assert call(command, demo_db, out).exit_code == 0
        frames.append(gpd.read_parquet(out) if ending == "parquet" else gpd.read_file(out))
    assert call(command, demo_db, tmp_path / "a.csv").exit_code == 0
    table = pd.read_csv(tmp_path / "a.csv")
    assert "geometry" not in table
    for frame in frames:
        assert list(frame.columns) == [*table.columns, "geometry"]
        assert (
            frame.crs == "EPSG:4326" and frame.geometry.is_valid.all() and not frame.geometry.is_empty.any()
        )
        assert len(frame) == len(table)


def test_interrupted_work_leaves_nothing(demo_db, tmp_path, monkeypatch):
    def interrupted(*_arguments, **_named):
        raise KeyboardInterrupt

    monkeypatch.setattr(emerging, "find_emerging", interrupted)
    assert call("emerging", demo_db, tmp_path / "a.parquet").exit_code == 1
    assert files(tmp_path) == ["gridkeeper.duckdb"]


def test_interrupted_writing_leaves_what_was_there(demo_db, tmp_path, monkeypatch):
    assert call("emerging", demo_db, tmp_path / "a.csv").exit_code == 0
    before = {name: (tmp_path / name).read_bytes() for name in ("a.csv", "a.csv.note.json")}

    def interrupted(_frame, part):
        part.write_text("half")
        raise KeyboardInterrupt

    monkeypatch.setitem(export.WRITERS, ".csv", interrupted)
    assert call("emerging", demo_db, tmp_path / "a.csv", "--steps", "10").exit_code == 1
    assert files(tmp_path) == ["a.csv", "a.csv.note.json", "gridkeeper.duckdb"]
    assert before == {name: (tmp_path / name).read_bytes() for name in before}


def test_an_interrupt_from_the_keyboard_leaves_nothing(demo_db, tmp_path):
    """A real SIGINT while the statistics are at work."""

    out = tmp_path / "a.csv"
    code = (
        "from data.cli import backtest, main\n"
        "import signal, time\n"
        # whoever is started in the background of a shell ignores it
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "backtest.try_methods = lambda *_a, **_n: (print('at work', flush=True), time.sleep(60))\n"
        f"main(['backtest', '--db', {str(demo_db)!r}, '--out', {str(out)!r}])\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "at work\n"
    os.kill(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 1 and "Aborted" in said and "Traceback" not in said
    assert files(tmp_path) == ["gridkeeper.duckdb"]


def test_the_last_day_is_that_of_the_last_case(town_record, tmp_path):
    today = date(2026, 4, 1)
    assert study.until_of(town_record, None, today) == date(2026, 4, 2)
    stock.put_incidents(town_record, [{"grid_id": 5, "reported_at": datetime(2026, 3, 3, 23, 59)}])
    assert study.until_of(town_record, None, today) == date(2026, 3, 4)
    assert study.until_of(town_record, datetime(2026, 4, 2), today) == date(2026, 4, 2)


def test_long_work_shows_a_bar(demo_db, tmp_path, monkeypatch):
    """The command hands its bar to the statistics."""
    shares = []
    monkeypatch.setattr("data.cli.progress.Bar.__call__", lambda self, share, word="": shares.append(share))
    assert call("backtest", demo_db, tmp_path / "a.csv").exit_code == 0
    assert shares == sorted(shares) and shares[-1] == 1.0

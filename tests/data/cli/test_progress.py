"""The bar: silent for short work and in files, shown on a terminal, gone at the end."""

import sys
import time

from data.cli import progress
from data.cli.progress import Bar


def shown(monkeypatch, capsys, tty: bool, elapsed: float) -> str:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: tty, raising=False)
    bar = Bar()
    bar.started = time.monotonic() - elapsed
    bar(0.5, "counting")
    return capsys.readouterr().err


def test_long_work_on_a_terminal_is_shown(monkeypatch, capsys):
    assert shown(monkeypatch, capsys, True, 3) == f"\r[{'#' * 12:<25}]  50 % counting"


def test_short_work_and_files_are_left_alone(monkeypatch, capsys):
    assert shown(monkeypatch, capsys, True, progress.PATIENCE_SECONDS - 0.5) == ""
    assert shown(monkeypatch, capsys, False, 60) == ""


def test_the_line_is_cleared_only_where_there_was_one(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with Bar():
        pass
    assert capsys.readouterr().err == ""
    with Bar() as bar:
        bar.started -= 3
        bar(1.0)
    assert capsys.readouterr().err.endswith("\r" + " " * 60 + "\r")

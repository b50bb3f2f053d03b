"""The record this process serves: opened once at the start, found by routes and screens alike."""

import threading
from pathlib import Path

from data.db import Record, open_record, record_path

_lock = threading.Lock()
_held: list[Record] = []


def open_current(path: str | Path | None = None) -> Record:
    """Open the process's record, or hand back the one that is open."""
    with _lock:
        if not _held:
            _held.append(open_record(path or record_path()))
        return _held[0]


def current() -> Record:
    """The process's record; opened at the usual place when nobody did."""
    return _held[0] if _held else open_current()


def close_current() -> None:
    """Let go of the file."""
    with _lock:
        while _held:
            _held.pop().close()

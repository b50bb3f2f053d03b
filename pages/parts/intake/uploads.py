"""Uploaded files on their way in: kept beside the database under a safe name until they are loaded."""

import re
import shutil
import tempfile
import time
from pathlib import Path

import streamlit as st

from data.db import Record
from pages.parts.text import _

#: an upload that nobody loaded is thrown away after so many seconds
KEPT_S = 24 * 3600
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")


def safe_name(name: str) -> str:
    r"""The last part of a file name without anything a path or a shell could take for its own.

    >>> safe_name("../../etc/pass\nwd.csv"), safe_name("..")
    ('pass_wd.csv', 'upload')
    """
    last = _UNSAFE.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ")
    stem, dot, ending = last.rpartition(".")
    return f"{stem[:80]}{dot}{ending[:12]}" if stem else last[:80] or "upload"


def choose(label: str, endings: list[str], key: str, **settings: object):
    """Choose a file of this machine, in the reader's language; None while there is none."""
    st.html(f'<style>:root {{ --choose-file: "{_("Choose a file")}"; }}</style>')
    return st.file_uploader(label, type=endings, key=key, **settings)


def keep(record: Record, upload) -> Path:
    """Write an upload beside the database, once; ``upload`` has ``name``, ``file_id`` and ``getbuffer``."""
    folder = _folder(record)
    _throw_away(folder)
    home = folder / re.sub(r"[^0-9A-Za-z-]", "", str(upload.file_id))[:64]
    path = home / safe_name(upload.name)
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        half = path.with_name("half")
        half.write_bytes(upload.getbuffer())
        half.rename(path)
    return path


def drop(path: Path) -> None:
    """Forget an upload that has been loaded."""
    shutil.rmtree(path.parent, ignore_errors=True)


def _folder(record: Record) -> Path:
    if str(record.path) == ":memory:":
        return Path(tempfile.gettempdir()) / "gridkeeper-uploads"
    return record.path.resolve().parent / "uploads"


def _throw_away(folder: Path) -> None:
    limit = time.time() - KEPT_S
    for home in folder.glob("*"):
        if home.is_dir() and home.stat().st_mtime < limit:
            shutil.rmtree(home, ignore_errors=True)

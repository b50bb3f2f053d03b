"""The folder between the two processes comes and goes."""

import os
import subprocess

import pytest
from strangers import table_file

from data.intake import reader
from geo.errors import Unreadable


@pytest.fixture(autouse=True)
def _a_process_of_its_own(monkeypatch):
    """Here the child is started as the product starts it."""
    monkeypatch.setattr(reader, "subprocess", subprocess)


def test_a_file_and_its_fingerprint(tmp_path):
    path = table_file(tmp_path / "a.csv", [{"x": "007"}])
    with reader.opened(path, tmp_path) as source:
        assert source.columns == ("x",) and source.table["x"].to_pylist() == ["007"]
        assert len(list(tmp_path.glob(".intake-*"))) == 1
        assert len(source.sha256) == 64 and not source.has_shapes
    assert not list(tmp_path.glob(".intake-*"))


def test_what_a_dead_process_left_is_swept(tmp_path):
    dead, mine, odd = (
        tmp_path / f".intake-{name}" for name in ("999999999-x", f"{os.getpid()}-x", "strange")
    )
    for folder in (dead, mine, odd):
        folder.mkdir()
    with reader.opened(table_file(tmp_path / "a.csv", [{"x": "1"}]), tmp_path):
        pass
    assert not dead.exists() and not odd.exists() and mine.exists()


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(Unreadable) as caught, reader.opened(tmp_path, None):
        pass
    assert caught.value.code == "file_missing"

"""Here the child process is the point: it is started as the product starts it."""

import subprocess

import pytest

from data.intake import reader


@pytest.fixture(autouse=True)
def _a_process_of_its_own(monkeypatch):
    monkeypatch.setattr(reader, "subprocess", subprocess)

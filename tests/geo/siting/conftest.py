"""Small towns go the way of large ones here: that a few choices are all looked at has tests of its own."""

import pytest

from geo.siting import search


@pytest.fixture(autouse=True)
def _as_if_large(monkeypatch):
    monkeypatch.setattr(search, "FEW", 0)

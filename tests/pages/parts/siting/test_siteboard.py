"""What the screen of sites paints: who is newly reached, how many minutes less."""

import pandas as pd
import pytest
from town import town

from data.site import Question
from pages.parts import load, text
from pages.parts.siting import siteboard


class Found:
    gains = pd.DataFrame(
        {"site": 0, "grid_id": [1, 2, 3], "people": [400.0, 400, 400], "gainers": [400.0, 100, 400],
         "minutes": [6.0, 3.0, 1.0], "newly": [400.0, 10.0, 0.0]}
    )  # fmt: skip


@pytest.fixture(autouse=True)
def in_the_town(monkeypatch):
    monkeypatch.setattr(text, "locale", lambda: "en")
    monkeypatch.setattr(load, "read", lambda reader, actor: town().set_index("grid_id"))


def test_newly_reached_grids():
    layer = siteboard._reached(None, Question("clinic"), Found)
    assert layer.values.head(4).tolist() == ["new", "part", "same", "same"]


def test_minutes_less():
    layer = siteboard._reached(None, Question("clinic", "pmedian"), Found)
    assert layer.values.head(4).tolist() == ["far", "some", "little", "same"]
    assert set(layer.values) <= set(layer.classes)

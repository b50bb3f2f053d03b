"""The seventeen classes in words and colours, and the weeks as steps of the map."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from geo.hotspots.emerging import Emerging
from geo.hotspots.patterns import PATTERNS
from geo.model import Note
from pages.parts import emergence, spots, text

FIRST = date(2026, 3, 2)


def made() -> Emerging:
    frame = pd.DataFrame(
        {"class": ["new_hot", "none"], "hot_steps": [1, 0], "cold_steps": [0, 1], "trend": ["up", "flat"],
         "tau": [0.5, np.nan]},
        index=pd.Index([7, 9], name="grid_id"),
    )  # fmt: skip
    return Emerging(frame, np.array([[0, 3], [-2, 1]], np.int8), Note("emerging_exact", 9))


def test_every_class_of_the_science_has_its_own_colour_and_words():
    assert set(emergence.PATTERNS) == set(PATTERNS)
    colours, names, says = zip(*emergence.PATTERNS.values(), strict=True)
    assert len(set(colours)) == len(set(names)) == len(set(says)) == 17


def test_the_legend_holds_what_occurs(monkeypatch):
    monkeypatch.setattr(text, "locale", lambda: "en")
    layer = emergence._classes(made())
    assert list(layer.classes) == ["new_hot", "none"]
    assert layer.hover["Trend"].tolist() == ["↑ τ = 0.50", "→ τ = –"]


def test_weeks_are_steps_in_the_classes_of_the_first_view(monkeypatch):
    monkeypatch.setattr(text, "locale", lambda: "en")
    layer = emergence._weeks(made(), (FIRST, FIRST + timedelta(days=7)))
    assert layer.labels == ("03-02 – 03-08", "03-09 – 03-15")
    order = list(spots.CLASSES)
    named = [[order[number] for number in row] for row in layer.steps.to_numpy()]
    assert named == [["none", "hot_99"], ["cold_95", "hot_90"]]
    assert [label for _colour, label in layer.classes] == [
        words for _colour, words in spots.classes().values()
    ]

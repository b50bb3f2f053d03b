"""The seventeen classes in words and colours, and the weeks as steps of the map."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from geo.hotspots.emerging import Emerging
from geo.hotspots.patterns import PATTERNS
from geo.model import Note
from pages.parts import text
from pages.parts.hotspots import emergence, spots

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


#: class → name and what it says, in English and in Chinese, as somebody wrote them down
APPROVED = {
    "new_hot": ("New hotspot", "hot this week for the first time", "新增热点", "本周首次成为热点"),
    "consecutive_hot": ("Consecutive hotspot", "hot in a row up to this week, never before",
                        "连续热点", "到本周为止连续为热点，此前从未"),
    "intensifying_hot": ("Intensifying hotspot", "hot nearly always, and rising",
                         "加剧热点", "几乎一直是热点，且在上升"),
    "persistent_hot": ("Persistent hotspot", "hot nearly always, neither rising nor falling",
                       "持续热点", "几乎一直是热点，没有升降"),
    "diminishing_hot": ("Diminishing hotspot", "hot nearly always, and falling",
                        "减弱热点", "几乎一直是热点，但在下降"),
    "sporadic_hot": ("Sporadic hotspot", "hot this week and now and then before",
                     "零星热点", "本周是热点，此前时有时无"),
    "oscillating_hot": ("Oscillating hotspot", "hot this week, cold at other times",
                        "振荡热点", "本周是热点，其他时候曾是冷点"),
    "historical_hot": ("Historical hotspot", "hot nearly always, but not this week",
                       "历史热点", "几乎一直是热点，但本周不是"),
    "new_cold": ("New cold spot", "cold this week for the first time", "新增冷点", "本周首次成为冷点"),
    "consecutive_cold": ("Consecutive cold spot", "cold in a row up to this week, never before",
                         "连续冷点", "到本周为止连续为冷点，此前从未"),
    "intensifying_cold": ("Intensifying cold spot", "cold nearly always, and more so",
                          "加剧冷点", "几乎一直是冷点，且更冷"),
    "persistent_cold": ("Persistent cold spot", "cold nearly always, without a trend",
                        "持续冷点", "几乎一直是冷点，没有升降"),
    "diminishing_cold": ("Diminishing cold spot", "cold nearly always, but less so",
                         "减弱冷点", "几乎一直是冷点，但在减弱"),
    "sporadic_cold": ("Sporadic cold spot", "cold this week and now and then before",
                      "零星冷点", "本周是冷点，此前时有时无"),
    "oscillating_cold": ("Oscillating cold spot", "cold this week, hot at other times",
                         "振荡冷点", "本周是冷点，其他时候曾是热点"),
    "historical_cold": ("Historical cold spot", "cold nearly always, but not this week",
                        "历史冷点", "几乎一直是冷点，但本周不是"),
    "none": ("No pattern", "neither hot nor cold often enough", "无规律", "热或冷的次数都不够"),
}  # fmt: skip


@pytest.mark.parametrize("key", APPROVED)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_class_is_said_in_both_languages(monkeypatch, key, language):
    monkeypatch.setattr(text, "locale", lambda: language)
    _colour, name, says = emergence.PATTERNS[key]
    assert (text._(name), text._(says)) == (APPROVED[key][:2] if language == "en" else APPROVED[key][2:])


def test_the_legend_holds_what_occurs(monkeypatch):
    monkeypatch.setattr(text, "locale", lambda: "en")
    layer = emergence._classes(made())
    assert list(layer.classes) == ["new_hot", "none"]
    assert layer.hover["Trend"].tolist() == ["↑ τ = 0.50", "→ τ = –"]


def test_weeks_are_steps_in_the_classes_of_the_first_view(monkeypatch):
    monkeypatch.setattr(text, "locale", lambda: "en")
    layer = emergence._weeks(made(), (FIRST, FIRST + timedelta(days=7)), "")
    assert layer.labels == ("03-02 – 03-08", "03-09 – 03-15")
    order = list(spots.CLASSES)
    named = [[order[number] for number in row] for row in layer.steps.to_numpy()]
    assert named == [["none", "hot_99"], ["cold_95", "hot_90"]]
    assert [label for _colour, label in layer.classes] == [
        words for _colour, words in spots.classes().values()
    ]

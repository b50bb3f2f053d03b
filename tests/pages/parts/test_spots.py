"""A hotspot in a sentence, in both languages, as somebody wrote it down."""

import pandas as pd
import pytest

from geo.hotspots.fdr import CLASSES
from geo.model import Note
from pages.parts import session, spots
from pages.parts.findings import Found

WORKERS = {1: "孙晓东", 2: "朱娜", 3: "Ann Lee", 4: "林洋"}


def spot(**facts) -> pd.Series:
    usual = {"heat": "hot", "n": 292, "grids": 10, "expected": 86.1, "open_cases": 7, "overdue_cases": 6,
             "worker_ids": (1, 2)}  # fmt: skip
    return pd.Series(usual | facts)


@pytest.mark.parametrize(
    ("language", "facts", "said"),
    [
        ("en", {}, "Hot: 292 new cases in 10 grids, where 86 would be usual; 7 open, 6 overdue; "
                   "孙晓东, 朱娜 are responsible."),
        ("zh", {}, "热点：10 个网格新增案件 292 件，通常约 86 件；未结 7 件，超期 6 件；由孙晓东、朱娜负责。"),
        ("en", {"grids": 1, "n": 9, "expected": 1.24, "open_cases": 0, "overdue_cases": 0, "worker_ids": (3,)},
         "Hot: 9 new cases in 1 grid, where 1.2 would be usual; 0 open, 0 overdue; Ann Lee is responsible."),
        ("en", {"heat": "cold", "n": 1234, "worker_ids": ()},
         "Cold: 1,234 new cases in 10 grids, where 86 would be usual; 7 open, 6 overdue; nobody is responsible."),
        ("zh", {"heat": "cold", "n": 17, "grids": 6, "expected": 51.7, "open_cases": 0, "overdue_cases": 0,
                "worker_ids": ()},
         "冷点：6 个网格新增案件 17 件，通常约 52 件；未结 0 件，超期 0 件；无人负责。"),
        ("en", {"worker_ids": (1, 2, 3, 4)},
         "Hot: 292 new cases in 10 grids, where 86 would be usual; 7 open, 6 overdue; "
         "孙晓东, 朱娜, Ann Lee and 1 more are responsible."),
        ("zh", {"worker_ids": (1, 2, 3, 4)},
         "热点：10 个网格新增案件 292 件，通常约 86 件；未结 7 件，超期 6 件；"
         "由孙晓东、朱娜、Ann Lee及另外 1 人负责。"),
        ("en", {"worker_ids": (1, 99)}, "Hot: 292 new cases in 10 grids, where 86 would be usual; 7 open, "
                                        "6 overdue; 孙晓东 is responsible."),
    ],
)  # fmt: skip
def test_the_sentence(monkeypatch, language, facts, said):
    monkeypatch.setattr(session, "language", lambda: language)
    assert spots.sentence(spot(**facts), WORKERS) == said


def test_every_class_of_the_science_has_colour_and_words():
    assert set(spots.CLASSES) == set(CLASSES)


def test_a_hotspot_is_named_after_its_busiest_grid():
    grids = pd.DataFrame(
        {"n": [3, 9, 5], "name": ["A", "", "C"], "grid_code": ["001", "002", "003"]}, index=[11, 12, 13]
    )
    found = Found(grids, pd.DataFrame({"grid_ids": [(11, 12), (11, 13)]}, index=[1, 2]), Note("x", 17))
    assert spots.name_of(found, 1) == "002"
    assert spots.name_of(found, 2) == "C"

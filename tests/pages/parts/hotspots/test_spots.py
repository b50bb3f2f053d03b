"""The hotspot screen's pieces: colours and words for every class, a name for every hotspot."""

import pandas as pd

from geo.hotspots.fdr import CLASSES
from geo.model import Note
from pages.parts.hotspots import spots
from pages.parts.hotspots.findings import Found


def test_every_class_of_the_science_has_colour_and_words():
    assert set(spots.CLASSES) == set(CLASSES)


def test_a_rate_on_few_cases_stands_nowhere_in_the_table_and_the_surest_come_first():
    grids = pd.DataFrame(
        {
            "name": ["A", "B", ""], "grid_code": ["001", "002", "003"], "class": ["none", "hot_99", "none"],
            "n": [4, 9, 5], "q": [0.5, 0.001, 0.5], "rate": [400.0, 90.0, 50.0], "small_number": [True, False, False],
        },
        index=pd.Index([11, 12, 13], name="grid_id"),
    )  # fmt: skip
    rows = spots.in_order(Found(grids, pd.DataFrame(), Note("x", 18)))
    assert rows["name"].tolist() == ["B", "003", "A"]
    assert rows["ranked_rate"].isna().tolist() == [False, False, True]


def test_a_hotspot_is_named_after_its_busiest_grid():
    grids = pd.DataFrame(
        {"n": [3, 9, 5], "name": ["A", "", "C"], "grid_code": ["001", "002", "003"]}, index=[11, 12, 13]
    )
    found = Found(grids, pd.DataFrame({"grid_ids": [(11, 12), (11, 13)]}, index=[1, 2]), Note("x", 17))
    assert spots.name_of(found, 1) == "002"
    assert spots.name_of(found, 2) == "C"

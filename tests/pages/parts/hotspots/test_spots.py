"""The hotspot screen's pieces: colours and words for every class, a name for every hotspot."""

import pandas as pd

from geo.hotspots.fdr import CLASSES
from geo.model import Note
from pages.parts.hotspots import spots
from pages.parts.hotspots.findings import Found


def test_every_class_of_the_science_has_colour_and_words():
    assert set(spots.CLASSES) == set(CLASSES)


def test_a_hotspot_is_named_after_its_busiest_grid():
    grids = pd.DataFrame(
        {"n": [3, 9, 5], "name": ["A", "", "C"], "grid_code": ["001", "002", "003"]}, index=[11, 12, 13]
    )
    found = Found(grids, pd.DataFrame({"grid_ids": [(11, 12), (11, 13)]}, index=[1, 2]), Note("x", 17))
    assert spots.name_of(found, 1) == "002"
    assert spots.name_of(found, 2) == "C"

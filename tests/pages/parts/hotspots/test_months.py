"""Little maps: every pixel has the colour of its grid's class."""

import io
from datetime import date

import numpy as np
import pandas as pd
from PIL import Image

from geo.locate import NOWHERE
from geo.model import Note, Period
from pages.parts.hotspots import months, spots

#: two grids of five by ten pixels side by side, nothing around them
RASTER = np.full((12, 12), NOWHERE)
RASTER[1:11, 1:6], RASTER[1:11, 6:11] = 4, 9


def pixels(classes, valid=True) -> np.ndarray:
    frame = pd.Series(classes, index=pd.Index([4, 9], name="grid_id"))
    return np.asarray(Image.open(io.BytesIO(months.picture(RASTER, frame, valid))).convert("RGBA"))


def colour(name: str) -> list[int]:
    return [*bytes.fromhex(spots.CLASSES[name][0][1:]), 255]


def test_each_grid_in_its_class_and_a_line_around_all():
    drawn = pixels(["hot_99", "none"])
    assert drawn.shape == (12, 12, 4)
    assert drawn[5, 3].tolist() == colour("hot_99")
    assert drawn[5, 8].tolist() == colour("none")
    assert drawn[0, 0, 3] == 0
    assert drawn[1, 3].tolist() == drawn[5, 10].tolist() == list(months.RIM)
    assert drawn[5, 5].tolist() == colour("hot_99")  # no line between grids


def test_a_month_of_which_nothing_can_be_said_is_grey():
    drawn = pixels(["none", "none"], valid=False)
    assert drawn[5, 3].tolist() == drawn[5, 8].tolist() == [*bytes.fromhex(months.UNSAID[1:]), 255]


def test_one_hot_grid_of_many_small_ones_can_be_seen_and_hides_no_surer_one():
    """A hundred grids a side, a pixel each: a hot one is drawn five wide, as 2 % of a hundred need two more, here all
    around; over a weaker one it lies above; nothing is drawn outside."""
    raster = np.arange(10_000).reshape(100, 100)
    raster[:, 90:] = NOWHERE
    classes = pd.Series("none", index=pd.Index(np.arange(10_000), name="grid_id"))
    classes[[4040, 4042, 4088]] = ["hot_99", "cold_90", "hot_95"]
    assert months.widened(raster, 2500) == 0
    wider = months.widened(raster, 10_000)
    drawn = np.asarray(Image.open(io.BytesIO(months.picture(raster, classes, True))).convert("RGBA"))
    hot, cold = (drawn == colour("hot_99")).all(axis=2), (drawn == colour("cold_90")).all(axis=2)
    assert wider == 1 and hot.sum() == 9 and hot[39:42, 39:42].all()
    assert cold.sum() == 6 and not (hot & cold).any()
    assert (drawn[:, 90:, 3] == 0).all()


def test_the_file_has_a_column_a_month_and_says_nothing_where_nothing_can_be_said():
    firsts = [date(2026, 1, 1), date(2026, 2, 1)]
    classes = pd.DataFrame(
        {first: ["hot_99", "none"] for first in firsts}, index=pd.Index([4, 9], name="grid_id")
    )
    told = tuple(
        Note("counts", 3, Period(first, date(2026, 3, 1)), valid=valid)
        for first, valid in zip(firsts, (True, False), strict=True)
    )
    found = months.by_grid(classes, told)
    assert found.columns.tolist() == ["2026-01", "2026-02"]
    assert found["2026-01"].tolist() == ["hot_99", "none"] and found["2026-02"].isna().all()

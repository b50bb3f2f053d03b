"""Which way works, in a sentence."""

import pandas as pd
import pytest

from geo.hotspots.backtest import Choice
from geo.hotspots.forecast import METHODS
from pages.parts import session
from pages.parts.hotspots import trials

FIGURES = pd.Series({"hit_rate": 0.213, "share": 0.05})


@pytest.mark.parametrize(
    ("language", "verdict", "said"),
    [
        ("en", "better", "On your data “Near repeats” names the places of the weeks that follow best, beyond doubt: "
                         "21% of the cases fell on 5% of the area."),
        ("en", "simple", "On your data nothing beats plain counting beyond doubt, so “Near repeats” stays: 21% of the "
                         "cases of the weeks that followed fell on 5% of the area."),
        ("zh", "better", "在您的数据上，“近邻重复”毫无疑问最能指出此后几周的地点：21% 的案件落在 5% 的面积上。"),
        ("zh", "simple", "在您的数据上，没有方法毫无疑问胜过简单计数，"
         "因此沿用“近邻重复”：此后几周 21% 的案件落在 5% 的面积上。"),
        ("en", "chance", "On your data even “Near repeats” hits no more than chance would: these cases do not stay "
                         "where they were."),
        ("zh", "too_few", "数据太少，无法检验各方法：至少需要三个隐藏月份、三十件案件、三十个网格。"),
        ("zh", "chance", "在您的数据上，“近邻重复”也不比偶然更准：这些案件不会停留在原处。"),
        ("en", "too_few", "There is too little to try the methods on: they need at least three hidden months with "
                          "thirty cases in thirty grids."),
    ],
)  # fmt: skip
def test_the_verdict(monkeypatch, language, verdict, said):
    monkeypatch.setattr(session, "language", lambda: language)
    assert trials.verdict(Choice("near_repeat", verdict, FIGURES)) == said


def test_every_way_of_the_science_has_a_name():
    assert set(trials.METHODS) == set(METHODS)

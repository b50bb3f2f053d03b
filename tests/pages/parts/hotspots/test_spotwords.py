"""Hotspots in sentences, in both languages, as somebody wrote them down."""

from datetime import date

import pandas as pd
import pytest

from geo.hotspots.emerging import TRENDS
from geo.model import Note
from pages.parts import session
from pages.parts.hotspots import spotwords

LI, ZHANG, LEE, LIN = "李娜", "张伟", "Ann Lee", "林洋"
WORKERS = {1: LI, 2: ZHANG, 3: LEE, 4: LIN}


def spot(**facts) -> pd.Series:
    usual = {
        "heat": "hot", "n": 292, "grids": 10, "expected": 86.1, "open_cases": 23, "overdue_cases": 9,
        "worker_ids": (1, 2), "steps": 12, "hot_steps": 11, "hot_now": True, "tau": 0.0801, "trend": "flat",
    }  # fmt: skip
    return pd.Series(usual | facts)


NO_PAST = {"steps": 0, "hot_steps": 0, "hot_now": False, "tau": float("nan"), "trend": ""}

#: what is known, the step, and what is said in English and in Chinese
SAID = [
    ({}, "week",
     "Hot in 11 of the last 12 weeks including this one; trend flat (τ = 0.08); 292 new cases in 10 grids, where 86 "
     "would be usual; 23 open cases, 9 overdue; 李娜 and 张伟 are responsible.",
     "近 12 周中有 11 周为热点（含本周）；趋势平稳（τ = 0.08）；10 个网格新增案件 292 件，通常约 86 件；"
     "未结案件 23 件，其中超期 9 件；由李娜和张伟负责。"),
    ({"hot_steps": 12, "trend": "up", "tau": 0.618, "worker_ids": (3,)}, "week",
     "Hot in all of the last 12 weeks; trend rising (τ = 0.62); 292 new cases in 10 grids, where 86 would be usual; "
     "23 open cases, 9 overdue; Ann Lee is responsible.",
     "近 12 周每周均为热点；趋势上升（τ = 0.62）；10 个网格新增案件 292 件，通常约 86 件；"
     "未结案件 23 件，其中超期 9 件；由Ann Lee负责。"),
    ({"hot_steps": 5, "hot_now": False, "trend": "down", "tau": -0.3249, "steps": 26, "worker_ids": ()}, "week",
     "Hot in 5 of the last 26 weeks, not in this one; trend falling (τ = −0.32); 292 new cases in 10 grids, where 86 "
     "would be usual; 23 open cases, 9 overdue; nobody is responsible.",
     "近 26 周中有 5 周为热点，本周已不是；趋势下降（τ = −0.32）；10 个网格新增案件 292 件，通常约 86 件；"
     "未结案件 23 件，其中超期 9 件；无人负责。"),
    ({"hot_steps": 1, "n": 9, "grids": 1, "expected": 1.24, "open_cases": 1, "overdue_cases": 0,
      "worker_ids": (1, 2, 3)}, "week",
     "Hot this week for the first time in 12 weeks; trend flat (τ = 0.08); 9 new cases in 1 grid, where 1.2 would be "
     "usual; 1 open case, not overdue; 李娜, 张伟 and Ann Lee are responsible.",
     "本周首次成为热点（近 12 周内）；趋势平稳（τ = 0.08）；1 个网格新增案件 9 件，通常约 1.2 件；"
     "未结案件 1 件，均未超期；由李娜、张伟和Ann Lee负责。"),
    ({"hot_steps": 0, "hot_now": False, "tau": -0.001, "open_cases": 0, "overdue_cases": 0,
      "worker_ids": (1, 2, 3, 4)}, "week",
     "Hot over the period, in none of the last 12 weeks by itself; trend flat (τ = 0.00); 292 new cases in 10 grids, "
     "where 86 would be usual; no open cases; 李娜, 张伟, Ann Lee and 1 more are responsible.",
     "从整个时段看为热点，但近 12 周中任何一周单独看都不显著；趋势平稳（τ = 0.00）；"
     "10 个网格新增案件 292 件，通常约 86 件；无未结案件；由李娜、张伟、Ann Lee及另外 1 人负责。"),
    ({"heat": "cold", "n": 17, "grids": 6, "expected": 51.7, "open_cases": 2, "overdue_cases": 0, "worker_ids": (4,)},
     "month",
     "Cold in 11 of the last 12 months including this one; trend flat (τ = 0.08); 17 new cases in 6 grids, where 52 "
     "would be usual; 2 open cases, none overdue; 林洋 is responsible.",
     "近 12 个月中有 11 个月为冷点（含本月）；趋势平稳（τ = 0.08）；6 个网格新增案件 17 件，通常约 52 件；"
     "未结案件 2 件，均未超期；由林洋负责。"),
    ({"tau": float("nan"), "steps": 14, "hot_steps": 3, "n": 1234}, "day",
     "Hot on 3 of the last 14 days including this one; trend flat; 1,234 new cases in 10 grids, where 86 would be "
     "usual; 23 open cases, 9 overdue; 李娜 and 张伟 are responsible.",
     "近 14 天中有 3 天为热点（含当天）；趋势平稳；10 个网格新增案件 1,234 件，通常约 86 件；"
     "未结案件 23 件，其中超期 9 件；由李娜和张伟负责。"),
    (NO_PAST, "week",
     "Hot: 292 new cases in 10 grids, where 86 would be usual; 23 open cases, 9 overdue; "
     "李娜 and 张伟 are responsible.",
     "热点：10 个网格新增案件 292 件，通常约 86 件；未结案件 23 件，其中超期 9 件；由李娜和张伟负责。"),
    (NO_PAST | {"heat": "cold", "n": 17, "grids": 6, "expected": 51.7, "open_cases": 0, "overdue_cases": 0,
                "worker_ids": ()}, "week",
     "Cold: 17 new cases in 6 grids, where 52 would be usual; no open cases; nobody is responsible.",
     "冷点：6 个网格新增案件 17 件，通常约 52 件；无未结案件；无人负责。"),
    (NO_PAST | {"grids": 1, "n": 9, "expected": 1.24, "worker_ids": (3, 99)}, "week",
     "Hot: 9 new cases in 1 grid, where 1.2 would be usual; 23 open cases, 9 overdue; Ann Lee is responsible.",
     "热点：1 个网格新增案件 9 件，通常约 1.2 件；未结案件 23 件，其中超期 9 件；由Ann Lee负责。"),
]  # fmt: skip

BOTH = pytest.mark.parametrize("language", [0, 1], ids=["en", "zh"])


@pytest.fixture
def read_in(monkeypatch):
    return lambda language: monkeypatch.setattr(session, "language", lambda: ("en", "zh")[language])


@BOTH
@pytest.mark.parametrize(("facts", "step", "en", "zh"), SAID)
def test_a_hotspot(read_in, language, facts, step, en, zh):
    read_in(language)
    assert spotwords.sentence(spot(**facts), WORKERS, step) == (en, zh)[language]


@BOTH
def test_where_no_workers_are_recorded_nothing_is_said_of_them(read_in, language):
    read_in(language)
    assert spotwords.sentence(spot(**NO_PAST | {"worker_ids": ()}), {}) == (
        "Hot: 292 new cases in 10 grids, where 86 would be usual; 23 open cases, 9 overdue.",
        "热点：10 个网格新增案件 292 件，通常约 86 件；未结案件 23 件，其中超期 9 件。",
    )[language]  # fmt: skip


def cluster(**facts) -> pd.Series:
    usual = {"observed": 11, "radius_m": 420.2, "since": date(2026, 11, 21), "until": date(2026, 11, 24),
             "recurrence_days": 309.6, "p": 0.00323}  # fmt: skip
    return pd.Series(usual | facts)


NAN = float("nan")
CLUSTERS = [
    ({}, ("Water trouble", "供水问题"),
     "Eleven reports of water trouble within 420 m in four days; by chance about once in 310 days.",
     "4 天内，半径 420 米范围内上报“供水问题”类案件 11 件；若纯属偶然，约 310 天才会出现一次。"),
    ({"radius_m": 0.0, "since": date(2026, 11, 24), "observed": 1}, ("", ""),
     "One report in one grid in one day; by chance about once in 310 days.",
     "1 天内，同一网格内上报案件 1 件；若纯属偶然，约 310 天才会出现一次。"),
    ({"observed": 1204, "radius_m": 1350.0, "recurrence_days": NAN, "p": 0.001}, ("CCTV faults", "监控故障"),
     "1,204 reports of CCTV faults within 1,350 m in four days; by chance with probability 0.001.",
     "4 天内，半径 1,350 米范围内上报“监控故障”类案件 1,204 件；偶然出现的概率为 0.001。"),
    ({"since": 3, "until": 9, "recurrence_days": 1.2}, ("", ""),
     "Eleven reports within 420 m in seven days; by chance about every day.",
     "7 天内，半径 420 米范围内上报案件 11 件；仅凭偶然几乎每天都会出现。"),
    ({"observed": 13, "since": 1, "until": 13, "recurrence_days": 1000.0, "p": 0.001, "rarest": True}, ("", ""),
     "13 reports within 420 m in 13 days; by chance less than once in 1,000 days.",
     "13 天内，半径 420 米范围内上报案件 13 件；若纯属偶然，1,000 天也难得出现一次。"),
]  # fmt: skip


@BOTH
@pytest.mark.parametrize(("facts", "category", "en", "zh"), CLUSTERS)
def test_a_cluster_of_the_scan(read_in, language, facts, category, en, zh):
    read_in(language)
    assert spotwords.cluster_sentence(cluster(**facts), category[language]) == (en, zh)[language]


@BOTH
@pytest.mark.parametrize(
    ("note", "en", "zh"),
    [
        (Note("x", 12, valid=False, caveats=("too_few_incidents",), facts={"too_few_incidents": 30}),
         "Too few cases to say: 12 in this period, and at least 30 are needed.",
         "案件太少，无法判断：本时段 12 件，至少需要 30 件。"),
        (Note("x", 120, valid=False, caveats=("too_few_grids",), facts={"too_few_grids": 30}),
         "Too few grids to say: you look at 9 grids, and hotspots need at least 30.",
         "网格太少，无法判断：当前范围有 9 个网格，热点分析至少需要 30 个。"),
        (Note("x", 120, valid=False, caveats=("too_few_steps",), facts={"too_few_steps": 5, "steps": 4}),
         "Too short a time to say: 4 steps, and at least 5 are needed.",
         "时间太短，无法判断：只有 4 期，至少需要 5 期。"),
    ],
)  # fmt: skip
def test_too_little_is_an_answer(read_in, language, note, en, zh):
    read_in(language)
    assert spotwords.too_little(note, 9) == (en, zh)[language]


def test_every_trend_of_the_science_has_words():
    assert set(spotwords.TRENDS) == set(TRENDS.values())


@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", "4 open cases, 1 overdue; 李娜 and Ann Lee are responsible."),
     ("zh", "未结案件 4 件，其中超期 1 件；由李娜和Ann Lee负责。")],
)  # fmt: skip
def test_whose_grids_these_are(monkeypatch, lang, told):
    monkeypatch.setattr(session, "language", lambda: lang)
    grids = pd.DataFrame(
        {"open_cases": [3, 1, 0], "overdue_cases": [1, 0, 0], "worker_name": [LI, LEE, None]}, index=[1, 2, 3]
    )
    assert spotwords.in_charge(grids) == told
    assert spotwords.in_charge(grids.loc[[3]]).startswith("No open" if lang == "en" else "无")

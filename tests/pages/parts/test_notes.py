"""The line under a result: complete, translated, with what nobody translated left readable."""

from datetime import date

import pytest

from data.notes import caveat_texts
from data.permits import Actor
from geo.model import Note, Period
from pages.parts import notes, session
from pages.parts.text import _

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


@pytest.fixture(autouse=True)
def chinese(monkeypatch):
    monkeypatch.setattr(session, "language", lambda: "zh")


def test_a_whole_note():
    lines = notes.about(Note("counts", 1200, MARCH, source="演示", seed=7))
    assert lines["时段"] == "2026年3月1日 – 2026年3月31日"
    assert (lines["数量"], lines["来源"], lines["随机种子"]) == ("1,200", "演示", "7")
    assert lines["方法"].startswith("新增按上报时间统计")


def test_an_unknown_method_stands_for_itself():
    assert notes.about(Note("kriging", 3))["方法"] == "kriging"


def test_who_looked(monkeypatch):
    monkeypatch.setattr(session, "access", lambda: "demo")
    lines = notes.scope(Actor("a", "worker", "worker:3"), MARCH)
    assert lines["当前身份"] == "网格员"
    assert lines["数据范围"] == "worker:3"
    assert lines["数据"] == "虚构区域，演示数据"


#: why nothing can be said → in English and in Chinese, as somebody wrote them down
TOO_LITTLE = {
    "too_few_grids": ("Too few grids to say.", "网格太少，无法判断。"),
    "too_few_incidents": ("Too few cases to say.", "案件太少，无法判断。"),
    "too_few_steps": ("Too few weeks, months or days to say.", "周、月或日数太少，无法判断。"),
    "too_few_days": ("Too few days to say.", "天数太少，无法判断。"),
    "too_few_controls": ("Too few grids like those acted on.", "与行动网格相似的网格太少。"),
    "too_few_expected": (
        "Too few cases are expected where something was done.", "行动网格的预期案件太少。",
    ),
    "all_counts_equal": (
        "Every grid has the same number of cases: nothing stands out.", "每个网格案件数相同：没有突出之处。",
    ),
    "all_neighbours": (
        "Every grid is a neighbour of every other: no place can stand out.",
        "每个网格都与其他所有网格相邻：没有哪里能突出。",
    ),
    "no_recent_incidents": (
        "There are no cases in the last days, so nothing is going on.",
        "最近几天没有案件，因此没有正在发生的聚集。",
    ),
    "nothing_above_expected": (
        "No circle holds more cases than expected.", "没有哪个圆内的案件多于预期。",
    ),
    "circles_too_large": (
        "Even the smallest circle holds a larger share than allowed.", "最小的圆也超过了允许的份额。",
    ),
    "too_many_pairs": (
        "There are too many pairs of cases, even in the nearest band.", "即使最近一档，案件对也太多。",
    ),
    "all_on_one_day": ("All cases are of one day.", "所有案件都在同一天。"),
    "grids_without_neighbours": (
        "Grids without neighbours are compared with nothing.", "没有邻居的网格无从比较。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", TOO_LITTLE)
def test_why_nothing_can_be_said_is_said_in_both_languages(monkeypatch, code):
    for language, said in zip(("en", "zh"), TOO_LITTLE[code], strict=True):
        monkeypatch.setattr(session, "language", lambda language=language: language)
        assert caveat_texts(Note("x", 1, valid=False, caveats=(code,)), _) == [said]


def test_the_scope_of_everything_is_a_word(monkeypatch):
    monkeypatch.setattr(session, "access", lambda: "open")
    assert notes.scope(Actor("a", "planner", "all"), None)["数据范围"] == "全部"


def test_a_line_of_a_note_is_punctuated_in_its_language():
    assert notes.lines(Note("kriging", 3)) == ["方法：kriging", "数量：3"]

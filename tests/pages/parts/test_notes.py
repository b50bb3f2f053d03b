"""The line under a result: complete, translated, with what nobody translated left readable."""

from datetime import date

import pytest

from data.permits import Actor
from geo.model import Note, Period
from pages.parts import notes, session

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

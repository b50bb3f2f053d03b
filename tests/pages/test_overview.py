"""The overview: numbers one can count on the town, by role and address, and every state of the record."""

import re

import pytest

from pages.parts import work
from pages.parts.overview import board


def figures(app) -> list[tuple[str, str, str]]:
    """Label, value and change of every big number."""
    body = next(e.proto.body for e in app.get("html") if 'class="figures"' in e.proto.body)
    pattern = r'label">(.*?)</div><div class="value">(.*?)</div><div class="change *(.*?)">(.*?)</div>'
    return [
        (label, value, f"{mood} {change}".strip()) for label, value, mood, change in re.findall(pattern, body)
    ]


def test_five_numbers_of_march(open_page, busy_town):
    assert figures(open_page(busy_town)) == [
        ("Open cases", "3", "bad ▲ +2"),
        ("New cases", "5", "▲ +3"),
        ("Overdue", "2", "bad ▲ +2"),
        ("Grids without a worker", "1", "no change"),
        ("Residents beyond reach", "–", "no facility on record"),
    ]


def test_a_worker_sees_the_own_beat(open_page, busy_town):
    app = open_page(busy_town, role="worker", worker_id=1)
    assert [value for _, value, _ in figures(app)] == ["1", "4", "1", "0", "–"]
    assert app.dataframe[0].value["grid_code"].tolist() == [
        "990101001001001",
        "990101001001002",
        "990101001001003",
    ]


def test_an_area_in_the_address(open_page, busy_town):
    app = open_page(busy_town, division="990101001002")
    assert [value for _, value, _ in figures(app)] == ["1", "0", "1", "1", "–"]
    assert len(app.dataframe[0].value) == 3


def test_a_period_in_the_address(open_page, busy_town):
    app = open_page(busy_town, since="2026-02-01", until="2026-03-01")
    assert [value for _, value, _ in figures(app)][:3] == ["1", "2", "0"]


@pytest.mark.parametrize(
    "query",
    [{"since": "yesterday", "until": "2026-03-01"}, {"since": "2026-03-09", "until": "2026-03-01"},
     {"category": "zz"}, {"division": "nowhere"}, {"measure": "beauty"}, {"top": "hats"}],
)  # fmt: skip
def test_an_address_nobody_wrote_shows_the_default(open_page, busy_town, query):
    app = open_page(busy_town, **query)
    assert not app.exception
    assert figures(app)[1][1] == "5"


def test_the_table_holds_the_numbers_of_the_map(open_page, busy_town):
    first = open_page(busy_town).dataframe[0].value.iloc[0]
    assert (first["name"], first["new_cases"]) == ("Grid 1", 3)


def test_downloads_are_for_those_who_may_export(open_page, busy_town):
    """The brief is for everybody, the table's two files are not."""
    assert len(open_page(busy_town).get("download_button")) == 3
    alone = open_page(busy_town, role="worker", worker_id=1).get("download_button")
    assert [one.proto.label for one in alone] == ["Brief (PDF)"]


def test_chinese(open_page, busy_town, words):
    app = open_page(busy_town, lang="zh")
    assert [label for label, _, _ in figures(app)] == [
        "未结案件",
        "新增案件",
        "超期",
        "无网格员的网格",
        "服务范围外居民",
    ]
    assert "需要关注的网格" in words(app)


def test_grids_to_look_at_say_why(open_page, busy_town, words):
    assert "1 case overdue" in words(open_page(busy_town))


def test_ten_grids_each_with_its_reason(open_page, demo_record):
    """A district with more to look at than anybody can: the list ends at ten."""
    links = [
        link.proto for link in open_page(demo_record).get("page_link") if "grid=" in link.proto.query_string
    ]
    names, why = zip(*(link.label.split("  \n") for link in links), strict=True)
    assert [name.split()[0].strip("*") for name in names] == [str(rank) for rank in range(1, 11)]
    assert all(re.search(r"\w{3}", reason) for reason in why)
    assert len({link.query_string for link in links}) == 10


def test_what_is_still_being_worked_out_is_said(open_page, busy_town, words, monkeypatch):
    monkeypatch.setattr(work, "meanwhile", lambda *_: None)
    assert "still being worked out" in words(open_page(busy_town))
    monkeypatch.setattr(work, "pending", lambda *_: False)
    assert "still being worked out" not in words(open_page(busy_town))


def test_cases_outside_are_told_of_the_whole_only(open_page, busy_town, words, monkeypatch):
    monkeypatch.setattr(board, "_outside", lambda *_: "7 lie outside")
    assert "7 lie outside" in words(open_page(busy_town))
    assert "7 lie outside" not in words(open_page(busy_town, division="990101001002"))

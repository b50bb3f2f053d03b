"""Tables: columns, heights and colours; facts as text only."""

import io

import openpyxl
import pandas as pd
import pytest

from data.permits import Actor
from pages.parts import session, tables

LEADER = Actor("L", "leader", "all")
ROWS = pd.DataFrame({"state": ["closed", "open"], "n": [1, 2]})


@pytest.mark.parametrize("kind", ["text", *tables._FORMATS])
def test_every_kind_of_column_can_be_shown(kind):
    assert tables.Column("n", "Number", kind).setting()["label"] == "Number"


def test_cells_in_colour_only_where_asked():
    assert tables._inked(ROWS, [tables.Column("n", "Number")]) is ROWS
    styled = tables._inked(ROWS, [tables.Column("state", "State", inks={"open": "#b3261e"})])
    assert styled.to_html().count("color: #b3261e") == 1


def test_facts_are_text(monkeypatch):
    shown = []
    monkeypatch.setattr(tables.st, "html", shown.append)
    tables.facts([("<b>", "<script>"), ("Worker", None), ("Address", "")])
    assert shown == ['<dl class="facts"><dt>&lt;b&gt;</dt><dd>&lt;script&gt;</dd><dt>Worker</dt><dd>–</dd>'
                     "<dt>Address</dt><dd>–</dd></dl>"]  # fmt: skip


def test_a_long_table_sends_its_beginning_and_says_so(monkeypatch):
    shown, said = [], []
    monkeypatch.setattr(session, "language", lambda: "en")
    monkeypatch.setattr(tables.st, "dataframe", lambda rows, **_settings: shown.append(rows))
    monkeypatch.setattr(tables.st, "caption", said.append)
    rows = pd.DataFrame({"n": range(tables.MOST + 1)})
    reader = Actor("W", "worker", "worker:1")
    tables.show(rows, [tables.Column("n", "Number")], actor=reader, key="t", file_name="t")
    assert len(shown[0]) == tables.MOST
    assert said == ["The first 20,000 of 20,001 rows."]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("short", 1),
        ("1,190 residents beyond reach; visit 20 days late; the worker is overloaded", 3),
        ("静默：上报 11 件，预期 36 件；590 名居民在服务范围外；网格员超负荷", 2),
        ("", 1),
    ],
)
def test_lines_of_a_long_text_fit_the_column_and_lose_no_letter(text, lines):
    broken = tables.broken(text)
    assert broken.count("\n") == lines - 1
    assert all(tables.text_px([line]) <= tables.LINES_PX for line in broken.split("\n"))
    assert "".join(broken.split()) == "".join(text.split())


def test_no_line_begins_with_the_punctuation_of_chinese():
    assert tables.broken("一二三，四五", 45) == "一二三，\n四五"


def test_rows_are_as_high_as_their_longest_text_and_files_keep_it_whole(monkeypatch):
    shown, made = [], {}
    monkeypatch.setattr(session, "language", lambda: "en")
    monkeypatch.setattr(tables.st, "dataframe", lambda rows, **how: shown.append((rows, how)))
    monkeypatch.setattr(
        tables.downloads, "offer", lambda _a, words, make, *_r, **_n: made.update({words: make})
    )
    rows = pd.DataFrame({"why": ["word " * 14, None]})
    tables.show(rows, [tables.Column("why", "Why", width="lines")], actor=LEADER, key="t", file_name="t")
    ((frame, how),) = shown
    assert frame["why"][0].count("\n") == 1 and how["row_height"] == tables.row_px(2) > tables.ROW_PX
    assert "word " * 14 in made["CSV"]().decode("utf-8-sig")


def test_files_have_the_decimals_of_the_screen(monkeypatch):
    """A third of an hour is 0.3 on the screen, and 0.3 in the file."""
    made = {}
    monkeypatch.setattr(session, "language", lambda: "en")
    monkeypatch.setattr(tables.st, "dataframe", lambda rows, **_how: None)
    monkeypatch.setattr(
        tables.downloads, "offer", lambda _a, words, make, *_r, **_n: made.update({words: make})
    )
    columns = [tables.Column("hours", "Hours", "decimal"), tables.Column("p", "p", "chance")]
    rows = pd.DataFrame({"hours": [1 / 3, 2.0], "p": [1 / 3, 1e-9]})
    tables.show(rows, columns, actor=LEADER, key="t", file_name="t")
    lines = made["CSV"]().decode("utf-8-sig").split()
    assert lines == ["Hours,p", "0.3,0.3333333333333333", "2.0,1e-09"]
    book = openpyxl.load_workbook(io.BytesIO(made["XLSX"]()))
    assert [cell.value for cell in book.worksheets[0]["A"]] == ["Hours", 0.3, 2]

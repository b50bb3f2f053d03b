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


def test_a_sentence_stands_whole_in_its_column():
    said = "979 residents beyond reach; visit 8 days late; worker is overloaded"
    rows = pd.DataFrame({"why": [said]})
    assert len(said) * 9 + tables.CELL_PX > tables.WIDEST_PX
    assert (
        tables.Column("why", "Why", width="sentence").setting(rows)["width"] == len(said) * 9 + tables.CELL_PX
    )
    assert tables.Column("why", "Why", width="whole").setting(rows)["width"] == tables.WIDEST_PX
    assert tables.text_px(["a" * 200], tables.SENTENCE_PX) == tables.SENTENCE_PX


@pytest.fixture
def made(monkeypatch):
    """What the buttons under a table make, by their words."""
    offered = {}
    monkeypatch.setattr(session, "language", lambda: "en")
    monkeypatch.setattr(tables.st, "dataframe", lambda rows, **_how: None)
    monkeypatch.setattr(
        tables.downloads, "offer", lambda _a, words, make, *_r, **_n: offered.update({words: make})
    )
    return offered


def test_files_have_the_decimals_of_the_screen(made):
    """A third of an hour is 0.3 on the screen, and 0.3 in the file."""
    columns = [tables.Column("hours", "Hours", "decimal"), tables.Column("p", "p", "chance")]
    rows = pd.DataFrame({"hours": [1 / 3, 2.0], "p": [1 / 3, 1e-9]})
    tables.show(rows, columns, actor=LEADER, key="t", file_name="t")
    lines = made["CSV"]().decode("utf-8-sig").split()
    assert lines == ["Hours,p", "0.3,0.3333333333333333", "2.0,1e-09"]
    book = openpyxl.load_workbook(io.BytesIO(made["XLSX"]()))
    assert [cell.value for cell in book.worksheets[0]["A"]] == ["Hours", 0.3, 2]


def test_what_is_counted_has_no_decimal_in_a_file_and_no_share_seventeen(made):
    """Five cases of eighteen are 27.78 %, on the screen and in the file; a count that somebody lacks stays whole."""
    columns = [tables.Column("n", "Residents", "count"), tables.Column("miss", "Missed", "percent")]
    rows = pd.DataFrame({"n": [922.0, None], "miss": [5 / 18, 0.5]})
    tables.show(rows, columns, actor=LEADER, key="t", file_name="t")
    assert made["CSV"]().decode("utf-8-sig").split() == ["Residents,Missed", "922,0.2778", ",0.5"]
    sheet = openpyxl.load_workbook(io.BytesIO(made["XLSX"]())).worksheets[0]
    assert [cell.value for cell in sheet["A"]] == ["Residents", 922, None]
    assert [cell.value for cell in sheet["B"]] == ["Missed", 0.2778, 0.5]

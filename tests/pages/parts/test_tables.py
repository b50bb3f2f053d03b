"""Tables: columns, heights and colours; facts as text only."""

import pandas as pd
import pytest

from data.permits import Actor
from pages.parts import session, tables

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

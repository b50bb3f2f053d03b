"""Names made different, text as text."""

import pandas as pd
import pyarrow.parquet
import pytest

from data.parse import tables
from data.spreadsheets import csv


@pytest.mark.parametrize(
    "text",
    ["=1+1", "'=1+1", "''=1", "-3", "＠x", "  =1", "it's", "'quoted'", "'", "\u3000=1", "'\u3000'=1", "\t=1"],
)
def test_what_was_guarded_against_spreadsheets_is_read_as_it_was(tmp_path, text):
    path = tmp_path / "t.csv"
    path.write_bytes(csv(pd.DataFrame({"a": [text, "x"], "b": ["1", "2"]})))
    table, _ = tables.read_csv(path, tmp_path, "")
    assert table["a"].to_pylist() == [text, "x"]


@pytest.mark.parametrize("text", ["a;b\n1;2\n", "a\tb\n1\t2\n", "a,b\r1,2\r", 'a,b\n"1",2\n'])
def test_delimiters_and_line_ends(tmp_path, text):
    (tmp_path / "t.csv").write_bytes(text.encode())
    table, _ = tables.read_csv(tmp_path / "t.csv", tmp_path, "")
    assert (table["a"].to_pylist(), table["b"].to_pylist()) == (["1"], ["2"])


def test_a_line_break_inside_quotes(tmp_path):
    (tmp_path / "t.csv").write_text('a,b\n"x\ny",2\n')
    assert tables.read_csv(tmp_path / "t.csv", tmp_path, "")[0]["a"].to_pylist() == ["x\ny"]


def test_parquet_keeps_types_and_drops_what_is_nested(tmp_path):
    frame = pd.DataFrame({"code": ["001"], "n": [5], "many": [[1, 2]]})
    frame.to_parquet(tmp_path / "t.parquet")
    table, answer = tables.read_parquet(tmp_path / "t.parquet")
    assert table.column_names == ["code", "n", "__row", "__fault"] and answer == {}
    assert pyarrow.types.is_integer(table.schema.field("n").type)


def test_excel_cells_as_text():
    assert [tables._cell_text(cell) for cell in (None, 5.0, 5.25, " 001 ", True)] == [
        None,
        "5",
        "5.25",
        "001",
        "True",
    ]

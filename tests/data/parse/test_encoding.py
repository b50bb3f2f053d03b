"""Encodings in strict order; Big5 and GB18030 told apart by how their bytes lie."""

import pytest

from data.parse import encoding, tables
from geo.errors import Unreadable

TRADITIONAL = "里別,描述\n東區裕農里,路燈不亮兩週，夜間行走危險\n安南區青草里,下水道堵塞，巷口積水\n"
SIMPLIFIED = (
    "社区,描述\n街道办事处,路灯不亮两周，夜间行走危险\n青草社区,下水道堵塞，巷口积水，网格员已到现场\n"
)


@pytest.mark.parametrize(
    ("written", "asked", "found"),
    [("utf-8", "", "utf-8-sig"), ("utf-8-sig", "", "utf-8-sig"), ("gb18030", "", "gb18030"), ("utf-16", "", "utf-16"),
     ("big5", "big5", "big5")],
)  # fmt: skip
def test_encodings(tmp_path, written, asked, found):
    path = tmp_path / "t.csv"
    path.write_text("編碼,名稱\n001,第一\n", encoding=written)
    assert encoding.find_encoding(path, asked) == found
    table, _ = tables.read_csv(path, tmp_path, asked)
    assert table.to_pydict() == {"編碼": ["001"], "名稱": ["第一"], "__row": [2], "__fault": [None]}


@pytest.mark.parametrize(
    ("text", "written"), [(TRADITIONAL, "big5"), (TRADITIONAL, "gb18030"), (SIMPLIFIED, "gb18030")]
)
def test_big5_and_gb18030_are_known_by_a_few_sentences(tmp_path, text, written):
    path = tmp_path / "t.csv"
    path.write_text(text, encoding=written)
    assert encoding.find_encoding(path) == written
    table, _ = tables.read_csv(path, tmp_path, "")
    assert table.column(1).to_pylist()[0] == text.splitlines()[1].split(",")[1]


def test_what_lies_as_big5_and_is_none_is_gb18030(tmp_path):
    """A character of four bytes is GB18030 alone."""
    path = tmp_path / "t.csv"
    path.write_bytes(TRADITIONAL.encode("big5") + "㐂".encode("gb18030"))
    assert encoding.find_encoding(path) == "gb18030"


@pytest.mark.parametrize("text", [b"", b"a,b\n1,2\n", "東區,里".encode("big5")])
def test_too_few_characters_tell_nothing(text):
    assert not encoding.looks_like_big5(text)


def test_bytes_that_are_no_text(tmp_path):
    (tmp_path / "t.csv").write_bytes(b"a,b\n\xff\xff\xff,1\n")
    with pytest.raises(Unreadable) as caught:
        encoding.find_encoding(tmp_path / "t.csv")
    assert caught.value.code == "encoding_unknown"

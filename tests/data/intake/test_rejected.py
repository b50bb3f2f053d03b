"""The file of rejected rows opens in a spreadsheet without running anything."""

import csv

import pytest

from data.intake import rejected


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "@SUM(A1)", "-2+3", "\t=1", "＝1+1", " =cmd"])
def test_formulas_are_text(tmp_path, text):
    path = rejected.write_file(tmp_path, "r.csv", [(2, "place_missing", {"name": text})])
    with path.open(encoding="utf-8-sig", newline="") as file:
        _, row = csv.reader(file)
    assert row == [
        "2",
        "place_missing",
        "The row has no coordinates.",
        "Fill in longitude and latitude.",
        f"'{text}",
    ]


def test_numbers_stay_numbers(tmp_path):
    path = rejected.write_file(tmp_path, "r.csv", [(2, "place_missing", {"x": "-87.6", "名": "人"})])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "-87.6,人" in path.read_text(encoding="utf-8-sig")

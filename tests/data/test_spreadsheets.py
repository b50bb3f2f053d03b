"""Files for spreadsheets: Chinese survives, nothing runs."""

from io import BytesIO

import openpyxl
import pandas as pd
import pytest

from data import spreadsheets

FORMULAS = [
    "=1+1",
    "+1",
    "-1+1",
    "-A1",
    "@SUM(A1)",
    "\t=1",
    " =1",
    "＝1",
    "\u3000=1",
    '=HYPERLINK("http://x","y")',
]


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_text_that_would_run_is_held(text):
    rows = spreadsheets.csv(pd.DataFrame({"name": [text]})).decode("utf-8-sig").split("\r\n", 1)[1]
    assert rows.lstrip('"').startswith("'")


@pytest.mark.parametrize("text", ["-1", "-87.6", "3"])
def test_csv_text_that_is_a_plain_number_runs_nothing_and_stays_as_it_is(text):
    assert spreadsheets.csv(pd.DataFrame({"name": [text]})).decode("utf-8-sig") == f"name\r\n{text}\r\n"


def test_csv_heading_that_would_run_is_held():
    assert spreadsheets.csv(pd.DataFrame({"=a": [1]})).decode("utf-8-sig").startswith("'=a")


def test_csv_numbers_stay_numbers_and_chinese_opens_in_excel():
    made = spreadsheets.csv(pd.DataFrame({"名称": ["网格"], "n": [-3]}))
    assert made.startswith(b"\xef\xbb\xbf")
    assert made.decode("utf-8-sig") == "名称,n\r\n网格,-3\r\n"


@pytest.mark.parametrize("text", FORMULAS)
def test_xlsx_text_stays_text(text):
    book = openpyxl.load_workbook(
        BytesIO(spreadsheets.xlsx(pd.DataFrame({"name": [text]}), {"Method": text}))
    )
    assert [(sheet["A2"] if sheet.title == "data" else sheet["B1"]).data_type for sheet in book] == ["s", "s"]
    assert book["data"]["A2"].value == text


def test_xlsx_says_what_it_is():
    book = openpyxl.load_workbook(BytesIO(spreadsheets.xlsx(pd.DataFrame({"n": [1.5]}), {"Period": "March"})))
    assert [cell.value for cell in book["about"][1]] == ["Period", "March"]
    assert book["data"]["A2"].value == 1.5


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_runs_in_a_book_of_sheets_either(text):
    frame = pd.DataFrame({text: [text]})
    made = openpyxl.load_workbook(BytesIO(spreadsheets.book({text: [(text, frame), ("", frame)]})))
    sheet = made.worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert [cell.value for cell in sheet["A"]] == [None, text, text, text, None, text, text][1:]
    assert sheet.page_setup.fitToHeight == 0


def test_sheets_whose_names_no_sheet_may_have():
    names = ["History", "a" * 40, "A" * 40, "[x]:*?/\\", "''"]
    made = spreadsheets.book({name: [("", pd.DataFrame({"n": [1]}))] for name in names})
    assert openpyxl.load_workbook(BytesIO(made)).sheetnames == [
        "History 2", "a" * 31, "A" * 29 + " 2", "x", "–",
    ]  # fmt: skip

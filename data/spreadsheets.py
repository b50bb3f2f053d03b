"""Files for people's spreadsheets: CSV and XLSX that open in Chinese Excel and run nothing.

Text that a spreadsheet would take for a formula gets a leading apostrophe in CSV; in XLSX text is
written as text.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO

import pandas as pd

from data.parse.tables import FORMULA, NUMBER
from geo.errors import InputError

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
XLSX_ROWS = 1_048_575  # below the header
#: what a sheet's name may not hold, and how long it may be
_NO_NAME, NAME_LENGTH = re.compile(r"[\[\]:*?/\\\x00-\x1f]"), 31
#: a heading, and the rows below it
Block = tuple[str, pd.DataFrame]


def guarded(value: object) -> object:
    """Text that could start a formula, made harmless by an apostrophe; anything else as it is.

    A plain negative number runs nothing, and stays a number for whoever corrects the file. Text that looks as if
    it had been guarded gets another one, so that reading takes off what was put on (``data.parse.tables``).

    >>> guarded("=1+1"), guarded("'=1+1"), guarded("Grid 1"), guarded(-3), guarded("-87.6")
    ("'=1+1", "''=1+1", 'Grid 1', -3, '-87.6')
    """
    if not isinstance(value, str) or not value.lstrip(" \u3000'").startswith(FORMULA):
        return value
    return value if NUMBER.fullmatch(value) else "'" + value


def csv(frame: pd.DataFrame) -> bytes:
    """A frame as CSV in UTF-8 with a byte order mark, so that Excel reads Chinese."""
    safe = frame.rename(columns=guarded)
    text = safe.select_dtypes(include=["object", "string"]).columns
    safe = safe.assign(**{name: safe[name].map(guarded) for name in text})
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def xlsx(frame: pd.DataFrame, about: Mapping[str, str] | None = None) -> bytes:
    """A frame as a workbook; ``about`` becomes a second sheet that says how the figures came to be.

    Raises:
        InputError: ``rows_too_many``.
    """
    if len(frame) > XLSX_ROWS:
        raise InputError("rows_too_many", rows=len(frame), most=XLSX_ROWS)
    target = BytesIO()
    with pd.ExcelWriter(target, engine="xlsxwriter", engine_kwargs={"options": _OPTIONS}) as book:
        frame.to_excel(book, sheet_name="data", index=False, freeze_panes=(1, 0))
        if about:
            lines = pd.DataFrame(list(about.items()))
            lines.to_excel(book, sheet_name="about", index=False, header=False)
        for sheet in book.sheets.values():
            sheet.autofit()
    return target.getvalue()


def book(sheets: Mapping[str, Sequence[Block]]) -> bytes:
    """A workbook of sheets, each with tables below one another; printed it is as wide as one page.

    Names are made such as a sheet may have, and differ.
    """
    target = BytesIO()
    with pd.ExcelWriter(target, engine="xlsxwriter", engine_kwargs={"options": _OPTIONS},
                        datetime_format="yyyy-mm-dd hh:mm", date_format="yyyy-mm-dd") as made:  # fmt: skip
        bold = made.book.add_format({"bold": True, "font_size": 12})
        for name, blocks in zip(sheet_names(sheets), sheets.values(), strict=True):
            _sheet(made, name, blocks, bold)
    return target.getvalue()


def _sheet(made: pd.ExcelWriter, name: str, blocks: Sequence[Block], bold) -> None:
    sheet = made.book.add_worksheet(name)
    made.sheets[name] = sheet
    row = 0
    for heading, frame in blocks:
        if heading:
            row += 1
        frame.to_excel(made, sheet_name=name, index=False, startrow=row)
        row += len(frame) + 2
    sheet.autofit(400)
    row = 0
    for heading, frame in blocks:  # after the widths: a heading runs over the cells beside it
        if heading:
            sheet.write_string(row, 0, heading, bold)
            row += 1
        row += len(frame) + 2
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def sheet_names(names: Iterable[str]) -> list[str]:
    """Names as sheets may have them, each different.

    >>> sheet_names(["a/b", "A/B", "'=1", ""])
    ['a b', 'A B 2', '=1', '–']
    """
    made: list[str] = []
    for name in names:
        plain = _NO_NAME.sub(" ", name).strip().strip("'")[:NAME_LENGTH].rstrip("' ") or "–"
        taken, one, n = {known.lower() for known in made} | {"history"}, plain, 1
        while one.lower() in taken:
            n += 1
            one = f"{plain[: NAME_LENGTH - len(f' {n}')]} {n}"
        made.append(one)
    return made

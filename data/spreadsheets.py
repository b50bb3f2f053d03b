"""Files for people's spreadsheets: CSV and XLSX that open in Chinese Excel and run nothing.

Text that a spreadsheet would take for a formula gets a leading apostrophe in CSV; in XLSX text is
written as text.
"""

from collections.abc import Mapping
from io import BytesIO

import pandas as pd

from data.parse.tables import FORMULA
from geo.errors import InputError

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
XLSX_ROWS = 1_048_575  # below the header


def guarded(value: object) -> object:
    """Text that could start a formula, made harmless by an apostrophe; anything else as it is.

    Text that looks as if it had been guarded gets another one, so that reading takes off what was put on
    (``data.parse.tables``).

    >>> guarded("=1+1"), guarded("'=1+1"), guarded("Grid 1"), guarded(-3)
    ("'=1+1", "''=1+1", 'Grid 1', -3)
    """
    return "'" + value if isinstance(value, str) and value.lstrip(" \u3000'").startswith(FORMULA) else value


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

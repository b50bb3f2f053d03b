"""Files for people's spreadsheets: CSV and XLSX that open in Chinese Excel and run nothing.

Text that a spreadsheet would take for a formula gets a leading apostrophe in CSV; in XLSX text is
written as text. Both carry how the figures came to be.
"""

from io import BytesIO

import pandas as pd

#: what starts a formula, also in full width, and what spreadsheets strip before they look
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(value: object) -> object:
    """Text that could start a formula, made harmless; anything else as it is.

    >>> guarded("=1+1"), guarded("Grid 1"), guarded(-3)
    ("'=1+1", 'Grid 1', -3)
    """
    return "'" + value if isinstance(value, str) and value.lstrip(" \u3000").startswith(_FORMULA) else value


def csv(frame: pd.DataFrame) -> bytes:
    """A frame as CSV in UTF-8 with a byte order mark, so that Excel reads Chinese."""
    safe = frame.map(guarded).rename(columns=guarded)
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def xlsx(frame: pd.DataFrame, about: dict[str, str], sheets: tuple[str, str] = ("data", "about")) -> bytes:
    """A frame as a workbook with a second sheet that says what it is."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    target = BytesIO()
    with pd.ExcelWriter(target, engine="xlsxwriter", engine_kwargs={"options": options}) as book:
        frame.to_excel(book, sheet_name=sheets[0], index=False, freeze_panes=(1, 0))
        notes = pd.DataFrame(list(about.items()))
        notes.to_excel(book, sheet_name=sheets[1], index=False, header=False)
        book.sheets[sheets[0]].autofit()
        book.sheets[sheets[1]].autofit()
    return target.getvalue()

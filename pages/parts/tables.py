"""Tables: numbers in the reader's form, rows that can be opened, and downloads that run nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

import pandas as pd
import pyarrow as pa
import streamlit as st

from data import spreadsheets
from data.permits import Actor
from pages.parts import downloads
from pages.parts.text import NOTHING, _, missing, number

ROW_PX, HEAD_PX = 35, 38
#: of a column whose texts stand in lines; how high a row is, in pixels, for Streamlit to break them, into three at most
LINES_PX, BROKEN_PX = 360, 68
#: around the text of a cell; of a column at least and at most, and of one of sentences
CELL_PX, LEAST_PX, WIDEST_PX, SENTENCE_PX = 24, 50, 300, 840
#: decimals in files, by kind of column: as many as the screen shows
_PLACES = {"count": 0, "decimal": 1, "precise": 3, "percent": 4}
#: rows sent to the browser at most; downloads hold all
MOST = 20_000
_FORMATS = {
    "count": "localized",
    "decimal": "%.1f",
    "precise": "%.3f",
    "chance": "%.2g",
    "place": "%.5f",
    "percent": "percent",
    "day": "YYYY-MM-DD",
    "moment": "YYYY-MM-DD HH:mm",
}


@dataclass(frozen=True)
class Column:
    """A column on screen and in files.

    Args:
        name: of the frame's column. label: its heading, translated.
        kind: ``text``, ``count``, ``decimal``, ``precise``, ``chance`` (two digits, however small),
            ``place`` (degrees), ``percent`` (of one), ``day`` or ``moment``.
        width: ``small``, ``medium``, ``large``, ``whole`` (no text in it is cut, up to ``WIDEST_PX``), ``sentence``
            (the same up to ``SENTENCE_PX``: Streamlit leaves the end of a Latin text out where it breaks it in a table
            of Chinese too), ``lines`` (long texts, in up to three) or None.
        inks: colours of the text by the cell's value, for a few values that should stand out.
    """

    name: str
    label: str
    kind: str = "text"
    width: str | None = None
    help: str | None = None
    inks: Mapping[str, str] = field(default_factory=dict)

    def setting(self, frame: pd.DataFrame | None = None):
        """How Streamlit shows it; a column of whole texts by the rows of its table."""
        width = self.width
        if width in ("whole", "sentence"):
            texts = [self.label, *frame[self.name].head(MOST).dropna().astype(str).unique()]
            width = text_px(texts, WIDEST_PX if width == "whole" else SENTENCE_PX)
        if width == "lines":
            width = LINES_PX
        make = {
            "text": st.column_config.TextColumn,
            "day": st.column_config.DateColumn,
            "moment": st.column_config.DatetimeColumn,
        }.get(self.kind, st.column_config.NumberColumn)
        form = {} if self.kind == "text" else {"format": _FORMATS[self.kind]}
        return make(self.label, width=width, help=self.help, **form)


def text_px(texts: Sequence[str], most_px: int = WIDEST_PX) -> int:
    """Pixels in which the widest of some texts stands in a cell: a letter of Latin is half as wide as one of Chinese.

    >>> text_px(["ab"]), text_px(["ab", "中文"]), text_px(["a" * 200])
    (50, 54, 300)
    """
    widest = max((_wide_px(text) for text in texts), default=0)
    return min(max(widest + CELL_PX, LEAST_PX), most_px)


def row_px(frame: pd.DataFrame, columns: Sequence[Column]) -> int:
    """How high a row is: higher where a text of a column of ``lines`` needs more than one.

    >>> said = Column("said", "", width="lines")
    >>> row_px(pd.DataFrame({"said": ["short"]}), [said]), row_px(pd.DataFrame({"said": ["word " * 60]}), [said])
    (35, 68)
    """
    texts = [text for one in columns if one.width == "lines" for text in frame[one.name].head(MOST).dropna()]
    return BROKEN_PX if any(_wide_px(str(text)) > LINES_PX - CELL_PX for text in texts) else ROW_PX


def _wide_px(text: str) -> int:
    return 9 * len(text) if text.isascii() else _mixed_px(text)


def _mixed_px(text: str) -> int:
    return sum(15 if ord(letter) > 0x2E7F else 9 for letter in text)


def show(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    *,
    actor: Actor,
    key: str,
    file_name: str,
    about: dict[str, str] | None = None,
    rows: int = 12,
    opens: bool = False,
    whole: Callable[[], pd.DataFrame] | None = None,
    files: Sequence[Column] = (),
    sheet: pa.Table | None = None,
) -> int | None:
    """A table with its downloads.

    Args:
        frame: the rows; ``columns`` says which of its columns show, in order.
        actor: downloads are offered to roles that may export.
        key: constant a table. file_name: of the downloads, without ending.
        about: what the figures are and how they came to be, for the workbook's second sheet.
        rows: how many fit without scrolling. opens: whether one can be chosen.
        whole: makes all rows for the downloads, where the screen shows a part.
        files: the columns of the downloads, where they are others than the screen's.
        sheet: the first ``MOST`` rows as Arrow, from pages that keep it: 600 rows turned into Arrow anew
            would be a tenth of a rerun.

    Returns:
        the position of the row that was just chosen, or None.
    """
    names = [column.name for column in columns]
    shown = _inked(frame[names].head(MOST), columns) if sheet is None else sheet.select(names)
    row = row_px(frame, columns)
    answer = st.dataframe(
        shown,
        column_config={column.name: column.setting(frame) for column in columns},
        hide_index=True, placeholder="–", key=key,
        height=HEAD_PX + row * max(1, min(rows * ROW_PX // row, len(frame))),
        row_height=row,
        on_select="rerun" if opens else "ignore",
        selection_mode="single-row",
    )  # fmt: skip
    if len(frame) > MOST:
        st.caption(_("The first {n} of {all} rows.").format(n=number(MOST), all=number(len(frame))))
    if actor.may("export"):
        rows_of = whole or (lambda: frame)
        _downloads(actor, rows_of, files or columns, key=key, file_name=file_name, about=about)
    chosen = answer.selection.rows if opens else []
    return chosen[0] if chosen and chosen[0] < len(frame) else None


def _inked(shown: pd.DataFrame, columns: Sequence[Column]):
    """The rows, some cells in colour."""
    inked = [column for column in columns if column.inks]
    styled = shown.style if inked else shown
    for column in inked:
        styled = styled.map(
            lambda value, inks=column.inks: f"color: {inks[value]}" if value in inks else "",
            subset=[column.name],
        )
    return styled


def _downloads(
    actor: Actor,
    rows: Callable[[], pd.DataFrame],
    columns: Sequence[Column],
    *,
    key: str,
    file_name: str,
    about: dict[str, str] | None = None,
) -> None:
    """CSV and XLSX of a table; the files are made when they are asked for."""

    def table() -> pd.DataFrame:
        found = rows()[[column.name for column in columns]]
        found = found.assign(**{one.name: _rounded(found[one.name], one.kind) for one in columns})
        return found.set_axis([c.label for c in columns], axis=1)

    with st.container(horizontal=True, key=f"{key}_downloads", gap="small"):
        downloads.offer(
            actor, _("CSV"), lambda: spreadsheets.csv(table()), f"{file_name}.csv",
            key=f"{key}_csv", kind=key, help=_("Opens in any spreadsheet"),
        )  # fmt: skip
        downloads.offer(
            actor, _("XLSX"), lambda: spreadsheets.xlsx(table(), about), f"{file_name}.xlsx",
            key=f"{key}_xlsx", kind=key, help=_("With a sheet that says how the figures came to be"),
        )  # fmt: skip


def _rounded(values: pd.Series, kind: str) -> pd.Series:
    """A column as files have it; what is counted without a decimal, also where some of it is missing.

    >>> _rounded(pd.Series([2.0, None]), "count").tolist(), _rounded(pd.Series([5 / 18]), "percent").tolist()
    ([2, <NA>], [0.2778])
    """
    if kind not in _PLACES or not pd.api.types.is_numeric_dtype(values):
        return values
    found = values.round(_PLACES[kind])
    return found.astype("Int64") if kind == "count" else found


def facts(pairs: Sequence[tuple[str, object]]) -> None:
    """Labelled facts, one a line; what is missing shows a dash."""
    lines = "".join(
        f"<dt>{escape(label)}</dt><dd>{escape(NOTHING if missing(value) or value == '' else str(value))}</dd>"
        for label, value in pairs
    )
    st.html(f'<dl class="facts">{lines}</dl>')

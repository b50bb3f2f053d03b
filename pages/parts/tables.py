"""Tables: numbers in the reader's form, rows that can be opened, and downloads that run nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from data.permits import Actor
from pages.parts import export
from pages.parts.text import _

ROW_PX, HEAD_PX = 35, 38
_FORMATS = {"count": "localized", "decimal": "%.1f", "percent": "percent", "day": "YYYY-MM-DD",
            "moment": "YYYY-MM-DD HH:mm"}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column on screen and in files.

    Args:
        name: of the frame's column. label: its heading, translated.
        kind: ``text``, ``count``, ``decimal``, ``percent`` (of one), ``day`` or ``moment``.
        width: ``small``, ``medium``, ``large`` or None.
    """

    name: str
    label: str
    kind: str = "text"
    width: str | None = None
    help: str | None = None

    def setting(self):
        """How Streamlit shows it."""
        make = {
            "text": st.column_config.TextColumn,
            "day": st.column_config.DateColumn,
            "moment": st.column_config.DatetimeColumn,
        }.get(self.kind, st.column_config.NumberColumn)
        form = {} if self.kind == "text" else {"format": _FORMATS[self.kind]}
        return make(self.label, width=self.width, help=self.help, **form)


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
    whole: pd.DataFrame | None = None,
) -> int | None:
    """A table with its downloads.

    Args:
        frame: the rows; ``columns`` says which of its columns show, in order.
        actor: downloads are offered to roles that may export.
        key: constant a table. file_name: of the downloads, without ending.
        about: what the figures are and how they came to be, for the workbook's second sheet.
        rows: how many rows fit without scrolling.
        opens: whether a row can be chosen.
        whole: all rows for the downloads, where the screen shows a part.

    Returns:
        the position of the row that was just chosen, or None.
    """
    shown = frame[[column.name for column in columns]]
    answer = st.dataframe(
        shown,
        column_config={column.name: column.setting() for column in columns},
        hide_index=True,
        height=HEAD_PX + ROW_PX * max(1, min(rows, len(shown))),
        key=key,
        on_select="rerun" if opens else "ignore",
        selection_mode="single-row",
        placeholder="–",
    )
    if actor.may("export"):
        downloads(frame if whole is None else whole, columns, key=key, file_name=file_name, about=about)
    chosen = answer.selection.rows if opens else []
    return chosen[0] if chosen and chosen[0] < len(frame) else None


def downloads(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    *,
    key: str,
    file_name: str,
    about: dict[str, str] | None = None,
) -> None:
    """CSV and XLSX of a table; the files are made when they are asked for."""

    def table() -> pd.DataFrame:
        return frame[[column.name for column in columns]].set_axis([c.label for c in columns], axis=1)

    with st.container(horizontal=True, key=f"{key}_downloads", gap="small"):
        st.download_button(
            "CSV",
            lambda: export.csv(table()),
            f"{file_name}.csv",
            "text/csv",
            key=f"{key}_csv",
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
            help=_("Opens in any spreadsheet"),
        )
        st.download_button(
            "XLSX",
            lambda: export.xlsx(table(), about or {}),
            f"{file_name}.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            key=f"{key}_xlsx",
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
            help=_("With a sheet that says how the figures came to be"),
        )

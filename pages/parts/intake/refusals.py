"""Rejected rows: where in the file each stands, what is wrong with it, what to do, and the row to take home."""

import json
from dataclasses import replace

import pandas as pd
import streamlit as st

from data import intake
from data.parse.tables import unique
from data.permits import Actor
from pages.parts import tables
from pages.parts.text import _


def show(actor: Actor, rows: pd.DataFrame, *, key: str, file_name: str) -> None:
    """The rows as a table; the downloads have the file's own columns, so that a mended file loads again.

    Args:
        rows: ``row_number`` (0 where the file counts none), ``reason``, ``values`` (JSON text).
        key, file_name: as for any table.
    """
    told = rows.assign(
        row_number=rows["row_number"].where(rows["row_number"] > 0),
        words=[_(intake.REASONS[code]) for code in rows["reason"]],
        remedy=[_(intake.REMEDIES[code]) for code in rows["reason"]],
        line=rows["values"].map(_cells),
    )
    about = [
        tables.Column("row_number", _("Row"), "count", width="small"),
        tables.Column("words", _("Reason"), width="lines"),
        tables.Column("remedy", _("How to mend it"), width="lines"),
    ]
    own = _own_columns(rows)
    names = [name.removeprefix(OWN) for name in own]
    free = unique([*names, *(column.label for column in about)])[len(names) :]
    tables.show(
        told,
        [*about, tables.Column("line", _("The row"), width="large")],
        actor=actor,
        key=key,
        file_name=file_name,
        whole=lambda: told.join(own),
        files=[
            *(replace(column, label=label) for column, label in zip(about, free, strict=True)),
            *map(tables.Column, own, names),
        ],
    )
    if actor.may("import"):
        st.caption(
            _("Correct the rows in either file and load that file the same way: your own columns are in it.")
        )


#: letters of a cell in the line that shows a row; a shape may have thousands
LONGEST = 80
#: before the name of a file's own column, which may be called as one of ours
OWN = "own "


def _own_columns(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as they stand in the file, a column each."""
    own = pd.DataFrame([json.loads(values) for values in rows["values"]], index=rows.index, dtype=object)
    return own.add_prefix(OWN)


def _cells(values: str) -> str:
    """A rejected row as one line: the name of each column and what stands in it, where something does; long text cut.

    >>> _cells('{"id": "A-2", "lon": "", "when": "yesterday"}')
    'id: A-2 · when: yesterday'
    """
    return " · ".join(
        f"{name}: {cell if len(cell) <= LONGEST else cell[:LONGEST] + '…'}"
        for name, cell in json.loads(values).items()
        if cell
    )


def of_report(report: intake.Report) -> pd.DataFrame:
    """The rejected rows of an import that left nothing in the record, as the record would give them."""
    return pd.DataFrame(
        [
            (number, reason, json.dumps(values, ensure_ascii=False))
            for number, reason, values in report.refused
        ],
        columns=["row_number", "reason", "values"],
    )

"""CSV, Excel and Parquet as Arrow tables. Text stays text: a grid code 001 never becomes 1."""

import csv
import io
import itertools
import json
import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from data.parse.encoding import CHUNK, find_encoding, mapped
from geo.errors import Unreadable

_MOST_COLUMNS = 2000
#: what starts a formula, also in full width, and what spreadsheets strip before they look: text of ours that
#: starts so has an apostrophe before it in CSV (``data.spreadsheets.guarded``)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_GUARDED = "^'([ \u3000']*[" + re.escape("".join(FORMULA)) + "])"
#: text that starts with a minus and is a number all the same
NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
#: rows without anything before a sheet is taken to have ended
_BLANK_RUN = 10000


def read_csv(path: Path, folder: Path, asked: str) -> tuple[pa.Table, dict]:
    """A CSV with a header line, every column as text."""
    encoding = find_encoding(path, asked)
    if encoding not in ("utf-8-sig", "utf-8"):
        path = _as_utf8(path, folder / "text.csv", encoding)
    with path.open(encoding="utf-8-sig", newline="") as file:
        head = "".join(itertools.islice(file, 50))
    delimiter = _delimiter(head)
    header = next(csv.reader(io.StringIO(head, newline=None), delimiter=delimiter))
    names = unique([re.sub(_GUARDED, r"\1", name.strip()) for name in header])
    broken: list[pa.csv.InvalidRow] = []
    table = _parse_csv(path, delimiter, names, broken)
    with mapped(path) as whole:
        guarded = whole.find(b"'") >= 0
    table = _unguarded(table) if guarded else table
    answer = {"encoding": encoding.removesuffix("-sig")}
    return _with_broken(numbered(table, first=2), broken, names[0]), answer


def _parse_csv(path: Path, delimiter: str, names: list[str], broken: list) -> pa.Table:
    def keep(row):
        broken.append(row)
        return "skip"

    try:
        return pa.csv.read_csv(
            path,
            read_options=pa.csv.ReadOptions(column_names=names, skip_rows_after_names=1, block_size=2**23),
            parse_options=pa.csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, invalid_row_handler=keep
            ),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
            ),
        )
    except pa.ArrowInvalid as error:
        raise Unreadable("table_broken", detail=str(error).split("\n")[0][:200]) from None


def _unguarded(table: pa.Table) -> pa.Table:
    """Without the apostrophe that keeps a spreadsheet from running a text, as our own exports have it."""
    import pyarrow.compute as pc  # now, for it takes room that reading a large file may need

    for place, name in enumerate(table.column_names):
        if pc.any(pc.starts_with(table[name], "'")).as_py():
            bare = pc.replace_substring_regex(table[name], _GUARDED, r"\1")
            table = table.set_column(place, name, bare)
    return table


def _with_broken(table: pa.Table, broken: list, first_column: str) -> pa.Table:
    """The lines that do not fit, at the end, their text in the first column."""
    if not broken:
        return table
    rows = pa.table({
        first_column: [row.text[:1000] for row in broken],
        "__row": pa.array([row.number for row in broken], pa.int64()),
        "__fault": ["row_broken"] * len(broken),
    })  # fmt: skip
    return pa.concat_tables([table, rows], promote_options="default")


def _as_utf8(path: Path, target: Path, encoding: str) -> Path:
    with (
        path.open(encoding=encoding, newline="") as source,
        target.open("w", encoding="utf-8", newline="") as sink,
    ):
        while chunk := source.read(CHUNK):
            sink.write(chunk)
    return target


def _delimiter(head: str) -> str:
    line = head.split("\n", 1)[0]
    return max(",\t;|", key=line.count)


def unique(names: list[str]) -> list[str]:
    """Names made different and non-empty, in order.

    >>> unique(["a", "", "a"])
    ['a', 'column 2', 'a (2)']
    """
    seen: dict[str, int] = {}
    result = []
    for position, name in enumerate(names, 1):
        name = name or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return result


def numbered(table: pa.Table, first: int = 1) -> pa.Table:
    """The table with ``__row`` and, unless it is there, an empty ``__fault``."""
    rows = pa.py_buffer(np.arange(first, first + table.num_rows))  # pa.array of an array would load pandas
    table = table.append_column("__row", pa.Array.from_buffers(pa.int64(), table.num_rows, [None, rows]))
    if "__fault" in table.column_names:
        return table
    return table.append_column("__fault", pa.nulls(table.num_rows, pa.string()))


def read_excel(path: Path, layer: str) -> tuple[pa.Table, dict]:
    """One sheet, its first non-empty row the header. Cells are read row by row: a sparse sheet stays small."""
    import openpyxl

    from data.parse.shapes import choose

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        filled = [sheet.title for sheet in book.worksheets]
        layer = choose(layer, filled) if layer or len(filled) != 1 else filled[0]
        rows = list(_sheet_rows(book[layer]))
    except (KeyError, ValueError, OSError, EOFError, SyntaxError, AttributeError, TypeError) as error:
        if isinstance(error, Unreadable) or hasattr(error, "code") and hasattr(error, "facts"):
            raise
        raise Unreadable("table_broken", detail=type(error).__name__) from None
    return _sheet_table(rows), {"layer": layer, "layers": filled}


def _sheet_rows(sheet):
    """(row number, cells without trailing blanks) of rows with anything in them."""
    sheet.reset_dimensions()
    blank = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        used = max((place for place, cell in enumerate(cells, 1) if cell not in (None, "")), default=0)
        blank = 0 if used else blank + 1
        if blank > _BLANK_RUN:
            return
        if used:
            yield number, cells[:used]


def _sheet_table(rows: list[tuple[int, tuple]]) -> pa.Table:
    if len(rows) < 2:
        raise Unreadable("file_without_rows")
    names = unique([(_cell_text(cell) or "").strip() for cell in rows[0][1][:_MOST_COLUMNS]])
    columns = {
        name: pa.array(
            [_cell_text(cells[place]) if place < len(cells) else None for _, cells in rows[1:]], pa.string()
        )
        for place, name in enumerate(names)
    }
    faults = ["row_broken" if len(cells) > len(names) else None for _, cells in rows[1:]]
    table = pa.table(columns).append_column("__row", pa.array([number for number, _ in rows[1:]]))
    return table.append_column("__fault", pa.array(faults, pa.string()))


def _cell_text(cell) -> str | None:
    if cell is None:
        return None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).strip(" ")


def read_parquet(path: Path) -> tuple[pa.Table, dict]:
    """Parquet or GeoParquet; its types are kept."""
    from data.parse.shapes import crs_text, flat_wkb

    try:
        table = pa.parquet.ParquetFile(path).read()
    except (pa.ArrowInvalid, OSError) as error:
        raise Unreadable("table_broken", detail=str(error).split("\n")[0][:200]) from None
    meta = (table.schema.metadata or {}).get(b"geo")
    if not meta:
        return numbered(_readable(table)), {}
    column, crs = _primary(json.loads(meta))
    wkb, fault = flat_wkb(table.column(column).to_pylist())
    table = _readable(table.drop_columns([column]))
    table = table.append_column("__geometry", wkb).append_column("__fault", fault)
    return numbered(table), {"crs": crs_text(crs)}


def _readable(table: pa.Table) -> pa.Table:
    """Without metadata and without columns that hold lists or structures."""
    flat = [field.name for field in table.schema if not pa.types.is_nested(field.type)]
    return table.select(flat).replace_schema_metadata(None)


def _primary(meta: dict) -> tuple[str, object]:
    column = meta["primary_column"]
    about = meta["columns"][column]
    if about.get("encoding") != "WKB":
        raise Unreadable("geometry_encoding", encoding=about.get("encoding"))
    return column, about.get("crs", "OGC:CRS84")

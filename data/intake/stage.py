"""From a file's columns to typed fields: text trimmed, numbers and times read, what cannot be read marked.

The file's columns are renamed to our field names before any SQL sees them, so no identifier in a
statement ever comes from a file.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.intake.fields import FIELDS, Field
from data.intake.reader import Source
from data.intake.settle import BATCH_ROWS, batched, in_order

#: forms of dates and times beside ISO 8601, in order of trial; day before month is not guessed
TIME_FORMS = (
    "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M", "%m/%d/%Y", "%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日%H时%M分",
    "%Y年%m月%d日", "%Y.%m.%d", "%Y%m%d%H%M%S", "%Y%m%d",
)  # fmt: skip
_PLACE = ("lon", "lat")
_ARROW = {"time": pa.timestamp("us"), "number": pa.float64()}


def staged(cursor, source: Source, kind: str, mapping: dict[str, str], constants: dict[str, str]) -> pa.Table:
    """A table with every field of the kind (null where absent), ``__pos``, ``__row``, ``__fault``, ``geometry``.

    ``__pos`` counts the rows from 0 in the file's order; the table is in that order.
    ``geometry`` is WKB: the file's shapes, or a mapped column of WKT, else null. ``__fault`` is the
    first reason against a row, or null.
    """
    raw = _renamed(source, kind, mapping)
    fields = [field for field in FIELDS[kind] if field.type != "geometry"]
    texts = ", ".join(f"{_as_text(field, raw, constants)} AS {field.name}_text" for field in fields)
    typed = ", ".join(f"{_parsed(field, raw, constants)} AS {field.name}" for field in fields)
    names = ", ".join(field.name for field in fields)
    faults = "".join(
        f", {_fault(field)}" for field in fields if field.type != "text" and field.name not in _PLACE
    )
    sql = f"""SELECT __pos, __row, {names}, {_geometry(raw)} AS geometry, coalesce(__fault{faults}, NULL) AS __fault
      FROM (SELECT *, {typed} FROM (SELECT *, {texts} FROM raw_rows))"""
    cursor.register("raw_rows", batched(raw))
    values = {name: constants[name] for name in constants if f"${name}" in sql}
    table = in_order(cursor.execute(sql, values or None).to_arrow_table(BATCH_ROWS))
    cursor.unregister("raw_rows")
    return table


def _renamed(source: Source, kind: str, mapping: dict[str, str]) -> pa.Table:
    types = {field.name: field.type for field in FIELDS[kind]}
    columns = {f"raw_{name}": _typed(source.table[column], types[name]) for name, column in mapping.items()}
    columns["__pos"] = pa.array(np.arange(source.table.num_rows))
    columns |= {"__row": source.table["__row"], "__fault": source.table["__fault"]}
    if source.has_shapes:
        columns["__geometry"] = source.table["__geometry"]
    return pa.table(columns)


def _typed(column: pa.ChunkedArray, type_: str) -> pa.ChunkedArray:
    """Text that is wholly ISO 8601 without offsets, or wholly numbers, in its type; else as it came.

    Arrow reads such a column several times faster than SQL, which is left with the columns that need thought.
    """
    target = _ARROW.get(type_)
    if target is None or not pa.types.is_string(column.type):
        return column
    try:
        return pc.cast(column, target)
    except pa.ArrowInvalid:
        return column


def _as_text(field: Field, raw: pa.Table, constants: dict[str, str]) -> str:
    name = f"raw_{field.name}"
    if field.name in constants:
        return f"nullif(trim(CAST(${field.name} AS VARCHAR)), '')"
    if name not in raw.column_names:
        return "CAST(NULL AS VARCHAR)"
    type_ = raw.schema.field(name).type
    if type_ == _ARROW.get(field.type):  # read already: nobody asks for its text
        return "CAST(NULL AS VARCHAR)"
    if pa.types.is_floating(type_):  # 44.0 in a column of codes is the code 44
        whole = f"isfinite({name}) AND {name} = floor({name})"
        return f"nullif(CASE WHEN {whole} THEN TRY_CAST({name} AS HUGEINT)::VARCHAR ELSE {name}::VARCHAR END, 'nan')"
    return f"nullif(trim(CAST({name} AS VARCHAR)), '')"


def _parsed(field: Field, raw: pa.Table, constants: dict[str, str]) -> str:
    text, name = f"{field.name}_text", f"raw_{field.name}"
    given = field.name not in constants and name in raw.column_names
    type_ = raw.schema.field(name).type if given else pa.string()
    if field.type == "text":
        return text
    if field.type == "time":
        is_time = pa.types.is_timestamp(type_) or pa.types.is_date(type_)
        return f"CAST({name} AS TIMESTAMP)" if is_time else _time(text)
    number = f"TRY_CAST({name if pa.types.is_floating(type_) else text} AS DOUBLE)"
    if field.type == "number":
        return number
    return f"coalesce(TRY_CAST({text} AS BIGINT), TRY_CAST({number} AS BIGINT))"


def _time(text: str) -> str:
    """Wall clock as written: an offset is dropped, not applied."""
    bare = f"regexp_replace({text}, '(\\d:\\d\\d(\\.\\d+)?)\\s*(Z|[+-]\\d\\d:?\\d\\d)$', '\\1')"
    # the pattern is slow, and a text as long as date and time has no room for an offset
    short = f"length({text}) <= 16 OR (length({text}) = 19 AND {text}[17:17] = ':')"
    forms = ", ".join(f"'{form}'" for form in TIME_FORMS)
    plain = f"TRY_CAST(CASE WHEN {short} THEN {text} ELSE {bare} END AS TIMESTAMP)"
    return f"coalesce({plain}, try_strptime({text}, [{forms}]))"


def _fault(field: Field) -> str:
    """SQL: a reason if a value is there but cannot be read; places have reasons of their own."""
    code = "time_unreadable" if field.type == "time" else "number_unreadable"
    there = f"lower({field.name}_text) NOT IN ('nan', 'nat', 'none', 'null', '-')"
    return f"CASE WHEN {field.name} IS NULL THEN CASE WHEN {there} THEN '{code}' END END"


def _geometry(raw: pa.Table) -> str:
    if "__geometry" in raw.column_names:
        return "__geometry"
    if "raw_geometry" not in raw.column_names:
        return "CAST(NULL AS BLOB)"
    if pa.types.is_binary(raw.schema.field("raw_geometry").type):
        return "raw_geometry"
    return "ST_AsWKB(TRY(ST_GeomFromText(raw_geometry)))"

"""From a file's columns to typed fields: text trimmed, numbers and times read, what cannot be read marked.

The file's columns are renamed to our field names before any SQL sees them, so no identifier in a
statement ever comes from a file.
"""

import numpy as np
import pyarrow as pa

from data.intake.fields import FIELDS, Field
from data.intake.reader import Source
from data.intake.settle import in_order

#: forms of dates and times beside ISO 8601, in order of trial; day before month is not guessed
TIME_FORMS = (
    "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M", "%m/%d/%Y", "%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日%H时%M分",
    "%Y年%m月%d日", "%Y.%m.%d", "%Y%m%d%H%M%S", "%Y%m%d",
)  # fmt: skip
_PLACE = ("lon", "lat")


def staged(cursor, source: Source, kind: str, mapping: dict[str, str], constants: dict[str, str]) -> pa.Table:
    """A table with every field of the kind (null where absent), ``__pos``, ``__row``, ``__fault``, ``geometry``.

    ``__pos`` counts the rows from 0 in the file's order; the table is in that order.
    ``geometry`` is WKB: the file's shapes, or a mapped column of WKT, else null. ``__fault`` is the
    first reason against a row, or null.
    """
    raw = _renamed(source, mapping)
    fields = [field for field in FIELDS[kind] if field.type != "geometry"]
    parts = [f"{_expression(field, raw, constants)} AS {field.name}" for field in fields]
    faults = [fault for field in fields if (fault := _fault(field, raw))]
    sql = f"""SELECT __pos, __row, {", ".join(parts)}, {_geometry(raw)} AS geometry,
      coalesce(__fault, {", ".join([*faults, "NULL"])}) AS __fault FROM raw_rows"""
    cursor.register("raw_rows", raw)
    values = {name: constants[name] for name in constants if f"${name}" in sql}
    table = in_order(cursor.execute(sql, values or None).to_arrow_table())
    cursor.unregister("raw_rows")
    return table


def _renamed(source: Source, mapping: dict[str, str]) -> pa.Table:
    columns = {field: source.table[column] for field, column in mapping.items()}
    columns["__pos"] = pa.array(np.arange(source.table.num_rows))
    columns |= {"__row": source.table["__row"], "__fault": source.table["__fault"]}
    if source.has_shapes:
        columns["__geometry"] = source.table["__geometry"]
    return pa.table(columns)


def _expression(field: Field, raw: pa.Table, constants: dict[str, str]) -> str:
    if field.name in constants:
        return _cast(field.type, f"CAST(${field.name} AS VARCHAR)", pa.string())
    if field.name in raw.column_names:
        return _cast(field.type, field.name, raw.schema.field(field.name).type)
    return f"CAST(NULL AS {_SQL_TYPES[field.type]})"


_SQL_TYPES = {"text": "VARCHAR", "number": "DOUBLE", "integer": "BIGINT", "time": "TIMESTAMP"}


def _text(name: str, type_: pa.DataType) -> str:
    if pa.types.is_floating(type_):  # 44.0 in a column of codes is the code 44
        name = f"CASE WHEN {name} = floor({name}) THEN CAST({name} AS HUGEINT)::VARCHAR ELSE {name}::VARCHAR END"
    return f"nullif(trim(CAST({name} AS VARCHAR)), '')"


def _cast(kind: str, name: str, type_: pa.DataType) -> str:
    if kind == "text":
        return _text(name, type_)
    if kind == "time":
        return _time(name, type_)
    number = f"TRY_CAST({name if _is_number(type_) else _text(name, type_)} AS DOUBLE)"
    if kind == "number":
        return number
    whole = f"TRY_CAST({name if pa.types.is_integer(type_) else _text(name, type_)} AS BIGINT)"
    return f"coalesce({whole}, TRY_CAST({number} AS BIGINT))"


def _time(name: str, type_: pa.DataType) -> str:
    """Wall clock as written: an offset is dropped, not applied."""
    if pa.types.is_timestamp(type_) or pa.types.is_date(type_):
        return f"CAST({name} AS TIMESTAMP)"
    text = _text(name, type_)
    bare = f"regexp_replace({text}, '(\\d:\\d\\d(\\.\\d+)?)\\s*(Z|[+-]\\d\\d:?\\d\\d)$', '\\1')"
    forms = ", ".join(f"'{form}'" for form in TIME_FORMS)
    return f"coalesce(TRY_CAST({bare} AS TIMESTAMP), try_strptime({text}, [{forms}]))"


def _is_number(type_: pa.DataType) -> bool:
    return pa.types.is_integer(type_) or pa.types.is_floating(type_)


def _fault(field: Field, raw: pa.Table) -> str | None:
    """SQL: a reason if a value is there but cannot be read; places have reasons of their own."""
    if field.name not in raw.column_names or field.type == "text" or field.name in _PLACE:
        return None
    type_ = raw.schema.field(field.name).type
    code = "time_unreadable" if field.type == "time" else "number_unreadable"
    there = f"{_text(field.name, type_)} NOT IN ('NaN', 'nan', 'NaT', 'None', 'NULL', 'null', '-')"
    return f"CASE WHEN {there} AND {_cast(field.type, field.name, type_)} IS NULL THEN '{code}' END"


def _geometry(raw: pa.Table) -> str:
    if "__geometry" in raw.column_names:
        return "__geometry"
    if "geometry" not in raw.column_names:
        return "CAST(NULL AS BLOB)"
    if pa.types.is_binary(raw.schema.field("geometry").type):
        return "geometry"
    return "ST_AsWKB(TRY(ST_GeomFromText(geometry)))"

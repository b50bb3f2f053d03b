"""From a file's columns to typed fields: text trimmed, numbers and times read, what cannot be read marked.

The file's columns are renamed to our field names before any SQL sees them, so no identifier in a
statement ever comes from a file.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.intake import times
from data.intake.fields import FIELDS, Field
from data.intake.model import Problem
from data.intake.reader import Source
from data.intake.settle import batched, parallel

_PLACE = ("lon", "lat")
_PLAIN = times.Habit()
_INSTANT = pa.timestamp("us", "UTC")
#: what Arrow may read a text as, in order of trial
_ARROW = {"time": (pa.timestamp("us"), _INSTANT), "number": (pa.float64(),)}


def staged(
    cursor,
    source: Source,
    kind: str,
    mapping: dict[str, str],
    constants: dict[str, str],
    zone: str = "UTC",
    notes: list[Problem] | None = None,
) -> pa.Table:
    """A table with every field of the kind (null where absent), ``__pos``, ``__row``, ``__fault``, ``geometry``.

    ``__pos`` counts the rows from 0 in the file's order; the table is in that order.
    ``geometry`` is WKB: the file's shapes, or a mapped column of WKT, else null. ``__fault`` is the
    first reason against a row, or null. Times are by the clock of ``zone``: as written where no offset
    from UTC is stated, else converted. What is worth saying about dates is added to ``notes``.
    """
    raw = _renamed(source, kind, mapping, zone)
    habits = _habits(raw, kind, constants)
    if notes is not None:
        notes += _remarks(habits, mapping)
    fields = [field for field in FIELDS[kind] if field.type != "geometry"]
    texts = ", ".join(f"{_as_text(field, raw, constants)} AS {field.name}_text" for field in fields)
    typed = ", ".join(f"{_parsed(field, raw, constants, habits)} AS {field.name}" for field in fields)
    names = ", ".join([field.name for field in fields] + _offsets(habits))
    faults = "".join(
        f", {_fault(field)}" for field in fields if field.type != "text" and field.name not in _PLACE
    )
    sql = f"""SELECT __pos, __row, {names}, {_geometry(raw)} AS geometry, coalesce(__fault{faults}, NULL) AS __fault
      FROM (SELECT *, {typed} FROM (SELECT *, {texts} FROM raw_rows))"""
    cursor.register("raw_rows", batched(raw))
    values = {name: constants[name] for name in constants if f"${name}" in sql}
    table = parallel(cursor, sql, values)
    cursor.unregister("raw_rows")
    return _in_city(table, habits, zone)


def remarks(source: Source, kind: str, mapping: dict[str, str]) -> list[Problem]:
    """What is worth saying about the dates of a file's columns before it is staged."""
    return _remarks(_habits(_renamed(source, kind, mapping, "UTC"), kind, {}), mapping)


def _remarks(habits: dict[str, times.Habit], mapping: dict[str, str]) -> list[Problem]:
    return [
        problem
        for name, shown in habits.items()
        if name in mapping
        for problem in times.remark(mapping[name], shown)
    ]


def _habits(raw: pa.Table, kind: str, constants: dict[str, str]) -> dict[str, times.Habit]:
    """How the times are written that Arrow left as text, by field."""
    columns = {name: pa.chunked_array([[str(value)]]) for name, value in constants.items()}
    columns |= {name.removeprefix("raw_"): raw[name] for name in raw.column_names if name.startswith("raw_")}
    is_time = {field.name for field in FIELDS[kind] if field.type == "time"}
    return {
        name: times.habit(column) for name, column in columns.items() if name in is_time and _is_text(column)
    }


def _is_text(column: pa.ChunkedArray) -> bool:
    return pa.types.is_string(column.type) or pa.types.is_large_string(column.type)


def _offsets(habits: dict[str, times.Habit]) -> list[str]:
    return [
        f"{times.offset_sql(f'{name}_text')} AS {name}_ahead"
        for name, shown in habits.items()
        if shown.offsets
    ]


def _in_city(table: pa.Table, habits: dict[str, times.Habit], zone: str) -> pa.Table:
    for name, shown in habits.items():
        if shown.offsets:
            place = table.column_names.index(name)
            column = times.in_city(table[name], table[f"{name}_ahead"], zone)
            table = table.set_column(place, name, column).drop_columns([f"{name}_ahead"])
    return table


def _renamed(source: Source, kind: str, mapping: dict[str, str], zone: str) -> pa.Table:
    types = {field.name: field.type for field in FIELDS[kind]}
    columns = {
        f"raw_{name}": _typed(source.table[column], types[name], zone) for name, column in mapping.items()
    }
    columns["__pos"] = pa.array(np.arange(source.table.num_rows))
    columns |= {"__row": source.table["__row"], "__fault": source.table["__fault"]}
    if source.has_shapes:
        columns["__geometry"] = source.table["__geometry"]
    return pa.table(columns)


def _typed(column: pa.ChunkedArray, type_: str, zone: str) -> pa.ChunkedArray:
    """Text that is wholly ISO 8601, all with offsets or none, or wholly numbers, in its type; else as it came.

    Arrow reads such a column several times faster than SQL, which is left with the columns that need thought.
    """
    if type_ == "time" and pa.types.is_timestamp(column.type) and column.type.tz:
        return _shown(column, zone)
    if type_ not in _ARROW or not _is_text(column):
        return column
    for target in _ARROW[type_]:
        try:
            read = pc.cast(column, target)
        except pa.ArrowInvalid:
            continue
        return _shown(read, zone) if target == _INSTANT else read
    return column


def _shown(instants: pa.ChunkedArray, zone: str) -> pa.ChunkedArray:
    """Moments by the city's clock."""
    plain = instants.cast(_INSTANT).cast(pa.timestamp("us")).to_numpy()
    return pa.chunked_array([times.by_the_clock(plain, zone)])


def _as_text(field: Field, raw: pa.Table, constants: dict[str, str]) -> str:
    name = f"raw_{field.name}"
    if field.name in constants:
        return f"nullif(trim(CAST(${field.name} AS VARCHAR)), '')"
    if name not in raw.column_names:
        return "CAST(NULL AS VARCHAR)"
    type_ = raw.schema.field(name).type
    if type_ in _ARROW.get(field.type, ()):  # read already: nobody asks for its text
        return "CAST(NULL AS VARCHAR)"
    if pa.types.is_floating(type_):  # 44.0 in a column of codes is the code 44
        whole = f"isfinite({name}) AND {name} = floor({name})"
        return f"nullif(CASE WHEN {whole} THEN TRY_CAST({name} AS HUGEINT)::VARCHAR ELSE {name}::VARCHAR END, 'nan')"
    return f"nullif(trim(CAST({name} AS VARCHAR)), '')"


def _parsed(field: Field, raw: pa.Table, constants: dict[str, str], habits: dict[str, times.Habit]) -> str:
    text, name = f"{field.name}_text", f"raw_{field.name}"
    given = field.name not in constants and name in raw.column_names
    type_ = raw.schema.field(name).type if given else pa.string()
    if field.type == "text":
        return text
    if field.type == "time":
        is_time = pa.types.is_timestamp(type_) or pa.types.is_date(type_)
        return (
            f"CAST({name} AS TIMESTAMP)" if is_time else times.wall_sql(text, habits.get(field.name, _PLAIN))
        )
    number = f"TRY_CAST({name if pa.types.is_floating(type_) else text} AS DOUBLE)"
    if field.type == "number":
        return number
    return f"coalesce(TRY_CAST({text} AS BIGINT), TRY_CAST({number} AS BIGINT))"


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

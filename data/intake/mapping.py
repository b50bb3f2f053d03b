"""From column names to fields: a guess by the names of ``data.intake.fields``, then what was asked for."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from data.intake.fields import FIELDS
from geo.errors import InputError

#: a needed field → fields that will do instead
STAND_INS = {"reported_at": ("occurred_at",)}
#: a file is said to be of another kind when its columns speak for that by so many fields more
CLEARLY = 1.5


def plain(name: str) -> str:
    """A column name without case, spaces and punctuation, in its compatible form.

    >>> plain("Grid_Code "), plain("网格（编码）")
    ('gridcode', '网格编码')
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name)).lower()


def guess(kind: str, columns: Sequence[str]) -> dict[str, str]:
    """Field → column for the columns whose names are known; each column serves one field.

    A field's own names are tried in their order, so ``经度`` wins over ``x``.

    >>> guess("visits", ["工号", "网格编码", "巡查时间"])
    {'grid_code': '网格编码', 'worker_code': '工号', 'visited_at': '巡查时间'}
    """
    free = {plain(column): column for column in reversed(columns)}
    found = {}
    for field in FIELDS[kind]:
        for name in map(plain, field.names):
            if name in free:
                found[field.name] = free.pop(name)
                break
    return found


def likeliest(kind: str, columns: Sequence[str], has_shapes: bool = False) -> str:
    """The kind a file's column names speak for; ``kind`` itself where nothing speaks clearly for another.

    A name counts for a kind the more the fewer kinds know it: coordinates stand in many files, a closing
    time in cases alone. Another kind that lacks a needed field is not likely.

    Args:
        has_shapes: whether the file brings geometry of its own.

    >>> likeliest("grids", ["案件编号", "类别", "上报时间", "状态", "网格编码"])
    'incidents'
    >>> likeliest("grids", ["网格编码", "户数", "社区"])
    'grids'
    """
    found = {one: guess(one, columns) for one in FIELDS if one != "nodes"}
    speaks = {
        one: _weight(fields) for one, fields in found.items() if one == kind or not missing(one, fields, {})
    }
    best = max(speaks, key=lambda one: (speaks[one], one == kind))
    shaped = has_shapes and kind in ("grids", "streets", "barriers")
    return best if speaks[best] >= speaks[kind] + CLEARLY and not shaped else kind


def _weight(fields: Iterable[str]) -> float:
    """How much fields say of the kind that has them."""
    return sum(1 / sum(name in fields_of(one) for one in FIELDS) for name in fields)


def fields_of(kind: str) -> set[str]:
    """The names of a kind's fields."""
    return {field.name for field in FIELDS[kind]}


def settle(
    kind: str, columns: Sequence[str], asked: dict[str, str], constants: dict[str, str]
) -> dict[str, str]:
    """The mapping to use: the guess, overridden by ``asked``; a constant needs no column.

    A column asked for one field is not guessed for another; ``field=`` (empty) leaves a field out.

    Raises:
        InputError: ``field_unknown`` or ``column_unknown``.
    """
    known = fields_of(kind)
    for name in [*asked, *constants]:
        if name not in known and name != "id_prefix":
            raise InputError("field_unknown", field=name, known=", ".join(sorted(known)))
    chosen = {field: _column(column, columns) for field, column in asked.items() if column}
    rest = [column for column in columns if column not in chosen.values()]
    guessed = guess(kind, rest)
    skipped = set(asked) | set(constants)
    return {name: column for name, column in guessed.items() if name not in skipped} | chosen


def _column(wanted: str, columns: Sequence[str]) -> str:
    if wanted in columns:
        return wanted
    alike = [column for column in columns if plain(column) == plain(wanted)]
    if len(alike) == 1:
        return alike[0]
    raise InputError("column_unknown", column=wanted, known=", ".join(columns))


def missing(kind: str, mapping: dict[str, str], constants: dict[str, str]) -> tuple[str, ...]:
    """Needed fields that have neither a column nor a constant."""
    have = set(mapping) | set(constants)
    return tuple(
        field.name for field in FIELDS[kind]
        if field.needed and not have & {field.name, *STAND_INS.get(field.name, ())}
    )  # fmt: skip

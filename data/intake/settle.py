"""Which rows are good, which repeat, and which of the good ones the record already holds.

Works on Arrow tables without copying them into the database: a million rows pass in a second.
"""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from data.audit import take_ids
from data.intake.job import Outcome

#: rows to a record batch: DuckDB scans batches in parallel, one batch by one thread
BATCH_ROWS = 122_880
#: more runs than this and moving rows one by one costs less than moving runs
MOST_RUNS = 1000
#: in degrees; the last decimal that RFC 7946 and our own rounding keep
CENTIMETRE = 1e-7
#: what is compared of two shapes besides the number of their points
_SIZES = ("ST_XMin", "ST_YMin", "ST_XMax", "ST_YMax", "ST_Length", "ST_Perimeter")


def checked(
    cursor, sql: str, values: dict, checks: tuple[tuple[str, str], ...], key: str, collapse: bool = False
) -> tuple[pa.Table, dict[int, str], int]:
    """Run a kind's statement over the registered rows and settle each row's fault.

    Args:
        sql: selects the rows to load with ``__pos`` and ``__fault``.
        checks: (reason, SQL condition) in order; the first that holds is the reason.
        key: the column that must not occur twice among the good rows.
        collapse: a row equal to an earlier one in everything repeats it, which is no fault.

    Returns:
        the good rows in the file's order, the faults by position, and how many rows merely repeat.
    """
    reasons = "".join(f" WHEN {condition} THEN '{reason}'" for reason, condition in checks)
    judged = (
        f"SELECT * REPLACE (CASE WHEN __fault IS NOT NULL THEN __fault{reasons} END AS __fault) FROM ({sql})"
    )
    table = parallel(cursor, judged, values)
    bad = table.filter(pc.is_valid(table["__fault"]))
    faults = dict(zip(bad["__pos"].to_pylist(), bad["__fault"].to_pylist(), strict=True))
    good = table.filter(pc.is_null(table["__fault"])) if faults else table
    good, repeats = _once(cursor, good.drop_columns(["__fault"]), key, faults, collapse)
    return good, faults, repeats


def fingerprint(*columns: str) -> str:
    """SQL: a text that is equal for two rows only if these columns are, what is missing included.

    A list keeps its elements apart whatever they hold, where joining them would not.
    """
    return f"md5(to_json([{', '.join(f'CAST({column} AS VARCHAR)' for column in columns)}])::VARCHAR)"


def parallel(cursor, sql: str, values: dict) -> pa.Table:
    """The rows of a statement by ``__pos``, gathered by all threads.

    A statement executed with values hands its rows over one thread; ``cursor.sql`` uses all, but with bound
    values it would carry every row through Python. So they become variables of the cursor.
    """
    for name, value in values.items():
        cursor.execute(f"SET VARIABLE {name} = $value", {"value": value})
    bound = re.sub(r"\$(\w+)", r"getvariable('\1')", sql)
    return in_order(cursor.sql(bound).to_arrow_table(BATCH_ROWS))


def in_order(table: pa.Table) -> pa.Table:
    """The table by ``__pos``. Threads hand over long runs of rows, so mostly those are all there is to sort."""
    positions = table["__pos"].to_numpy()
    starts = np.flatnonzero(np.diff(positions, prepend=-2) != 1)
    if len(starts) > MOST_RUNS:
        return table.take(np.argsort(positions, kind="stable"))
    lengths = np.diff(starts, append=len(positions))
    runs = np.argsort(positions[starts], kind="stable")
    return (
        pa.concat_tables([table.slice(starts[run], lengths[run]) for run in runs]) if len(runs) > 1 else table
    )


def _once(cursor, good: pa.Table, key: str, faults: dict[int, str], collapse: bool) -> tuple[pa.Table, int]:
    """The first row of every key. Later ones are faults, or repeats if nothing in them differs."""
    cursor.register("good_rows", good)
    (extra,) = cursor.execute(f"SELECT count(*) - count(DISTINCT {key}) FROM good_rows").fetchone()
    if not extra:
        return good, 0
    whole = fingerprint(*(name for name in good.column_names if not name.startswith("__")))
    same = f"{whole} = first({whole}) OVER w" if collapse else "false"
    later = cursor.execute(
        f"""SELECT __pos, {same} AS repeats FROM good_rows
          WINDOW w AS (PARTITION BY {key} ORDER BY __pos) QUALIFY row_number() OVER w > 1"""
    ).to_arrow_table()
    refused = later.filter(pc.invert(later["repeats"]))["__pos"].to_pylist()
    faults |= dict.fromkeys(refused, "duplicate_id")
    first = np.isin(good["__pos"].to_numpy(), later["__pos"].to_numpy(), invert=True)
    return good.filter(pa.array(first)), later.num_rows - len(refused)


def with_ids(
    cursor, good: pa.Table, table: str, changing: tuple[str, ...], standing: tuple[str, ...] = ()
) -> pa.Table:
    """Beside each good row its id in the record, ``is_new`` and ``is_changed``; new ids are taken.

    Args:
        table: name of the record's table; its ids are ``<last word>_id``.
        changing: columns in which a row the record holds may differ; ``lon``, ``lat`` and what ``shape`` says
            of the record's geometry differ from ``CENTIMETRE`` on, for formats round.
        standing: columns that say how far a case is, in which a row differs only where it says something;
            ``is_moved`` tells that, and ``held_<first of them>`` what the record holds, empty if nothing.
    """
    cursor.register("good_rows", good)
    differs = " OR ".join(map(_differs, changing))
    moved = " OR ".join(f"g.{name} IS NOT NULL AND h.{name} IS DISTINCT FROM g.{name}" for name in standing)
    extra = f", {moved} AS is_moved, h.{standing[0]} AS held" if standing else ""
    shaped = "shape" in changing
    if shaped:  # equal in every size: whether the course is the same, is looked at below
        extra += ", CASE WHEN NOT is_changed AND ST_AsWKB(h.geometry) <> g.shape THEN ST_AsWKB(h.geometry) END course"
    id_name = f"{table.split('_')[-1]}_id"
    held = cursor.execute(
        f"""SELECT g.__pos, h.{id_name} AS id, {differs} AS is_changed{extra}
          FROM good_rows g JOIN {table} h ON h.source_id = g.source_id"""
    ).to_arrow_table()
    where = np.searchsorted(good["__pos"].to_numpy(), held["__pos"].to_numpy())
    ids = np.full(good.num_rows, -1, np.int64)
    ids[where] = held["id"].to_numpy()
    is_new = ids < 0
    first = take_ids(cursor, table, int(is_new.sum()))
    ids[is_new] = first + np.arange(is_new.sum())
    is_changed = np.zeros(good.num_rows, bool)
    is_changed[where] = held["is_changed"].to_numpy(zero_copy_only=False)
    if shaped:
        looked = np.flatnonzero(held["course"].is_valid())
        courses = (held["course"].take(looked), good["shape"].take(where[looked]))
        is_changed[where[looked]] = ~same_course(*(one.to_numpy(zero_copy_only=False) for one in courses))
    columns = {"id": ids, "is_new": is_new, "is_changed": is_changed}
    if standing:
        texts, is_moved = np.full(good.num_rows, "", object), np.zeros(good.num_rows, bool)
        texts[where] = held["held"].to_numpy(zero_copy_only=False)
        is_moved[where] = held["is_moved"].to_numpy(zero_copy_only=False)
        columns |= {f"held_{standing[0]}": pa.array(texts, pa.string()), "is_moved": is_moved}
    return batched(pa.table({name: good[name] for name in good.column_names} | columns))


def register_incoming(
    cursor, good: pa.Table, table: str, changing: tuple[str, ...], outcome: Outcome, repeats: int = 0
) -> None:
    """The good rows with their ids as ``incoming``, ready to be written, and how many of them are loaded.

    Args:
        table, changing: as in ``with_ids``.
        repeats: rows of the file that merely repeat another: they are unchanged too.
    """
    rows = with_ids(cursor, good, table, changing)
    cursor.register("incoming", rows)
    outcome.loaded = sum(counts(rows))
    outcome.unchanged = good.num_rows - outcome.loaded + repeats


def _differs(column: str) -> str:
    if column in ("lon", "lat"):
        return f"abs(h.{column} - g.{column}) > {CENTIMETRE}"
    if column == "shape":
        held, given = "h.geometry", "ST_GeomFromWKB(g.shape)"
        apart = [
            f"abs({size}({held}) - {size}({given})) > {CENTIMETRE} * ST_NPoints({held})" for size in _SIZES
        ]
        return f"(ST_NPoints({held}) <> ST_NPoints({given}) OR {' OR '.join(apart)})"
    return f"h.{column} IS DISTINCT FROM g.{column}"


def same_course(held: np.ndarray, given: np.ndarray) -> np.ndarray:
    """Which shapes, pair by pair, run the same way to within ``CENTIMETRE``, wherever and which way round they begin.

    Args:
        held, given: well-known binary of lines and areas.

    >>> one, other = "LINESTRING (0 0, 0 1, 1 1, 1 0)", "LINESTRING (0 1, 1 1, 1 0, 0 0)"
    >>> wkb = shapely.to_wkb(shapely.from_wkt([one, other]))
    >>> same_course(wkb, wkb).tolist(), same_course(wkb, wkb[::-1]).tolist()
    ([True, True], [False, False])
    """
    pairs = zip(shapely.from_wkb(held), shapely.from_wkb(given), strict=True)
    return np.array([_same_course(one, other) for one, other in pairs], dtype=bool)


def _same_course(one, other) -> bool:
    here, there = shapely.get_coordinates(one), shapely.get_coordinates(other)
    if here.shape == there.shape and np.abs(here - there).max(initial=0.0) <= CENTIMETRE:
        return True
    ways = [shape.boundary if shape.area else shape for shape in (one, other)]
    return all(a.buffer(CENTIMETRE).covers(b) for a, b in (ways, ways[::-1]))


def batched(table: pa.Table) -> pa.Table:
    """The same table in batches that several threads can share, each as long as DuckDB's groups of rows."""
    lengths = {len(batch) for batch in table.to_batches()[:-1]}
    whole = table if lengths <= {BATCH_ROWS} else table.combine_chunks()
    return pa.Table.from_batches(whole.to_batches(BATCH_ROWS), table.schema)


def counts(table: pa.Table) -> tuple[int, int]:
    """New and changed rows of a table with ids."""
    return pc.sum(table["is_new"]).as_py() or 0, pc.sum(table["is_changed"]).as_py() or 0
